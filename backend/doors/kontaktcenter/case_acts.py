"""What staff do to a case, each act a form of its page."""

from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, messages, responsibility
from backend.accounts import Right
from backend.cases import Case, Cause, NewPromise, Outcome, PromiseKind, Why
from backend.catalogue import Target, TargetUnit
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.acting import (
    act_on_case,
    choice_missing,
    read_code,
    read_day,
    read_id,
    read_moment,
    written,
)
from backend.doors.kontaktcenter.allowed import SETTLED_BY_DECISION, Form, is_settled_by_hand, list_outcomes
from backend.doors.kontaktcenter.chasing import read_chaser
from backend.doors.kontaktcenter.frame import public_role
from backend.doors.kontaktcenter.language_views import read_said
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door
from backend.foundation import audit
from backend.foundation.errors import Invalid

LOOK_AGAIN = Target(2, TargetUnit.WORKING_DAYS)
BY_STAFF = "staff"
CASE = "/<town:municipality_code>/kontaktcenter/arende/<reference>"


@pages.post(f"{CASE}/decide")
@door(Right.DECIDE_CASES)
def decide(municipality_code: str, reference: str) -> BaseResponse:
    """A person decides who acts, and may put the category right."""

    def act(session: Session, case: Case, now: datetime) -> None:
        kind, _, code = request.form.get("target", "").partition(":")
        category = request.form.get("category") or None
        responsibility.decide_by_person(
            session,
            municipality_code,
            case.id,
            contract_id=read_id(code) if kind == "contract" else None,
            unit_code=code if kind == "unit" else None,
            body_code=code if kind == "body" else None,
            category=category if category != case.category else None,
            actor=current_actor(),
            now=now,
        )
        cases.settle_attention(
            session, municipality_code, case.id, *SETTLED_BY_DECISION, settled_by=current_actor().id, now=now
        )

    return act_on_case(municipality_code, reference, Form.DECIDE, act)


@pages.post(f"{CASE}/release")
@door(Right.DECIDE_CASES)
def release(municipality_code: str, reference: str) -> BaseResponse:
    """Let a held case through."""

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.release_case(session, municipality_code, case.id, actor=current_actor(), now=now)

    return act_on_case(municipality_code, reference, Form.RELEASE, act)


@pages.post(f"{CASE}/promise")
@door(Right.DECIDE_CASES)
def move_promise(municipality_code: str, reference: str) -> BaseResponse:
    """A new promise, as planned or late with its reason."""

    def act(session: Session, case: Case, now: datetime) -> None:
        due_at, precision = read_moment(session=session, municipality=municipality_code, now=now)
        kind = read_code(PromiseKind, "kind")
        reason = written("words") or request.form.get("reason", "")
        promise = NewPromise(kind, due_at, precision, read_code(Cause, "cause"), reason or None)
        cases.move_promise(session, municipality_code, case.id, promise=promise, actor=current_actor(), now=now)

    return act_on_case(municipality_code, reference, Form.PROMISE, act)


@pages.post(f"{CASE}/wait")
@door(Right.DECIDE_CASES)
def wait(municipality_code: str, reference: str) -> BaseResponse:
    """The case waits for somebody or something until a day."""

    def act(session: Session, case: Case, now: datetime) -> None:
        until = read_day("until", session=session, municipality=municipality_code, now=now)
        if until is None:
            said = "Say when you look at it again."
            raise Invalid("until_missing", said, fields={"until": "Say when you look at it again."})
        waiting_on = read_code(WaitReason, "waiting_on").value
        cases.wait_on(
            session,
            municipality_code,
            case.id,
            waiting_on=waiting_on,
            reason=written("words") or waiting_on,
            until=until,
            chaser=read_chaser(),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.WAIT, act)


