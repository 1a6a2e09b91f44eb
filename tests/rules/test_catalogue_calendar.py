"""When a human reads and when a target ends: weekends, holidays, eves and both changes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue import (
    OpeningHours,
    Precision,
    Season,
    Target,
    TargetUnit,
    WorkingCalendar,
    precision_of,
    read_opening_hours,
    read_target,
)
from backend.catalogue.targets import read_window
from backend.foundation.errors import Invalid

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = WorkingCalendar()
LUNCH = WorkingCalendar(
    hours=read_opening_hours({"tuesday": [["08:00", "12:00"], ["13:00", "16:00"]], "friday": [["07:30", "15:00"]]})
)


def local(text: str) -> datetime:
    """A moment in Swedish time, written "2025-12-04 14:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2025-12-04 10:00", "2025-12-04 10:00"),  # an ordinary Thursday
        ("2025-12-04 07:59", "2025-12-04 08:00"),
        ("2025-12-04 16:29", "2025-12-04 16:29"),
        ("2025-12-04 16:30", "2025-12-05 08:00"),  # closing time is closed
        ("2025-12-05 17:00", "2025-12-08 08:00"),  # Friday evening
        ("2025-12-06 23:40", "2025-12-08 08:00"),  # Saturday night
        ("2025-06-19 17:00", "2025-06-23 08:00"),  # the evening before Midsummer Eve
        ("2025-06-20 10:00", "2025-06-23 08:00"),  # Midsummer Eve
        ("2025-12-23 17:00", "2025-12-29 08:00"),  # Christmas Eve to Boxing Day, then a weekend
        ("2025-12-31 09:00", "2026-01-02 08:00"),  # New Year's Eve
        ("2025-04-17 18:00", "2025-04-22 08:00"),  # Easter
        ("2025-06-06 09:00", "2025-06-09 08:00"),  # the National Day, a Friday
        ("2025-05-28 18:00", "2025-05-30 08:00"),  # Ascension Day; the Friday after it is worked
        ("2025-01-05 12:00", "2025-01-07 08:00"),  # Epiphany
        ("2025-03-28 18:00", "2025-03-31 08:00"),  # over the night the clock goes forward
        ("2025-10-24 18:00", "2025-10-27 08:00"),  # over the night it goes back
    ],
)
def test_it_is_read_when_the_office_next_opens(at: str, opens: str) -> None:
    assert OFFICE.next_open(local(at)) == local(opens)
    assert OFFICE.is_open(local(at)) is (at == opens)


