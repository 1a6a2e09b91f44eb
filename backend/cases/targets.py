"""The targets of a case, and the promise that follows once a person has read it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.counted import tighten_by_counts
from backend.cases.models import Case, Report, answers_of
from backend.cases.promises import NewPromise, end_promise_of_kind, look_again_instead, mend_promise


def targets_of_case(session: Session, case: Case, *, now: datetime) -> catalogue.Targets:
    """The catalogue's targets for the case: by its category, the day it came in, what the first report answered, its row.

    A firm's transaction sees no report: its targets are the category's own.
    """
    calendar = catalogue.get_calendar(session, case.municipality)
    category = catalogue.get_category(session, case.municipality, case.category)
    first = session.scalars(
        sa.select(Report)
        .where(Report.municipality == case.municipality, Report.case_id == case.id)
        .order_by(Report.received_at, Report.id)
        .limit(1)
    ).one_or_none()
    answers = answers_of(first) if first else catalogue.NO_ANSWERS
    targets = catalogue.targets_of(category, answers, on=calendar.local(case.opened_at).date())
    return tighten_by_counts(case, catalogue.targets_of_kind(targets, case.kind), calendar, now=now)


def next_promise(session: Session, case: Case, *, now: datetime) -> NewPromise:
    """Made safe first, where the category asks it and it is not; else what the case's kind ends with, by its target.

    Where it is too cold for the work, and nothing is acute, the next word is promised by the day somebody looks again.
    """
    calendar = catalogue.get_calendar(session, case.municipality)
    targets = targets_of_case(session, case, now=now)
    if case.kind == catalogue.CaseKind.FAULT:
        promise = mend_promise(targets, calendar, safe_first=case.made_safe_at is None, now=now)
        category = catalogue.get_category(session, case.municipality, case.category)
        look_on = None if case.is_acute else category.look_again_on
        return look_again_instead(promise, calendar, look_on=look_on, now=now)
    return end_promise_of_kind(targets, calendar, kind=case.kind, opened_at=case.opened_at, now=now)
