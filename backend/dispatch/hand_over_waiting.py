"""When another body is asked again, and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import Case, Step, Whose, Why
from backend.dispatch import queries
from backend.dispatch.decisions import ENDED
from backend.dispatch.locking import lock_hand_over
from backend.dispatch.models import HandOver
from backend.foundation.actor import Actor
from backend.foundation.agenda import Due

WAITS_ON_BODY = "body"


def has_open_orders(session: Session, case: Case) -> bool:
    """Whether somebody of ours has work to do in the case, released or not."""
    return any(order.state not in ENDED for order in queries.list_orders_of_case(session, case.municipality, case.id))


def ask_again(
    session: Session,
    case: Case,
    hand_over: HandOver,
    *,
    at: datetime | None,
    facts: dict[str, Any],
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> None:
    """They are asked again ``at``. The case waits on them; one with work of our own goes on, and the hand-over waits."""
    hand_over.ask_again_at, hand_over.look_asked = at, False
    hand_over.next_look_at = _morning_of(session, case, at, now=now)
    subject = (session, case.municipality, case.id)
    if at is None or _is_worked_on(session, case):
        cases.move_case(*subject, Step.ORDER_MOVED, facts=facts, actor=actor, role=role, now=now)
        return
    cases.wait_on(
        *subject,
        waiting_on=WAITS_ON_BODY,
        reason=hand_over.body_name,
        until=at,
        chaser=hand_over.chaser,
        facts=facts,
        actor=actor,
        role=role,
        now=now,
    )


def list_due_asks(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Hand-overs whose body is to be asked again."""
    wanted = sa.select(HandOver.municipality, HandOver.id, HandOver.next_look_at).where(
        HandOver.next_look_at.is_not(None), HandOver.ended_at.is_(None), ~HandOver.look_asked
    )
    if by is not None:
        wanted = wanted.where(HandOver.next_look_at <= by)
    rows = session.execute(wanted.order_by(HandOver.next_look_at, HandOver.id).limit(limit))
    return [Due(municipality, hand_over_id, at) for municipality, hand_over_id, at in rows if at is not None]


def bring_ask(session: Session, hand_over_id: UUID, municipality: str, now: datetime) -> None:
    """Bring the case to the list of whoever chases the body; looks again under the locks."""
    found = session.get(HandOver, (municipality, hand_over_id))
    if found is None:
        return
    case = cases.lock_case(session, municipality, found.case_id)
    hand_over = lock_hand_over(session, municipality, hand_over_id)
    if not hand_over.is_open or hand_over.look_asked or hand_over.next_look_at is None or hand_over.next_look_at > now:
        return
    hand_over.look_asked = True
    if not case.is_open:
        return
    facts = {"hand_over_id": str(hand_over_id), "waiting_on": WAITS_ON_BODY, "reason": hand_over.body_name}
    whose, until = hand_over.chaser or Whose.KONTAKTCENTER, hand_over.ask_again_at
    cases.raise_attention(session, case, Why.NEXT_LOOK, whose=whose, facts=facts, until=until, now=now)


def _is_worked_on(session: Session, case: Case) -> bool:
    orders = queries.list_orders_of_case(session, case.municipality, case.id)
    return any(order.state not in ENDED and not order.is_locked and order.waiting_on is None for order in orders)


def _morning_of(session: Session, case: Case, at: datetime | None, *, now: datetime) -> datetime | None:
    """The morning of the day that was promised, so that the promise may be kept that day."""
    if at is None:
        return None
    opening = catalogue.get_calendar(session, case.municipality).opening_of(at)
    return opening if now < opening < at else at
