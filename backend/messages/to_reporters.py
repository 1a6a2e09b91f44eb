"""What reporters hear of: received, seen, moved or waiting, made safe, a question, resolved, opened again.

Reactions to different events of one case may run in any order. Each locks the case and looks whether its text is still
true; one that is not is written down as overtaken.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, catalogue, deliveries, dispatch, feedback
from backend.cases import Case, CaseNote, Cause, Outcome, Problem, Recipient, Said, State
from backend.cases.events import (
    CaseRead,
    CaseReopened,
    CaseResolved,
    MadeSafe,
    PromiseMoved,
    QuestionAsked,
    ReportSubmitted,
)
from backend.catalogue import Precision
from backend.feedback import Answer
from backend.messages.codes import OUTCOMES, TextCode
from backend.messages.decisions import (
    UNTRUE_AT_THE_END,
    makes_untrue,
    step_of,
    text_of_move,
    text_of_outcome,
    text_of_receipt,
)
from backend.messages.facts import CaseFacts
from backend.messages.reporter_words import Given
from backend.messages.telling import Telling, overtake, tell_reporters

LATE_RECEIPT = timedelta(hours=1)
"""A report entered later than this after it came gets a receipt that says when it came."""


def tell_received(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """The reporter is told at once: reference, when a human reads it, whom to ring if it is dangerous."""
    facts, recipients = open_facts(session, submitted.municipality, submitted.case_id)
    case, calendar = facts.case, catalogue.get_calendar(session, facts.code)
    first = cases.get_promise(session, facts.code, case.id, 1)
    came_at = _came_long_before(session, submitted)
    first_reference = _find_split_from(session, submitted)
    code = text_of_receipt(
        is_acute=submitted.is_acute,
        is_read=case.read_at is not None,
        is_open=calendar.is_open(now),
        can_be_acute=facts.category.can_be_acute,
        kind=case.kind,
        is_late=came_at is not None,
        is_split=bool(first_reference),
    )
    given = Given(
        due_at=first.due_at,
        precision=first.precision,
        came_at=came_at,
        first_reference=first_reference,
        **_end_of(session, case),
    )
    problem = find_problem_told(session, facts, now=now)
    if problem is not None:
        number, owner, next_word_at = case.repeat_number or 1, problem.unit_code, problem.next_look_at
        given = replace(given, repeat_number=number, owner=owner, next_word_at=next_word_at)
    beside = TextCode.REPEAT if problem is not None else None
    telling = Telling(code, given, step_of(case.id, submitted.name, submitted.report_id), beside=beside)
    own = [recipient for recipient in recipients if recipient.report_id == submitted.report_id]
    tell_reporters(session, facts, telling, own, now=now)


def tell_seen(session: Session, read: CaseRead, now: datetime) -> None:
    """The reporters of an acute case are told once that a person has it, and what is expected."""
    facts, recipients = open_facts(session, read.municipality, read.case_id)
    case = facts.case
    step_id = step_of(case.id, read.name, "first")
    if not case.is_acute or deliveries.list_deliveries(session, facts.code, step_id=step_id, limit=1):
        return
    stands = case.promise_due_at == read.expected_at
    precision = (stands and case.promise_precision) or Precision.TIME
    given = Given(due_at=read.expected_at, precision=precision, role=read.role)
    code = TextCode.SEEN if read.expected_at else TextCode.SEEN_WITHOUT_TIME
    tell_reporters(session, facts, Telling(code, given, step_id, is_true=case.is_open), recipients, now=now)


def tell_moved(session: Session, moved: PromiseMoved, now: datetime) -> None:
    """The reporters are told of a delay, of a waiting, or of work planned for a week or a season."""
    if not moved.is_told:
        return
    facts, recipients = open_facts(session, moved.municipality, moved.case_id)
    promise = cases.get_promise(session, facts.code, facts.case.id, moved.promise_number)
    waiting_on = facts.case.waiting_on or promise.reason if promise.cause is Cause.WAITING else None
    code = text_of_move(
        promise.cause,
        kind=promise.kind,
        precision=promise.precision,
        waiting_on=waiting_on,
        has_their_ref=waiting_on is not None and facts.other.their_reference is not None,
        has_reason=bool(promise.reason),
    )
    if code is None:
        return
    telling = Telling(
        code,
        Given(due_at=promise.due_at, precision=promise.precision, waiting_on=waiting_on, reason=promise.reason),
        step_of(facts.case.id, moved.name, moved.promise_number),
        is_true=_still_promised(session, facts, moved.promise_number),
    )
    tell_reporters(session, facts, telling, recipients, now=now)


def tell_made_safe(session: Session, made_safe: MadeSafe, now: datetime) -> None:
    """The reporters are told that nobody can be hurt there any more, and when it is mended."""
    facts, recipients = open_facts(session, made_safe.municipality, made_safe.case_id)
    number = made_safe.promise_number
    promise = cases.get_promise(session, facts.code, facts.case.id, number)
    telling = Telling(
        TextCode.MADE_SAFE,
        Given(due_at=promise.due_at, precision=promise.precision, promise_kind=promise.kind, reason=promise.reason),
        step_of(facts.case.id, made_safe.name, number),
        is_true=facts.case.is_open,
    )
    tell_reporters(session, facts, telling, recipients, now=now)


def tell_question(session: Session, asked: QuestionAsked, now: datetime) -> None:
    """The reporters are asked what staff need to know."""
    facts, recipients = open_facts(session, asked.municipality, asked.case_id)
    note = cases.get_note(session, facts.code, asked.note_id)
    if facts.case.waiting_on == dispatch.WaitReason.REPORTER:
        overtake(session, facts, TextCode.WAITING, now=now)  # what is asked says what is waited for
    telling = Telling(
        TextCode.NEED_INFO,
        Given(words=note.words, said=_said(session, note)),
        step_of(facts.case.id, asked.name, asked.note_id),
        is_true=facts.case.state is State.NEEDS_ANSWER,
    )
    tell_reporters(session, facts, telling, recipients, now=now)


def tell_resolved(session: Session, resolved: CaseResolved, now: datetime) -> None:
    """The reporters are told how it ended, and what they may say to that."""
    facts, recipients = open_facts(session, resolved.municipality, resolved.case_id)
    is_registered = facts.case.registry_number is not None
    code = text_of_outcome(Outcome(resolved.outcome), kind=facts.case.kind, is_registered=is_registered)
    if code is None:
        overtake(session, facts, *UNTRUE_AT_THE_END, now=now)
        return
    note = cases.get_note(session, facts.code, resolved.note_id) if resolved.note_id else None
    said = _said(session, note) if note else None
    telling = Telling(
        code,
        Given(said=said, visited_at=find_visit(session, facts) or now),
        step_of(facts.case.id, resolved.name, resolved.resolution),
        added=None if code is TextCode.ANSWERED else said,
        resolution=resolved.resolution,
        is_true=not facts.case.is_open and facts.case.resolutions == resolved.resolution,
    )
    tell_reporters(session, facts, telling, recipients, now=now)


def tell_reopened(session: Session, reopened: CaseReopened, now: datetime) -> None:
    """Those concerned are told: who said so, with thanks, and the others who were told that it was over."""
    facts, recipients = open_facts(session, reopened.municipality, reopened.case_id)
    case = facts.case
    if not case.is_open:
        return  # resolved again before anybody was told; that is told instead
    due_at = cases.given_date(case.promise_kind, case.promise_due_at)
    given = Given(due_at=due_at, precision=case.promise_precision or Precision.DAY)
    step_id = step_of(case.id, reopened.name, case.resolutions)
    objectors = _list_objectors(session, facts)
    thanked = [recipient for recipient in recipients if recipient.key in objectors]
    others = [
        recipient
        for recipient in recipients
        if not overtake(session, facts, *OUTCOMES, recipient_key=recipient.key, now=now)
        and recipient.key not in objectors
    ]
    tell_reporters(session, facts, Telling(TextCode.REOPENED, given, step_id), thanked, now=now)
    tell_reporters(session, facts, Telling(TextCode.REOPENED_FOR_OTHERS, given, step_id), others, now=now)


def _end_of(session: Session, case: Case) -> dict[str, Any]:
    """When a case that is no fault is answered, done or handed over, as its receipt says."""
    if case.kind == catalogue.CaseKind.FAULT:
        return {}
    end = cases.next_promise(session, case, now=case.opened_at)
    return {"end_at": end.due_at, "end_precision": end.precision}


def _find_split_from(session: Session, submitted: ReportSubmitted) -> str:
    """The reference of the report this one was split off from, or empty."""
    split_from = cases.get_report(session, submitted.municipality, submitted.report_id).split_from
    return cases.get_report(session, submitted.municipality, split_from).reference if split_from else ""


def _came_long_before(session: Session, submitted: ReportSubmitted) -> datetime | None:
    report = cases.get_report(session, submitted.municipality, submitted.report_id)
    return report.received_at if report.recorded_at - report.received_at > LATE_RECEIPT else None


def find_problem_told(session: Session, facts: CaseFacts, *, now: datetime) -> Problem | None:
    """The problem behind a fault that fails for the third time or more in a year, while its cause is not found.

    Counts the failures where that is not done yet: reactions run in any order.
    """
    case = facts.case
    if case.state is State.HELD or case.joined_to is not None:
        return None
    if cases.remember_repeats(session, case, now=now) < cases.TIMES_FOR_PROBLEM or case.problem_id is None:
        return None
    problem = cases.get_problem(session, facts.code, case.problem_id)
    return problem if problem.is_open else None


def _said(session: Session, note: CaseNote) -> Said:
    """A note's words with their language and what staff rendered them as."""
    renderings = cases.list_renderings(session, note.municipality, note.case_id)
    return Said(note.words, note.language, cases.renderings_of(renderings, note.id), note.question_code)


