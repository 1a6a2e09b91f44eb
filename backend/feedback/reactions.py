"""What feedback does when it hears a verdict."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.feedback.actions import follow_verdict
from backend.feedback.events import VerdictGiven


def follow_given_verdict(session: Session, given: VerdictGiven, now: datetime) -> None:
    """Do what the answer means."""
    follow_verdict(session, given.municipality, given.verdict_id, now=now)
