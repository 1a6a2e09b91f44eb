"""What may be done to a case. Each locks the case, takes one step and announces what others must know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases.attention import raise_attention, settle_attention
from backend.cases.errors import ReportNotFound, WordsMissing
from backend.cases.events import (
    CaseAssigned,
    CaseClosed,
    CaseRead,
    CaseReleased,
    CaseReopened,
    CaseResolved,
    WordsAdded,
)
from backend.cases.lifecycle import outcome_of_kind
from backend.cases.models import Case, Report, ReportAddition
from backend.cases.notes import Said, write_note
from backend.cases.promises import CLOSES_AFTER, NewPromise
from backend.cases.steps import lock_case, take_step
from backend.cases.words import NoteKind, Outcome, State, Step, Whose, Why
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id

ASKS_NOTHING = frozenset({Outcome.OTHER_AUTHORITY, Outcome.WITHDRAWN, Outcome.ABUSE})
"""Outcomes that allow no question: nothing is waited for, and the case closes with the next tick."""

ASKED_BY_EARLIER_DECISION = (
    Why.HELD, Why.UNDECIDED, Why.ORDER_DECLINED, Why.ORDER_NEEDED, Why.ANSWER, Why.HAND_OVER, Why.OBJECTION,
    Why.NEXT_LOOK,
)  # fmt: skip
"""What a decision answers: what the want of one, or the one before, had asked of a person."""


def release_case(session: Session, municipality: str, case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let a held case through to its decision."""
    case = lock_case(session, municipality, case_id)
    take_step(session, case, Step.RELEASE, actor=actor, now=now)
    settle_attention(session, municipality, case_id, Why.HELD, settled_by=actor.id, now=now)
    events.announce(session, municipality, case_id, CaseReleased(municipality, case_id), now)


def assign_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    decision_id: UUID,
    unit_code: str | None,
    keeper_name: str | None,
    to_unit: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Say who acts, as a decision has it; ``to_unit`` for what a unit answers itself rather than orders."""
    case = lock_case(session, municipality, case_id)
    case.unit_code, case.keeper_name = unit_code, keeper_name
    step = Step.PASS_TO_UNIT if to_unit else Step.ASSIGN
    facts = {"decision_id": str(decision_id), "unit": unit_code}
    take_step(session, case, step, actor=actor, facts=facts, now=now)
    settle_attention(session, municipality, case_id, *ASKED_BY_EARLIER_DECISION, settled_by=actor.id, now=now)
    events.announce(session, municipality, case_id, CaseAssigned(municipality, case_id, decision_id), now)


def leave_to_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    why: Why,
    whose: Whose,
    facts: dict[str, Any],
    actor: Actor = SYSTEM,
    now: datetime,
) -> None:
    """No rule is sure: the case stays received and stands on a list with the reason."""
    case = lock_case(session, municipality, case_id)
    if not case.is_open:
        return
    take_step(session, case, Step.LEAVE_TO_PERSON, actor=actor, facts={"why": why.value, **facts}, now=now)
    raise_attention(session, case, why, whose=whose, facts=facts, now=now)


def ask_for_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    why: Why,
    whose: Whose,
    facts: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Put the case on a list without moving it."""
    case = lock_case(session, municipality, case_id)
    raise_attention(session, case, why, whose=whose, facts=facts, now=now)


def read_case(session: Session, municipality: str, case_id: UUID, *, role: str, actor: Actor, now: datetime) -> None:
    """A person says that they have read it; what is promised next is told to the reporters of an acute case."""
    case = lock_case(session, municipality, case_id)
    take_step(session, case, Step.READ, actor=actor, role=role, facts={"role": role}, now=now)
    settle_attention(session, municipality, case_id, Why.ACUTE_UNREAD, settled_by=actor.id, now=now)
    read = CaseRead(municipality, case_id, role, case.promise_due_at)
    events.announce(session, municipality, case_id, read, now)


