"""Open cases in a row: looked up, counted under their locks, and the shorter targets given to each, once.

Whichever of them is looked at first counts them all; whoever comes after finds them counted. The cases are locked in the
order of their ids, and what was looked up before is looked at again under the locks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.cases.counted import is_counted, note_counted
from backend.cases.events import CaseCounted, PromiseMoved
from backend.cases.models import Case, Promise
from backend.cases.moving import lock_cases
from backend.cases.promises import NewPromise, lacks_date, promise_by
from backend.cases.queries import get_case
from backend.cases.steps import take_step
from backend.cases.targets import next_promise, targets_of_case
from backend.cases.urgency import raise_priority
from backend.cases.words import ENDED, Cause, PromiseKind, State, Step
from backend.catalogue import CaseKind, FoundRule
from backend.foundation import events
from backend.foundation.actor import SYSTEM

MOST_LOOKED_AT = 60
"""The nearest so many are looked at; a row longer than that is a dark district, and somebody knows."""
_OF_A_PERSON = (Cause.LATE, Cause.WAITING)
"""What a person gave a reason for stands: they know why it cannot be sooner."""


@dataclass(frozen=True)
class Point:
    """An open case as far as counting goes."""

    case_id: UUID
    longitude: float
    latitude: float
    thing: UUID | None


def count_rows(session: Session, municipality: str, case_id: UUID, *, now: datetime) -> int:
    """Give every case of a row this one belongs to the targets of the row; returns how many got them now.

    Nothing where it is not open, held, joined to another or no fault, or where the row is too short. A promise is moved
    only forward in time, as the next step as planned, and nobody is written to: the date they were told is kept by far.
    """
    case = get_case(session, municipality, case_id)
    if not _stands(case):
        return 0
    opened_on = catalogue.get_calendar(session, municipality).local(case.opened_at).date()
    rules = catalogue.list_count_rules(session, municipality, counting=case.category, on=opened_on)
    concerned = {point.case_id for each in rules for point in find_row(session, case, each)}
    if not concerned:
        return 0
    cases = lock_cases(session, municipality, concerned)
    return sum(_count(session, cases, case_id, each, now=now) for each in rules)


def find_row(session: Session, case: Case, found: FoundRule) -> list[Point]:
    """The open cases of the row ``case`` lies in by that rule, itself first; empty where they are too few."""
    others = [_point(row) for row in session.execute(_near(case, found))]
    row = catalogue.row_around(_point(case), others, metres=found.rule.metres)
    return row if catalogue.count_things(row) >= found.rule.cases else []


def _near(case: Case, found: FoundRule) -> sa.Select[UUID, float, float, UUID | None]:
    reach = float(found.rule.reach)
    lon, lat = case.longitude, case.latitude
    west, south, east, north = geography.box_around(lon, lat, reach)
    nearest = sa.func.abs(Case.longitude - lon) / (east - lon) + sa.func.abs(Case.latitude - lat) / (north - lat)
    return (
        sa.select(Case.id, Case.longitude, Case.latitude, Case.asset_id)
        .where(
            Case.municipality == case.municipality,
            Case.cell.in_(geography.cells_around(lon, lat, reach)),
            Case.category.in_(found.counted),
            Case.state.not_in(ENDED),
            Case.state != State.HELD,
            Case.kind == CaseKind.FAULT,
            Case.authority_id == case.authority_id,
            Case.joined_to.is_(None),
            Case.longitude.between(west, east),
            Case.latitude.between(south, north),
            Case.opened_at.between(case.opened_at - found.rule.span, case.opened_at + found.rule.span),
            Case.id != case.id,
        )
        .order_by(nearest, Case.id)
        .limit(MOST_LOOKED_AT)
    )


def _count(session: Session, cases: dict[UUID, Case], case_id: UUID, found: FoundRule, *, now: datetime) -> int:
    """Under the locks: the row as it is now, and each of it that the rule has not taken yet."""
    last = cases[case_id]
    there = [each for each in cases.values() if _is_of(each, last, found)]
    points = {each.id: _point(each) for each in there}
    if case_id not in points:
        return 0
    row = catalogue.row_around(points[case_id], points.values(), metres=found.rule.metres)
    number = catalogue.count_things(row)
    if number < found.rule.cases:
        return 0
    fresh = [each for each in _in_order(row, cases) if not is_counted(each, found)]
    by_a_person = _list_promised_by_person(session, fresh)
    for each in fresh:
        with_these = [str(point.case_id) for point in row if point.case_id != each.id]
        facts = {"number": number, "category": found.category, "rule": str(found.rule), "with": with_these}
        _take(session, each, found, facts, stays=each.id in by_a_person, now=now)
    return len(fresh)


def _take(session: Session, case: Case, found: FoundRule, facts: dict[str, Any], *, stays: bool, now: datetime) -> None:
    note_counted(case, found, now=now)
    if found.rule.priority:
        raise_priority(session, case, found.rule.priority, now=now)
    promise = None if stays else _sooner(session, case, now=now)
    said = {**facts, "targets": catalogue.write_items(found.targets), "promise_moved": promise is not None}
    number = take_step(session, case, Step.COUNT_ROW, actor=SYSTEM, facts=said, promise=promise, now=now)
    if promise is not None:
        moved = PromiseMoved(case.municipality, case.id, case.promise_number or 0, promise.cause.value, is_told=False)
        events.announce(session, case.municipality, case.id, moved, now)
    events.announce(session, case.municipality, case.id, CaseCounted(case.municipality, case.id, number), now)


def _sooner(session: Session, case: Case, *, now: datetime) -> NewPromise | None:
    """What the case promises by its targets now, where that is the same thing sooner; None: what stands, stands."""
    if case.promise_due_at is None or case.promise_passed or lacks_date(case):
        return None
    if case.promise_kind is PromiseKind.READ:
        calendar = catalogue.get_calendar(session, case.municipality)
        targets = targets_of_case(session, case, now=now)
        promise = promise_by(PromiseKind.READ, targets.acknowledge, calendar, now=now)
    else:
        promise = next_promise(session, case, now=now)
    return promise if promise.kind is case.promise_kind and promise.due_at < case.promise_due_at else None


def _list_promised_by_person(session: Session, cases: Sequence[Case]) -> set[UUID]:
    """Those whose promise somebody gave with a reason."""
    standing = [(each.id, each.promise_number) for each in cases if each.promise_number]
    if not standing:
        return set()
    wanted = sa.select(Promise.case_id).where(
        Promise.municipality == cases[0].municipality,
        sa.tuple_(Promise.case_id, Promise.number).in_(standing),
        Promise.cause.in_(_OF_A_PERSON),
    )
    return set(session.scalars(wanted))


def _stands(case: Case) -> bool:
    is_counted_at_all = case.is_open and case.state is not State.HELD and case.joined_to is None
    return is_counted_at_all and case.kind == CaseKind.FAULT


def _is_of(case: Case, last: Case, found: FoundRule) -> bool:
    is_like = case.category in found.counted and case.authority_id == last.authority_id
    return _stands(case) and is_like and abs(case.opened_at - last.opened_at) <= found.rule.span


def _in_order(row: Iterable[Point], cases: dict[UUID, Case]) -> list[Case]:
    return [cases[case_id] for case_id in sorted(point.case_id for point in row)]


def _point(case: Any) -> Point:
    return Point(case.id, case.longitude, case.latitude, case.asset_id)
