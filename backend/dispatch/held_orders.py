"""Orders that were written and wait for a person, and orders past a deadline: the unit's two lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.errors import ActNotAllowed
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import Act, OrderState
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id

MOST_ORDERS = 200
_OVERDUE = sa.or_(
    WorkOrder.acceptance_overdue, WorkOrder.make_safe_overdue, WorkOrder.start_overdue, WorkOrder.mend_overdue
)


@dataclass(frozen=True)
class Sent:
    """What became of a batch: let go, and left because they were sent or taken back already."""

    sent: tuple[str, ...]
    gone: tuple[str, ...]


def list_held_orders(
    session: Session,
    municipality: str,
    *,
    contract_id: UUID | None = None,
    unit_code: str | None = None,
    limit: int = MOST_ORDERS,
) -> Sequence[tuple[WorkOrder, Case]]:
    """Orders nobody has let go yet, acute first, then as they were written; with their cases."""
    wanted = _with_case(municipality, [WorkOrder.state == OrderState.UNSENT], unit_code)
    if contract_id is not None:
        wanted = wanted.where(WorkOrder.contract_id == contract_id)
    rows = session.execute(wanted.order_by(WorkOrder.urgency.desc(), WorkOrder.sent_at, WorkOrder.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def list_overdue_orders(
    session: Session, municipality: str, *, unit_code: str | None = None, limit: int = MOST_ORDERS
) -> Sequence[tuple[WorkOrder, Case]]:
    """Open orders past one of their deadlines, by the deadline they are to be done by; with their cases."""
    wanted = _with_case(municipality, [WorkOrder.ended_at.is_(None), _OVERDUE], unit_code)
    rows = session.execute(wanted.order_by(WorkOrder.urgency.desc(), WorkOrder.deadline_at, WorkOrder.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def send_held_orders(
    session: Session, municipality: str, order_ids: Collection[UUID], *, actor: Actor, now: datetime
) -> Sent:
    """Let many orders go at once, at most ``MOST_ORDERS``; those that are not there or not the scope's are left out."""
    rows = session.execute(
        _with_case(municipality, [WorkOrder.id.in_(list(order_ids)[:MOST_ORDERS])], None).order_by(
            WorkOrder.case_id, WorkOrder.id
        )
    ).all()
    sent, gone = [], []
    for order, case in rows:
        cases.lock_case(session, municipality, case.id)
        form = ActForm(act_id=str(new_id()), act=Act.SEND)
        try:
            act_on_order(session, municipality, order.id, form, actor=actor, now=now)
            sent.append(order.reference)
        except ActNotAllowed:
            gone.append(order.reference)
    return Sent(tuple(sent), tuple(gone))


def _with_case(
    municipality: str, conditions: list[sa.ColumnElement[bool]], unit_code: str | None
) -> sa.Select[WorkOrder, Case]:
    wanted = (
        sa.select(WorkOrder, Case)
        .join(Case, (Case.municipality == WorkOrder.municipality) & (Case.id == WorkOrder.case_id))
        .where(WorkOrder.municipality == municipality, *conditions)
    )
    return wanted if unit_code is None else wanted.where(WorkOrder.unit_code == unit_code)
