"""Who acts on a case: decisions with their reasons, and orders. Hand-overs are beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, dispatch, responsibility
from backend.cases import Case
from backend.catalogue import word_in
from backend.dispatch import Act, WorkOrder
from backend.doors.kontaktcenter.case_words import OUTCOMES
from backend.doors.kontaktcenter.order_terms_views import OrderTerms, view_terms
from backend.doors.kontaktcenter.told_views import PhotoView, view_photo
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import DECLINES, ORDER_STATES, PURPOSES, WAITS
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference
from backend.photos import Photo, PhotoKind
from backend.responsibility import DecisionRow

OF_THE_UNIT = frozenset({Act.APPROVE, Act.SEND_BACK, Act.CANCEL, Act.SEND, Act.RELEASE, Act.PAUSE})


@dataclass(frozen=True)
class DecisionView:
    """Where the case was sent, and why, as it was decided."""

    at: datetime
    explanation: str
    edition: int | None
    rule: str
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
    terms: OrderTerms
    allowed: frozenset[str]


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
    orders = dispatch.list_orders_of_case(session, case.municipality, case.id)
    pauses = dispatch.list_pauses_of(session, case.municipality, [order.id for order in orders])
    references = {order.id: order.reference for order in orders}
    return [
        _order(
            order,
            names.get(order.contract_id, ""),
            firms.get(order.contractor_id, ""),
            pictures,
            view_terms(order, pauses[order.id], references, now),
        )
        for order in orders
    ]


def _decision(row: DecisionRow, people: dict[UUID, str]) -> DecisionView:
    return DecisionView(
        at=row.decided_at,
        explanation=word_in(row.explanation, current_language()),
        edition=row.edition,
        rule=str(row.facts.get("rule", "")),
        decided_by=people.get(row.decided_by, gettext("Staff")) if row.decided_by else "",
        confidence=round(row.confidence * 100),
    )


def _order(order: WorkOrder, contract: str, contractor: str, pictures: Sequence[Photo], terms: OrderTerms) -> OrderView:
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
        is_late=any(each.is_overdue for each in terms.deadlines),
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
        terms=terms,
        allowed=frozenset(
            act.value
            for act in dispatch.list_acts_allowed(order.state, is_locked=order.is_locked)
            if act in OF_THE_UNIT
        ),
    )