@pytest.mark.parametrize(
    ("start", "target", "end"),
    [
        # Hours run round the clock, in UTC.
        ("2025-12-06 23:40", "2 hours", "2025-12-07 01:40"),
        ("2025-03-30 00:30", "2 hours", "2025-03-30 03:30"),  # 02–03 does not exist that night
        ("2025-10-26 01:30", "2 hours", "2025-10-26 02:30+01:00"),  # 02–03 comes twice
        ("2025-03-29 12:00", "24 hours", "2025-03-30 13:00"),
        ("2025-10-25 12:00", "24 hours", "2025-10-26 11:00"),
        # Working hours stand still when closed.
        ("2025-12-04 15:30", "2 working_hours", "2025-12-05 09:00"),
        ("2025-12-05 16:30", "1 working_hours", "2025-12-08 09:00"),
        ("2025-12-04 08:00", "16 working_hours", "2025-12-05 15:30"),
        ("2025-12-23 16:00", "1 working_hours", "2025-12-29 08:30"),
        # Days end when that local day's work ends, or the next working day's.
        ("2025-11-20 10:00", "14 days", "2025-12-04 16:30"),
        ("2025-11-20 23:59", "14 days", "2025-12-04 16:30"),
        ("2025-12-04 10:00", "2 days", "2025-12-08 16:30"),  # Saturday → Monday
        ("2025-06-06 10:00", "14 days", "2025-06-23 16:30"),  # Midsummer Eve → Monday
        ("2025-12-10 10:00", "14 days", "2025-12-29 16:30"),  # Christmas Eve → the Monday after
        ("2025-03-20 10:00", "14 days", "2025-04-03 16:30"),  # over the change: 16:30 stays 16:30
        ("2025-10-20 10:00", "14 days", "2025-11-03 16:30"),
        # Working days: the day of the report is never the first.
        ("2025-12-04 10:00", "1 working_days", "2025-12-05 16:30"),
        ("2025-12-05 17:00", "1 working_days", "2025-12-08 16:30"),
        ("2025-12-06 12:00", "1 working_days", "2025-12-08 16:30"),
        ("2025-12-22 10:00", "2 working_days", "2025-12-29 16:30"),
        ("2025-04-16 10:00", "2 working_days", "2025-04-22 16:30"),
        # Weeks end on the last working day of the week.
        ("2025-11-20 10:00", "2 weeks", "2025-12-05 16:30"),
        ("2025-12-10 10:00", "2 weeks", "2025-12-23 16:30"),  # the week of Christmas 2025
        ("2025-06-05 10:00", "2 weeks", "2025-06-19 16:30"),  # the week of Midsummer
        # Planned work: near by week, far by day counted and said by season.
        ("2025-11-20 10:00", "planned 14", "2025-12-05 16:30"),
        ("2025-06-01 10:00", "planned 120", "2025-09-29 16:30"),
        # A season ends with its last working day; one almost over is next year's.
        ("2025-04-01 10:00", "season spring", "2025-05-30 16:30"),
        ("2025-05-20 10:00", "season spring", "2026-05-29 16:30"),
        ("2025-04-01 10:00", "season summer", "2025-08-29 16:30"),
        ("2025-12-04 10:00", "season winter", "2026-02-27 16:30"),
        ("2026-01-20 10:00", "season winter", "2026-02-27 16:30"),
        ("2026-02-20 10:00", "season winter", "2027-02-26 16:30"),
        ("2027-12-04 10:00", "season winter", "2028-02-29 16:30"),
    ],
)
def test_a_target_ends_when_people_would_say_it_does(start: str, target: str, end: str) -> None:
    expected = datetime.fromisoformat(end) if "+" in end else local(end)
    assert OFFICE.add_target(local(start), read_target(target)) == expected


@pytest.mark.parametrize(
    ("start", "target", "end"),
    [
        ("2025-12-02 11:30", "1 working_hours", "2025-12-02 13:30"),
        ("2025-12-02 12:30", "1 working_hours", "2025-12-02 14:00"),
        ("2025-12-02 15:00", "2 working_hours", "2025-12-05 08:30"),
        ("2025-12-01 10:00", "1 days", "2025-12-02 16:00"),
        ("2025-12-02 10:00", "1 working_days", "2025-12-05 15:00"),
    ],
)
def test_a_municipality_keeps_its_own_hours(start: str, target: str, end: str) -> None:
    assert LUNCH.add_target(local(start), read_target(target)) == local(end)
    assert not LUNCH.is_open(local("2025-12-02 12:30"))
    assert LUNCH.next_open(local("2025-12-02 12:30")) == local("2025-12-02 13:00")


@pytest.mark.parametrize(
    ("target", "precision"),
    [
        ("2 hours", Precision.TIME),
        ("16 working_hours", Precision.TIME),
        ("14 days", Precision.DAY),
        ("3 working_days", Precision.DAY),
        ("8 weeks", Precision.WEEK),
        ("planned 30", Precision.WEEK),
        ("planned 60", Precision.SEASON),
        ("season summer", Precision.SEASON),
    ],
)
def test_a_promise_is_as_exact_as_its_target(target: str, precision: Precision) -> None:
    assert precision_of(read_target(target)) is precision
    assert str(read_target(target)) == target


@pytest.mark.parametrize("text", ["", "2", "hours", "0 days", "-1 days", "2 fortnights", "season monsoon", "1 season"])
def test_a_target_not_understood_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_target(text)


