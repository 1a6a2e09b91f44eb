"""Three days for potholes: how many missed? Counted by the calendar, for what is done and what is still open."""

from datetime import UTC, datetime, timedelta

from backend.catalogue import WorkingCalendar, read_target
from backend.catalogue.simulator import Lived, simulate_target

MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
NOW = MONDAY + timedelta(days=30)


def lived(*days: float | None) -> list[Lived]:
    return [Lived(MONDAY, MONDAY + timedelta(days=each) if each is not None else None) for each in days]


def test_the_met_the_missed_and_those_still_in_time_are_told_apart() -> None:
    found = simulate_target(lived(1, 3, 4, 10, None), read_target("3 days"), WorkingCalendar(), now=NOW)
    assert (found.met, found.missed, found.still_open, found.cases) == (2, 3, 0, 5)
    assert found.missed_percent == 60
    still = simulate_target(lived(1, None), read_target("60 days"), WorkingCalendar(), now=NOW)
    assert (still.met, still.missed, still.still_open, still.missed_percent) == (1, 0, 1, 0)


def test_it_is_told_how_late_the_missed_were_and_what_would_have_been_enough() -> None:
    found = simulate_target(lived(*range(1, 11)), read_target("24 hours"), WorkingCalendar(), now=NOW)
    assert (found.met, found.missed) == (1, 9)
    assert (found.late_half, found.late_most, found.needed) == (
        timedelta(days=5), timedelta(days=9), timedelta(days=10),
    )  # fmt: skip


def test_a_day_that_ends_on_a_closed_day_ends_on_the_next_open_one() -> None:
    thursday = MONDAY + timedelta(days=3)
    sunday_night = Lived(thursday, thursday + timedelta(days=3, hours=12))
    assert simulate_target([sunday_night], read_target("2 days"), WorkingCalendar(), now=NOW).met == 1


def test_nothing_is_asked_of_nothing() -> None:
    found = simulate_target([], read_target("3 days"), WorkingCalendar(), now=NOW)
    assert (found.cases, found.missed_percent, found.needed) == (0, 0.0, timedelta(0))
