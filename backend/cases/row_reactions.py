"""A case came in, was let through, became another or stands alone again: it may complete a row."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.cases.events import CaseConverted, CaseReleased, CaseUnjoined, ReportSubmitted
from backend.cases.rows import count_rows


def count_on_submitted(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """Reaction: a report came in. One that is held is counted when let through."""
    count_rows(session, submitted.municipality, submitted.case_id, now=now)


def count_on_released(session: Session, released: CaseReleased, now: datetime) -> None:
    """Reaction: a held case was let through."""
    count_rows(session, released.municipality, released.case_id, now=now)


def count_on_converted(session: Session, converted: CaseConverted, now: datetime) -> None:
    """Reaction: the case may be of a category that is counted now."""
    count_rows(session, converted.municipality, converted.case_id, now=now)


def count_on_unjoined(session: Session, unjoined: CaseUnjoined, now: datetime) -> None:
    """Reaction: what was thought to be one thing is two."""
    count_rows(session, unjoined.municipality, unjoined.case_id, now=now)
