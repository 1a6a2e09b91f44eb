"""What is acute wakes a person: one after another is called, round and round, until somebody says "I have it"."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, dispatch
from backend.cases import Outcome, Whose, Why
from backend.cases.events import CaseRead
from backend.dispatch import Act, Alarm, AlarmState
from backend.dispatch.errors import AlarmNotFound
from backend.dispatch.events import AlarmAcknowledged, AlarmCalled
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Scope
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

MANHOLE_ELSEWHERE = UUID("0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10")
"""An alarm there is not."""
ROUND = [("drift", 1), ("jour", 1), ("jour", 2)]
"""The contract's list first, then the municipality's."""


def wake(town: RolledBackTown) -> UUID:
    """Amira reports an open manhole; returns the case's id."""
    case_id = town.report(**MANHOLE).case_id
    town.react()
    return case_id


def alarm_of(town: RolledBackTown, case_id: UUID) -> Alarm:
    with town.step() as session:
        found = dispatch.find_alarm_of_case(session, PRACTICE_CODE, case_id)
    assert found is not None
    return found


def called(town: RolledBackTown, case_id: UUID) -> list[tuple[str, int]]:
    alarm_id = alarm_of(town, case_id).id
    with town.step() as session:
        return [(call.list_code, call.position) for call in dispatch.list_calls(session, PRACTICE_CODE, alarm_id)]


def acknowledge(town: RolledBackTown, case_id: UUID, *, role: str = "Tekniska jouren") -> bool:
    alarm_id = alarm_of(town, case_id).id
    with town.step() as session:
        return dispatch.acknowledge_alarm(session, PRACTICE_CODE, alarm_id, role=role, actor=BO, now=town.now)


def test_an_acute_report_calls_at_once_and_stands_on_the_kontaktcenters_list(town: RolledBackTown) -> None:
    case_id = wake(town)
    assert called(town, case_id) == ROUND[:1]
    assert (Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) in town.lists(case_id)
    assert town.case(case_id).read_at is None, "nobody has read it"


def test_a_report_that_is_not_acute_wakes_nobody(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    town.react()
    with town.step() as session:
        assert dispatch.find_alarm_of_case(session, PRACTICE_CODE, case_id) is None


def test_the_next_is_called_after_ten_minutes_and_not_before_and_then_it_goes_round(town: RolledBackTown) -> None:
    case_id = wake(town)
    town.wait(minutes=9, seconds=59)
    assert len(called(town, case_id)) == 1
    town.wait(seconds=1)
    assert called(town, case_id) == ROUND[:2]
    for _ in range(4):
        town.wait(minutes=10)
    assert called(town, case_id) == ROUND * 2
    calls = [each for each in town.happened if isinstance(each, AlarmCalled)]
    assert [each.number for each in calls] == [1, 2, 3, 4, 5, 6]
    assert len({each.step_id for each in calls}) == 6, "each call is a delivery of its own"


def test_acknowledging_ends_the_calling_and_says_who_has_read_it(town: RolledBackTown) -> None:
    case_id = wake(town)
    town.wait(minutes=4)
    assert acknowledge(town, case_id)
    town.wait(hours=1)
    assert called(town, case_id) == ROUND[:1]
    case, alarm = town.case(case_id), alarm_of(town, case_id)
    assert (case.read_by_role, alarm.acknowledged_role, alarm.acknowledged_by) == (*["Tekniska jouren"] * 2, BO.id)
    assert alarm.acknowledged_at == case.read_at == town.now - timedelta(hours=1)
    assert Why.ACUTE_UNREAD not in {why for why, _ in town.lists(case_id)}


def test_the_reporters_are_told_of_the_reading_and_what_is_promised_next(town: RolledBackTown) -> None:
    case_id = wake(town)
    acknowledge(town, case_id)
    town.react()
    expected_at = town.case(case_id).promise_due_at
    assert CaseRead(PRACTICE_CODE, case_id, "Tekniska jouren", expected_at) in town.happened
    assert town.promises(case_id) == [("read", "first", "kept"), ("make_safe", "next_step", None)]


def test_the_second_who_acknowledges_is_told_that_somebody_has_it_and_changes_nothing(town: RolledBackTown) -> None:
    case_id = wake(town)
    assert acknowledge(town, case_id)
    steps = town.steps(case_id)
    assert not acknowledge(town, case_id, role="Gatujouren")
    assert (town.case(case_id).read_by_role, town.steps(case_id)) == ("Tekniska jouren", steps)
    town.react()
    assert [type(each) for each in town.happened].count(AlarmAcknowledged) == 1


@pytest.mark.parametrize(("what", "more"), [(Act.ACCEPT, {}), (Act.COMPLETE, {"outcome": Outcome.MENDED})])
def test_a_contractor_who_accepts_the_order_has_it(town: RolledBackTown, what: Act, more: dict[str, Outcome]) -> None:
    case_id = wake(town)
    town.act(town.order(case_id).id, what, **more)
    assert alarm_of(town, case_id).state is AlarmState.ACKNOWLEDGED
    assert town.promises(case_id) == [("read", "first", "kept"), ("make_safe", "next_step", None)]


def test_an_order_that_was_only_received_wakes_the_next(town: RolledBackTown) -> None:
    case_id = wake(town)
    town.act(town.order(case_id).id, Act.RECEIVE)
    town.wait(minutes=10)
    assert called(town, case_id) == ROUND[:2]


def test_a_held_report_wakes_a_person_too(town: RolledBackTown) -> None:
    case_id = town.report(over_limit=True, **MANHOLE).case_id
    town.react()
    assert called(town, case_id) == ROUND[1:2], "undecided, it has no contract's list yet"


def test_a_case_decided_after_the_first_call_calls_its_contracts_list_from_the_first(town: RolledBackTown) -> None:
    case_id = town.report(**MANHOLE, over_limit=True).case_id
    town.react()
    assert called(town, case_id) == [("jour", 1)]
    with town.step() as session:
        cases.release_case(session, PRACTICE_CODE, case_id, actor=SYSTEM, now=town.now)
    town.react()
    town.wait(minutes=10)
    assert called(town, case_id) == [("jour", 1), ("drift", 1)]
    assert alarm_of(town, case_id).list_codes == ["drift", "jour"]


def test_with_nobody_on_any_list_the_lists_are_looked_at_again(town: RolledBackTown) -> None:
    with town.step(role="owner") as session:
        session.execute(sa.text("UPDATE call_list_entry SET list_code = 'put-by-' || list_code"))
    case_id = wake(town)
    assert called(town, case_id) == []
    assert (Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) in town.lists(case_id)
    with town.step(role="owner") as session:
        session.execute(sa.text("UPDATE call_list_entry SET list_code = replace(list_code, 'put-by-', '')"))
    town.wait(minutes=10)
    assert called(town, case_id) == ROUND[:1]


def test_a_case_a_person_resolved_calls_nobody_any_more(town: RolledBackTown) -> None:
    case_id = wake(town)
    with town.step() as session:
        cases.resolve_case(
            session, PRACTICE_CODE, case_id, outcome=Outcome.GONE, role="Kontaktcenter", actor=BO, now=town.now
        )
    town.react()
    town.wait(hours=1)
    assert called(town, case_id) == ROUND[:1]
    alarm = alarm_of(town, case_id)
    assert (alarm.state, alarm.acknowledged_role) == (AlarmState.ACKNOWLEDGED, "Kontaktcenter")


def test_a_case_a_rule_resolved_calls_until_a_person_has_seen_it(town: RolledBackTown) -> None:
    case_id = wake(town)
    with town.step(role="worker") as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.NOT_OURS_SHOWN, actor=SYSTEM, now=town.now)
    town.react()
    town.wait(minutes=10)
    assert called(town, case_id) == ROUND[:2]
    assert acknowledge(town, case_id)


