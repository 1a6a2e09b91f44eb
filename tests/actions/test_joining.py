"""Join, merge either way, take apart again, and split: reports move, references stay, nothing open is left without a promise."""

from datetime import timedelta
from typing import Any

import pytest

from backend import cases, dispatch, geography
from backend.cases import JoinNotAllowed, NotJoined, Outcome, SecondFault, State, StepNotAllowed, Submitted
from backend.dispatch import OrderState
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

BENCH: dict[str, Any] = {"category": "park.mobler", "words": "Bänken är trasig."}
CAR: dict[str, Any] = {"category": "fordon.overgivet", "words": "En övergiven bil."}


def merge(town: RolledBackTown, one: Submitted, into: Submitted) -> None:
    with town.step() as session:
        cases.merge_cases(session, PRACTICE_CODE, one.case_id, into_case_id=into.case_id, actor=BO, now=town.now)


def join(town: RolledBackTown, one: Submitted, to: Submitted, *, by: Actor = BO) -> None:
    with town.step() as session:
        cases.join_report(session, PRACTICE_CODE, one.report_id, to_case_id=to.case_id, actor=by, now=town.now)


def unjoin(town: RolledBackTown, one: Submitted) -> None:
    with town.step() as session:
        cases.unjoin_report(session, PRACTICE_CODE, one.report_id, actor=BO, now=town.now)


def lies_in(town: RolledBackTown, one: Submitted) -> Any:
    with town.step() as session:
        return cases.get_report(session, PRACTICE_CODE, one.report_id).case_id


def resolve(town: RolledBackTown, one: Submitted) -> None:
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, one.case_id, outcome=Outcome.GONE, actor=BO, now=town.now)


def reporter(one: Submitted) -> Actor:
    return Actor(ActorKind.REPORTER, one.report_id)


def test_the_emptied_case_is_closed_points_on_and_its_promise_ended_as_joined(town: RolledBackTown) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    town.react()
    merge(town, second, first)
    emptied = town.case(second.case_id)
    assert (emptied.state, emptied.joined_to, emptied.outcome) == (State.CLOSED, first.case_id, None)
    assert town.promises(second.case_id)[-1][2] == "joined"
    assert town.lists(second.case_id) == set()
    assert town.steps(second.case_id)[-1] == "join"
    assert "take_report" in town.steps(first.case_id)
    assert lies_in(town, second) == first.case_id


@pytest.mark.parametrize("first_remains", [True, False], ids=["the earlier remains", "the later remains"])
def test_either_case_may_be_chosen_to_remain(town: RolledBackTown, first_remains: bool) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    town.react()
    one, into = (second, first) if first_remains else (first, second)
    merge(town, one, into)
    assert town.case(into.case_id).is_open
    assert {lies_in(town, first), lies_in(town, second)} == {into.case_id}


def test_the_order_of_the_emptied_case_is_taken_back_and_the_other_stays(town: RolledBackTown) -> None:
    (first, order), (second, other) = town.ordered(), town.ordered()
    with town.step() as session:
        cases.merge_cases(session, PRACTICE_CODE, second, into_case_id=first, actor=BO, now=town.now)
    town.react()
    with town.step() as session:
        assert dispatch.get_order(session, PRACTICE_CODE, other).state is OrderState.CANCELLED
        assert dispatch.get_order(session, PRACTICE_CODE, order).state is OrderState.SENT


def test_taken_apart_the_emptied_case_opens_with_a_promise_and_is_decided_anew(town: RolledBackTown) -> None:
    first, second = town.report(), town.report()
    town.react()
    merge(town, second, first)
    town.react()
    with town.step() as session:
        cases.unmerge_case(session, PRACTICE_CODE, second.case_id, actor=BO, now=town.now)
    reopened = town.case(second.case_id)
    assert (reopened.state, reopened.joined_to) == (State.RECEIVED, None)
    assert reopened.promise_due_at is not None
    assert reopened.promise_due_at > town.now
    town.react()
    assert town.case(second.case_id).state is State.ASSIGNED
    assert len([order for order in town.orders(second.case_id) if order.ended_at is None]) == 1
    assert lies_in(town, second) == second.case_id


def test_what_was_merged_twice_is_taken_apart_report_by_report(town: RolledBackTown) -> None:
    first, second, third = town.report(**BENCH), town.report(**BENCH), town.report(**BENCH)
    town.react()
    merge(town, first, second)
    merge(town, second, third)
    assert town.case(first.case_id).joined_to == third.case_id
    unjoin(town, first)
    assert town.case(first.case_id).is_open
    assert town.case(second.case_id).joined_to == third.case_id
    assert lies_in(town, second) == third.case_id


