"""Folding, forgiving, and what a line of text asks for."""

import pytest

from backend.geography.names import fold, forgive, likeness
from backend.geography.questions import read_question


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Storgatan 12 B", "storgatan 12b"),
        ("  Gamla   KONSUM ", "gamla konsum"),
        ("Storgatan/Lyktgatan", "storgatan lyktgatan"),
        ("Café Åse", "cafe åse"),
        ("A\u030asvägen", "åsvägen"),
        ("Sønderø", "sönderö"),
        ("Storgatan \u0661\u0662", "storgatan 12"),
        ("Väg 210", "väg 210"),
        ("", ""),
    ],
)
def test_a_name_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_forgiving_writes_a_for_å_and_o_for_ö_as_well() -> None:
    assert forgive("Åkerbärsvägen i Öst") == "akerbarsvagen i ost"


def test_folding_keeps_å_apart_from_a() -> None:
    assert fold("Ån") != fold("An")


@pytest.mark.parametrize(
    ("text", "street", "number", "letter"),
    [
        ("Storgatan 12", "storgatan", 12, ""),
        ("storgatan 12 b", "storgatan", 12, "b"),
        ("Storgatan nr 12", "storgatan", 12, ""),
        ("lampan utanför Storgatan 12, Ängsby", "lampan storgatan", 12, ""),
        ("Norra vägen 7", "norra vagen", 7, ""),
    ],
)
def test_a_street_and_number_are_found_in_the_words(text: str, street: str, number: int, letter: str) -> None:
    question = read_question(text)
    assert (question.street, question.number, question.tail) == (street, number, f"{number}{letter}")


@pytest.mark.parametrize(
    ("text", "streets", "tail"),
    [
        ("Fredriksskans 1:2", ("fredriksskans",), "1 2"),
        ("Norrköping Fredriksskans 1:2", ("norrkoping fredriksskans", "fredriksskans"), "1 2"),
    ],
)
def test_a_designation_is_found_with_and_without_its_municipality(
    text: str, streets: tuple[str, ...], tail: str
) -> None:
    question = read_question(text)
    assert question.streets[: len(streets)] == streets
    assert question.tail == tail


@pytest.mark.parametrize(
    ("text", "corner"),
    [
        ("Storgatan/Kungsgatan", ("storgatan", "kungsgatan")),
        ("Norra vägen & Åkervägen", ("norra vagen", "akervagen")),
        ("hörnet Storgatan Kungsgatan", ("storgatan", "kungsgatan")),
        ("korsningen av Storgatan och Norra vägen", ("storgatan", "norra vagen")),
    ],
)
def test_a_corner_is_two_streets(text: str, corner: tuple[str, str]) -> None:
    assert corner in read_question(text).corners


def test_an_address_is_no_corner() -> None:
    assert read_question("Stora gatan 12").corners == ()


@pytest.mark.parametrize(
    "text", ["4711", "stolpe 4711", "Lyktstolpe nr 4711 är släckt", "lampa 4711", "lamp post 4711"]
)
def test_a_lamp_post_is_known_by_its_number(text: str) -> None:
    assert read_question(text).lamp_post == "4711"


@pytest.mark.parametrize("text", ["Storgatan 12", "Väg 210", "gamla Konsum"])
def test_another_number_is_no_lamp_post(text: str) -> None:
    assert read_question(text).lamp_post is None


def test_words_that_only_point_are_left_out() -> None:
    assert read_question("hörnet av Storgatan och Lyktgatan").phrases == ("storgatan lyktgatan",)


def test_a_long_sentence_is_asked_a_few_words_at_a_time() -> None:
    question = read_question("det är en lampa som är trasig utanför gamla Konsum sedan i måndags")
    assert "gamla konsum" in question.keys
    assert len(question.keys) <= 48


@pytest.mark.parametrize("text", ["", "   ", "!!!", "på i vid"])
def test_nothing_to_ask_for_is_no_key(text: str) -> None:
    assert read_question(text).keys == ()


def test_two_letters_that_changed_places_are_forgiven() -> None:
    assert likeness("strogatan", "storgatan", 0.43) > likeness("strogatan", "sjogatan", 0.46)
