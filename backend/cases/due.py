"""What falls due by the clock: promises that pass, and resolved cases that silence closes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.actions import close_case
from backend.cases.attention import raise_attention
from backend.cases.events import PromisePassed
from backend.cases.models import Case
from backend.cases.promises import lacks_date
from backend.cases.steps import lock_case
from backend.cases.words import ENDED, PromiseKind, State, Whose, Why
from backend.foundation import events
from backend.foundation.actor import SYSTEM
from backend.foundation.agenda import Due

_OPEN = Case.state.not_in(ENDED)


def list_due_promises(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Open cases whose promise passes unkept: an acute one at its moment, any other when the office next is open."""
    has_date = Case.promise_kind != PromiseKind.DATE_TO_BE_GIVEN
    unkept: list[sa.ColumnElement[bool]] = [_OPEN, ~Case.promise_passed, has_date]
    found = list(_list_due(session, Case.promise_due_at, [*unkept, Case.is_acute.is_(True)], by=by, limit=limit))
    for calendar, codes in catalogue.list_calendars(session):
        ordinary = [*unkept, ~Case.is_acute, Case.municipality.in_(codes)]
        if by is not None:
            ordinary.append(Case.promise_due_at < calendar.worked_until(by))
        night_and_day = _list_due(session, Case.promise_due_at, ordinary, by=by, limit=limit)
        found += [Due(due.municipality, due.subject_id, calendar.next_open(due.due_at)) for due in night_and_day]
    return sorted(found, key=lambda due: (due.due_at, due.subject_id))[:limit]


def pass_promise(session: Session, case_id: UUID, municipality: str, now: datetime) -> None:
    """Mark the promise passed: somebody must give a reason and a new date."""
    case = lock_case(session, municipality, case_id)
    if not case.is_open or case.promise_passed or case.promise_due_at is None or lacks_date(case):
        return
    calendar = catalogue.get_calendar(session, municipality)
    if (case.promise_due_at if case.is_acute else calendar.next_open(case.promise_due_at)) > now:
        return
    case.promise_passed = True
    whose = Whose.UNIT if case.unit_code else Whose.KONTAKTCENTER
    facts = {"promise": case.promise_kind, "number": case.promise_number}
    raise_attention(session, case, Why.PROMISE_PASSED, whose=whose, facts=facts, now=now)
    passed = PromisePassed(municipality, case_id, case.promise_number or 0)
    events.announce(session, municipality, case_id, passed, now)


def list_due_closings(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Resolved cases nobody has objected to."""
    return _list_due(session, Case.closes_at, [Case.state == State.RESOLVED], by=by, limit=limit)


def close_silently(session: Session, case_id: UUID, municipality: str, now: datetime) -> None:
    """Close what stayed unanswered for its time; looks again under the case's lock."""
    case = lock_case(session, municipality, case_id)
    if case.state is State.RESOLVED and case.closes_at is not None and case.closes_at <= now:
        close_case(session, municipality, case_id, because="silence", actor=SYSTEM, now=now)


def _list_due(
    session: Session,
    moment: sa.orm.InstrumentedAttribute[datetime | None],
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    by: datetime | None,
    limit: int,
) -> Sequence[Due]:
    wanted = sa.select(Case.municipality, Case.id, moment).where(moment.is_not(None), *conditions)
    if by is not None:
        wanted = wanted.where(moment <= by)
    rows = session.execute(wanted.order_by(moment, Case.id).limit(limit))
    return [Due(municipality, case_id, due_at) for municipality, case_id, due_at in rows if due_at is not None]