def test_unmerging_a_case_brings_back_all_that_went_with_it(town: RolledBackTown) -> None:
    first, second, third = town.report(**BENCH), town.report(**BENCH), town.report(**BENCH)
    town.react()
    merge(town, first, second)
    merge(town, second, third)
    with town.step() as session:
        cases.unmerge_case(session, PRACTICE_CODE, second.case_id, actor=BO, now=town.now)
    assert {lies_in(town, first), lies_in(town, second)} == {second.case_id}
    assert town.case(first.case_id).joined_to == second.case_id
    assert lies_in(town, third) == third.case_id


def test_a_case_all_of_whose_reports_went_home_points_to_where_its_own_lies(town: RolledBackTown) -> None:
    first, second, third = town.report(**BENCH), town.report(**BENCH), town.report(**BENCH)
    town.react()
    join(town, first, second)
    join(town, second, third)
    assert town.case(second.case_id).is_open
    unjoin(town, first)
    emptied = town.case(second.case_id)
    assert (emptied.state, emptied.joined_to) == (State.CLOSED, third.case_id)


def test_a_report_may_leave_a_case_that_was_resolved_by_mistake(town: RolledBackTown) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    town.react()
    merge(town, second, first)
    resolve(town, first)
    unjoin(town, second)
    assert town.case(second.case_id).is_open
    assert town.case(first.case_id).state is State.RESOLVED


def test_a_report_in_its_own_case_cannot_be_taken_apart(town: RolledBackTown) -> None:
    first = town.report(**BENCH)
    with pytest.raises(NotJoined):
        unjoin(town, first)
    with pytest.raises(NotJoined), town.step() as session:
        cases.unmerge_case(session, PRACTICE_CODE, first.case_id, actor=BO, now=town.now)


def test_what_is_resolved_takes_no_reports_and_gives_none_away(town: RolledBackTown) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    town.react()
    resolve(town, first)
    with pytest.raises(StepNotAllowed):
        merge(town, second, first)
    with pytest.raises(StepNotAllowed):
        merge(town, first, second)


@pytest.mark.parametrize(
    "one",
    [CAR, {"category": "avfall.ej-tomt"}, {"category": "annat"}, {"category": "trafik.farthinder"}],
    ids=["a car", "a household's bin", "anything else", "a viewpoint"],
)
def test_what_is_always_a_case_of_its_own_is_joined_to_nothing(town: RolledBackTown, one: dict[str, Any]) -> None:
    first, second = town.report(**BENCH), town.report(**one)
    with pytest.raises(JoinNotAllowed):
        merge(town, second, first)
    with pytest.raises(JoinNotAllowed):
        merge(town, first, second)
    with pytest.raises(JoinNotAllowed):
        merge(town, first, first)


def test_an_acute_report_keeps_the_case_acute_and_its_parting_takes_that_back(town: RolledBackTown) -> None:
    hole: dict[str, Any] = {"category": "vag.potthal", "answers": {"lane": "carriageway"}}
    first, second = town.report(**hole), town.report(category="vag.potthal", answers={"how": "deep"})
    town.react()
    assert (town.case(first.case_id).is_acute, town.case(second.case_id).is_acute) == (False, True)
    merge(town, second, first)
    town.react()
    assert town.case(first.case_id).is_acute
    with town.step() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, first.case_id)
    assert alarm is not None
    unjoin(town, second)
    town.react()
    assert not town.case(first.case_id).is_acute
    assert town.case(second.case_id).is_acute
    with town.step() as session:
        again = dispatch.find_alarm_of_case(session, PRACTICE_CODE, second.case_id)
    assert again is not None, "who has the other one has perhaps not this one"


def test_a_reporter_who_says_danger_is_joined_to_nothing_by_their_own_choice(town: RolledBackTown) -> None:
    first, second = town.report(**MANHOLE), town.report(**MANHOLE)
    with pytest.raises(JoinNotAllowed):
        join(town, second, first, by=reporter(second))


def test_a_choice_that_no_longer_holds_costs_nobody_a_report(town: RolledBackTown) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    resolve(town, first)
    with town.step() as session:
        left = cases.join_by_choice(session, PRACTICE_CODE, second, to_case_id=first.case_id, now=town.now)
        nowhere = cases.join_by_choice(session, PRACTICE_CODE, second, to_case_id=new_id(), now=town.now)
    assert left == nowhere == second
    assert town.case(second.case_id).is_open


def test_a_choice_joins_at_once_and_nothing_is_ordered_for_the_emptied_case(town: RolledBackTown) -> None:
    first = town.report()
    town.react()
    second = town.report()
    with town.step() as session:
        joined = cases.join_by_choice(session, PRACTICE_CODE, second, to_case_id=first.case_id, now=town.now)
    town.react()
    assert joined.case_id == first.case_id
    assert joined.reference == second.reference
    assert town.orders(second.case_id) == []
    assert len(town.orders(first.case_id)) == 1


