"""Reading deliveries."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.letters import TASKS, Channel
from backend.deliveries.lifecycle import WAITING, Fate
from backend.deliveries.models import Delivery
from backend.foundation.agenda import Due
from backend.foundation.errors import NotFound

SENT_BY_US = tuple(channel for channel in Channel if channel not in TASKS)
"""Channels a sender takes; the others are carried out by a person."""
_FURTHEST_FIRST = (
    Fate.DELIVERED, Fate.HANDED_OVER, Fate.IN_DOUBT, Fate.QUEUED, Fate.FAILED, Fate.PARKED, Fate.UNWANTED,
    Fate.OVERTAKEN,
)  # fmt: skip


def no_such_delivery() -> NotFound:
    """The refusal for an id that is unknown or not the caller's."""
    return NotFound("no_such_delivery", "There is no such message.")


def get_delivery(session: Session, municipality: str, delivery_id: UUID) -> Delivery:
    """The delivery; raises ``NotFound``."""
    found = session.get(Delivery, (municipality, delivery_id))
    if found is None:
        raise no_such_delivery()
    return found


def find_deliveries(session: Session, municipality: str, ids: Collection[UUID]) -> dict[UUID, Delivery]:
    """Deliveries by id, in one statement; those that are not there are left out."""
    if not ids:
        return {}
    wanted = sa.select(Delivery).where(Delivery.municipality == municipality, Delivery.id.in_(set(ids)))
    return {delivery.id: delivery for delivery in session.scalars(wanted)}


def list_deliveries(
    session: Session,
    municipality: str,
    *,
    fate: Fate | None = None,
    case_id: UUID | None = None,
    step_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> Sequence[Delivery]:
    """Deliveries, newest first; ``after`` is the last id of the page before."""
    wanted = sa.select(Delivery).where(Delivery.municipality == municipality)
    if fate is not None:
        wanted = wanted.where(Delivery.fate == fate)
    if case_id is not None:
        wanted = wanted.where(Delivery.case_id == case_id)
    if step_id is not None:
        wanted = wanted.where(Delivery.step_id == step_id)
    if after is not None:
        wanted = wanted.where(Delivery.id < after)
    return session.scalars(wanted.order_by(Delivery.id.desc()).limit(limit)).all()


def find_fates(session: Session, municipality: str, step_ids: Collection[UUID]) -> dict[UUID, Fate]:
    """What became of the delivery of each step, in one statement; a step whose letter is not written yet is left out.

    Of several letters of one step, such as a mail and an SMS, the one that got furthest counts.
    """
    rows = session.execute(
        sa.select(Delivery.step_id, Delivery.fate)
        .where(Delivery.municipality == municipality, Delivery.step_id.in_(set(step_ids)))
        .order_by(Delivery.id)
    )
    furthest: dict[UUID, Fate] = {}
    for row in rows:
        furthest[row.step_id] = min(row.fate, furthest.get(row.step_id, row.fate), key=_FURTHEST_FIRST.index)
    return furthest


def find_cases_with_waiting(
    session: Session, municipality: str, case_ids: Collection[UUID], *, text_codes: Collection[str]
) -> set[UUID]:
    """Those of the cases that have a text of these codes queued and in no sender's hand; one statement."""
    rows = session.scalars(
        sa.select(Delivery.case_id)
        .where(
            Delivery.municipality == municipality,
            Delivery.case_id.in_(set(case_ids)),
            Delivery.text_code.in_(text_codes),
            Delivery.fate == Fate.QUEUED,
            Delivery.leased_until.is_(None),
        )
        .distinct()
    )
    return {case_id for case_id in rows if case_id is not None}


def count_by_fate(session: Session, municipality: str) -> dict[Fate, int]:
    """How many deliveries of the municipality have each fate; every fate is there."""
    rows = session.execute(
        sa.select(Delivery.fate, sa.func.count().label("number"))
        .where(Delivery.municipality == municipality)
        .group_by(Delivery.fate)
    )
    return dict.fromkeys(Fate, 0) | {row.fate: row.number for row in rows}


def list_due_deliveries(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """What falls due at or before ``by`` (None: ever), earliest first, in the form of the agenda.

    What a sender holds, or held when it died, is listed too, at a moment that has passed: it is not settled yet.
    Letters and calls wait for a person, not for the clock.
    """
    wanted = sa.select(Delivery.municipality, Delivery.id, Delivery.next_attempt_at).where(
        Delivery.fate.in_(WAITING), Delivery.channel.in_(SENT_BY_US)
    )
    if by is not None:
        wanted = wanted.where(Delivery.next_attempt_at <= by)
    rows = session.execute(wanted.order_by(Delivery.next_attempt_at, Delivery.id).limit(limit))
    return [Due(row.municipality, row.id, row.next_attempt_at) for row in rows]


def find_next_due(session: Session) -> Due | None:
    """The delivery in the session's scope that falls due first by the promise clock; None when nothing waits."""
    return next(iter(list_due_deliveries(session, by=None, limit=1)), None)


def list_tasks(session: Session, municipality: str, *, by: datetime, limit: int = 100) -> Sequence[Delivery]:
    """Letters and calls for a person to carry out, due at or before ``by``: urgent ones first, then the oldest."""
    order = (Delivery.urgent.desc(), Delivery.next_attempt_at, Delivery.id)
    wanted = sa.select(Delivery).where(
        Delivery.municipality == municipality,
        Delivery.fate == Fate.QUEUED,
        Delivery.channel.in_(tuple(TASKS)),
        Delivery.next_attempt_at <= by,
    )
    return session.scalars(wanted.order_by(*order).limit(limit)).all()
