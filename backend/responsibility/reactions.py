"""What responsibility does when it hears of a report."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.cases.events import CaseReleased, ReportSubmitted
from backend.responsibility.actions import decide_case


def decide_on_submitted(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """Decide who is responsible, unless the case is held until a person lets it through."""
    if not submitted.is_held:
        decide_case(session, submitted.municipality, submitted.case_id, now=now)


def decide_on_released(session: Session, released: CaseReleased, now: datetime) -> None:
    """Decide for a case a person let through."""
    decide_case(session, released.municipality, released.case_id, now=now)
