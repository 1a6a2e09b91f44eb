"""What falls due for orders: acceptance that did not come in time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Whose, Why
from backend.dispatch.events import AcceptanceOverdue
from backend.dispatch.locking import lock_order
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import OrderState
from backend.foundation import events
from backend.foundation.agenda import Due

_UNACCEPTED = (OrderState.SENT, OrderState.RECEIVED)


def list_due_acceptances(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Orders nobody has taken by the time they should be."""
    wanted = sa.select(WorkOrder.municipality, WorkOrder.id, WorkOrder.accept_by).where(
        WorkOrder.state.in_(_UNACCEPTED), ~WorkOrder.acceptance_overdue
    )
    if by is not None:
        wanted = wanted.where(WorkOrder.accept_by <= by)
    return [Due(*row) for row in session.execute(wanted.order_by(WorkOrder.accept_by, WorkOrder.id).limit(limit))]


def mark_acceptance_overdue(session: Session, order_id: UUID, municipality: str, now: datetime) -> None:
    """Bring the order to the unit that ordered; looks again under the case's lock."""
    found = session.get(WorkOrder, (municipality, order_id))
    if found is None:
        return
    case = cases.lock_case(session, municipality, found.case_id)
    order = lock_order(session, municipality, order_id)
    if order.state not in _UNACCEPTED or order.acceptance_overdue or order.accept_by > now:
        return
    order.acceptance_overdue = True
    facts = {"order_id": str(order_id), "contract_id": str(order.contract_id)}
    cases.raise_attention(session, case, Why.ACCEPTANCE_OVERDUE, whose=Whose.UNIT, facts=facts, now=now)
    events.announce(session, municipality, case.id, AcceptanceOverdue(municipality, case.id, order_id), now)
