"""Sending work orders: by decision, by a person, or again within warranty."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Step, Whose, Why
from backend.catalogue import Target, TargetUnit
from backend.dispatch.briefing import write_briefing
from backend.dispatch.events import WorkOrderSent
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import OrderState, Purpose
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id, new_reference
from backend.responsibility import Contract, OrderMode

ACUTE_ACCEPT_WITHIN = timedelta(minutes=30)


def order_by_decision(session: Session, case: Case, contract: Contract, *, decision_id: UUID, now: datetime) -> None:
    """Send the order a rule decided on, or leave it to the unit: approval first, or the hour's ceiling is reached."""
    needs_person = contract.order_mode is not OrderMode.WITHIN_PRICE
    if needs_person or _orders_last_hour(session, contract, now=now) >= contract.orders_an_hour:
        why = {"mode": contract.order_mode.value if needs_person else "ceiling", "contract": contract.code}
        cases.raise_attention(session, case, Why.ORDER_NEEDED, whose=Whose.UNIT, facts=why, now=now)
        return
    send_order(session, case, contract, decision_id=decision_id, actor=SYSTEM, now=now)


def send_order(
    session: Session,
    case: Case,
    contract: Contract,
    *,
    decision_id: UUID | None,
    purpose: Purpose = Purpose.MEND,
    is_warranty: bool = False,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Write the order and announce it. Raises ``Conflict`` where one for the purpose and trade is active already."""
    calendar = catalogue.get_calendar(session, case.municipality)
    targets = cases.targets_of_case(session, case, now=now)
    target = targets.make_safe if purpose is Purpose.MAKE_SAFE and targets.make_safe else targets.main
    accept_within = Target(contract.accept_within_hours, TargetUnit.WORKING_HOURS)
    order = WorkOrder(
        municipality=case.municipality,
        id=new_id(),
        reference=new_reference(),
        case_id=case.id,
        contractor_id=contract.contractor_id,
        contract_id=contract.id,
        unit_code=contract.unit_code,
        decision_id=decision_id,
        purpose=purpose,
        trade=contract.trade,
        state=OrderState.SENT,
        is_acute=case.is_acute,
        is_warranty=is_warranty,
        briefing=write_briefing(session, case),
        sent_at=now,
        accept_by=now + ACUTE_ACCEPT_WITHIN if case.is_acute else calendar.add_target(now, accept_within),
        deadline_at=calendar.add_target(now, target),
    )
    session.add(order)
    session.flush()
    facts = {"order_id": str(order.id), "act": "sent", "contract": contract.code, "purpose": purpose.value}
    cases.move_case(session, case.municipality, case.id, Step.ORDER_MOVED, facts=facts, actor=actor, now=now)
    cases.settle_attention(
        session, case.municipality, case.id, Why.ORDER_NEEDED, Why.ORDER_DECLINED, settled_by=actor.id, now=now
    )
    events.announce(session, case.municipality, case.id, WorkOrderSent(case.municipality, case.id, order.id), now)
    return order.id


def order_by_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    contract_id: UUID,
    purpose: Purpose = Purpose.MEND,
    actor: Actor,
    now: datetime,
) -> UUID:
    """A person orders under a contract: an approved call-off, or making a place safe tonight. Returns the order's id."""
    case = cases.lock_case(session, municipality, case_id)
    contract = responsibility.get_contract(session, municipality, contract_id)
    return send_order(session, case, contract, decision_id=None, purpose=purpose, actor=actor, now=now)


def _orders_last_hour(session: Session, contract: Contract, *, now: datetime) -> int:
    return session.execute(
        sa.select(sa.func.count())
        .select_from(WorkOrder)
        .where(
            WorkOrder.municipality == contract.municipality,
            WorkOrder.contract_id == contract.id,
            WorkOrder.sent_at > now - timedelta(hours=1),
        )
    ).scalar_one()
