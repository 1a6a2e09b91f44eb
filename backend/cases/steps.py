"""The one place where a case takes a step: the state, the promise and the timeline change together or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from backend.cases.attention import settle_attention
from backend.cases.errors import CaseNotFound, PromiseInThePast
from backend.cases.lifecycle import BACK, STEPS, state_after
from backend.cases.models import Case, Promise, TimelineEntry
from backend.cases.promises import NewPromise
from backend.cases.targets import next_promise
from backend.cases.words import Cause, PromiseKind, State, Step, Why
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.writing import make

_PASSED = "passed"
_LOCKED = "locked cases"


READ_BY = {ActorKind.STAFF: "unit", ActorKind.CONTRACTOR: "contractor"}
"""Who has read a case, in public words, where the act does not say more."""


def lock_case(session: Session, municipality: str, case_id: UUID) -> Case:
    """The case, locked until the transaction ends, as it is now. Raises ``CaseNotFound``."""
    locked: dict[UUID, Case] = session.info.setdefault(_LOCKED, WeakKeyDictionary()).setdefault(_under(session), {})
    if case_id in locked and locked[case_id] in session:
        return locked[case_id]  # locked before in this transaction: nobody else can have changed it since
    case = session.scalars(
        sa.select(Case)
        .where(Case.municipality == municipality, Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        raise CaseNotFound
    locked[case_id] = case
    return case


def _under(session: Session) -> SessionTransaction:
    """What a lock is held by: the savepoint or transaction that ends with it."""
    return session.get_nested_transaction() or session.get_transaction() or session.begin()


def take_step(
    session: Session,
    case: Case,
    step: Step,
    *,
    actor: Actor,
    role: str | None = None,
    facts: dict[str, Any] | None = None,
    promise: NewPromise | None = None,
    occurred_at: datetime | None = None,
    unread: bool = False,
    now: datetime,
) -> int:
    """Take ``step`` on a case locked by ``lock_case``; returns the number of its timeline row.

    ``promise`` replaces the one that stands. ``role`` is the public role of a person who acts and thereby has read the
    case; where nothing else is promised, a promise to read is then followed by the next one. ``unread``: the person
    chose many at once and has read none of them. Raises ``StepNotAllowed`` by the lifecycle, ``PromiseInThePast``.
    """
    _move(case, step)
    if actor.kind in (ActorKind.STAFF, ActorKind.CONTRACTOR) and case.read_at is None and not unread:
        case.read_at, case.read_by_role = now, role or READ_BY[actor.kind]
        if promise is None and case.is_open and case.promise_kind is PromiseKind.READ:
            # That a human being reads it was the promise: it is kept, and the next one begins.
            promise = next_promise(session, case, now=now)
    if promise is not None:
        replace_promise(session, case, promise, now=now)
        kept = (Why.PROMISE_PASSED, Why.NEXT_LOOK)
        settle_attention(session, case.municipality, case.id, *kept, settled_by=actor.id, now=now)
    if not case.is_open:
        end_promise(session, case, ended_as="kept", now=now)
    return write_timeline(session, case, step, actor=actor, facts=facts, occurred_at=occurred_at or now, now=now)


def _move(case: Case, step: Step) -> None:
    """The state the step leads to, and what waiting remembers of the one before it."""
    before, case.state = case.state, state_after(case.state, case.state_before, step, case.kind)
    if step is Step.TAKE_ANSWER and case.waiting_on is not None:
        case.state = State.WAITING  # what it waited for before it was asked has not come yet
    if case.state in (State.WAITING, State.NEEDS_ANSWER):
        if before not in (State.WAITING, State.NEEDS_ANSWER):
            case.state_before = before
    elif STEPS[step][1] == BACK or case.state is not before:
        case.state_before = case.waiting_on = case.waiting_reason = None
        case.chaser, case.next_look_at, case.look_asked = None, None, False


def write_timeline(
    session: Session,
    case: Case,
    step: Step,
    *,
    actor: Actor,
    facts: dict[str, Any] | None,
    occurred_at: datetime,
    now: datetime,
) -> int:
    """Write the next row of the timeline and count up the case's number and version."""
    session.add(next_entry(case, step, actor=actor, facts=facts, occurred_at=occurred_at, now=now))
    session.flush()
    return case.last_number


def next_entry(
    case: Case, step: Step, *, actor: Actor, facts: dict[str, Any] | None, occurred_at: datetime, now: datetime
) -> TimelineEntry:
    """The next row of the timeline, not yet written; counts up the case's number."""
    case.last_number += 1
    case.quiet_since = now
    return make(
        TimelineEntry,
        municipality=case.municipality,
        case_id=case.id,
        number=case.last_number,
        step=step,
        actor_kind=actor.kind,
        actor_id=actor.id,
        facts={"state": case.state.value, **(facts or {})},
        occurred_at=occurred_at,
        recorded_at=now,
    )


def replace_promise(session: Session, case: Case, new: NewPromise, *, now: datetime) -> None:
    """End the promise that stands, as kept or moved, and begin ``new``. Raises ``PromiseInThePast``."""
    earlier, passed = case.promise_number, case.promise_passed
    # The case never stands without a promise, not even between two statements.
    begun = next_promise_of(case, new, now=now)
    if earlier is not None:
        ended_as = "moved" if new.cause is Cause.LATE else "kept"
        _end(session, case, earlier, ended_as=_PASSED if passed else ended_as, now=now)
    session.add(begun)


def next_promise_of(case: Case, new: NewPromise, *, now: datetime) -> Promise:
    """Let the case promise ``new``; returns the promise's row, not yet written. Raises ``PromiseInThePast``."""
    if new.due_at <= now:
        raise PromiseInThePast
    case.promise_number = (case.promise_number or 0) + 1
    case.promise_kind, case.promise_due_at, case.promise_precision = new.kind, new.due_at, new.precision
    case.promise_passed = False
    return make(
        Promise,
        municipality=case.municipality,
        case_id=case.id,
        number=case.promise_number,
        kind=new.kind,
        due_at=new.due_at,
        precision=new.precision,
        cause=new.cause,
        reason=new.reason,
        made_at=now,
        ended_at=None,
        ended_as=None,
    )


def end_promise(session: Session, case: Case, *, ended_as: str, now: datetime) -> None:
    """End the last promise of a case that is no longer open. One that passed stays passed, whatever came after."""
    if case.promise_number is not None:
        passed = case.promise_passed
        _end(session, case, case.promise_number, ended_as=_PASSED if passed else ended_as, now=now)
        case.promise_kind = case.promise_due_at = case.promise_precision = None
        case.promise_passed = False


def _end(session: Session, case: Case, number: int, *, ended_as: str, now: datetime) -> None:
    session.flush()
    session.execute(
        sa.update(Promise)
        .where(
            Promise.municipality == case.municipality,
            Promise.case_id == case.id,
            Promise.number == number,
            Promise.ended_at.is_(None),
        )
        .values(ended_at=now, ended_as=sa.case((Promise.due_at < now, _PASSED), else_=ended_as))
        .execution_options(synchronize_session=False)
    )
