"""Hand-overs inside an open case: rung, sent or written down, proved, answered; asked again, and known at the spot."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases, dispatch, responsibility
from backend.cases import Outcome, PromiseKind, State, StepNotAllowed, Whose, Why
from backend.dispatch import Act, BodyAnswer, HandOver, HandOverState, WaitReason
from backend.dispatch.errors import BodyMissing, HandOverStepNotAllowed, ProofMissing, UntilMissing, WayNotPossible
from backend.dispatch.events import HandOverMade
from backend.dispatch.words import HandOverEnding
from backend.geography.angsby_plan import to_degrees
from backend.practice import PRACTICE_CODE
from backend.responsibility import Way
from tests.rolled_back_town import BO, RolledBackTown

ROAD = to_degrees((-1950.0, -1700.0))
NEXT_DOOR = to_degrees((-1938.0, -1700.0))
"""Twelve metres away, on the same road."""
HOLE: dict[str, Any] = {"category": "vag.potthal", "longitude": ROAD[0], "latitude": ROAD[1]}
"""A hole in the road association's road; it takes faults by mail."""
CABINET: dict[str, Any] = {"category": "klotter.ovrigt", "answers": {"surface": "cabinet"}}
"""Paint on the power company's cabinet; it takes faults by telephone."""


def start(town: RolledBackTown, case_id: UUID, **how: Any) -> UUID:
    """Bo hands over inside the case."""
    wanted = {"body_code": "elnat", "way": Way.PHONE, **how}
    with town.step() as session:
        made = dispatch.hand_over_by_person(session, PRACTICE_CODE, case_id, **wanted, actor=BO, now=town.now)
    town.react()
    return made


def do(town: RolledBackTown, what: Any, hand_over_id: UUID, **more: Any) -> None:
    with town.step() as session:
        what(session, PRACTICE_CODE, hand_over_id, **more, actor=BO, now=town.now)
    town.react()


def acknowledge(town: RolledBackTown, hand_over_id: UUID, *, days: int | None = 7, **more: Any) -> None:
    at = None if days is None else town.now + timedelta(days=days)
    do(town, dispatch.acknowledge_hand_over, hand_over_id, their_reference="EL-4711", ask_again_at=at, **more)


def answer(town: RolledBackTown, hand_over_id: UUID, said: BodyAnswer, **more: Any) -> None:
    do(town, dispatch.answer_hand_over, hand_over_id, answer=said, **more)


def find(town: RolledBackTown, case_id: UUID) -> HandOver:
    with town.step() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, case_id)[-1]


def test_by_telephone_it_is_to_be_done_and_whoever_chases_does_it(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    start(town, case_id, chaser=Whose.UNIT)
    made = find(town, case_id)
    assert (made.state, made.way, made.chaser, made.made_by) == (HandOverState.TO_DO, Way.PHONE, Whose.UNIT, BO.id)
    assert (Why.HAND_OVER, Whose.UNIT) in town.lists(case_id)


def test_by_mail_to_one_who_is_not_in_the_directory_it_is_sent_at_once_with_masked_words(town: RolledBackTown) -> None:
    case_id = town.report(words="Ring 070-123 45 67").case_id
    town.react()
    made = start(town, case_id, body_code="", body_name="Bredband i Ängsby", mail="fel@bredband.example", way=Way.MAIL)
    found = find(town, case_id)
    assert (found.state, found.mail, found.masked_words) == (
        HandOverState.SENT, "fel@bredband.example", "Ring [telefon]",
    )  # fmt: skip
    assert HandOverMade(PRACTICE_CODE, case_id, made) in town.happened


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"body_code": "", "body_name": " "}, BodyMissing),
        ({"body_code": "elnat", "way": Way.FORM}, WayNotPossible),
        ({"body_code": "elnat", "way": Way.SHOWN}, WayNotPossible),
        ({"body_code": "", "body_name": "Någon", "way": Way.MAIL}, WayNotPossible),
        ({"body_code": "", "body_name": "Någon", "way": Way.FORM}, WayNotPossible),
    ],
)
def test_a_hand_over_needs_somebody_and_a_way_to_them(
    town: RolledBackTown, how: dict[str, Any], refusal: type[Exception]
) -> None:
    case_id = town.report().case_id
    with pytest.raises(refusal):
        start(town, case_id, **how)


