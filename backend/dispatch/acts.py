"""What a contractor or a unit does with a work order. Each act may come twice, late or out of order from a phone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Outcome, Step, Whose, Why
from backend.dispatch.act_effects import EFFECTS, Doing
from backend.dispatch.decisions import ENDED, order_state_after
from backend.dispatch.errors import OrderNotFound
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import Act
from backend.foundation import idempotency
from backend.foundation.actor import Actor


@dataclass(frozen=True)
class ActForm:
    """One act. ``act_id`` is the sender's own 128 random bits; ``occurred_at`` the phone's time, a claim.

    ``reason`` is a DeclineReason or WaitReason code, ``until`` the next look of a waiting, ``outcome`` what was done;
    ``words`` say more, and are a must when work is sent back.
    """

    act_id: str
    act: Act
    reason: str = ""
    until: datetime | None = None
    outcome: Outcome | None = None
    words: str = ""
    occurred_at: datetime | None = None


def act_on_order(
    session: Session, municipality: str, order_id: UUID, form: ActForm, *, actor: Actor, now: datetime
) -> WorkOrder:
    """Do ``form.act`` on the order and return it as it then stands; a repeated sending changes nothing.

    Raises ``OrderNotFound`` (also for another firm's), ``ActNotAllowed`` when the order has moved on, and what the act
    itself refuses.
    """
    body = {"act": form.act, "reason": form.reason, "until": form.until, "outcome": form.outcome, "words": form.words}
    purpose = f"order:{order_id}"
    found = session.get(WorkOrder, (municipality, order_id))
    if found is None:
        raise OrderNotFound
    repeated = idempotency.claim(
        session, municipality, form.act_id, purpose=purpose, body=body, subject_id=order_id, now=now
    )
    if repeated is not None:
        return found
    case = cases.lock_case(session, municipality, found.case_id)
    order = lock_order(session, municipality, order_id)
    order.state = order_state_after(order.state, form.act)
    at = min(form.occurred_at or now, now)
    doing = Doing(
        session, case, order, form.act, form.reason, form.until, form.outcome, form.words.strip(), actor, at, now
    )
    EFFECTS[form.act](doing)
    if order.state in ENDED:
        order.ended_at = now
    session.flush()
    return order


def keep_refused_act(
    session: Session, municipality: str, order_id: UUID, form: ActForm, *, actor: Actor, now: datetime
) -> None:
    """Keep what a crew sent too late, for the unit to read: nothing is lost because an order moved on."""
    found = session.get(WorkOrder, (municipality, order_id))
    if found is None:
        raise OrderNotFound
    case = cases.lock_case(session, municipality, found.case_id)
    facts = {"order_id": str(order_id), "act": form.act.value, "refused": True, "reason": form.reason}
    cases.move_case(session, municipality, case.id, Step.ORDER_MOVED, facts=facts, actor=actor, now=now)
    kept = {"order_id": str(order_id), "act": form.act.value, "words": form.words[:500]}
    cases.raise_attention(session, case, Why.REFUSED_ACT, whose=Whose.UNIT, facts=kept, now=now)


def lock_order(session: Session, municipality: str, order_id: UUID) -> WorkOrder:
    """The order, locked until the transaction ends. Raises ``OrderNotFound``."""
    order = session.scalars(
        sa.select(WorkOrder)
        .where(WorkOrder.municipality == municipality, WorkOrder.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if order is None:
        raise OrderNotFound
    return order