def test_every_acknowledgement_is_in_the_audit_log(town: RolledBackTown) -> None:
    case_id = wake(town)
    acknowledge(town, case_id)
    with town.step(role="worker") as session:
        rows = session.execute(sa.text("SELECT actor_id, subject_id FROM audit_entry WHERE act = 'acknowledge_alarm'"))
        assert [tuple(row) for row in rows] == [(BO.id, alarm_of(town, case_id).id)]


def test_an_alarm_of_another_municipality_is_not_found(town: RolledBackTown) -> None:
    alarm_id = alarm_of(town, wake(town)).id
    with pytest.raises(AlarmNotFound), town.step(Scope(("0581",))) as session:
        dispatch.acknowledge_alarm(session, PRACTICE_CODE, alarm_id, role="jour", actor=BO, now=town.now)


def test_many_read_on_a_list_are_taken_at_once_and_somebody_hurt_is_taken_alone(town: RolledBackTown) -> None:
    waiting = [wake(town) for _ in range(3)]
    hurt = town.report(**MANHOLE, words="Ett barn har ramlat ner i brunnen").case_id
    town.react()
    acknowledge(town, waiting[0])
    ids = [alarm_of(town, case_id).id for case_id in (*waiting, hurt)]
    for taken in (2, 0):
        with town.step() as session:
            found = dispatch.acknowledge_alarms(
                session, PRACTICE_CODE, [*ids, MANHOLE_ELSEWHERE], role="agent", actor=BO, now=town.now
            )
        assert found == taken
    assert [town.case(case_id).read_by_role for case_id in waiting] == ["Tekniska jouren", "agent", "agent"]
    assert alarm_of(town, hurt).state is AlarmState.CALLING


def test_in_a_storm_calls_have_a_ceiling_and_every_case_stands_on_the_list(town: RolledBackTown) -> None:
    waiting = [wake(town) for _ in range(14)]
    assert [len(called(town, case_id)) for case_id in waiting] == [1] * 12 + [0] * 2
    assert all((Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) in town.lists(case_id) for case_id in waiting)
    town.wait(minutes=10)
    assert [len(called(town, case_id)) for case_id in waiting[12:]] == [1] * 2, "their turn comes before second rounds"


def test_when_a_storm_goes_on_an_hour_has_a_ceiling_too_and_the_rest_take_turns_after_it(town: RolledBackTown) -> None:
    waiting = [wake(town) for _ in range(26)]
    for _ in range(5):
        town.wait(minutes=10)
    assert sum(len(called(town, case_id)) for case_id in waiting) == 24
    assert [len(called(town, case_id)) for case_id in waiting] == [1] * 24 + [0] * 2
    town.wait(minutes=10)
    assert all(called(town, case_id) for case_id in waiting), "their turn comes before second rounds"


def test_somebody_hurt_is_called_for_at_once_whatever_else_was_called(town: RolledBackTown) -> None:
    for _ in range(14):
        wake(town)
    hurt = town.report(**MANHOLE, words="Ett barn har ramlat ner i brunnen").case_id
    town.react()
    assert len(called(town, hurt)) == 1
    with town.step() as session:
        listed = cases.list_attention(session, PRACTICE_CODE)
        assert listed[0][1].id == hurt
        assert dispatch.list_calling_alarms(session, PRACTICE_CODE)[0].case_id == hurt
