"""Known already: join, merge either way, take apart again, and split one report into two cases.

A report lies in one case at a time, and keeps its reference, address, language and verdicts wherever it lies; whoever is
told of a step is whoever's report lies in the case under its lock. A case without reports is closed and points to where
its own report lies: the one it was born with, which carries the same reference.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.errors import JoinNotAllowed, NotJoined
from backend.cases.events import CaseUnjoined, ReportJoined, ReportUnjoined
from backend.cases.joining_decisions import may_join
from backend.cases.models import Case, Report, TimelineEntry, answers_of
from backend.cases.moving import (
    empty_case,
    find_own_cases,
    list_reports_now,
    lock_cases,
    move_reports,
    point_on,
    reread_report,
)
from backend.cases.queries import get_case, get_report
from backend.cases.steps import take_step
from backend.cases.targets import next_promise
from backend.cases.urgency import give_back_urgency, take_urgency
from backend.cases.words import State, Step
from backend.foundation import events
from backend.foundation.actor import Actor, ActorKind


def join_report(
    session: Session, municipality: str, report_id: UUID, *, to_case_id: UUID, actor: Actor, now: datetime
) -> None:
    """Let one report lie in another open case. Its own case is emptied where nothing else lies in it.

    Raises ``JoinNotAllowed``, and ``StepNotAllowed`` where either case is no longer open. A reporter's own choice is
    refused beside where an answer means danger, the case is held, or it is acute and the other is not.
    """
    before = get_report(session, municipality, report_id)
    own = find_own_cases(session, municipality, [before])
    cases = lock_cases(session, municipality, {before.case_id, to_case_id, *own.values()})
    report = reread_report(session, municipality, report_id)
    source, target = _source(cases, report), cases[to_case_id]
    _check(session, source, target)
    if actor.kind is ActorKind.REPORTER:
        _check_reporter(session, source, target, report)
    _join(session, [report], source, target, own, cases, actor=actor, now=now)


def merge_cases(
    session: Session, municipality: str, case_id: UUID, *, into_case_id: UUID, actor: Actor, now: datetime
) -> None:
    """Let every report of a case lie in another one, which remains; either may be chosen to remain.

    What was acute stays so. Raises ``JoinNotAllowed``, and ``StepNotAllowed`` where either case is no longer open.
    """
    own = find_own_cases(session, municipality, list_reports_now(session, municipality, case_id))
    cases = lock_cases(session, municipality, {case_id, into_case_id, *own.values()})
    source, target = cases[case_id], cases[into_case_id]
    _check(session, source, target)
    # What was joined to it a moment ago stays where it is: its own case is not locked.
    reports = [each for each in list_reports_now(session, municipality, case_id) if each.reference in own]
    _join(session, reports, source, target, own, cases, actor=actor, now=now)


def unjoin_report(session: Session, municipality: str, report_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """Let a report lie in its own case again, and answer that case's id; emptied, it opens with a promise.

    Raises ``NotJoined`` where it lies there already, ``StepNotAllowed`` where its own case has ended by itself since.
    """
    report = get_report(session, municipality, report_id)
    return _take_apart(session, municipality, report.case_id, [report], actor=actor, now=now)


def unmerge_case(session: Session, municipality: str, case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Give an emptied case back every report it was emptied of that still lies where it went; it opens with a promise.

    Raises ``NotJoined`` for a case that was not emptied.
    """
    case = get_case(session, municipality, case_id)
    if case.joined_to is None:
        raise NotJoined
    went = set(_last_join(session, case).facts["report_ids"])
    there = list_reports_now(session, municipality, case.joined_to)
    reports = [report for report in there if str(report.id) in went]
    _take_apart(session, municipality, case.joined_to, reports, to=case_id, actor=actor, now=now)


