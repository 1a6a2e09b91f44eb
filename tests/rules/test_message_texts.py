"""The shipped texts: whole in both languages, and nothing in them but the names each may use."""

import re

import pytest

from backend.cases import Outcome, PromiseKind, State
from backend.catalogue import CaseKind
from backend.dispatch import WaitReason
from backend.foundation.errors import Invalid
from backend.messages.codes import FEET, OUTCOMES, TextCode
from backend.messages.decisions import OUTCOME_TEXTS
from backend.messages.filling import check_text, fill, fill_line, names_in, plain_words
from backend.messages.shipped import LANGUAGES, Text, TextForm, form_of, shipped_questions, shipped_texts, spoken

TEXTS = [(form, text) for form in shipped_texts().values() for text in form.texts.values()]
IDS = [f"{text.code}-{text.language}" for _, text in TEXTS]


def test_every_code_has_a_text_in_every_language() -> None:
    assert set(shipped_texts()) == set(TextCode)
    assert all(set(form.texts) == set(LANGUAGES) for form in shipped_texts().values())


@pytest.mark.parametrize(("form", "text"), TEXTS, ids=IDS)
def test_every_text_is_one_that_could_be_saved(form: TextForm, text: Text) -> None:
    check_text(form, text.subject, text.body)


@pytest.mark.parametrize("form", shipped_texts().values(), ids=list(shipped_texts()))
def test_both_languages_use_the_same_names(form: TextForm) -> None:
    assert names_in(form.texts["sv"].body) == names_in(form.texts["en"].body)
    assert names_in(form.texts["sv"].subject) == names_in(form.texts["en"].subject)


@pytest.mark.parametrize(("form", "text"), TEXTS, ids=IDS)
def test_no_text_admits_liability_or_speaks_of_an_ended_case(form: TextForm, text: Text) -> None:
    said = f"{text.subject} {text.body}".lower()
    assert not re.search(r"ersätt|skadestånd|vårt fel|liab|compensat|our fault|ärende är avslutat", said)


@pytest.mark.parametrize("code", sorted(OUTCOMES - {TextCode.OTHER_AUTHORITY, TextCode.OTHER_AUTHORITY_REGISTERED}))
def test_every_outcome_that_asks_something_brings_the_way_to_answer(code: TextCode) -> None:
    assert "verdict" in form_of(code).must


def test_every_outcome_has_its_own_text_but_those_nobody_is_told_of() -> None:
    assert {outcome for outcome, code in OUTCOME_TEXTS.items() if code is None} == {Outcome.WITHDRAWN, Outcome.ABUSE}
    of_kinds = {TextCode.OTHER_AUTHORITY_REGISTERED, TextCode.INSUFFICIENT_ANSWER}
    assert {code for code in OUTCOME_TEXTS.values() if code} | of_kinds == OUTCOMES


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("outcome", Outcome),
        ("promise_by", PromiseKind),
        ("promise_in", PromiseKind),
        ("waits_for", WaitReason),
        ("waits_because", WaitReason),
        ("kind", CaseKind),
        ("state", set(State) - {State.RESOLVED}),
    ],
)
def test_every_code_has_words(kind: str, codes: type[Outcome]) -> None:
    assert {code.value for code in codes} <= set(spoken()[kind])


def test_all_words_are_there_in_every_language() -> None:
    for words in [*spoken().values(), *shipped_questions().values()]:
        assert all(set(said) == set(LANGUAGES) and all(said.values()) for said in words.values())


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("{ref}", "{ref}: {verb}! {verdict} {reporter_name}"),
        ("{ref}", "{ref}: {verb}!"),
        ("{ref}", "{ref}: {Verb}! {verdict}"),
        ("{ref}", "{ref}: {verb! {verdict}"),
        ("{verdict}", "{ref}: {verb}! {verdict}"),
        ("", "{ref}: {verb}! {verdict}"),
        ("{ref}\nBcc: all", "{ref}: {verb}! {verdict}"),
        ("{ref}", ""),
        ("{ref}", "{ref} {verdict} " + "x" * 4001),
    ],
    ids=["unknown", "lost", "capital", "brace", "link-in-subject", "no-subject", "two-lines", "empty", "long"],
)
def test_a_text_with_a_name_it_may_not_use_or_without_one_it_must_is_refused(subject: str, body: str) -> None:
    with pytest.raises(Invalid):
        check_text(form_of(TextCode.MENDED), subject, body)


def test_a_foot_has_no_subject() -> None:
    assert all(not text.subject for code in FEET for text in form_of(code).texts.values())
    with pytest.raises(Invalid):
        check_text(form_of(TextCode.FOOT_STAFF), "Subject", "{municipality}")


def test_names_are_filled_as_plain_text_and_only_those_used_are_asked_for() -> None:
    values = {"ref": lambda: "K7M4-RTXB", "name": lambda: "{verdict} <b>{ref}</b>", "never": lambda: 1 / 0}
    assert fill("{ref}: {name} {verdict}", values) == "K7M4-RTXB: (verdict) <b>(ref)</b> {verdict}"  # type: ignore[arg-type]  # never asked for


def test_a_subject_is_one_line_without_links() -> None:
    assert fill_line("{ref}:\n{follow} x", {"ref": lambda: "A\r\nBcc: B"}) == "A Bcc: B: x"


def test_staffs_words_can_never_hold_a_place_for_a_link() -> None:
    assert plain_words("  Se {verdict}  ") == "Se (verdict)"
