"""What reporters hear of joining: that it is known already, and that we were wrong about that.

Who is told is decided by where the report lies now, under the locks: a report that has moved on since is told of by the
step that moved it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.cases import Recipient
from backend.cases.events import ReportJoined, ReportSubmitted, ReportUnjoined
from backend.deliveries import Fate
from backend.messages.codes import JOININGS, TextCode
from backend.messages.decisions import UNTRUE_AT_THE_END, step_of, text_of_joining
from backend.messages.facts import CaseFacts
from backend.messages.queries import MOST_TOLD
from backend.messages.reporter_words import Given
from backend.messages.telling import Telling, overtake, tell_reporters
from backend.messages.to_reporters import tell_received


def tell_joined(session: Session, joined: ReportJoined, now: datetime) -> None:
    """The reporter is told that the fault is known; by their own choice when they sent it, this is the receipt."""
    code, report_id = joined.municipality, joined.report_id
    before, facts = _lock(session, code, joined.from_case_id, joined.case_id)
    recipients = cases.list_recipients(session, code, joined.case_id, report_ids=[report_id])
    for recipient in recipients:
        # What was on its way about the case they have left is not true of this one.
        if not _still_lies_in(session, before, recipient):
            overtake(session, before, *UNTRUE_AT_THE_END, *JOININGS, recipient_key=recipient.key, now=now)
    case = facts.case
    text = text_of_joining(by_reporter=joined.by_reporter, is_unread=case.is_acute and case.read_at is None)
    # One step for all that were joined at once: a person with several of them is told once.
    telling = Telling(text, Given(), step_of(joined.case_id, joined.name, joined.number))
    tell_reporters(session, facts, telling, recipients, now=now)


def tell_unjoined(session: Session, unjoined: ReportUnjoined, now: datetime) -> None:
    """The reporter is told that we were wrong; one who never heard of the joining hears nothing of the parting."""
    code, report_id = unjoined.municipality, unjoined.report_id
    before, facts = _lock(session, code, unjoined.from_case_id, unjoined.case_id)
    for recipient in cases.list_recipients(session, code, unjoined.case_id, report_ids=[report_id]):
        untrue = JOININGS if _still_lies_in(session, before, recipient) else JOININGS | UNTRUE_AT_THE_END
        overtake(session, before, *untrue, recipient_key=recipient.key, now=now)
        if _was_told_of_joining(session, before, recipient):
            step_id = step_of(unjoined.from_case_id, unjoined.name, unjoined.number)
            tell_reporters(session, facts, Telling(TextCode.UNJOINED, Given(), step_id), [recipient], now=now)
        elif not _has_receipt(session, facts, report_id):
            # It was joined before its receipt was written, and is its own again before anything was said.
            submitted = ReportSubmitted(code, report_id, facts.case.id, facts.case.is_acute)
            tell_received(session, submitted, now)


def _lock(session: Session, municipality: str, from_case_id: UUID, case_id: UUID) -> tuple[CaseFacts, CaseFacts]:
    """The case that was left and the one the report came to, both locked."""
    locked = cases.lock_cases(session, municipality, {from_case_id, case_id})
    return CaseFacts(session, locked[from_case_id]), CaseFacts(session, locked[case_id])


def _still_lies_in(session: Session, facts: CaseFacts, recipient: Recipient) -> bool:
    """Whether the same person has another report in the case that was left."""
    there = cases.list_recipients(session, facts.code, facts.case.id)
    return any(each.key == recipient.key for each in there)


def _was_told_of_joining(session: Session, facts: CaseFacts, recipient: Recipient) -> bool:
    told = deliveries.list_deliveries(session, facts.code, case_id=facts.case.id, limit=MOST_TOLD)
    return any(
        row.text_code in JOININGS and row.recipient_key == recipient.key and row.fate is not Fate.OVERTAKEN
        for row in told
    )


def _has_receipt(session: Session, facts: CaseFacts, report_id: UUID) -> bool:
    step_id = step_of(facts.case.id, ReportSubmitted.name, report_id)
    return bool(deliveries.list_deliveries(session, facts.code, step_id=step_id, limit=1))