@pytest.mark.parametrize(
    "written",
    [
        {"monday": []},
        {"monday": [["16:00", "08:00"]]},
        {"monday": [["08:00", "12:00"], ["11:00", "16:00"]]},
        {"måndag": [["08:00", "16:00"]]},
        {"monday": [["eight", "nine"]]},
        {"monday": [["08:00"]]},
    ],
)
def test_opening_hours_not_possible_are_refused(written: dict[str, list[list[str]]]) -> None:
    with pytest.raises(Invalid):
        read_opening_hours(written)


def test_a_municipality_that_has_said_nothing_keeps_office_hours() -> None:
    assert read_opening_hours({}) == OpeningHours()
    assert OpeningHours().days[0] == ((time(8), time(16, 30)),)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid):
        OFFICE.next_open(datetime(2025, 12, 4, 10, 0))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("window", "day", "holds"),
    [
        ("10-01/04-30", "2025-12-04", True),
        ("10-01/04-30", "2025-04-30", True),
        ("10-01/04-30", "2025-05-01", False),
        ("05-01/09-30", "2025-05-01", True),
        ("05-01/09-30", "2025-10-01", False),
    ],
)
def test_a_window_may_pass_new_year(window: str, day: str, holds: bool) -> None:
    assert read_window(window).holds(datetime.fromisoformat(day).date()) is holds
    assert str(read_window(window)) == window


moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
targets = st.one_of(
    st.builds(Target, st.integers(1, 200), st.sampled_from(sorted(set(TargetUnit) - {TargetUnit.SEASON}))),
    st.builds(Target, st.just(1), st.just(TargetUnit.SEASON), st.sampled_from(Season)),
)
calendars = st.sampled_from([OFFICE, LUNCH, WorkingCalendar(tz=ZoneInfo("Europe/Helsinki"))])


@given(moments, moments, targets, calendars)
def test_a_target_never_ends_before_it_starts_nor_earlier_for_who_came_later(
    one: datetime, other: datetime, target: Target, calendar: WorkingCalendar
) -> None:
    earlier, later = sorted((one, other))
    first, second = calendar.add_target(earlier, target), calendar.add_target(later, target)
    assert earlier < first <= second
    assert first.utcoffset() == timedelta(0)


@given(moments, calendars)
def test_the_next_opening_is_open_and_nothing_is_open_before_it(at: datetime, calendar: WorkingCalendar) -> None:
    opens = calendar.next_open(at)
    assert at <= opens
    assert calendar.is_open(opens)
    assert opens.utcoffset() == timedelta(0)
    assert opens == at or not calendar.is_open(at + (opens - at) / 2)


@given(moments, st.integers(1, 60), targets.filter(lambda target: target.unit is not TargetUnit.SEASON))
def test_a_longer_target_never_ends_earlier(at: datetime, more: int, target: Target) -> None:
    longer = Target(target.amount + more, target.unit)
    if precision_of(longer) is precision_of(target):
        assert OFFICE.add_target(at, target) <= OFFICE.add_target(at, longer)


@given(
    at=st.integers(0, 730 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    hours_before=st.integers(-24, 24 * 9),
    calendar=st.sampled_from((OFFICE, LUNCH)),
)
def test_what_has_met_office_time_is_exactly_what_fell_due_before_one_moment(
    at: datetime, hours_before: int, calendar: WorkingCalendar
) -> None:
    due = at - timedelta(hours=hours_before)
    assert (due < calendar.worked_until(at)) is (calendar.next_open(due) <= at)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-09-16 22:00", "2026-09-16 16:30"),
        ("2026-09-17 07:59", "2026-09-16 16:30"),
        ("2026-09-16 16:30", "2026-09-16 16:30"),
        ("2026-04-05 12:00", "2026-04-02 16:30"),  # Easter Day: Thursday's closing
    ],
)
def test_at_night_office_time_ended_with_the_last_closing(at: str, until: str) -> None:
    assert OFFICE.worked_until(local(at)) == local(until)
