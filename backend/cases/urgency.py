"""How urgent a case is when reports come to it or leave it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.joining_decisions import more_urgent
from backend.cases.models import Attention, Case, answers_of
from backend.cases.moving import list_reports_now


def take_urgency(session: Session, target: Case, source: Case) -> None:
    """What is joined never makes a case less urgent: an acute report keeps the case that remains acute."""
    target.priority = more_urgent(target.priority, source.priority)
    if source.is_acute and not target.is_acute:
        _set_acute(session, target, is_acute=True)


def give_back_urgency(session: Session, source: Case) -> None:
    """As urgent as the reports that are left say; one that holds none keeps what it had."""
    left = list_reports_now(session, source.municipality, source.id)
    category = catalogue.find_category(session, source.municipality, source.category)
    if not left or category is None or not source.is_acute:
        return
    priorities = [catalogue.priority_of(category, answers_of(report)) for report in left]
    if catalogue.Priority.ACUTE not in priorities:
        source.priority = priorities[0]
        for priority in priorities[1:]:
            source.priority = more_urgent(source.priority, priority)
        _set_acute(session, source, is_acute=False)


def _set_acute(session: Session, case: Case, *, is_acute: bool) -> None:
    case.is_acute = is_acute
    session.execute(
        sa.update(Attention)
        .where(
            Attention.municipality == case.municipality, Attention.case_id == case.id, Attention.settled_at.is_(None)
        )
        .values(is_acute=is_acute)
        .execution_options(synchronize_session=False)
    )
