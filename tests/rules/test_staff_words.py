"""Reasons, outcomes and common questions are whole in every language; free text is marked with its own, never translated."""

import pytest

from backend.cases import Said
from backend.cases.words import Outcome
from backend.dispatch.words import WaitReason
from backend.messages.shipped import LANGUAGES, shipped_questions, spoken
from backend.messages.staff_words import common_questions, find_common_question, read_as, words_of_staff

SWEDISH = Said("Vilken sida av vägen?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_outcome_and_common_question_has_words(language: str) -> None:
    words = spoken()
    assert all(words["waits_for"][code.value].get(language) for code in WaitReason)
    assert all(
        each.get(language) for kind in ("late_because", "waits_because", "written_in") for each in words[kind].values()
    )
    assert all(words["outcome"][outcome.value].get(language) for outcome in Outcome)
    assert all(each.get(language) for asked in shipped_questions().values() for each in asked.values())
    assert len(common_questions()) >= 10
    assert all(words.get(language) for words in common_questions().values())


def test_a_common_question_is_whole_in_the_readers_language() -> None:
    said = Said("Vilken sida av vägen är det?", question_code="which_side")
    assert words_of_staff(said, "en") == "Which side of the road is it?"
    assert read_as(said, "en").mark == ""
    assert find_common_question("nobody knows", "sv") is None


def test_free_text_is_marked_with_its_language_for_those_who_read_another() -> None:
    assert words_of_staff(SWEDISH, "sv") == "Vilken sida av vägen?"
    assert words_of_staff(SWEDISH, "en") == "(written in Swedish) Vilken sida av vägen?"
    assert words_of_staff(Said("Où?", "fr"), "sv") == "(skrivet på franska) Où?"
    assert words_of_staff(Said("?", "xx"), "en") == "(written in another language) ?"


def test_a_rendering_stands_first_and_what_was_written_follows() -> None:
    said = Said(SWEDISH.words, renderings={"en": "Which side of the road?"})
    assert words_of_staff(said, "en") == "Which side of the road?\n\n(written in Swedish) Vilken sida av vägen?"
    reading = read_as(said, "en")
    assert (reading.words, reading.language, reading.rendering) == (SWEDISH.words, "sv", "Which side of the road?")
    assert words_of_staff(said, "sv") == SWEDISH.words