@pages.post(f"{CASE}/ask")
@door(Right.ANSWER_REPORTERS)
def ask(municipality_code: str, reference: str) -> BaseResponse:
    """Ask those who reported."""

    def act(session: Session, case: Case, now: datetime) -> None:
        code = request.form.get("question", "")
        asked = messages.find_common_question(code, "sv")
        said: dict[str, Any] = {"question_code": code} if asked else read_said()
        cases.ask_reporters(
            session, municipality_code, case.id, words=asked or written("words"), **said, actor=current_actor(), now=now
        )

    return act_on_case(municipality_code, reference, Form.ASK, act)


@pages.post(f"{CASE}/note")
@door(Right.DECIDE_CASES)
def note(municipality_code: str, reference: str) -> BaseResponse:
    """Write a note; it may be asked for as a public record. It rests on no state, so any page will do."""

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.note_on_case(
            session,
            municipality_code,
            case.id,
            words=written("words"),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.NOTE, act, checks_version=False)


@pages.post(f"{CASE}/answer")
@door(Right.ANSWER_REPORTERS)
def answer(municipality_code: str, reference: str) -> BaseResponse:
    """Answer a viewpoint or a question; that resolves it."""

    def act(session: Session, case: Case, now: datetime) -> None:
        _resolve(session, case, Outcome.ANSWERED, now=now)

    return act_on_case(municipality_code, reference, Form.ANSWER, act)


@pages.post(f"{CASE}/resolve")
@door(Right.ANSWER_REPORTERS)
def resolve(municipality_code: str, reference: str) -> BaseResponse:
    """Resolve with an outcome of this kind of case."""

    def act(session: Session, case: Case, now: datetime) -> None:
        outcome = read_code(Outcome, "outcome")
        if outcome not in list_outcomes(case):
            raise choice_missing("outcome")
        _resolve(session, case, outcome, now=now)

    return act_on_case(municipality_code, reference, Form.RESOLVE, act)


@pages.post(f"{CASE}/reopen")
@door(Right.DECIDE_CASES)
def reopen(municipality_code: str, reference: str) -> BaseResponse:
    """Back to work, with the reason as a note and a word within two working days."""

    def act(session: Session, case: Case, now: datetime) -> None:
        subject = (session, municipality_code, case.id)
        actor, role = current_actor(), public_role(municipality_code)
        calendar = catalogue.get_calendar(session, municipality_code)
        due_at = calendar.add_target(now, LOOK_AGAIN)
        promise = NewPromise(PromiseKind.NEXT_WORD, due_at, catalogue.precision_of(LOOK_AGAIN), Cause.REOPENED)
        cases.note_on_case(*subject, words=written("words"), actor=actor, role=role, now=now)
        cases.reopen_case(*subject, because=BY_STAFF, promise=promise, actor=actor, now=now)
        cases.settle_attention(*subject, Why.OBJECTION, settled_by=actor.id, now=now)

    return act_on_case(municipality_code, reference, Form.REOPEN, act)


@pages.post(f"{CASE}/settle")
@door(Right.DECIDE_CASES)
def settle(municipality_code: str, reference: str) -> BaseResponse:
    """ "I have looked": takes a reason off the list that no act of the case answers by itself."""

    def act(session: Session, case: Case, now: datetime) -> None:
        why = read_code(Why, "why")
        if not is_settled_by_hand(case, why):
            raise choice_missing("why")
        actor = current_actor()
        cases.settle_attention(session, municipality_code, case.id, why, settled_by=actor.id, now=now)
        facts = {"why": why.value}
        audit.record(
            session, municipality_code, actor=actor, act="settle_attention", subject=("case", case.id), facts=facts,
            now=now,
        )  # fmt: skip

    return act_on_case(municipality_code, reference, Form.SETTLE, act, checks_version=False)


def _resolve(session: Session, case: Case, outcome: Outcome, *, now: datetime) -> None:
    said: dict[str, Any] = read_said()
    cases.resolve_case(
        session,
        case.municipality,
        case.id,
        outcome=outcome,
        words=written("words"),
        **said,
        actor=current_actor(),
        role=public_role(case.municipality),
        now=now,
    )