def _join(
    session: Session,
    reports: Sequence[Report],
    source: Case,
    target: Case,
    own: dict[str, UUID],
    cases: dict[UUID, Case],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    ids = [report.id for report in reports]
    facts = {"from": str(source.id), "report_ids": [str(each) for each in ids]}
    number = take_step(session, target, Step.TAKE_REPORT, actor=actor, facts=facts, now=now)
    take_urgency(session, target, source)
    move_reports(session, reports, to=target)
    _settle_source(session, source, target.id, ids, actor=actor, now=now)
    point_on(session, reports, own, cases)
    by_reporter = actor.kind is ActorKind.REPORTER
    for report_id in ids:
        joined = ReportJoined(target.municipality, report_id, target.id, source.id, number, by_reporter)
        events.announce(session, target.municipality, target.id, joined, now)


def _take_apart(
    session: Session,
    municipality: str,
    from_case_id: UUID,
    seen: Sequence[Report],
    *,
    to: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Move ``seen`` out of the case to ``to``, or a single one to its own case."""
    own = find_own_cases(session, municipality, seen)
    goal = to or own[seen[0].reference]
    cases = lock_cases(session, municipality, {from_case_id, goal, *own.values()})
    reports = [reread_report(session, municipality, report.id) for report in seen]
    source, case = cases[from_case_id], cases[goal]
    reports = [report for report in reports if report.case_id == source.id]
    if source.id == case.id or not reports:
        raise NotJoined
    reopens = case.joined_to is not None
    ids = [report.id for report in reports]
    facts = {"to": str(case.id), "report_ids": [str(each) for each in ids]}
    move_reports(session, reports, to=case)
    if reopens:
        _reopen(session, case, source, ids, actor=actor, now=now)
    else:
        came = {"from": str(source.id), "report_ids": [str(each) for each in ids]}
        take_step(session, case, Step.TAKE_REPORT, actor=actor, facts=came, now=now)
    number = take_step(session, source, Step.LOSE_REPORT, actor=actor, facts=facts, now=now)
    give_back_urgency(session, source)
    point_on(session, reports, own, cases)
    _settle_left(session, source, actor=actor, now=now)
    for report_id in ids:
        unjoined = ReportUnjoined(municipality, report_id, case.id, source.id, number)
        events.announce(session, municipality, case.id, unjoined, now)
    return case.id


def _reopen(
    session: Session, case: Case, source: Case, report_ids: Sequence[UUID], *, actor: Actor, now: datetime
) -> None:
    promise = next_promise(session, case, now=now)
    case.joined_to = case.closed_at = case.closes_at = None
    facts = {"from": str(source.id), "report_ids": [str(each) for each in report_ids]}
    take_step(session, case, Step.UNJOIN, actor=actor, facts=facts, promise=promise, now=now)
    events.announce(session, case.municipality, case.id, CaseUnjoined(case.municipality, case.id, source.id), now)


def _settle_source(
    session: Session, source: Case, into: UUID, ids: Sequence[UUID], *, actor: Actor, now: datetime
) -> None:
    """Empty the case the reports left, or note that they left where others lie in it."""
    if not list_reports_now(session, source.municipality, source.id):
        empty_case(session, source, into=into, report_ids=ids, actor=actor, now=now)
        return
    facts = {"to": str(into), "report_ids": [str(each) for each in ids]}
    take_step(session, source, Step.LOSE_REPORT, actor=actor, facts=facts, now=now)


def _settle_left(session: Session, source: Case, *, actor: Actor, now: datetime) -> None:
    """A case all of whose reports went to their own cases points to where its own lies."""
    if not source.is_open or list_reports_now(session, source.municipality, source.id):
        return
    own = session.scalars(
        sa.select(Report).where(Report.municipality == source.municipality, Report.reference == source.reference)
    ).one()
    empty_case(session, source, into=own.case_id, report_ids=[own.id], actor=actor, now=now)


def _source(cases: dict[UUID, Case], report: Report) -> Case:
    """The case the report lies in, when it is among the locked ones: else somebody moved it a moment ago."""
    if report.case_id not in cases:
        raise JoinNotAllowed
    return cases[report.case_id]


def _check(session: Session, source: Case, target: Case) -> None:
    categories = [catalogue.get_category(session, case.municipality, case.category) for case in (source, target)]
    if source.id == target.id or not may_join(source, categories[0], target, categories[1]):
        raise JoinNotAllowed


def _check_reporter(session: Session, source: Case, target: Case, report: Report) -> None:
    category = catalogue.category_for_intake(session, report.municipality, report.category_said)
    dangerous = catalogue.urgency_of(category, answers_of(report), report.words) >= catalogue.Urgency.DANGER
    if dangerous or State.HELD in (source.state, target.state) or (source.is_acute and not target.is_acute):
        raise JoinNotAllowed


def _last_join(session: Session, case: Case) -> TimelineEntry:
    return session.scalars(
        sa.select(TimelineEntry)
        .where(
            TimelineEntry.municipality == case.municipality,
            TimelineEntry.case_id == case.id,
            TimelineEntry.step == Step.JOIN,
        )
        .order_by(TimelineEntry.number.desc())
        .limit(1)
    ).one()
