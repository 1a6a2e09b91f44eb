"""What responsibility does when it hears of a report."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases
from backend.cases.events import CaseConverted, CaseReleased, CaseUnjoined, ReportSubmitted
from backend.responsibility.actions import decide_case
from backend.responsibility.queries import list_decisions


def decide_on_submitted(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """Decide who is responsible, unless the case is held until a person lets it through."""
    if not submitted.is_held:
        _decide(session, submitted.municipality, submitted.case_id, now)


def decide_on_released(session: Session, released: CaseReleased, now: datetime) -> None:
    """Decide for a case a person let through."""
    _decide(session, released.municipality, released.case_id, now)


def decide_on_converted(session: Session, converted: CaseConverted, now: datetime) -> None:
    """Decide anew for what the case has become, unless a person was quicker or it was converted again."""
    case = cases.lock_case(session, converted.municipality, converted.case_id)
    if case.is_open and case.unit_code is None and (case.kind, case.category) == (converted.kind, converted.category):
        decide_case(session, converted.municipality, converted.case_id, now=now)


def decide_on_unjoined(session: Session, unjoined: CaseUnjoined, now: datetime) -> None:
    """Decide anew for a case that stands alone again: what was ordered for it was taken back when it was emptied."""
    case = cases.lock_case(session, unjoined.municipality, unjoined.case_id)
    if case.state is cases.State.RECEIVED:
        decide_case(session, unjoined.municipality, unjoined.case_id, now=now)


def _decide(session: Session, municipality: str, case_id: UUID, now: datetime) -> None:
    """By the rules, unless a person was quicker and decided or resolved the case."""
    case = cases.lock_case(session, municipality, case_id)
    if case.is_open and not list_decisions(session, municipality, case_id):
        decide_case(session, municipality, case_id, now=now)
