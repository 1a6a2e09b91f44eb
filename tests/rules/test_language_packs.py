"""A language is a folder: texts, words and questions in it are used, what it lacks is said in the house's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.cases.words import Outcome
from backend.doors.shared import language
from backend.foundation import language_packs
from backend.foundation.language_packs import direction_of, find_pack, list_packs
from backend.messages import shipped, staff_words
from backend.messages.codes import TextCode
from backend.messages.shipped import form_of, say
from backend.messages.staff_words import find_common_question
from backend.messages.wording import question_of, words_for_outcome

FINNISH = """
name = "Suomi"
[texts.received]
subject = "{ref} on vastaanotettu"
body = "Kiitos! Ilmoituksesi {ref} on vastaanotettu. Se luetaan viimeistään {when}. Seuraa: {follow}"
[texts.delayed]
subject = "{ref}"
body = "Tämä teksti kadotti kentät {nobody_knows}"
[words.state]
received = "Vastaanotettu"
[words.outcome]
gone = "Poissa, kun tulimme"
[words.no_such_kind]
thing = "?"
[questions.mended]
ask = "Onko se korjattu?"
agree = "Kyllä"
object = "Ei"
[common_questions]
which_side = "Kummalla puolella tietä?"
"""
SCREENS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Send the report"
msgstr "Lähetä ilmoitus"
"""


def forget() -> None:
    """Let everything that was read at start be read again."""
    for kept in (
        list_packs, shipped.shipped_texts, shipped.spoken, shipped.shipped_questions, staff_words.common_questions,
        language.read_translations,
    ):  # fmt: skip
        kept.cache_clear()


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a partial Finnish pack, an Arabic one of a name alone, and a broken one."""
    for code, words in (("fi", FINNISH), ("ar", 'name = "العربية"'), ("uk", "name = ")):
        (tmp_path / code).mkdir()
        (tmp_path / code / "pack.toml").write_text(words, encoding="utf-8")
    (tmp_path / "fi" / "screens.po").write_text(SCREENS, encoding="utf-8")
    monkeypatch.setenv("LAGAT_LANGUAGE_FOLDER", str(tmp_path))
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def test_a_pack_is_found_and_a_broken_one_is_left_out() -> None:
    assert [pack.code for pack in list_packs()] == ["ar", "fi"]
    assert find_pack("uk") is None
    assert language.list_languages() == {"sv": "Svenska", "en": "English", "ar": "العربية", "fi": "Suomi"}


def test_its_texts_and_words_are_used_and_what_it_lacks_is_said_in_swedish() -> None:
    assert form_of(TextCode.RECEIVED).texts["fi"].body.startswith("Kiitos!")
    assert "fi" not in form_of(TextCode.MENDED).texts
    assert (say("state", "received", "fi"), say("state", "closed", "fi")) == ("Vastaanotettu", "Avslutad")
    assert words_for_outcome(Outcome.GONE, "fi") == "Poissa, kun tulimme"
    asked = question_of(Outcome.MENDED)
    assert asked is not None
    assert asked.ask_in("fi") == "Onko se korjattu?"
    assert find_common_question("which_side", "fi") == "Kummalla puolella tietä?"
    assert find_common_question("photo", "fi") == find_common_question("photo", "sv")


def test_a_text_that_uses_a_name_it_may_not_is_left_out() -> None:
    assert "fi" not in form_of(TextCode.DELAYED).texts


def test_its_screens_are_read_and_the_rest_stays_english() -> None:
    words = language.read_translations("fi")
    assert words.gettext("Send the report") == "Lähetä ilmoitus"
    assert words.gettext("Where it stands") == "Where it stands"


@pytest.mark.parametrize(("code", "way"), [("sv", "ltr"), ("fi", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("xx", "ltr")])
def test_a_language_knows_its_direction(code: str, way: str) -> None:
    assert direction_of(code) == way


def test_without_a_folder_there_are_the_shipped_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAGAT_LANGUAGE_FOLDER", str(tmp_path / "none"))
    language_packs.list_packs.cache_clear()
    assert list_packs() == ()
