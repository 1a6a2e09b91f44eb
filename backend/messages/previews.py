"""What doors ask for before a text is sent: how it will read."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import Case, Outcome, Said
from backend.catalogue import CaseKind, Precision
from backend.deliveries import Length
from backend.messages.codes import OUTCOMES, TextCode
from backend.messages.decisions import step_of, text_of_outcome
from backend.messages.facts import CaseFacts
from backend.messages.filling import measure_filled
from backend.messages.reporter_words import Given
from backend.messages.telling import Telling, write_to_reporter
from backend.messages.to_reporters import find_visit


@dataclass(frozen=True)
class Preview:
    """A mail as its reader will see it, with a mark like ``[follow]`` in place of each link.

    ``sms`` is what those read who get SMS, ``sms_length`` how long it is with its link.
    """

    subject: str
    body: str
    sms: str
    sms_length: Length


def code_of_outcome(outcome: Outcome, *, kind: str = CaseKind.FAULT) -> TextCode | None:
    """The text reporters of a case of ``kind`` get with this outcome; None where nothing is told."""
    return text_of_outcome(outcome, kind=kind)


def preview_text(
    session: Session,
    municipality: str,
    code: TextCode,
    case_id: UUID,
    *,
    language: str,
    given: Given | None = None,
    kind: str | None = None,
    authority_id: UUID | None = None,
    now: datetime,
) -> Preview:
    """How a reporter's text will read for this case. ``given`` brings what is not done yet: date, reason, words.

    Without it the date is that of the promise that stands. ``kind`` and ``authority_id`` are what the case is about to
    become. Raises ``CaseNotFound``.
    """
    case = cases.get_case(session, municipality, case_id)
    facts = CaseFacts(session, case, kind=kind, authority_id=authority_id)
    given = given or _standing(case)
    if given.visited_at is None:
        given = replace(given, visited_at=find_visit(session, facts) or now)
    said = given.said or (Said(given.words) if given.words else None)
    added = said if code in OUTCOMES and code is not TextCode.ANSWERED else None
    telling = Telling(code, given, step_of(case_id, "preview", code.value), added=added)
    written = write_to_reporter(
        session, facts, telling, reference=case.reference, report_id=case_id, language=language, seen_from=now
    )
    sms = write_to_reporter(
        session, facts, telling, reference=case.reference, report_id=case_id, language=language,
        channel=deliveries.Channel.SMS, seen_from=now,
    )  # fmt: skip
    shown, in_sms = deliveries.render_preview(written), deliveries.render_preview(sms)
    return Preview(written.subject, shown, in_sms, measure_filled(sms.body))


def _standing(case: Case) -> Given:
    precision = case.promise_precision or Precision.DAY
    return Given(
        cases.given_date(case.promise_kind, case.promise_due_at),
        precision,
        waiting_on=case.waiting_on,
        reason=case.waiting_reason,
    )
