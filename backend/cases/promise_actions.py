"""What moves a promise: waiting, a new date, a place made safe. The reporters are told by whoever hears."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases.attention import raise_attention
from backend.cases.errors import ReasonMissing
from backend.cases.events import MadeSafe, PromiseMoved
from backend.cases.models import Case
from backend.cases.next_looks import plan_look
from backend.cases.promises import LATE_MOVES_BEFORE_HEAD, NewPromise
from backend.cases.steps import lock_case, take_step
from backend.cases.words import Cause, PromiseKind, Step, Whose, Why
from backend.catalogue import Precision
from backend.foundation import events
from backend.foundation.actor import Actor


def wait_on(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    waiting_on: str,
    reason: str,
    until: datetime,
    precision: Precision = Precision.DAY,
    chaser: Whose | None = None,
    facts: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    actor: Actor,
    role: str | None = None,
    unread: bool = False,
    tells: bool = True,
    now: datetime,
) -> None:
    """The work waits on somebody or something until a next look; the promise moves at once, without apology.

    ``chaser`` is whose list the next look comes to, in the morning of its day: the unit's where nothing else is said.
    """
    case = lock_case(session, municipality, case_id)
    case.waiting_on, case.waiting_reason = waiting_on, reason
    plan_look(session, case, until=until, chaser=chaser, now=now)
    promise = NewPromise(PromiseKind.ASK_AGAIN, until, precision, Cause.WAITING, reason)
    said = {"waiting_on": waiting_on, "reason": reason, **(facts or {})}
    take_step(
        session,
        case,
        Step.WAIT,
        actor=actor,
        role=role,
        facts=said,
        promise=promise,
        occurred_at=occurred_at,
        unread=unread,
        now=now,
    )
    _announce_move(session, case, promise, tells=tells, now=now)


def move_promise(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    promise: NewPromise,
    facts: dict[str, Any] | None = None,
    actor: Actor,
    unread: bool = False,
    tells: bool = True,
    now: datetime,
) -> None:
    """Promise something new. Late needs a reason; the third late move goes to the unit's head.

    Without ``tells`` no reporter is told.
    """
    if promise.cause is Cause.LATE and not (promise.reason or "").strip():
        raise ReasonMissing
    case = lock_case(session, municipality, case_id)
    said = {"cause": promise.cause.value, "reason": promise.reason, **(facts or {})}
    take_step(session, case, Step.MOVE_PROMISE, actor=actor, facts=said, promise=promise, unread=unread, now=now)
    if promise.cause is Cause.LATE:
        case.late_moves += 1
        if case.late_moves >= LATE_MOVES_BEFORE_HEAD:
            raise_attention(session, case, Why.THIRD_MOVE, whose=Whose.HEAD, facts={"moves": case.late_moves}, now=now)
    _announce_move(session, case, promise, tells=tells, now=now)


def make_safe(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    promise: NewPromise,
    facts: dict[str, Any],
    occurred_at: datetime | None = None,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """The place is safe; ``promise`` says when it is mended."""
    case = lock_case(session, municipality, case_id)
    case.made_safe_at = occurred_at or now
    take_step(session, case, Step.MAKE_SAFE, actor=actor, role=role, facts=facts, promise=promise, now=now)
    made_safe = MadeSafe(municipality, case_id, case.promise_number or 0)
    events.announce(session, municipality, case_id, made_safe, now)


def _announce_move(session: Session, case: Case, promise: NewPromise, *, tells: bool, now: datetime) -> None:
    moved = PromiseMoved(case.municipality, case.id, case.promise_number or 0, promise.cause.value, tells)
    events.announce(session, case.municipality, case.id, moved, now)
