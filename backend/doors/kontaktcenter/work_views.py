"""Who acts on a case: decisions with their reasons, orders, hand-overs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, dispatch, responsibility
from backend.cases import Case
from backend.catalogue import word_in
from backend.dispatch import Act, HandOver, HandOverState, WorkOrder
from backend.dispatch.decisions import ACTS as ACTS_ALLOWED
from backend.doors.kontaktcenter.told_views import PhotoView, view_photo
from backend.doors.kontaktcenter.words import (
    DECLINES,
    HAND_OVERS,
    ORDER_STATES,
    OUTCOMES,
    PURPOSES,
    WAITS,
    WAYS,
    word_for,
)
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference
from backend.photos import Photo, PhotoKind
from backend.responsibility import DecisionRow


@dataclass(frozen=True)
class DecisionView:
    """Where the case was sent, and why, as it was decided."""

    at: datetime
    explanation: str
    edition: int | None
    decided_by: str
    confidence: int


@dataclass(frozen=True)
class OrderView:
    """One work order."""

    id: UUID
    reference: str
    contract: str
    contractor: str
    purpose: str
    state: str
    is_warranty: bool
    sent_at: datetime
    accept_by: datetime
    acceptance_overdue: bool
    accepted_at: datetime | None
    deadline_at: datetime
    is_late: bool
    waiting: str
    waiting_until: datetime | None
    done_at: datetime | None
    outcome: str
    done_words: str
    declined: str
    sent_back: str
    approved_at: datetime | None
    approved_how: str
    ended_at: datetime | None
    photos: tuple[PhotoView, ...]
    allowed: frozenset[str]


@dataclass(frozen=True)
class HandOverView:
    """One body outside told of its fault."""

    id: UUID
    body: str
    way: str
    state: str
    phone: str
    web: str
    their_reference: str
    masked_words: str
    made_at: datetime
    acknowledged_at: datetime | None
    ask_again_at: datetime | None
    may_acknowledge: bool


def list_decision_views(session: Session, case: Case) -> list[DecisionView]:
    """Decisions, the one in force first."""
    rows = responsibility.list_decisions(session, case.municipality, case.id)
    people = accounts.name_people(session, {row.decided_by for row in rows if row.decided_by})
    return [_decision(row, people) for row in reversed(rows)]


def list_order_views(
    session: Session, case: Case, pictures: Sequence[Photo], contracts: Sequence[responsibility.Contract], now: datetime
) -> list[OrderView]:
    """Orders, first sent first."""
    firms = {each.id: each.name for each in accounts.list_organisations(session, case.municipality)}
    names = {each.id: each.name for each in contracts}
    return [
        _order(order, names.get(order.contract_id, ""), firms.get(order.contractor_id, ""), pictures, now)
        for order in dispatch.list_orders_of_case(session, case.municipality, case.id)
    ]


def list_hand_over_views(session: Session, case: Case, bodies: Sequence[responsibility.Body]) -> list[HandOverView]:
    """Hand-overs, first first; how to reach the body comes from the directory as it is now."""
    known = {body.code: body for body in bodies}
    found = dispatch.list_hand_overs(session, case.municipality, case.id)
    return [_hand_over(each, known.get(each.body_code), case) for each in found]


def _decision(row: DecisionRow, people: dict[UUID, str]) -> DecisionView:
    return DecisionView(
        at=row.decided_at,
        explanation=word_in(row.explanation, current_language()),
        edition=row.edition,
        decided_by=people.get(row.decided_by, gettext("Staff")) if row.decided_by else "",
        confidence=round(row.confidence * 100),
    )


def _order(order: WorkOrder, contract: str, contractor: str, pictures: Sequence[Photo], now: datetime) -> OrderView:
    proof = [photo for photo in pictures if photo.order_id == order.id and photo.kind is PhotoKind.PROOF]
    waits = [word_for(WAITS, order.waiting_on), order.waiting_reason] if order.waiting_on else []
    return OrderView(
        id=order.id,
        reference=show_reference(order.reference),
        contract=contract,
        contractor=contractor,
        purpose=word_for(PURPOSES, order.purpose),
        state=word_for(ORDER_STATES, order.state),
        is_warranty=order.is_warranty,
        sent_at=order.sent_at,
        accept_by=order.accept_by,
        acceptance_overdue=order.acceptance_overdue and order.accepted_at is None and order.ended_at is None,
        accepted_at=order.accepted_at,
        deadline_at=order.deadline_at,
        is_late=order.done_at is None and order.ended_at is None and order.deadline_at < now,
        waiting=": ".join(filter(None, waits)),
        waiting_until=order.waiting_until,
        done_at=order.done_at,
        outcome=word_for(OUTCOMES, order.outcome) if order.outcome else "",
        done_words=order.done_words or "",
        declined=word_for(DECLINES, order.declined_reason) if order.declined_reason else "",
        sent_back=order.sent_back_reason or "",
        approved_at=order.approved_at,
        approved_how=order.approved_how or "",
        ended_at=order.ended_at,
        photos=tuple(view_photo(photo) for photo in proof),
        allowed=frozenset(
            act.value for act in (Act.APPROVE, Act.SEND_BACK, Act.CANCEL) if order.state in ACTS_ALLOWED[act][0]
        ),
    )


def _hand_over(hand_over: HandOver, body: responsibility.Body | None, case: Case) -> HandOverView:
    phone = ((body.acute_phone if case.is_acute else None) or body.phone) if body else None
    return HandOverView(
        id=hand_over.id,
        body=word_in(body.names, current_language()) if body else hand_over.body_name,
        way=word_for(WAYS, hand_over.way),
        state=word_for(HAND_OVERS, hand_over.state),
        phone=phone or "",
        web=(body.web or "") if body else "",
        their_reference=hand_over.their_reference or "",
        masked_words=hand_over.masked_words,
        made_at=hand_over.made_at,
        acknowledged_at=hand_over.acknowledged_at,
        ask_again_at=hand_over.ask_again_at,
        may_acknowledge=case.is_open and hand_over.state is not HandOverState.ENDED,
    )
