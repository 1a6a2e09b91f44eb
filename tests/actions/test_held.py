"""Above a ceiling a report is taken, acknowledged and held; danger alarms all the same; many are let through at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases
from backend.cases import Ceiling, Channel, Per, ReportForm, State, Submitted, Whose, Why
from backend.dispatch import AlarmState, find_alarm_of_case
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown
from tests.town import STORGATAN

FAR = (18.61, 58.21)


def send(town: RolledBackTown, *, source: str | None = "a network", **changes: Any) -> Submitted:
    form = {
        "client_id": str(new_id()),
        "category": "belysning.enstaka",
        "longitude": STORGATAN[0],
        "latitude": STORGATAN[1],
        "channel": Channel.WEB,
        **changes,
    }
    with town.step() as session:
        return cases.submit_report(session, PRACTICE_CODE, ReportForm(**form), source=source, now=town.now)


def ceil(town: RolledBackTown, per: Per, most: int, minutes: int = 60) -> None:
    with town.step() as session:
        ceiling = Ceiling(most, minutes)
        cases.set_ceiling(session, PRACTICE_CODE, per, ceiling=ceiling, actor=BO, now=town.now)


def state(town: RolledBackTown, submitted: Submitted) -> State:
    return town.case(submitted.case_id).state


def held_per(town: RolledBackTown, case_id: UUID) -> Any:
    with town.step() as session:
        return {case.id: held.facts.get("per") for held, case in cases.list_held(session, PRACTICE_CODE)}.get(case_id)


def test_one_network_is_held_above_its_ceiling_and_free_again_when_time_has_passed(town: RolledBackTown) -> None:
    ceil(town, Per.SOURCE, 3, minutes=30)
    first = [send(town) for _ in range(3)]
    fourth, elsewhere = send(town), send(town, source="another network")
    assert {state(town, each) for each in (*first, elsewhere)} == {State.RECEIVED}
    assert (state(town, fourth), held_per(town, fourth.case_id)) == (State.HELD, "source")
    assert len(fourth.reference) == 8
    town.now += timedelta(minutes=31)
    assert state(town, send(town)) is State.RECEIVED


@pytest.mark.parametrize("address", [{"mail": "Amira@example.org "}, {"mobile": "+46701234567", "prefers": "sms"}])
def test_one_address_is_held_whatever_network_it_comes_from(town: RolledBackTown, address: dict[str, str]) -> None:
    ceil(town, Per.ADDRESS, 2)
    for number in range(2):
        assert state(town, send(town, source=f"network {number}", **address)) is State.RECEIVED
    third = send(town, source="network 3", **address)
    assert (state(town, third), held_per(town, third.case_id)) == (State.HELD, "address")
    assert state(town, send(town, source="network 4")) is State.RECEIVED, "without an address nothing is counted"


def test_one_place_is_held_and_the_next_quarter_is_not(town: RolledBackTown) -> None:
    ceil(town, Per.PLACE, 2)
    for number in range(2):
        assert state(town, send(town, source=f"network {number}")) is State.RECEIVED
    third = send(town, source="network 3")
    assert (state(town, third), held_per(town, third.case_id)) == (State.HELD, "place")
    assert state(town, send(town, source="network 4", longitude=FAR[0], latitude=FAR[1])) is State.RECEIVED


def test_what_staff_enter_is_never_held_for_its_number(town: RolledBackTown) -> None:
    ceil(town, Per.SOURCE, 1)
    ceil(town, Per.PLACE, 1)
    assert {state(town, send(town, entered_by=BO.id, channel=Channel.PHONE)) for _ in range(3)} == {State.RECEIVED}


def test_a_held_report_is_decided_by_nobody_until_it_is_let_through(town: RolledBackTown) -> None:
    ceil(town, Per.SOURCE, 1)
    send(town)
    held = [send(town).case_id for _ in range(3)]
    town.react()
    assert all(town.lists(case_id) == {(Why.HELD, Whose.KONTAKTCENTER)} for case_id in held)
    assert all(town.orders(case_id) == [] for case_id in held)
    for expected in (3, 0):
        with town.step() as session:
            assert cases.release_cases(session, PRACTICE_CODE, held, actor=BO, now=town.now) == expected
    town.react()
    assert all(len(town.orders(case_id)) == 1 for case_id in held)


def test_danger_alarms_even_when_held(town: RolledBackTown) -> None:
    ceil(town, Per.SOURCE, 1)
    send(town)
    hole = send(town, **MANHOLE).case_id
    town.react()
    assert town.case(hole).state is State.HELD
    with town.step() as session:
        alarm = find_alarm_of_case(session, PRACTICE_CODE, hole)
    assert alarm is not None
    assert (alarm.state, alarm.calls) == (AlarmState.CALLING, 1)
    assert town.orders(hole) == []


def test_a_ceiling_nobody_can_mean_is_refused_and_the_usual_ones_hold_without_any(town: RolledBackTown) -> None:
    with town.step() as session:
        assert cases.list_ceilings(session, PRACTICE_CODE) == cases.USUAL
    for most, minutes in ((0, 60), (1, 0), (1, 20_000)):
        with pytest.raises(Invalid):
            ceil(town, Per.SOURCE, most, minutes)


def test_after_a_fortnight_nobody_knows_which_network_a_report_came_from(town: RolledBackTown) -> None:
    submitted = send(town)
    with town.step() as session:
        report = cases.get_report(session, PRACTICE_CODE, submitted.report_id)
        assert report.source_key == "a network"
        report.recorded_at -= timedelta(days=4000)
    with town.step(role="worker") as session:
        assert cases.forget_sources(session, now=town.now) >= 1
    with town.step() as session:
        assert cases.get_report(session, PRACTICE_CODE, submitted.report_id).source_key is None
