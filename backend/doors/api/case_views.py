"""A case as staff see it, in a list and in full. No name, no address, no restricted answer of a reporter."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import (
    accounts,
    cases,
    catalogue,
    deliveries,
    dispatch,
    feedback,
    geography,
    messages,
    photos,
    responsibility,
)
from backend.cases import Attention, Case, Promise, Report, Step, TimelineEntry
from backend.cases.lifecycle import is_step_allowed
from backend.doors.api.public_words import LANGUAGES, Naming, name_case, promise_view, state_view
from backend.doors.api.report_views import time_zone_of
from backend.doors.api.work_orders import order_view
from backend.doors.shared.date_reasons import list_date_reasons
from backend.doors.shared.naming import camel_case
from backend.doors.shared.sight import may_read
from backend.foundation import clock
from backend.foundation.actor import ActorKind
from backend.foundation.ids import show_reference
from backend.responsibility import DecisionRow

_SAME = (
    *("kind", "state", "outcome", "priority", "is_acute", "place", "longitude", "latitude", "unit_code"),
    *("keeper_name", "late_moves", "waiting_on", "waiting_reason", "chaser", "opened_at", "read_at", "made_safe_at"),
    *("resolved_at", "closed_at", "registry_number", "version", "next_look_at", "repeat_number", "problem_id"),
)
_OF_REPORT = (
    *(
        "channel",
        "category_said",
        "words",
        "language",
        "words_language",
        "longitude",
        "latitude",
        "accuracy_m",
        "place_words",
    ),
    *("asset_number", "may_show_words", "may_show_photo", "occurred_at", "received_at", "recorded_at", "late_reason"),
    *("split_from", "id"),
)
_OF_DECISION = (
    *("route", "contract_id", "unit_code", "body_code", "confidence", "explanation", "edition", "decided_at"),
)
_OF_BEFORE = ("source", "old_id", "category_there", "state_there")
_OF_ATTENTION = ("why", "whose", "unit_code", "until", "is_acute", "raised_at")
_OF_PROMISE = ("number", "kind", "precision", "cause", "reason", "made_at", "ended_at", "ended_as")
_OF_STEP = ("number", "step", "actor_kind", "occurred_at", "recorded_at")
_POSTED: dict[str, Step] = {
    "decisions": Step.ASSIGN,
    "work-orders": Step.WAIT,
    "promises": Step.MOVE_PROMISE,
    "waitings": Step.WAIT,
    "resumptions": Step.RESUME,
    "hand-overs": Step.WAIT,
    "questions": Step.ASK,
    "notes": Step.NOTE,
    "resolutions": Step.RESOLVE,
    "reopenings": Step.REOPEN,
    "releases": Step.RELEASE,
    "conversions": Step.CONVERT,
    "mergers": Step.JOIN,
    "report-joinings": Step.TAKE_REPORT,
    "report-splits": Step.SPLIT,
}
"""What may be posted below a case, and the step whose states allow it."""
HIDDEN: dict[str, Any] = {
    **dict.fromkeys(("reports", "written", "verdicts", "told", "photos", "hand_overs"), ()),
}
"""What is left of another authority's matter for those who may not read it."""


def list_case_items(session: Session, municipality: str, shown: Collection[Case]) -> list[dict[str, Any]]:
    """Cases as ``CaseItem`` shows them; one statement for all their names."""
    names = catalogue.name_categories(session, municipality, {case.category for case in shown}) if shown else {}
    return [case_item(case, names.get(case.category, {})) for case in shown]


def case_item(case: Case, names: dict[str, str]) -> dict[str, Any]:
    """One case as ``CaseItem`` shows it."""
    promise = None
    if case.promise_kind is not None:
        promise = {
            "kind": case.promise_kind,
            "due_at": cases.given_date(case.promise_kind, case.promise_due_at),
            "precision": case.promise_precision,
            "has_passed": case.promise_passed,
        }
    return _part(case, _SAME) | {
        "reference": show_reference(case.reference),
        "category": {"code": case.category, "names": names},
        "promise": promise,
    }


