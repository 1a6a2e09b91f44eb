"""Converting a case between kinds and categories: what it would lead to, and doing it.

What belongs to those above (orders, texts) follows when they hear ``CaseConverted``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.cases.actions import ASKED_BY_EARLIER_DECISION
from backend.cases.attention import settle_attention
from backend.cases.errors import NothingToConvert, ReasonMissing, StepNotAllowed
from backend.cases.events import CaseConverted
from backend.cases.intake import find_authority
from backend.cases.lifecycle import is_step_allowed
from backend.cases.models import Case, Report, answers_of
from backend.cases.notes import Said, write_note
from backend.cases.promises import NewPromise, end_promise_of_kind, mend_promise
from backend.cases.queries import get_case, list_reports
from backend.cases.steps import lock_case, take_step
from backend.cases.words import NoteKind, Step, Why
from backend.catalogue import CaseKind, Priority
from backend.foundation import audit, events
from backend.foundation.actor import Actor
from backend.foundation.database import across_authorities

_SETTLED = (*ASKED_BY_EARLIER_DECISION, Why.APPROVE, Why.ACCEPTANCE_OVERDUE, Why.REFUSED_ACT)


@dataclass(frozen=True)
class ConversionPlan:
    """What a conversion makes of the case itself. ``authority_id`` is another than the case's where it changes hands."""

    kind: CaseKind
    category: catalogue.Category
    priority: Priority
    is_acute: bool
    is_public: bool
    was_public: bool
    authority_id: UUID
    changes_hands: bool
    promise: NewPromise


def plan_conversion(
    session: Session, municipality: str, case_id: UUID, *, kind: CaseKind, category: str | None = None, now: datetime
) -> ConversionPlan:
    """What converting the case to ``kind`` (and, where given, another category) would make of it; changes nothing.

    Raises ``NothingToConvert``, ``StepNotAllowed`` for a case that is held or over, not found for an unknown category.
    """
    case = get_case(session, municipality, case_id)
    before = catalogue.get_category(session, municipality, case.category)
    found = catalogue.get_category(session, municipality, category) if category else before
    if (kind, found.code) == (case.kind, case.category):
        raise NothingToConvert
    if not is_step_allowed(case.state, Step.CONVERT, case.kind):
        raise StepNotAllowed(Step.CONVERT, case.state)
    reports = list_reports(session, municipality, case_id)
    answers = answers_of(reports[0]) if reports else catalogue.NO_ANSWERS
    priority = _priority(case, kind, found, answers)
    authority_id = find_authority(session, municipality, catalogue.authority_of(found, kind, answers))
    return ConversionPlan(
        kind=kind,
        category=found,
        priority=priority,
        is_acute=priority is Priority.ACUTE,
        is_public=catalogue.is_public_kind(found, kind),
        was_public=catalogue.is_public_kind(before, case.kind),
        authority_id=authority_id,
        changes_hands=authority_id != case.authority_id,
        promise=_promise(session, case, kind, found, answers, now=now),
    )


def convert_case(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    kind: CaseKind,
    category: str | None = None,
    reason: str,
    actor: Actor,
    role: str | None = None,
    now: datetime,
) -> ConversionPlan:
    """Make the case one of another kind or category, with a new promise; it is decided anew.

    ``reason`` is kept as a note. Where another authority owns the matter the case and its reports become its own, and
    a caller of the earlier authority sees them no more. Raises as ``plan_conversion``, and ``ReasonMissing``.
    """
    if not reason.strip():
        raise ReasonMissing
    case = lock_case(session, municipality, case_id)
    plan = plan_conversion(session, municipality, case_id, kind=kind, category=category, now=now)
    facts: dict[str, Any] = {"kind_before": case.kind, "kind": kind.value, "category_before": case.category}
    facts |= {"category": plan.category.code, "changes_hands": plan.changes_hands}
    facts["note_id"] = str(write_note(session, case, NoteKind.NOTE, Said(reason), actor=actor, now=now).id)
    converted = CaseConverted(
        municipality, case_id, case.last_number + 1, case.kind, kind.value, plan.category.code, plan.changes_hands
    )
    case.kind, case.category, case.priority, case.is_acute = kind, plan.category.code, plan.priority, plan.is_acute
    case.urgency = max(case.urgency, 1) if plan.is_acute else 0
    case.unit_code = case.keeper_name = None
    if kind is CaseKind.AUTHORITY_MATTER:
        case.place = geography.tell_place(session, municipality, lon=case.longitude, lat=case.latitude)
    take_step(session, case, Step.CONVERT, actor=actor, role=role, facts=facts, promise=plan.promise, now=now)
    settle_attention(session, municipality, case_id, *_SETTLED, settled_by=actor.id, now=now)
    audit.record(
        session, municipality, actor=actor, act="convert_case", subject=("case", case_id), facts=facts, now=now
    )
    events.announce(session, municipality, case_id, converted, now)
    if plan.changes_hands:
        _give_to(session, case, plan.authority_id, actor=actor, role=role, now=now)
    return plan


def _give_to(
    session: Session, case: Case, authority_id: UUID, *, actor: Actor, role: str | None, now: datetime
) -> None:
    """The last thing done: whoever stands in the earlier authority does not see the rows any more."""
    names = {each.id: each.name for each in accounts.list_authorities(session, case.municipality)}
    facts = {"authority_before": str(case.authority_id), "authority": str(authority_id)}
    facts |= {"authority_name_before": names.get(case.authority_id, ""), "authority_name": names[authority_id]}
    take_step(session, case, Step.CHANGE_AUTHORITY, actor=actor, role=role, facts=facts, now=now)
    audit.record(
        session,
        case.municipality,
        actor=actor,
        act="change_authority",
        subject=("case", case.id),
        facts=facts,
        now=now,
    )
    with across_authorities(session):
        for statement in (
            sa.update(Report).where(Report.municipality == case.municipality, Report.case_id == case.id),
            # Those that were emptied into it: what they were told, promised and ordered is part of the whole.
            sa.update(Case).where(Case.municipality == case.municipality, Case.joined_to == case.id),
        ):
            session.execute(statement.values(authority_id=authority_id).execution_options(synchronize_session=False))
        case.authority_id = authority_id


def _priority(case: Case, kind: CaseKind, category: catalogue.Category, answers: catalogue.Answers) -> Priority:
    """What the new category asks for with these answers; what is only answered or handed over wakes nobody."""
    found = catalogue.priority_of(category, answers)
    if kind is not CaseKind.FAULT and found is Priority.ACUTE:
        return Priority.HIGH
    return found


def _promise(
    session: Session,
    case: Case,
    kind: CaseKind,
    category: catalogue.Category,
    answers: catalogue.Answers,
    *,
    now: datetime,
) -> NewPromise:
    calendar = catalogue.get_calendar(session, case.municipality)
    targets = catalogue.targets_of(category, answers, on=calendar.local(case.opened_at).date())
    targets = catalogue.targets_of_kind(targets, kind)
    if kind is CaseKind.FAULT:
        return mend_promise(targets, calendar, safe_first=case.made_safe_at is None, now=now)
    return end_promise_of_kind(targets, calendar, kind=kind, opened_at=case.opened_at, now=now)
