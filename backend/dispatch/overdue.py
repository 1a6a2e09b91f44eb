"""Deadlines that pass unmet come to the list of the unit that ordered: made safe, begun, mended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Whose
from backend.dispatch.decisions import ENDED
from backend.dispatch.events import DeadlineOverdue
from backend.dispatch.locking import lock_order
from backend.dispatch.models import WorkOrder
from backend.dispatch.terms import COLUMNS, MARKS
from backend.dispatch.words import Deadline, OrderState
from backend.foundation import events
from backend.foundation.agenda import Due

WATCHED = (Deadline.MAKE_SAFE, Deadline.START, Deadline.MEND)
"""Acceptance has a tick of its own (``due``)."""
_O = WorkOrder
_MAY_BE_LATE = (_O.ended_at.is_(None), _O.done_at.is_(None), _O.state != OrderState.UNSENT)
# A locked order may not begin, and is late for nothing; one from before locks says so in its briefing.
_NOT_LOCKED = sa.or_(_O.waits_for.is_(None), _O.released_at.is_not(None))
_UNMET = {
    Deadline.MAKE_SAFE: (_O.make_safe_by.is_not(None), ~_O.make_safe_overdue),
    Deadline.START: (_O.start_by.is_not(None), _O.started_at.is_(None), ~_O.start_overdue, _NOT_LOCKED),
    Deadline.MEND: (~_O.mend_overdue, _NOT_LOCKED),
}


def list_due_deadlines(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Orders with a deadline that passes unmet, each once, at its earliest."""
    parts = []
    for deadline in WATCHED:
        moment = getattr(_O, COLUMNS[deadline])
        part = sa.select(_O.municipality, _O.id, moment.label("due_at")).where(*_MAY_BE_LATE, *_UNMET[deadline])
        if by is not None:
            part = part.where(moment <= by)
        parts.append(part.order_by(moment, _O.id).limit(limit).subquery())
    every = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    earliest = (
        sa.select(every.c.municipality, every.c.id, sa.func.min(every.c.due_at).label("due_at"))
        .group_by(every.c.municipality, every.c.id)
        .order_by(sa.literal_column("due_at"), every.c.id)
        .limit(limit)
    )
    return [Due(*row) for row in session.execute(earliest)]


def mark_overdue(session: Session, order_id: UUID, municipality: str, now: datetime) -> None:
    """Bring what passed to the unit that ordered; looks again under the case's lock."""
    found = session.get(WorkOrder, (municipality, order_id))
    if found is None:
        return
    case = cases.lock_case(session, municipality, found.case_id)
    order = lock_order(session, municipality, order_id)
    if order.state in ENDED or order.state is OrderState.UNSENT or order.done_at is not None:
        return
    for deadline in WATCHED:
        mark, why = MARKS[deadline]
        by = getattr(order, COLUMNS[deadline])
        if by is None or by > now or getattr(order, mark) or _asks_nothing(order, deadline):
            continue
        if deadline is Deadline.MAKE_SAFE and case.made_safe_at is not None:
            order.make_safe_by = None  # safe already, by somebody else's hand: nothing is asked any more
            continue
        setattr(order, mark, True)
        facts = {"order_id": str(order_id), "contract_id": str(order.contract_id), "deadline": by.isoformat()}
        cases.raise_attention(session, case, why, whose=Whose.UNIT, unit_code=order.unit_code, facts=facts, now=now)
        overdue = DeadlineOverdue(municipality, case.id, order_id, deadline.value)
        events.announce(session, municipality, case.id, overdue, now)


def _asks_nothing(order: WorkOrder, deadline: Deadline) -> bool:
    if deadline is Deadline.MAKE_SAFE:
        return False
    may_not_begin = order.waits_for is not None and order.released_at is None
    return may_not_begin or (deadline is Deadline.START and order.started_at is not None)