def case_in_full(session: Session, case: Case) -> dict[str, Any]:
    """One case as ``CaseInFull`` shows it; the number of statements does not grow with the case."""
    subject = (session, case.municipality, case.id)
    naming = name_case(session, case)
    municipality = geography.get_municipality(session, case.municipality)
    reports, notes = cases.list_reports(*subject), cases.list_notes(*subject)
    renderings = cases.list_renderings(*subject)
    devices = cases.list_fixes(*subject[:2], [report.id for report in reports])
    decisions, timeline = responsibility.list_decisions(*subject), cases.list_timeline(*subject)
    people = _name_actors(session, reports, notes, decisions, timeline)
    return (
        case_item(case, naming.category_names)
        | {
            "promise": promise_view(
                case, category=naming.category, tz=time_zone_of(municipality), now=clock.now(session)
            ),
            "public_state": state_view(case, naming),
            "joined_to": show_reference(cases.find_remaining_case(*subject[:2], case).reference)
            if case.joined_to
            else None,
            "joined_from": [show_reference(each.reference) for each in cases.list_emptied_into(*subject)],
            "moved_in_as": [_part(each, _OF_BEFORE) for each in cases.list_old_references(*subject)]
            if case.moved_in_id
            else [],
            "reports": [
                _report(report, naming, people)
                | {"renderings": cases.renderings_of(renderings, report.id), "device": devices.get(report.id)}
                for report in reports
            ],
            "written": _written(cases.list_additions(*subject), notes, people, renderings),
            "decisions": [_part(row, _OF_DECISION) | {"decided_by": people.get(row.decided_by)} for row in decisions],
            "orders": [
                order_view(order, unread=not may_read(case)) for order in dispatch.list_orders_of_case(*subject)
            ],
            "hand_overs": dispatch.list_hand_overs(*subject),
            "alarm": _alarm(session, case),
            "verdicts": feedback.list_verdicts(*subject),
            "timeline": [_step(entry, people) for entry in timeline],
            "promises": [_promise(each) for each in cases.list_promises(*subject)],
            "date_reasons": list_date_reasons(session, case, naming.category) if naming.category else [],
            "attention": [attention_part(each) for each in cases.list_attention_of_case(*subject)],
            "told": [asdict(each) for each in messages.told(*subject)],
            "photos": photos.list_photos(*subject),
            "allowed": [name for name, step in _POSTED.items() if is_step_allowed(case.state, step, case.kind)],
            "may_read_words": may_read(case),
        }
        | ({} if may_read(case) else HIDDEN)
    )


def _promise(promise: Promise) -> dict[str, Any]:
    return _part(promise, _OF_PROMISE) | {"due_at": cases.given_date(promise.kind, promise.due_at)}


def attention_part(attention: Attention) -> dict[str, Any]:
    """Why a case needs a person, as ``AttentionPart`` shows it."""
    return _part(attention, _OF_ATTENTION) | {"facts": outside_names(attention.facts)}


def outside_names(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with their names as they travel."""
    return {camel_case(name): value for name, value in facts.items()}


def _name_actors(
    session: Session,
    reports: Iterable[Report],
    notes: Iterable[cases.CaseNote],
    decisions: Iterable[DecisionRow],
    timeline: Iterable[TimelineEntry],
) -> dict[UUID | None, str]:
    people = {report.entered_by for report in reports} | {note.author_id for note in notes}
    people |= {decision.decided_by for decision in decisions}
    people |= {entry.actor_id for entry in timeline if entry.actor_kind in (ActorKind.STAFF, ActorKind.CONTRACTOR)}
    known = [person for person in people if person is not None]
    named = accounts.name_people(session, known) if known else {}
    return {person_id: name for person_id, name in named.items()}  # noqa: C416 - a wider key


def _report(report: Report, naming: Naming, people: dict[UUID | None, str]) -> dict[str, Any]:
    category, answers = naming.category, cases.answers_of(report)
    said = {
        language: catalogue.words_for_answers(category, answers, language) if category else [] for language in LANGUAGES
    }
    return _part(report, _OF_REPORT) | {
        "reference": show_reference(report.reference),
        "answers": said,
        "entered_by": people.get(report.entered_by),
    }


def _written(
    additions: Iterable[cases.ReportAddition],
    notes: Iterable[cases.CaseNote],
    people: dict[UUID | None, str],
    renderings: Sequence[cases.Rendering],
) -> list[dict[str, Any]]:
    written = [
        {"kind": "addition", "words": each.words, "author": None, "at": each.received_at}
        | _beside(each.id, each.language, renderings)
        for each in additions
    ]
    written += [
        {"kind": note.kind, "words": note.words, "author": people.get(note.author_id), "at": note.written_at}
        | _beside(note.id, note.language, renderings)
        | {"question": note.question_code}
        for note in notes
    ]
    return sorted(written, key=lambda each: each["at"])


def _beside(of_id: UUID, language: str | None, renderings: Sequence[cases.Rendering]) -> dict[str, Any]:
    return {"id": of_id, "language": language, "renderings": cases.renderings_of(renderings, of_id)}


def _step(entry: TimelineEntry, people: dict[UUID | None, str]) -> dict[str, Any]:
    # A reporter's id is their report's: it names nobody.
    return _part(entry, _OF_STEP) | {"actor_name": people.get(entry.actor_id), "facts": outside_names(entry.facts)}


def _alarm(session: Session, case: Case) -> dict[str, Any] | None:
    alarm = dispatch.find_alarm_of_case(session, case.municipality, case.id)
    if alarm is None:
        return None
    calls = dispatch.list_calls(session, case.municipality, alarm.id)
    fates = deliveries.find_fates(session, case.municipality, [call.step_id for call in calls])
    called = [_part(call, ("number", "role", "called_at")) | {"fate": fates.get(call.step_id)} for call in calls]
    shown = ("id", "state", "raised_at", "next_call_at", "acknowledged_at", "acknowledged_role")
    return _part(alarm, shown) | {"calls": called}


def _part(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