def find_visit(session: Session, facts: CaseFacts) -> datetime | None:
    """When a crew last said that it was done at the place; None where nobody was sent, or nobody is done."""
    orders = dispatch.list_orders_of_case(session, facts.code, facts.case.id)
    return max((order.done_at for order in orders if order.done_at is not None), default=None)


def open_facts(session: Session, municipality: str, case_id: UUID) -> tuple[CaseFacts, Sequence[Recipient]]:
    """The case, locked, and whom to tell about it."""
    case = cases.lock_case(session, municipality, case_id)
    return CaseFacts(session, case), cases.list_recipients(session, municipality, case_id)


def _still_promised(session: Session, facts: CaseFacts, number: int) -> bool:
    promises = cases.list_promises(session, facts.code, facts.case.id)
    return facts.case.is_open and not any(each.number > number and makes_untrue(each.cause) for each in promises)


def _list_objectors(session: Session, facts: CaseFacts) -> set[str]:
    """The recipients who said no to the last resolution."""
    verdicts = feedback.list_verdicts(session, facts.code, facts.case.id)
    noes = {v.report_id for v in verdicts if v.answer is Answer.NO and v.resolution == facts.case.resolutions}
    addresses = cases.list_addresses(session, facts.code, facts.case.id)
    return {address.recipient_key for address in addresses if address.report_id in noes}
