"""Counts and seasons, as they are written and as they hold."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from backend.catalogue import (
    Answers,
    CountRule,
    Targets,
    WorkingCalendar,
    count_things,
    read_count_rules,
    read_season_targets,
    read_target,
    row_around,
    shipped_categories,
    targets_of,
    tighten,
    write_count_rules,
)
from backend.catalogue.seasons import write_season_targets
from backend.foundation.errors import Invalid

NOW = datetime(2026, 9, 16, 8, tzinfo=UTC)
METRE = 1 / 111_195.08


@dataclass(frozen=True)
class Lamp:
    """A dark lamp so many metres along a street that runs north."""

    along: float
    thing: str | None = None

    @property
    def longitude(self) -> float:
        return 18.606

    @property
    def latitude(self) -> float:
        return 58.2 + self.along * METRE


@pytest.mark.parametrize(
    "written",
    [
        "3 within 120 metres in 21 days: mend 21 days",
        "3 of belysning.enstaka belysning.stracka within 120 metres in 21 days during 10-01/03-31: start 2 days, mend 7 days",
        "2 within 500 metres in 1 days: as belysning.stracka, priority high",
        "2 within 50 metres in 7 days: mend 3 working_days; 5 within 50 metres in 7 days: mend 1 days, priority high",
    ],
)
def test_counts_are_read_as_they_are_written(written: str) -> None:
    assert write_count_rules(read_count_rules(written)) == written


@pytest.mark.parametrize(
    "written",
    [
        "three in a row", "3 within 120 metres in 21 days", "3 within 120 metres in 21 days:",
        "3 within 120 metres in 21 days: soon", "3 within 120 metres in 21 days: priority acute",
        "1 within 120 metres in 21 days: mend 2 days", "3 within 0 metres in 21 days: mend 2 days",
        "3 within 501 metres in 21 days: mend 2 days", "20 within 60 metres in 21 days: mend 2 days",
        "3 within 120 metres in 366 days: mend 2 days", "3 within 120 metres in 21 days: paint blue",
        "3 within 120 metres in 21 days during höst: mend 2 days",
        "; ".join(["2 within 9 metres in 2 days: mend 1 days"] * 5),
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        read_count_rules(written)


@pytest.mark.parametrize(
    "written", ["10-01/04-30", "10-01/04-30: soon", "höst: mend 7 days", "10-01/04-30: paint 2 days"]
)
def test_what_is_no_season_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        read_season_targets(written)


def test_a_row_is_a_chain_where_each_lies_near_another() -> None:
    street = [Lamp(0), Lamp(100), Lamp(200), Lamp(450)]
    assert row_around(street[0], street, metres=120) == street[:3]
    assert row_around(street[3], street, metres=120) == street[3:]


def test_one_lamp_told_of_twice_is_one() -> None:
    assert count_things([Lamp(0), Lamp(3), Lamp(40)]) == 2
    assert count_things([Lamp(0, "4711"), Lamp(60, "4711"), Lamp(3, "4712")]) == 2


def test_a_count_shortens_and_never_lengthens() -> None:
    calendar = WorkingCalendar()
    slow = Targets(read_target("1 working_days"), mend=read_target("planned 120"))
    quick = Targets(read_target("1 working_days"), mend=read_target("7 days"))
    other = {"mend": read_target("21 days"), "start": read_target("5 days")}
    assert str(tighten(slow, other, calendar, at=NOW).mend) == "21 days"
    assert str(tighten(slow, other, calendar, at=NOW).start) == "5 days"
    assert str(tighten(quick, other, calendar, at=NOW).mend) == "7 days"
    answered = Targets(read_target("1 working_days"), answer=read_target("30 days"))
    assert tighten(answered, other, calendar, at=NOW).mend is None


def test_the_season_of_the_day_holds_and_the_rest_of_the_year_has_its_own() -> None:
    bin_ = next(each for each in shipped_categories() if each.code == "vinter.sandlada")
    assert str(targets_of(bin_, Answers(), on=date(2026, 12, 1)).mend) == "7 days"
    assert str(targets_of(bin_, Answers(), on=date(2026, 6, 1)).mend) == "season autumn"
    both = "10-01/04-30: mend 7 days; 12-01/02-28: make_safe 4 hours, mend 2 days"
    assert write_season_targets(read_season_targets(both)) == both


def test_the_shipped_lamp_counts_three_in_a_row() -> None:
    lamp = next(each for each in shipped_categories() if each.code == "belysning.enstaka")
    [rule] = lamp.count_rules
    assert (rule.cases, rule.metres, rule.days, str(rule.targets["mend"])) == (3, 120, 21, "21 days")


def test_a_rule_says_whom_it_counts() -> None:
    rule = CountRule(3, 100, 7, counted=("a", "b"), priority="high")
    assert rule.counts("a", own="c")
    assert not rule.counts("c", own="c")
    assert CountRule(3, 100, 7, priority="high").counts("c", own="c")
