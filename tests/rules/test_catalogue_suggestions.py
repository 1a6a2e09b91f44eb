"""What the kontaktcenter types finds its category, and dangerous words are found without false alarms."""

import pytest

from backend.catalogue import acute_words_in, shipped_categories, suggest_categories


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lampa", "belysning.enstaka"),
        ("gatlampan är släckt", "belysning.enstaka"),
        ("lamp", "belysning.enstaka"),
        ("potthål", "vag.potthal"),
        ("potthal", "vag.potthal"),
        ("grop", "vag.potthal"),
        ("brunnslock", "vag.brunn-lock"),
        ("klotter", "klotter.ovrigt"),
        ("hakkors", "klotter.krankande"),
        ("soptunna", "avfall.ej-tomt"),
        ("vattenläcka", "va.lacka"),
        ("water leak", "va.lacka"),
        ("skrotbil", "fordon.overgivet"),
        ("gunga", "lek.farlig"),
        ("istappar", "vinter.istappar"),
        ("gräsklippning", "park.gras-buskar"),
    ],
)
def test_the_first_suggestion_is_what_was_meant(typed: str, expected: str) -> None:
    assert suggest_categories(typed, shipped_categories(), 5)[0].code == expected


def test_suggestions_are_no_more_than_asked_for() -> None:
    assert len(suggest_categories("träd", shipped_categories(), 2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "xqzw", "!"])
def test_nothing_alike_suggests_nothing(typed: str) -> None:
    assert suggest_categories(typed, shipped_categories(), 5) == []


def test_help_in_a_crisis_is_not_suggested_while_it_is_hidden() -> None:
    assert "kris" not in [category.code for category in suggest_categories("kris hjälp", shipped_categories(), 70)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Det är ett barn i parken", ("barn",)),
        ("Barnen leker nära en öppen brunn!", ("barn", "öppen brunn")),
        ("Brunnslocket saknas", ("öppen brunn",)),
        ("Det luktar el och GAS", ("el", "gas")),
        ("en lös elkabel", ("el",)),
        ("Röret läcker", ("läcker",)),
        ("vattenläcka på gatan", ("läcker",)),
        ("han blöder", ("blöder",)),
        ("There is a gas leak, a child is bleeding", ("barn", "läcker", "blöder", "gas")),
        ("Eleverna på skolan", ()),
        ("en elev med barnvagn", ()),
        ("elsparkcykel på trottoaren", ()),
        ("Gasell Gastronomi Elsa", ()),
        ("delvis släckt på Barnhusgatan", ()),
        ("", ()),
    ],
)
def test_acute_words_are_whole_words(text: str, words: tuple[str, ...]) -> None:
    assert acute_words_in(text) == words
