"""What a contractor or a unit does with a work order. Each act may come twice, late or out of order from a phone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Outcome, Step, Whose, Why
from backend.dispatch import locks, terms
from backend.dispatch.act_effects import EFFECTS, Doing
from backend.dispatch.decisions import BARRED_BY_LOCK, ENDED, order_state_after
from backend.dispatch.errors import OrderLocked, OrderNotFound, OrderWaitsForOther
from backend.dispatch.locking import lock_order
from backend.dispatch.models import WorkOrder
from backend.dispatch.unit_acts import UNIT_EFFECTS
from backend.dispatch.words import Act, OrderState, PausedBy
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

    Raises ``OrderNotFound`` (also for another firm's), ``ActNotAllowed`` when the order has moved on, ``OrderLocked``
    and ``OrderWaitsForOther`` while it may not begin, and what the act itself refuses.
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
    _refuse_locked(order, form.act)
    waited = order.state is OrderState.WAITING
    order.state = order_state_after(order.state, form.act)
    at = min(form.occurred_at or now, now)
    doing = Doing(
        session, case, order, form.act, form.reason, form.until, form.outcome, form.words.strip(), actor, at, now
    )
    (UNIT_EFFECTS | EFFECTS)[form.act](doing)
    if order.state in ENDED:
        order.ended_at = now
    if (waited or form.act is Act.START) and order.state is not OrderState.WAITING:
        terms.end_pauses(session, order, granted_by=PausedBy.CONTRACT, at=at, now=now)
    is_safe = case.made_safe_at is not None
    terms.settle_met(session, order, is_safe=is_safe, settled_by=actor.id, now=now)
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


def _refuse_locked(order: WorkOrder, act: Act) -> None:
    if not order.is_locked or act not in BARRED_BY_LOCK or order.state in ENDED:
        return
    if locks.is_dangerous_to_begin(order):
        raise OrderLocked
    raise OrderWaitsForOther(str((order.waits_for or {}).get("reference", "")))
