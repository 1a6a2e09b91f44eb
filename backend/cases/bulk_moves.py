"""Promises moved many at once: drafted with its cases, previewed, confirmed, and carried out chunk by chunk.

The worker moves at most ``CHUNK`` cases in a transaction, locked in the order of their ids, and writes how far it came:
whatever dies, the next turn goes on from there and no case is moved twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.bulk_decisions import passed_over_as
from backend.cases.bulk_errors import MoveNotFound, MoveUnderWay, NothingChosen, TooManyChosen
from backend.cases.bulk_models import BulkFate, BulkMove, BulkMoveCase, BulkState
from backend.cases.errors import PromiseInThePast, ReasonMissing
from backend.cases.models import Case
from backend.cases.promise_actions import move_promise, wait_on
from backend.cases.promises import NewPromise
from backend.cases.words import Cause
from backend.foundation import idempotency
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.agenda import Due
from backend.foundation.ids import new_id

MOST_CASES = 1000
CHUNK = 50
UNDO = timedelta(minutes=10)
"""How long a confirmed move may be taken back before it begins."""
FORGET_DRAFTS_AFTER = timedelta(days=1)


def draft_move(
    session: Session,
    municipality: str,
    case_ids: Collection[UUID],
    *,
    client_id: str,
    promise: NewPromise,
    waiting_on: str | None = None,
    tells: bool = True,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Write down which cases are to get ``promise``, late or waiting; nothing is moved. Answers the draft's id.

    Without ``tells`` no reporter is told. Ids the scope does not see are left out. The same sending again answers the same draft. Raises ``NothingChosen``,
    ``TooManyChosen``, ``ReasonMissing``, ``PromiseInThePast`` where the date has come before the time to undo is over.
    """
    _check(case_ids, promise, waiting_on, now=now)
    body: dict[str, Any] = {"cases": sorted(map(str, case_ids)), "promise": asdict(promise), "waiting_on": waiting_on}
    body |= {} if tells else {"tells": False}
    move_id = new_id()
    earlier = idempotency.claim(
        session, municipality, client_id, purpose="bulk_move", body=body, subject_id=move_id, now=now
    )
    if earlier is not None:
        return earlier
    _forget_drafts(session, municipality, actor, now=now)
    chosen = _list_seen(session, municipality, case_ids)
    session.add(
        BulkMove(
            municipality=municipality,
            id=move_id,
            state=BulkState.DRAFT,
            kind=promise.kind,
            cause=promise.cause,
            waiting_on=waiting_on,
            reason=promise.reason or "",
            tells=tells,
            due_at=promise.due_at,
            precision=promise.precision,
            asked_by=actor.id,
            asked_at=now,
            chosen=len(chosen),
        )
    )
    session.flush()
    rows = [{"municipality": municipality, "bulk_move_id": move_id, "case_id": each} for each in chosen]
    session.execute(sa.insert(BulkMoveCase), rows)
    return move_id


def confirm_move(
    session: Session, municipality: str, move_id: UUID, *, at_once: bool = False, now: datetime
) -> BulkMove:
    """Let a draft be carried out: after the time to undo, or ``at_once``, also what waits already. Again: the same.

    Raises ``MoveNotFound``, ``PromiseInThePast``.
    """
    move = lock_move(session, municipality, move_id)
    if move.state is BulkState.DRAFT:
        move.state, move.not_before = BulkState.WAITING, now if at_once else now + UNDO
        if move.due_at <= move.not_before:
            raise PromiseInThePast
    elif move.state is BulkState.WAITING and at_once:
        move.not_before = now
    session.flush()
    return move


def cancel_move(session: Session, municipality: str, move_id: UUID, *, now: datetime) -> BulkMove:
    """Take back what has not begun. Raises ``MoveUnderWay`` once it has, ``MoveNotFound``."""
    move = lock_move(session, municipality, move_id)
    if move.state in (BulkState.UNDER_WAY, BulkState.DONE):
        raise MoveUnderWay
    if move.state is not BulkState.CANCELLED:
        move.state, move.ended_at = BulkState.CANCELLED, now
        session.flush()
    return move


