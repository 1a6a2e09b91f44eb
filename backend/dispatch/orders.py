"""Writing and sending work orders: by decision, by a person, again within warranty, or in another's place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, responsibility
from backend.cases import Case, Step, Whose, Why
from backend.dispatch import ceilings, locks, queries, terms
from backend.dispatch.briefing import write_briefing
from backend.dispatch.events import WorkOrderCancelled, WorkOrderSent
from backend.dispatch.locking import lock_order
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import HeldBecause, OrderState, PausedBy, Purpose
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id, new_reference
from backend.responsibility import Contract

_TAKEN_BACK = frozenset({OrderState.DECLINED, OrderState.CANCELLED})


@dataclass(frozen=True)
class NewOrder:
    """An order about to be written."""

    decision_id: UUID | None = None
    purpose: Purpose = Purpose.MEND
    is_warranty: bool = False
    waits_for: dict[str, Any] | None = None


def order_by_decision(session: Session, case: Case, contract: Contract, *, decision_id: UUID, now: datetime) -> None:
    """Send the order a rule decided on; where a person's yes comes first, write it and hold it."""
    new = NewOrder(decision_id)
    usual_kr = responsibility.find_usual_price(session, contract, category=case.category)
    held = ceilings.held_because(session, case, contract, usual_kr=usual_kr, now=now)
    if held is None:
        _write(session, case, contract, new, held=None, actor=SYSTEM, now=now)
    else:
        hold_order(session, case, contract, new, because=held, now=now)


def hold_order(
    session: Session, case: Case, contract: Contract, new: NewOrder, *, because: HeldBecause, now: datetime
) -> UUID:
    """Write an order that the contractor does not see until a person lets it go; it stands on the unit's list."""
    order = _write(session, case, contract, new, held=because, actor=SYSTEM, now=now)
    why = {"mode": because.value, "contract": contract.code, "order_id": str(order.id)}
    cases.raise_attention(session, case, Why.ORDER_NEEDED, whose=Whose.UNIT, facts=why, now=now)
    return order.id


def send_order(
    session: Session,
    case: Case,
    contract: Contract,
    *,
    decision_id: UUID | None,
    purpose: Purpose = Purpose.MEND,
    is_warranty: bool = False,
    waits_for: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Write the order and announce it. Raises ``Conflict`` where one for the purpose and trade is active already."""
    new = NewOrder(decision_id, purpose, is_warranty, waits_for)
    return _write(session, case, contract, new, held=None, actor=actor, now=now).id


def order_by_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    contract_id: UUID,
    purpose: Purpose = Purpose.MEND,
    after_order_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """A person orders under a contract: an approved call-off, or making a place safe tonight. Returns the order's id.

    One that is held for this contract and purpose is let go; one held for another contract gives way. With
    ``after_order_id`` the work may not begin before that order of the case is approved.
    """
    case = cases.lock_case(session, municipality, case_id)
    contract = responsibility.get_contract(session, municipality, contract_id)
    of_case = queries.list_orders_of_case(session, municipality, case_id)
    for held in (each for each in of_case if each.state is OrderState.UNSENT and each.purpose is purpose):
        order = lock_order(session, municipality, held.id)
        if order.contract_id == contract_id:
            order.state = OrderState.SENT
            let_go(session, case, order, actor=actor, now=now)
            return order.id
        if order.trade == contract.trade:
            order.state, order.ended_at = OrderState.CANCELLED, now
    before = next((each for each in of_case if each.id == after_order_id and each.ended_at is None), None)
    waits_for = locks.wait_for_order(before) if before is not None else None
    return send_order(
        session, case, contract, decision_id=None, purpose=purpose, waits_for=waits_for, actor=actor, now=now
    )


def let_go(session: Session, case: Case, order: WorkOrder, *, actor: Actor, now: datetime) -> None:
    """Send a held order that is locked and in its new state: its deadlines run from now."""
    contract = responsibility.get_contract(session, case.municipality, order.contract_id)
    order.let_go_at, order.let_go_by, order.sent_at = now, actor.id, now
    terms.set_terms(session, case, order, contract, now=now)
    _send(session, case, order, contract, actor=actor, now=now)


def announce_cancelled(session: Session, case: Case, order: WorkOrder, *, now: datetime) -> None:
    """Tell of an order that was taken back; of one that was never sent nobody needs to be told."""
    if order.was_sent:
        cancelled = WorkOrderCancelled(case.municipality, case.id, order.id)
        events.announce(session, case.municipality, case.id, cancelled, now)


def _write(
    session: Session,
    case: Case,
    contract: Contract,
    new: NewOrder,
    *,
    held: HeldBecause | None,
    actor: Actor,
    now: datetime,
) -> WorkOrder:
    order = WorkOrder(
        municipality=case.municipality,
        id=new_id(),
        reference=new_reference(),
        case_id=case.id,
        contractor_id=contract.contractor_id,
        contract_id=contract.id,
        unit_code=contract.unit_code,
        decision_id=new.decision_id,
        purpose=new.purpose,
        trade=contract.trade,
        state=OrderState.UNSENT if held else OrderState.SENT,
        is_acute=case.is_acute,
        urgency=case.urgency,
        is_warranty=new.is_warranty,
        briefing=write_briefing(session, case),
        sent_at=now,
        held_because=held,
        usual_kr=responsibility.find_usual_price(session, contract, category=case.category),
        replaces_order_id=_replaced_by(session, case, new.purpose),
        accept_by=now,
        deadline_at=now,
    )
    order.waits_for = new.waits_for or locks.wait_for_all_clear(session, case, order)
    session.add(order)
    terms.set_terms(session, case, order, contract, now=now)
    session.flush()
    if held is None:
        _send(session, case, order, contract, actor=actor, now=now)
    return order


def _send(session: Session, case: Case, order: WorkOrder, contract: Contract, *, actor: Actor, now: datetime) -> None:
    if order.is_locked:
        terms.pause_clock(
            session, order, reason=locks.LOCK, begins_at=now, ends_at=None, granted_by=PausedBy.UNIT, actor=actor,
            now=now,
        )  # fmt: skip
    facts = {"order_id": str(order.id), "act": "sent", "contract": contract.code, "purpose": order.purpose.value}
    cases.move_case(session, case.municipality, case.id, Step.ORDER_MOVED, facts=facts, actor=actor, now=now)
    met = [Why.ORDER_DECLINED] if _has_held(session, case) else [Why.ORDER_DECLINED, Why.ORDER_NEEDED]
    cases.settle_attention(session, case.municipality, case.id, *met, settled_by=actor.id, now=now)
    events.announce(session, case.municipality, case.id, WorkOrderSent(case.municipality, case.id, order.id), now)


def _has_held(session: Session, case: Case) -> bool:
    session.flush()
    of_case = queries.list_orders_of_case(session, case.municipality, case.id)
    return any(each.state is OrderState.UNSENT for each in of_case)


def _replaced_by(session: Session, case: Case, purpose: Purpose) -> UUID | None:
    """The order of the same purpose that was declined or taken back last, where nothing has replaced it yet."""
    earlier = [
        each
        for each in queries.list_orders_of_case(session, case.municipality, case.id)
        if each.purpose is purpose and each.was_sent
    ]
    last = earlier[-1] if earlier else None
    return last.id if last is not None and last.state in _TAKEN_BACK else None