def move_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    step: Step,
    *,
    facts: dict[str, Any],
    promise: NewPromise | None = None,
    role: str | None = None,
    occurred_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Take a step that only the case itself must know of: an order moved, work began, words were noted."""
    case = lock_case(session, municipality, case_id)
    take_step(
        session, case, step, actor=actor, role=role, facts=facts, promise=promise, occurred_at=occurred_at, now=now
    )
    return case


def add_words(session: Session, municipality: str, report_id: UUID, *, words: str, actor: Actor, now: datetime) -> None:
    """A reporter writes more, at any time: an answer to a question, or something a person must read."""
    if not words.strip():
        raise WordsMissing
    report = session.get(Report, (municipality, report_id))
    if report is None:
        raise ReportNotFound
    case = lock_case(session, municipality, report.case_id)
    addition = ReportAddition(
        municipality=municipality,
        id=new_id(),
        report_id=report_id,
        case_id=case.id,
        words=words,
        received_at=now,
    )
    session.add(addition)
    answered = case.state is State.NEEDS_ANSWER
    step = Step.TAKE_ANSWER if answered else Step.ADD_WORDS
    take_step(session, case, step, actor=actor, facts={"addition_id": str(addition.id)}, now=now)
    whose = Whose.UNIT if case.is_open and case.unit_code else Whose.KONTAKTCENTER
    raise_attention(session, case, Why.NEW_WORDS, whose=whose, facts={"answered": answered}, now=now)
    added = WordsAdded(municipality, case.id, report_id, addition.id, answered)
    events.announce(session, municipality, case.id, added, now)


def resolve_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    outcome: Outcome,
    words: str = "",
    language: str = "sv",
    renderings: Mapping[str, str] | None = None,
    facts: dict[str, Any] | None = None,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """Resolve with an outcome; ``words`` are staff's answer to the reporters, required when it is *answered*.

    What was ordered is *delivered* where others are mended. Raises ``OutcomeNotOfKind``.
    """
    case = lock_case(session, municipality, case_id)
    outcome = outcome_of_kind(outcome, case.kind)
    note_id = None
    if words.strip() or outcome is Outcome.ANSWERED:
        said = Said(words, language, renderings or {})
        note_id = write_note(session, case, NoteKind.ANSWER, said, actor=actor, now=now).id
    case.outcome, case.resolved_at, case.resolutions = outcome, now, case.resolutions + 1
    case.waiting_on = case.waiting_reason = None
    case.closes_at = now if outcome in ASKS_NOTHING else now + CLOSES_AFTER
    resolution = {"outcome": outcome.value, "resolution": case.resolutions, **(facts or {})}
    take_step(session, case, Step.RESOLVE, actor=actor, role=role, facts=resolution, now=now)
    settle_attention(session, municipality, case_id, settled_by=actor.id, now=now)
    resolved = CaseResolved(municipality, case_id, outcome.value, case.resolutions, note_id)
    events.announce(session, municipality, case_id, resolved, now)


def reopen_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    because: str,
    promise: NewPromise,
    facts: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Back to work, with a new promise. The outcome is taken back; the timeline keeps it."""
    case = lock_case(session, municipality, case_id)
    case.outcome = case.resolved_at = case.closes_at = case.closed_at = None
    said = {"because": because, **(facts or {})}
    take_step(session, case, Step.REOPEN, actor=actor, facts=said, promise=promise, now=now)
    events.announce(session, municipality, case_id, CaseReopened(municipality, case_id, because), now)


def close_case(
    session: Session, municipality: str, case_id: UUID, *, because: str, actor: Actor, now: datetime
) -> None:
    """Close a resolved case. Nothing is sent: the reporters had their word when it was resolved."""
    case = lock_case(session, municipality, case_id)
    case.closed_at = now
    take_step(session, case, Step.CLOSE, actor=actor, facts={"because": because}, now=now)
    events.announce(session, municipality, case_id, CaseClosed(municipality, case_id), now)