def list_due_moves(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Confirmed moves of many that are not carried out to the end."""
    wanted = sa.select(BulkMove.municipality, BulkMove.id, BulkMove.not_before).where(
        BulkMove.state.in_((BulkState.WAITING, BulkState.UNDER_WAY))
    )
    if by is not None:
        wanted = wanted.where(BulkMove.not_before <= by)
    rows = session.execute(wanted.order_by(BulkMove.not_before, BulkMove.id).limit(limit))
    return [Due(row.municipality, row.id, row.not_before) for row in rows]


def move_chunk(session: Session, move_id: UUID, municipality: str, now: datetime) -> None:
    """Move the next cases of a move, and write how far it came; looks again under the locks."""
    move = lock_move(session, municipality, move_id)
    if move.state not in (BulkState.WAITING, BulkState.UNDER_WAY) or move.not_before is None or move.not_before > now:
        return
    left = _list_left(session, move, limit=CHUNK)
    fates = {case.id: _move_one(session, case, move, now=now) for case in _lock_in_order(session, municipality, left)}
    for case_id in left:
        fate = fates.get(case_id, BulkFate.ENDED)
        of_case = (BulkMoveCase.municipality == municipality, BulkMoveCase.bulk_move_id == move_id)
        settled = sa.update(BulkMoveCase).where(*of_case, BulkMoveCase.case_id == case_id).values(fate=fate)
        session.execute(settled.execution_options(synchronize_session=False))
        move.moved += fate is BulkFate.MOVED
        move.passed_over += fate is not BulkFate.MOVED
    move.cursor = left[-1] if left else move.cursor
    is_over = len(left) < CHUNK
    move.state, move.ended_at = (BulkState.DONE, now) if is_over else (BulkState.UNDER_WAY, None)
    session.flush()


def find_next_case(session: Session, municipality: str, move_id: UUID) -> UUID | None:
    """The case the next chunk begins with, None at the end: what to show a person where the move does not go on."""
    move = session.get(BulkMove, (municipality, move_id))
    return next(iter(_list_left(session, move, limit=1)), None) if move else None


def lock_move(session: Session, municipality: str, move_id: UUID) -> BulkMove:
    """The move, locked until the transaction ends. Raises ``MoveNotFound``."""
    move = session.scalars(
        sa.select(BulkMove)
        .where(BulkMove.municipality == municipality, BulkMove.id == move_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if move is None:
        raise MoveNotFound
    return move


def _check(case_ids: Collection[UUID], promise: NewPromise, waiting_on: str | None, *, now: datetime) -> None:
    if not case_ids:
        raise NothingChosen
    if len(set(case_ids)) > MOST_CASES:
        raise TooManyChosen
    # A first date of what moved in is nobody's delay: it needs no reason.
    needs_reason = promise.cause is not Cause.NEXT_STEP
    if (needs_reason and not (promise.reason or "").strip()) or (promise.cause is Cause.WAITING) != bool(waiting_on):
        raise ReasonMissing
    if promise.due_at <= now + UNDO:
        raise PromiseInThePast


def _list_seen(session: Session, municipality: str, case_ids: Collection[UUID]) -> Sequence[UUID]:
    """Those of the ids the scope sees. Raises ``NothingChosen`` where it sees none."""
    wanted = sa.select(Case.id).where(Case.municipality == municipality, Case.id.in_(set(case_ids)))
    chosen = session.scalars(wanted.order_by(Case.id)).all()
    if not chosen:
        raise NothingChosen
    return chosen


def _forget_drafts(session: Session, municipality: str, actor: Actor, *, now: datetime) -> None:
    session.execute(
        sa.delete(BulkMove)
        .where(
            BulkMove.municipality == municipality,
            BulkMove.state == BulkState.DRAFT,
            BulkMove.asked_by == actor.id,
            BulkMove.asked_at < now - FORGET_DRAFTS_AFTER,
        )
        .execution_options(synchronize_session=False)
    )


def _list_left(session: Session, move: BulkMove, *, limit: int) -> list[UUID]:
    wanted = sa.select(BulkMoveCase.case_id).where(
        BulkMoveCase.municipality == move.municipality, BulkMoveCase.bulk_move_id == move.id
    )
    if move.cursor is not None:
        wanted = wanted.where(BulkMoveCase.case_id > move.cursor)
    return list(session.scalars(wanted.order_by(BulkMoveCase.case_id).limit(limit)))


def _lock_in_order(session: Session, municipality: str, case_ids: Sequence[UUID]) -> Sequence[Case]:
    return session.scalars(
        sa.select(Case)
        .where(Case.municipality == municipality, Case.id.in_(case_ids))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _move_one(session: Session, case: Case, move: BulkMove, *, now: datetime) -> BulkFate:
    passed_over = passed_over_as(case, cause=move.cause, due_at=move.due_at, now=now)
    if passed_over is not None:
        return passed_over
    subject = (session, case.municipality, case.id)
    actor, facts = Actor(ActorKind.STAFF, move.asked_by), {"bulk_move_id": str(move.id)}
    # Choosing many is not reading them; but whoever gives what is acute a date has it, and nobody is woken any more.
    unread = not case.is_acute
    if move.waiting_on:
        wait_on(
            *subject,
            waiting_on=move.waiting_on,
            reason=move.reason,
            until=move.due_at,
            precision=move.precision,
            facts=facts,
            actor=actor,
            unread=unread,
            tells=move.tells,
            now=now,
        )
    else:
        promise = NewPromise(move.kind, move.due_at, move.precision, move.cause, move.reason or None)
        move_promise(*subject, promise=promise, facts=facts, actor=actor, unread=unread, tells=move.tells, now=now)
    return BulkFate.MOVED
