"""A deadline after its clock has stood: by the hour, by working time, by whole days; counted anew from every pause."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.targets import read_target
from backend.dispatch.deadlines import Pause, clock_of, deadline_after, moves_deadline, target_of
from backend.dispatch.words import Deadline, DeadlineClock, PausedBy, Purpose

CALENDAR = WorkingCalendar()
WEDNESDAY_NOON = datetime(2026, 9, 16, 10, tzinfo=UTC)
"""12.00 in Sweden, with work until 16.00 (see ``OpeningHours``)."""
HOURS, WORKING, DAYS = DeadlineClock.HOURS, DeadlineClock.WORKING, DeadlineClock.DAYS


def pause(begins: datetime, **length: float) -> Pause:
    return Pause(begins, begins + timedelta(**length), PausedBy.CONTRACT)


@pytest.mark.parametrize(
    ("target", "is_acute", "held_to", "clock"),
    [
        ("2 hours", False, "2 hours", HOURS),
        ("8 working_hours", False, "8 working_hours", WORKING),
        ("8 working_hours", True, "8 hours", HOURS),
        ("2 working_days", False, "2 working_days", WORKING),
        ("2 working_days", True, "2 days", DAYS),
        ("14 days", False, "14 days", DAYS),
        ("planned 120", False, "planned 120", DAYS),
    ],
)
def test_what_is_acute_runs_by_the_calendar(target: str, is_acute: bool, held_to: str, clock: DeadlineClock) -> None:
    found = target_of(read_target(target), is_acute=is_acute)
    assert (str(found), clock_of(found)) == (held_to, clock)


def test_without_a_pause_nothing_moves() -> None:
    assert all(deadline_after(WEDNESDAY_NOON, clock, [], CALENDAR) == WEDNESDAY_NOON for clock in DeadlineClock)


def test_by_the_hour_a_pause_costs_what_it_lasts() -> None:
    stood = [pause(WEDNESDAY_NOON - timedelta(hours=5), hours=3)]
    assert deadline_after(WEDNESDAY_NOON, HOURS, stood, CALENDAR) == WEDNESDAY_NOON + timedelta(hours=3)


def test_by_working_time_a_night_costs_nothing_and_an_hour_of_work_an_hour() -> None:
    night = pause(datetime(2026, 9, 15, 18, tzinfo=UTC), hours=10)
    assert deadline_after(WEDNESDAY_NOON, WORKING, [night], CALENDAR) == WEDNESDAY_NOON
    morning = pause(datetime(2026, 9, 16, 8, tzinfo=UTC), hours=1)
    assert deadline_after(WEDNESDAY_NOON, WORKING, [morning], CALENDAR) == WEDNESDAY_NOON + timedelta(hours=1)


def test_by_working_time_what_does_not_fit_today_goes_on_the_next_working_day() -> None:
    friday = datetime(2026, 9, 18, 10, tzinfo=UTC)
    day = pause(datetime(2026, 9, 16, 0, tzinfo=UTC), days=1)
    moved = deadline_after(friday, WORKING, [day], CALENDAR)
    assert moved.astimezone(CALENDAR.tz).date().isoformat() == "2026-09-21"
    assert CALENDAR.working_time(friday, moved) == CALENDAR.working_time(day.begins_at, day.ends_at)


def test_by_days_a_started_day_counts_and_the_deadline_ends_on_a_working_day() -> None:
    thursday = CALENDAR.close_after(WEDNESDAY_NOON, 1)
    hour = deadline_after(thursday, DAYS, [pause(WEDNESDAY_NOON, hours=1)], CALENDAR)
    assert hour == CALENDAR.close_after(thursday, 1)
    two_days = deadline_after(thursday, DAYS, [pause(WEDNESDAY_NOON, days=2)], CALENDAR)
    assert two_days.astimezone(CALENDAR.tz).date().isoformat() == "2026-09-21", "Saturday becomes Monday"


def test_two_short_pauses_on_one_day_cost_one_day_together() -> None:
    friday = CALENDAR.close_after(WEDNESDAY_NOON, 2)
    twice = [pause(WEDNESDAY_NOON, hours=1), pause(WEDNESDAY_NOON + timedelta(hours=2), hours=1)]
    assert deadline_after(friday, DAYS, twice, CALENDAR) == CALENDAR.close_after(friday, 1)


def test_pauses_that_overlap_are_counted_once_in_any_order() -> None:
    begun = WEDNESDAY_NOON - timedelta(hours=6)
    stood = [pause(begun + timedelta(hours=1), hours=3), pause(begun, hours=2), pause(begun, hours=1)]
    assert deadline_after(WEDNESDAY_NOON, HOURS, stood, CALENDAR) == WEDNESDAY_NOON + timedelta(hours=4)


def test_a_pause_that_began_after_the_deadline_moves_nothing() -> None:
    late = pause(WEDNESDAY_NOON, days=3)
    assert all(deadline_after(WEDNESDAY_NOON, clock, [late], CALENDAR) == WEDNESDAY_NOON for clock in DeadlineClock)


def test_one_that_began_before_the_moved_deadline_moves_it_on() -> None:
    stood = [
        pause(WEDNESDAY_NOON - timedelta(hours=1), hours=2),
        pause(WEDNESDAY_NOON + timedelta(minutes=90), hours=1),
    ]
    assert deadline_after(WEDNESDAY_NOON, HOURS, stood, CALENDAR) == WEDNESDAY_NOON + timedelta(hours=3)


@pytest.mark.parametrize(
    ("granted_by", "deadline", "purpose", "moves"),
    [
        (PausedBy.CONTRACT, Deadline.MEND, Purpose.MEND, True),
        (PausedBy.CONTRACT, Deadline.START, Purpose.MEND, True),
        (PausedBy.CONTRACT, Deadline.MAKE_SAFE, Purpose.MEND, False),
        (PausedBy.CONTRACT, Deadline.MEND, Purpose.MAKE_SAFE, False),
        (PausedBy.UNIT, Deadline.MAKE_SAFE, Purpose.MEND, True),
        (PausedBy.UNIT, Deadline.MEND, Purpose.MAKE_SAFE, True),
        (PausedBy.UNIT, Deadline.ACCEPT, Purpose.MEND, False),
    ],
)
def test_no_contract_lets_danger_wait(granted_by: PausedBy, deadline: Deadline, purpose: Purpose, moves: bool) -> None:
    stood = Pause(WEDNESDAY_NOON, WEDNESDAY_NOON + timedelta(days=1), granted_by)
    assert moves_deadline(stood, deadline, purpose=purpose) is moves


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_by_working_time_a_pause_over_a_night_when_the_clocks_change_costs_the_same(day: str) -> None:
    saturday = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    monday = CALENDAR.next_open(saturday)
    weekend = Pause(saturday, monday + timedelta(hours=1), PausedBy.UNIT)
    first = monday + timedelta(hours=3)
    assert deadline_after(first, WORKING, [weekend], CALENDAR) == first + timedelta(hours=1)
