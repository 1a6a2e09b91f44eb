"""Three days for potholes: how many missed? Counted by the calendar, for what is done and what is still open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from backend.catalogue import WorkingCalendar, read_count, read_target, read_window
from backend.catalogue.simulator import HeldTo, InRow, Lived, simulate_held, simulate_target

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


METRE = 1 / 111_195.08


def lamps(*along: float, day: float = 0, ended: float | None = None) -> list[Lived]:
    """Lamps that went dark so many metres along a street, a day after one another."""
    opened = [MONDAY + timedelta(days=day + number) for number in range(len(along))]
    gone = None if ended is None else MONDAY + timedelta(days=ended)
    return [
        Lived(at, gone, 18.6, 58.2 + metres * METRE, category="lamp")
        for at, metres in zip(opened, along, strict=True)
    ]  # fmt: skip


def held_to(count: str, target: str, usual: str = "planned 120") -> HeldTo:
    return HeldTo(read_target(usual), in_row=(InRow(read_count(count), ("lamp",), read_target(target)),))


def test_a_row_is_held_to_its_own_target_from_when_it_was_full() -> None:
    rule = held_to("3 within 120 metres in 21 days", "7 days")
    lives = [*lamps(0, 100, 200, ended=20), *lamps(5_000, ended=20)]
    found = simulate_held(lives, rule, WorkingCalendar(), shown=rule.usual, now=NOW)
    assert (found.met, found.missed) == (1, 3)
    in_time = [*lamps(0, 100, 200, ended=9), *lamps(5_000, ended=20)]
    assert simulate_held(in_time, rule, WorkingCalendar(), shown=rule.usual, now=NOW).missed == 0


def test_what_was_mended_before_the_third_came_makes_no_row() -> None:
    rule = held_to("3 within 120 metres in 21 days", "7 days")
    lives = [*lamps(0, ended=0.5), *lamps(100, 200, day=1, ended=29)]
    assert simulate_held(lives, rule, WorkingCalendar(), shown=rule.usual, now=NOW).missed == 0


def test_cases_of_other_categories_make_rows_and_are_not_asked() -> None:
    rule = held_to("2 within 120 metres in 21 days", "7 days")
    rule = replace(rule, in_row=tuple(replace(each, counted=("lamp", "street")) for each in rule.in_row))
    lives = [*lamps(0, ended=20), replace(lamps(100, ended=20)[0], category="street")]
    found = simulate_held(lives, rule, WorkingCalendar(), shown=rule.usual, category="lamp", now=NOW)
    assert (found.cases, found.missed) == (1, 1)


def test_the_season_a_case_came_in_decides() -> None:
    rule = HeldTo(read_target("60 days"), by_season=((read_window("09-01/09-14"), read_target("2 days")),))
    lives = [Lived(MONDAY, MONDAY + timedelta(days=5)), Lived(MONDAY + timedelta(days=1), MONDAY + timedelta(days=5))]
    found = simulate_held(lives, rule, WorkingCalendar(), shown=rule.usual, now=NOW)
    assert (found.met, found.missed) == (1, 1)


def test_twenty_thousand_are_looked_through_in_a_moment() -> None:
    rule = held_to("3 within 120 metres in 21 days", "7 days")
    by_lot = Random(20_000)
    lives = [
        Lived(
            MONDAY + timedelta(minutes=26 * n),
            None,
            by_lot.uniform(18.5, 18.7),
            by_lot.uniform(58.15, 58.25),
            n,
            "lamp",
        )
        for n in range(20_000)
    ]
    began = perf_counter()
    simulate_held(lives, rule, WorkingCalendar(), shown=rule.usual, now=NOW)
    assert perf_counter() - began < 15
