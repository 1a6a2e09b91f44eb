"""Orders that wait: for an all-clear where somebody could be killed, or for another order. Nothing begins before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Step, Whose, Why
from backend.dispatch import queries, terms
from backend.dispatch.decisions import ENDED
from backend.dispatch.events import WorkOrderReleased
from backend.dispatch.locking import lock_order
from backend.dispatch.models import WorkOrder
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.errors import NotFound
from backend.foundation.ids import show_reference

ALL_CLEAR = "all_clear"
ORDER = "order"
LOCK = "locked"
"""The reason of the pause a lock is: the clock stands until the order is released."""


def wait_for_all_clear(session: Session, case: Case, order: WorkOrder) -> dict[str, Any] | None:
    """What a new order waits for where an answer says danger to life; None where nothing does, or it is over.

    ``{"kind": "all_clear", "who": the body's code, "name": its Swedish name}``.
    """
    if not order.briefing.get("locked"):
        return None
    earlier = queries.list_orders_of_case(session, case.municipality, case.id)
    if any(each.released_at is not None and each.waits_for for each in earlier if each.id != order.id):
        return None
    code = next(iter(_bodies_named(session, case)), "")
    try:
        name = str(responsibility.get_body(session, case.municipality, code).names["sv"])
    except NotFound:
        name = ""
    return {"kind": ALL_CLEAR, "who": code, "name": name}


def wait_for_order(other: WorkOrder) -> dict[str, Any]:
    """What an order waits for that begins when ``other`` is approved."""
    return {"kind": ORDER, "order_id": str(other.id), "reference": show_reference(other.reference)}


def release_order(
    session: Session, case: Case, order: WorkOrder, *, words: str, actor: Actor, at: datetime, now: datetime
) -> None:
    """The work may begin since ``at``: case and order are locked by the caller. ``words`` say who said so."""
    order.released_at, order.released_by, order.released_words = at, actor.id, words or None
    terms.end_pauses(session, order, at=at, now=now)
    facts = {"order_id": str(order.id), "act": "release", "who": (order.waits_for or {}).get("who", "")}
    cases.move_case(
        session, case.municipality, case.id, Step.ORDER_MOVED, facts=facts, occurred_at=at, actor=actor, now=now
    )
    released = WorkOrderReleased(case.municipality, case.id, order.id)
    if order.was_sent:
        events.announce(session, case.municipality, case.id, released, now)


def release_after(session: Session, case: Case, order_id: UUID, *, now: datetime) -> None:
    """What waited for an order that is approved now may begin."""
    of_case = queries.list_orders_of_case(session, case.municipality, case.id)
    done = next(each for each in of_case if each.id == order_id)
    for waiting in _waiting_for(of_case, order_id):
        order = lock_order(session, case.municipality, waiting.id)
        words = show_reference(done.reference)
        release_order(session, case, order, words=words, actor=SYSTEM, at=done.approved_at or now, now=now)


def look_at_those_waiting(session: Session, case: Case, order_id: UUID, *, now: datetime) -> None:
    """What waited for an order that will not be done waits in vain: the unit looks."""
    of_case = queries.list_orders_of_case(session, case.municipality, case.id)
    for waiting in _waiting_for(of_case, order_id):
        facts = {"mode": "waits_in_vain", "order_id": str(waiting.id)}
        cases.raise_attention(session, case, Why.ORDER_NEEDED, whose=Whose.UNIT, facts=facts, now=now)


def is_dangerous_to_begin(order: WorkOrder) -> bool:
    """Whether the lock is for somebody's life, not for another order."""
    return order.is_locked and (order.waits_for or {}).get("kind") != ORDER


def _waiting_for(of_case: Sequence[WorkOrder], order_id: UUID) -> list[WorkOrder]:
    return [
        each
        for each in of_case
        if each.is_locked and each.state not in ENDED and (each.waits_for or {}).get("order_id") == str(order_id)
    ]


def _bodies_named(session: Session, case: Case) -> tuple[str, ...]:
    reports = cases.list_reports(session, case.municipality, case.id)
    answers = cases.answers_of(reports[0]) if reports else catalogue.NO_ANSWERS
    category = catalogue.get_category(session, case.municipality, case.category)
    return catalogue.codes_of(catalogue.routes_of(category, answers), "body")