def test_what_was_added_to_a_report_moves_with_it(town: RolledBackTown) -> None:
    first, second = town.report(**BENCH), town.report(**BENCH)
    with town.step() as session:
        cases.add_words(
            session, PRACTICE_CODE, second.report_id, words="Ryggstödet.", actor=reporter(second), now=town.now
        )
    merge(town, second, first)
    with town.step() as session:
        assert [each.words for each in cases.list_additions(session, PRACTICE_CODE, first.case_id)] == ["Ryggstödet."]
        assert cases.list_additions(session, PRACTICE_CODE, second.case_id) == []


def split(town: RolledBackTown, first: Submitted, client_id: str) -> Submitted:
    second = SecondFault(client_id=client_id, category="park.mobler", words="Och bänken är trasig.")
    with town.step() as session:
        return cases.split_report(session, PRACTICE_CODE, first.report_id, second, actor=BO, now=town.now)


def test_a_report_of_two_faults_becomes_two_cases_answered_at_one_address(town: RolledBackTown) -> None:
    first = town.report(words="Lampan är mörk. Och bänken är trasig.", language="en")
    second = split(town, first, "a" * 22)
    with town.step() as session:
        born = cases.get_report(session, PRACTICE_CODE, second.report_id)
        recipients = cases.list_recipients(session, PRACTICE_CODE, second.case_id)
        kept = cases.get_report(session, PRACTICE_CODE, first.report_id)
        linked = cases.list_split(session, PRACTICE_CODE, [first.report_id])
    assert (born.split_from, born.language, born.words) == (first.report_id, "en", "Och bänken är trasig.")
    assert [each.address for each in recipients] == ["amira@example.org"]
    assert kept.words == "Lampan är mörk. Och bänken är trasig."
    assert [each.id for each in linked] == [second.report_id]
    assert second.reference != first.reference
    assert town.steps(first.case_id)[-1] == "split"


def test_splitting_twice_under_one_id_is_done_once(town: RolledBackTown) -> None:
    first = town.report()
    one, again = split(town, first, "b" * 22), split(town, first, "b" * 22)
    assert (again.case_id, again.is_first) == (one.case_id, False)
    assert town.steps(first.case_id).count("split") == 1


def test_near_is_the_category_s_own_distance_and_only_the_same_group(town: RolledBackTown) -> None:
    lon, lat = 18.606, 58.2
    here = town.report(**BENCH)
    town.report(**BENCH, latitude=lat + 55 / 111_195)
    town.report()
    with town.step() as session:
        near = cases.find_near(
            session, PRACTICE_CODE, lon=lon, lat=lat + 20 / 111_195, category="park.mobler", now=town.now
        )
        wide = cases.find_near(session, PRACTICE_CODE, lon=lon, lat=lat, category="park.trad-fallit", now=town.now)
    assert [each.case_id for each in near] == [here.case_id]
    assert near[0].distance_m == pytest.approx(20, abs=0.2)
    assert len(wide) == 2


def test_what_was_just_resolved_is_near_for_a_fortnight(town: RolledBackTown) -> None:
    first = town.report(**BENCH)
    resolve(town, first)

    def found(after: timedelta) -> list[bool]:
        with town.step() as session:
            near = cases.find_near(
                session, PRACTICE_CODE, lon=18.606, lat=58.2, category="park.mobler", now=town.now + after
            )
        return [each.is_open for each in near]

    assert found(timedelta(days=13)) == [False]
    assert found(timedelta(days=15)) == []


def test_the_same_lamp_is_near_wherever_somebody_says_it_stands(town: RolledBackTown) -> None:
    with town.step() as session:
        post = geography.list_assets_near(session, PRACTICE_CODE, lon=18.59, lat=58.2, metres=2000, limit=1)[0]
    first = town.report(asset_number=post.number, longitude=post.lon, latitude=post.lat)
    with town.step() as session:
        near = cases.find_near(
            session,
            PRACTICE_CODE,
            lon=post.lon,
            lat=post.lat + 0.005,
            category="belysning.enstaka",
            asset_id=post.id,
            now=town.now,
        )
    assert [(each.case_id, each.same_asset) for each in near] == [(first.case_id, True)]


def test_cars_bins_and_what_is_held_are_shown_to_nobody_who_reports(town: RolledBackTown) -> None:
    town.report(**CAR)
    town.report(category="avfall.ej-tomt")
    town.report(**BENCH, over_limit=True)
    with town.step() as session:
        for category in ("fordon.overgivet", "avfall.ej-tomt", "park.mobler"):
            assert not cases.find_near(
                session, PRACTICE_CODE, lon=18.606, lat=58.2, category=category, only_public=True, now=town.now
            )
        everything = cases.find_near(
            session, PRACTICE_CODE, lon=18.606, lat=58.2, category="fordon.overgivet", now=town.now
        )
    assert [each.may_join for each in everything] == [False]
