"""How urgent a case is when reports come to it or leave it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.events import CaseMadeAcute
from backend.cases.joining_decisions import more_urgent
from backend.cases.models import Attention, Case, answers_of
from backend.cases.moving import list_reports_now
from backend.foundation import events


def take_urgency(session: Session, target: Case, source: Case) -> None:
    """What is joined never makes a case less urgent: an acute report keeps the case that remains acute."""
    target.priority = more_urgent(target.priority, source.priority)
    _set_urgency(session, target, max(target.urgency, source.urgency))


def give_back_urgency(session: Session, source: Case) -> None:
    """As urgent as the reports that are left say; one that holds none keeps what it had."""
    left = list_reports_now(session, source.municipality, source.id)
    category = catalogue.find_category(session, source.municipality, source.category)
    if not left or category is None or not source.is_acute:
        return
    priorities = [catalogue.priority_of(category, answers_of(report)) for report in left]
    urgency = max(catalogue.urgency_of(category, answers_of(report), report.words) for report in left)
    source.priority = catalogue.Priority.ACUTE if urgency >= catalogue.Urgency.ACUTE else priorities[0]
    for priority in priorities[1:]:
        source.priority = more_urgent(source.priority, priority)
    _set_urgency(session, source, urgency)


def raise_priority(session: Session, case: Case, priority: str, *, now: datetime) -> None:
    """A rule says the locked case is more urgent than its category and answers do; nothing is ever lowered.

    One that becomes acute is announced as such.
    """
    case.priority = more_urgent(case.priority, priority)
    if case.priority == catalogue.Priority.ACUTE and not case.is_acute:
        _set_urgency(session, case, max(case.urgency, catalogue.Urgency.ACUTE))
        events.announce(session, case.municipality, case.id, CaseMadeAcute(case.municipality, case.id), now)


def _set_urgency(session: Session, case: Case, urgency: int) -> None:
    case.urgency, case.is_acute = urgency, urgency >= catalogue.Urgency.ACUTE
    session.execute(
        sa.update(Attention)
        .where(
            Attention.municipality == case.municipality, Attention.case_id == case.id, Attention.settled_at.is_(None)
        )
        .values(urgency=case.urgency, is_acute=case.is_acute)
        .execution_options(synchronize_session=False)
    )
