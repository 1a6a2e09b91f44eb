"""What simulated people do follows from the stream's own course of the day, the same every time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.catalogue import Precision
from backend.replay import Outage, plan_kills
from backend.replay.decisions import (
    FAR,
    new_date,
    next_act,
    office_acts_at,
    outcome_of,
    show_moment,
    throw,
    unit_of,
)
from backend.replay.mapping import UNMAPPED, Rule, find_rule
from backend.replay.processes import KINDS
from backend.replay.stream import StreamReport

NOON = datetime(2026, 9, 16, 10, tzinfo=UTC)
HOURS = 50


def _report(ref: str = "1", *, hours: float | None = HOURS, rule: Rule | None = None) -> StreamReport:
    lamp = rule or find_rule("Street Light Outages")
    close_at = None if hours is None else NOON + timedelta(hours=hours)
    return StreamReport(0, ref, NOON, 16.19, 58.59, lamp, "web", close_at, 1)


def _order(state: str, **changes: Any) -> dict[str, Any]:
    at = {"sentAt": show_moment(NOON), "acceptBy": show_moment(NOON + timedelta(hours=30))}
    return {"state": state, "isAcute": False, **at, **changes}


def _ref_that(purpose: str, sides: int, falls: int) -> str:
    """A ref for which the die falls so."""
    key = show_moment(NOON)
    return next(str(n) for n in range(1000) if throw(f"{n}|{key}", purpose, sides) == falls)


def _usual() -> str:
    """The ref of a report whose crew neither declines, waits, is late, nor finds anything unusual."""
    key = show_moment(NOON)
    dice = {"decline": 25, "wait": 10, "late": 15, "photo": 5}
    return next(
        str(n)
        for n in range(1000)
        if all(throw(f"{n}|{key}", purpose, sides) for purpose, sides in dice.items())
        and throw(f"{n}|{key}", "outcome", 12) > 1
    )


@pytest.mark.parametrize(
    ("state", "act", "share"),
    [("received", "accept", 0.2), ("accepted", "start", 0.5), ("started", "complete", 1.0)],
)
def test_an_order_moves_on_at_shares_of_its_time(state: str, act: str, share: float) -> None:
    found = next_act(_order(state), _report(_usual()), NOON)
    assert found is not None
    assert (found.act, found.at) == (act, NOON + timedelta(hours=HOURS * share))


def test_an_order_is_received_at_once() -> None:
    found = next_act(_order("sent"), _report(), NOON)
    assert found is not None
    assert (found.act, found.at) == ("receive", NOON)


def test_a_crew_accepts_before_it_must() -> None:
    order = _order("received", acceptBy=show_moment(NOON + timedelta(hours=2)))
    found = next_act(order, _report(_usual(), hours=5000), NOON)
    assert found is not None
    assert found.at == NOON + timedelta(hours=2) - timedelta(minutes=5)


def test_one_crew_in_twenty_five_declines() -> None:
    found = next_act(_order("received"), _report(_ref_that("decline", 25, 0)), NOON)
    assert found is not None
    assert (found.act, found.body["reason"]) == ("decline", "no_capacity")


def test_a_crew_that_waits_says_until_when_and_waits_once() -> None:
    report = _report(_ref_that("wait", 10, 0))
    found = next_act(_order("started"), report, NOON)
    assert found is not None
    assert report.close_at is not None
    assert found.act == "wait"
    assert found.at < datetime.fromisoformat(found.body["until"]) < report.close_at
    resumed = next_act(_order("waiting", waitingUntil=found.body["until"]), report, found.at)
    assert resumed is not None
    assert resumed.act == "resume"
    assert found.at < resumed.at < datetime.fromisoformat(found.body["until"])
    after = next_act(_order("started"), report, resumed.at)
    assert after is not None
    assert after.act == "complete"


def test_a_crew_says_a_next_look_within_a_year() -> None:
    report = _report(_ref_that("wait", 10, 0), hours=24 * 1200)
    found = next_act(_order("started"), report, NOON)
    assert found is not None
    assert datetime.fromisoformat(found.body["until"]) < found.at + timedelta(days=365)


def test_an_acute_place_is_made_safe_before_it_is_mended() -> None:
    order, report = _order("accepted", isAcute=True), _report()
    found = next_act(order, report, NOON)
    assert found is not None
    assert found.act == "make_safe"
    after = next_act(order, report, found.at)
    assert after is not None
    assert after.act == "start"


def test_what_was_never_closed_is_accepted_and_stays_open() -> None:
    report = _report(hours=None)
    assert next_act(_order("received"), report, NOON) is not None
    assert next_act(_order("accepted"), report, NOON) is None


@pytest.mark.parametrize("state", ["done", "approved", "declined", "cancelled"])
def test_an_order_that_is_done_waits_for_others(state: str) -> None:
    assert next_act(_order(state), _report(), NOON) is None


@pytest.mark.parametrize(
    ("hours", "precision"), [(10, Precision.DAY), (24 * 20, Precision.WEEK), (24 * 400, Precision.SEASON)]
)
def test_a_new_date_is_as_exact_as_it_is_near(hours: float, precision: Precision) -> None:
    due_at, found = new_date(_report(hours=hours), NOON)
    assert found is precision
    assert due_at > NOON


def test_a_new_date_without_an_end_in_sight_is_far() -> None:
    due_at, precision = new_date(_report(hours=None), NOON)
    assert precision is Precision.SEASON
    assert due_at > NOON + FAR - timedelta(days=1)


def test_a_unit_reads_soon_what_it_answers_itself() -> None:
    assert office_acts_at("answer", NOON, _report()) == NOON + timedelta(hours=2)
    assert office_acts_at("answer", NOON, _report(hours=1)) == NOON + timedelta(hours=1)


def test_what_stands_on_a_list_is_looked_at_and_the_unknown_left_alone() -> None:
    assert office_acts_at("promise_passed", NOON, _report()) == NOON + timedelta(minutes=30)
    assert office_acts_at("something_new", NOON, _report()) is None


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        ("New Sign", "answered"),
        ("Overcrowding", "other_authority"),
        ("Street Light Outages", "mended"),
        ("Something new", "answered"),
    ],
)
def test_a_unit_resolves_by_what_kind_of_matter_it_is(description: str, outcome: str) -> None:
    assert outcome_of(_report(rule=find_rule(description))) == outcome


def test_what_nobody_knows_goes_to_the_kontaktcenter() -> None:
    assert unit_of(_report(rule=UNMAPPED)) == "kontaktcenter"


def test_kills_are_spread_of_every_kind_and_the_same_for_a_seed() -> None:
    planned = plan_kills(10, seed=7, reports=155)
    assert planned == plan_kills(10, seed=7, reports=155)
    assert planned != plan_kills(10, seed=8, reports=155)
    assert {kill.kind for kill in planned} == set(KINDS)
    assert [kill.jump for kill in planned] == sorted(kill.jump for kill in planned)
    assert plan_kills(0, seed=7, reports=155) == []


def test_an_outage_is_told_in_local_time() -> None:
    outage = Outage.read("14:00-15:00", midnight=datetime(2026, 9, 15, 22, tzinfo=UTC))
    assert not outage.holds(datetime(2026, 9, 16, 11, 59, tzinfo=UTC))
    assert outage.holds(datetime(2026, 9, 16, 12, tzinfo=UTC))
    assert not outage.holds(datetime(2026, 9, 16, 13, tzinfo=UTC))


@pytest.mark.parametrize("words", ["14-15-16", "two", "15:00-14:00"])
def test_an_outage_nobody_understands_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Outage.read(words, midnight=NOON)
