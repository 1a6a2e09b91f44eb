"""Telling the reporters that a case became one of another kind."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.cases.events import CaseConverted
from backend.catalogue import Precision
from backend.messages.decisions import step_of, text_of_conversion
from backend.messages.reporter_words import Given
from backend.messages.telling import Telling, tell_reporters
from backend.messages.to_reporters import open_facts


def tell_converted(session: Session, converted: CaseConverted, now: datetime) -> None:
    """The reporters are told that what they sent is of another kind, and what happens now; a new category is no news."""
    facts, recipients = open_facts(session, converted.municipality, converted.case_id)
    case = facts.case
    if converted.kind == converted.kind_before or case.promise_kind is None:
        return
    given = Given(
        due_at=case.promise_due_at,
        precision=case.promise_precision or Precision.DAY,
        promise_kind=case.promise_kind,
    )
    step_id = step_of(case.id, converted.name, converted.number)
    is_true = case.is_open and case.kind == converted.kind
    telling = Telling(text_of_conversion(converted.kind), given, step_id, is_true=is_true)
    tell_reporters(session, facts, telling, recipients, now=now)