def test_that_they_have_it_needs_a_name_or_a_reference(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    made = start(town, case_id)
    with pytest.raises(ProofMissing):
        do(town, dispatch.acknowledge_hand_over, made, their_reference=" ", ask_again_at=None)
    do(town, dispatch.acknowledge_hand_over, made, their_reference="", contact_name="Sven", ask_again_at=None)
    assert find(town, case_id).contact_name == "Sven"


def test_told_without_proof_they_are_asked_again(town: RolledBackTown) -> None:
    case_id = town.report(**CABINET).case_id
    town.react()
    made = find(town, case_id)
    do(town, dispatch.tell_hand_over, made.id, ask_again_at=town.now + timedelta(days=2))
    assert find(town, case_id).state is HandOverState.SENT
    assert (town.case(case_id).state, town.lists(case_id)) == (State.WAITING, set())
    with pytest.raises(HandOverStepNotAllowed):
        do(town, dispatch.tell_hand_over, made.id, ask_again_at=town.now + timedelta(days=2))


def test_the_dark_lamp_whose_cable_is_the_power_companys(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    deadline = town.order(case_id).deadline_at
    town.act(order_id, Act.WAIT, reason=WaitReason.POWER_COMPANY, until=town.now + timedelta(days=5))
    made = start(town, case_id)
    acknowledge(town, made, days=9)
    assert town.order(case_id).deadline_at > deadline, "the contract's clock stands"
    case = town.case(case_id)
    assert (case.waiting_on, case.promise_kind) == ("body", PromiseKind.ASK_AGAIN)
    town.act(order_id, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND)
    town.act(order_id, Act.APPROVE, by=None)
    town.react()
    assert town.case(case_id).is_open, "his part is done and theirs is not"
    answer(town, made, BodyAnswer.MENDED, words="Kabeln är lagad.")
    after = town.case(case_id)
    assert (after.state, after.outcome, town.lists(case_id)) == (State.RESOLVED, Outcome.MENDED_BY_OTHER, set())
    assert find(town, case_id).ended_as is HandOverEnding.MENDED


def test_in_the_morning_of_the_day_whoever_chases_is_to_ask(town: RolledBackTown) -> None:
    case_id = town.report(**CABINET).case_id
    town.react()
    acknowledge(town, find(town, case_id).id, days=7)
    assert find(town, case_id).chaser is Whose.KONTAKTCENTER
    town.wait(days=6.5)
    assert town.lists(case_id) == set()
    due_at = town.case(case_id).promise_due_at
    assert due_at is not None
    town.now = due_at - timedelta(minutes=10)
    town.tick()
    assert town.lists(case_id) == {(Why.NEXT_LOOK, Whose.KONTAKTCENTER)}
    acknowledge(town, find(town, case_id).id, days=7)
    assert town.lists(case_id) == set()


def test_they_will_do_it_and_are_asked_again_on_a_day(town: RolledBackTown) -> None:
    case_id = town.report(**CABINET).case_id
    town.react()
    made = find(town, case_id)
    with pytest.raises(UntilMissing):
        answer(town, made.id, BodyAnswer.WILL_DO)
    answer(town, made.id, BodyAnswer.WILL_DO, words="Vecka 40", ask_again_at=town.now + timedelta(days=14))
    after = find(town, case_id)
    assert (after.state, after.answer_words) == (HandOverState.ANSWERED, "Vecka 40")
    assert town.case(case_id).promise_due_at == town.now + timedelta(days=14)


def test_what_is_not_theirs_ends_and_a_person_decides_anew(town: RolledBackTown) -> None:
    case_id = town.report(**CABINET).case_id
    town.react()
    answer(town, find(town, case_id).id, BodyAnswer.NOT_THEIRS)
    assert find(town, case_id).ended_as is HandOverEnding.NOT_THEIRS
    assert (Why.UNDECIDED, Whose.KONTAKTCENTER) in town.lists(case_id)


def test_nobody_waits_any_more_and_the_case_goes_on(town: RolledBackTown) -> None:
    case_id = town.report(**HOLE).case_id
    town.react()
    assert town.case(case_id).state is State.WAITING
    do(town, dispatch.withdraw_hand_over, find(town, case_id).id)
    case = town.case(case_id)
    assert (case.state, case.waiting_on, find(town, case_id).ended_as) == (
        State.ASSIGNED, None, HandOverEnding.WITHDRAWN,
    )  # fmt: skip


def test_one_still_sent_ends_when_the_case_is_resolved_otherwise(town: RolledBackTown) -> None:
    case_id = town.report(**HOLE).case_id
    town.react()
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.GONE, actor=BO, now=town.now)
    town.react()
    assert find(town, case_id).ended_as is HandOverEnding.CASE_RESOLVED


def test_one_already_sent_ends_when_it_is_decided_otherwise(town: RolledBackTown) -> None:
    case_id = town.report(**HOLE).case_id
    town.react()
    with town.step() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, case_id, contract_id=town.contract("drift").id, actor=BO, now=town.now
        )
    town.react()
    assert find(town, case_id).ended_as is HandOverEnding.DECIDED_OTHERWISE


