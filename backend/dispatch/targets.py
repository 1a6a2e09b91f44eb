"""The next promise of a case whose work somebody has taken."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import Case, NewPromise


def targets_of_case(session: Session, case: Case, *, now: datetime) -> catalogue.Targets:
    """The catalogue's targets for the case, by its category and what the first report answered.

    A firm's transaction sees no report: its targets are the category's own.
    """
    calendar = catalogue.get_calendar(session, case.municipality)
    category = catalogue.get_category(session, case.municipality, case.category)
    reports = cases.list_reports(session, case.municipality, case.id)
    answers = cases.answers_of(reports[0]) if reports else catalogue.NO_ANSWERS
    return catalogue.targets_of(category, answers, on=calendar.local(now).date())


def next_promise(session: Session, case: Case, *, safe_first: bool, now: datetime) -> NewPromise:
    """Made safe first, where the category asks it and ``safe_first``; else mended or answered, by its target."""
    calendar = catalogue.get_calendar(session, case.municipality)
    return cases.mend_promise(targets_of_case(session, case, now=now), calendar, safe_first=safe_first, now=now)
