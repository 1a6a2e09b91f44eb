"""The head of a case's page: what it is, where it stands, and why it needs a person."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import cases, geography, messages
from backend.cases import Attention, Case
from backend.catalogue import Category
from backend.doors.kontaktcenter.allowed import Form, is_settled_by_hand
from backend.doors.kontaktcenter.case_words import KINDS, OUTCOMES, PRIORITIES, STATES
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.kontaktcenter.reasons import words_for_whose, words_for_why
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference


@dataclass(frozen=True)
class AttentionView:
    """Why the case needs a person now."""

    code: str
    why: str
    whose: str
    until: datetime
    is_late: bool
    may_settle: bool


@dataclass(frozen=True)
class CaseView:
    """The head of a case. ``version`` proves which state of it a form was written on."""

    reference: str
    version: int
    category: str
    category_code: str
    advice: str
    kind: str
    kind_code: str
    registry_number: str
    came_as: str
    priority: str
    is_acute: bool
    state: str
    outcome: str
    is_open: bool
    waiting: str
    unit: str
    keeper: str
    place: str
    latitude: float
    longitude: float
    near: str
    promise: str
    promise_passed: bool
    opened_at: datetime
    read_at: datetime | None
    read_by: str
    made_safe_at: datetime | None
    resolved_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None


def view_attention(frame: Frame, case: Case, attention: Attention, allowed: frozenset[Form]) -> AttentionView:
    """One reason."""
    return AttentionView(
        code=attention.why.value,
        why=words_for_why(attention),
        whose=words_for_whose(frame, attention),
        until=attention.until,
        is_late=attention.until < frame.now,
        may_settle=Form.SETTLE in allowed and is_settled_by_hand(case, attention.why),
    )


def view_case(session: Session, frame: Frame, case: Case, category: Category) -> CaseView:
    """The head."""
    location = geography.locate(session, frame.code, lon=case.longitude, lat=case.latitude)
    here = location.address.text if location.address else location.street or ""
    post = location.lamp_post
    near = [here, str(gettext("lamp post %(number)s", number=post.number)) if post else ""]
    language = current_language()
    return CaseView(
        reference=show_reference(case.reference),
        version=case.version,
        category=category.name(language),
        category_code=category.code,
        advice=category.danger_advice(language) if case.is_acute else "",
        kind=word_for(KINDS, case.kind),
        kind_code=case.kind,
        registry_number=case.registry_number or "",
        came_as=_words_for_before(session, case) if case.moved_in_id else "",
        priority=word_for(PRIORITIES, case.priority),
        is_acute=case.is_acute,
        state=word_for(STATES, case.state),
        outcome=word_for(OUTCOMES, case.outcome) if case.outcome else "",
        is_open=case.is_open,
        waiting=_words_for_wait(case) if case.waiting_on else "",
        unit=frame.unit_name(case.unit_code),
        keeper="" if case.keeper_name in frame.swedish_units else case.keeper_name or "",
        place=case.place,
        latitude=case.latitude,
        longitude=case.longitude,
        near=", ".join(dict.fromkeys(part for part in near if part and part != case.place)),
        promise=messages.words_for_promise(case, language, planned=category.planned_words, now=frame.now),
        promise_passed=case.promise_passed,
        opened_at=case.opened_at,
        read_at=case.read_at,
        read_by=messages.words_for_role(case.read_by_role, language) if case.read_by_role else "",
        made_safe_at=case.made_safe_at,
        resolved_at=case.resolved_at,
        closes_at=case.closes_at,
        closed_at=case.closed_at,
    )


def _words_for_before(session: Session, case: Case) -> str:
    """What it was called in the system it came from."""
    before = cases.list_old_references(session, case.municipality, case.id)
    return "; ".join(f"{each.source} {each.old_id} ({each.category_there}, {each.state_there})" for each in before)


def _words_for_wait(case: Case) -> str:
    return ": ".join(filter(None, messages.words_for_wait(case.waiting_on, case.waiting_reason, current_language())))