def second_at_spot(town: RolledBackTown, **changes: Any) -> UUID:
    """The next reporter, twelve metres away."""
    there = {"longitude": NEXT_DOOR[0], "latitude": NEXT_DOOR[1], "mail": "grannen@example.org"}
    case_id = town.report(**{**HOLE, **there, **changes}).case_id
    town.react()
    return case_id


def test_the_next_reporter_at_the_spot_is_told_that_it_is_with_them_and_they_are_not_told_twice(
    town: RolledBackTown,
) -> None:
    first = town.report(**HOLE).case_id
    town.react()
    acknowledge(town, find(town, first).id)
    second = second_at_spot(town)
    known, resting, case = find(town, first), find(town, second), town.case(second)
    assert (resting.same_as_id, resting.their_reference, resting.state) == (
        known.id, "EL-4711", HandOverState.ACKNOWLEDGED,
    )  # fmt: skip
    assert (case.state, case.waiting_on, case.promise_due_at) == (State.WAITING, "body", known.ask_again_at)
    assert [each.case_id for each in town.happened if isinstance(each, HandOverMade)] == [first]
    with town.step() as session:
        facts = [each.facts for each in cases.list_timeline(session, PRACTICE_CODE, second)]
    assert str(known.id) in {each.get("known_hand_over") for each in facts}


@pytest.mark.parametrize(
    "changes",
    [dict(zip(("longitude", "latitude"), to_degrees((-1800.0, -1700.0)), strict=True)), {"category": "klotter.ovrigt"}],
    ids=["further away", "another group"],
)
def test_what_is_elsewhere_or_something_else_is_nobodys_already(town: RolledBackTown, changes: dict[str, Any]) -> None:
    town.report(**HOLE)
    town.react()
    second = second_at_spot(town, **changes)
    with town.step() as session:
        rest = [each.same_as_id for each in dispatch.list_hand_overs(session, PRACTICE_CODE, second)]
    assert rest in ([], [None])


def test_two_things_of_a_kind_that_may_stand_side_by_side_are_told_each_by_itself(town: RolledBackTown) -> None:
    first = town.report(**CABINET).case_id
    town.react()
    acknowledge(town, find(town, first).id)
    second = town.report(**CABINET).case_id
    town.react()
    made = find(town, second)
    assert (made.state, made.same_as_id) == (HandOverState.TO_DO, find(town, first).id), "a person sees the first"


def test_what_was_handed_over_for_good_is_known_too_for_a_time(town: RolledBackTown) -> None:
    first = town.report(**HOLE).case_id
    town.react()
    acknowledge(town, find(town, first).id, days=None)
    assert town.case(first).outcome is Outcome.NOT_OURS_HANDED_OVER
    town.now += timedelta(days=20)
    assert find(town, second_at_spot(town)).same_as_id == find(town, first).id
    town.now += timedelta(days=60)
    assert find(town, second_at_spot(town)).same_as_id is None


def test_an_answer_to_the_first_brings_the_others_to_whoever_chases(town: RolledBackTown) -> None:
    first = town.report(**HOLE).case_id
    town.react()
    second = second_at_spot(town)
    answer(town, find(town, first).id, BodyAnswer.MENDED)
    assert (Why.NEXT_LOOK, Whose.KONTAKTCENTER) in town.lists(second)
    assert town.case(second).is_open, "a person says whether it was the same"


def test_a_wait_goes_on_when_a_person_says_so(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    with town.step() as session:
        cases.wait_on(
            session, PRACTICE_CODE, case_id, waiting_on="owner", reason="owner", until=town.now + timedelta(days=3),
            chaser=Whose.KONTAKTCENTER, actor=BO, now=town.now,
        )  # fmt: skip
    waiting = town.case(case_id)
    assert (waiting.chaser, waiting.next_look_at is not None) == (Whose.KONTAKTCENTER, True)
    town.wait(days=3)
    assert (Why.NEXT_LOOK, Whose.KONTAKTCENTER) in town.lists(case_id)
    with town.step() as session:
        cases.resume_case(session, PRACTICE_CODE, case_id, actor=BO, now=town.now)
    case = town.case(case_id)
    assert (case.state, case.waiting_on, case.chaser, case.next_look_at) == (State.ASSIGNED, None, None, None)
    assert (case.promise_kind, town.lists(case_id) & {(Why.NEXT_LOOK, Whose.KONTAKTCENTER)}) == (
        PromiseKind.MEND, set(),
    )  # fmt: skip
    with pytest.raises(StepNotAllowed), town.step() as session:
        cases.resume_case(session, PRACTICE_CODE, case_id, actor=BO, now=town.now)
