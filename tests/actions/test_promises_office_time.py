"""A promise that passes at night comes to a person when the office opens; an acute one at once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases
from backend.cases import Cause, NewPromise, PromiseKind, Why
from backend.cases.due import list_due_promises
from backend.catalogue import SWEDISH_TIME, Precision
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

ONE_SECOND = timedelta(seconds=1)


def local(text: str) -> datetime:
    """A moment in Swedish time, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SWEDISH_TIME).astimezone(UTC)


def promised(town: RolledBackTown, due_at: datetime, **report: Any) -> UUID:
    """A case whose promise falls due at ``due_at``."""
    town.now = due_at - timedelta(days=1)
    case_id = town.report(**report).case_id
    promise = NewPromise(PromiseKind.MEND, due_at, Precision.TIME, Cause.NEXT_STEP)
    with town.step() as session:
        cases.move_promise(session, PRACTICE_CODE, case_id, promise=promise, actor=BO, now=town.now)
    return case_id


def has_passed(town: RolledBackTown, case_id: UUID) -> bool:
    return Why.PROMISE_PASSED in {why for why, _ in town.lists(case_id)}


@pytest.mark.parametrize(
    ("due", "opens"),
    [
        ("2026-09-16 10:00", "2026-09-16 10:00"),  # by day, at its moment
        ("2026-09-16 16:29", "2026-09-16 16:29"),
        ("2026-09-16 16:30", "2026-09-17 07:30"),  # closing time is closed
        ("2026-09-18 23:00", "2026-09-21 07:30"),  # over a weekend
        ("2026-04-02 20:00", "2026-04-07 07:30"),  # over Easter: Good Friday to Easter Monday
        ("2026-10-25 02:30", "2026-10-26 07:30"),  # in the hour that comes twice
        ("2027-03-28 03:30", "2027-03-30 07:30"),  # the night an hour is left out, which is Easter too
    ],
)
def test_a_promise_comes_to_a_person_when_the_office_is_open(town: RolledBackTown, due: str, opens: str) -> None:
    case_id = promised(town, local(due))
    town.now = local(opens) - ONE_SECOND
    town.tick()
    assert not has_passed(town, case_id)
    town.now = local(opens)
    town.tick()
    assert has_passed(town, case_id)


@pytest.mark.parametrize("due", ["2026-09-18 23:00", "2026-04-04 03:00", "2026-10-25 02:30", "2027-03-28 03:30"])
def test_an_acute_one_comes_at_once(town: RolledBackTown, due: str) -> None:
    case_id = promised(town, local(due), **MANHOLE)
    town.now = local(due) - ONE_SECOND
    town.tick()
    assert not has_passed(town, case_id)
    town.now = local(due)
    town.tick()
    assert has_passed(town, case_id)


def test_a_worker_that_comes_late_finds_what_was_due_before_closing(town: RolledBackTown) -> None:
    before, after = promised(town, local("2026-09-16 16:20")), promised(town, local("2026-09-16 16:40"))
    town.now = local("2026-09-16 22:00")
    town.tick()
    assert (has_passed(town, before), has_passed(town, after)) == (True, False)


def test_the_agenda_names_the_moment_the_office_opens(town: RolledBackTown) -> None:
    case_id = promised(town, local("2026-04-02 20:00"))
    with town.step(role="worker") as session:
        due = list_due_promises(session, by=None, limit=10)
    assert [(each.subject_id, each.due_at) for each in due] == [(case_id, local("2026-04-07 07:30"))]
