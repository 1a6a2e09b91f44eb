"""A tree on a power line, and other orders that wait: nothing begins before the all-clear or the order before it."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases, dispatch
from backend.cases import Outcome, State, Whose, Why
from backend.dispatch import Act, ActNotAllowed, HandOverState, OrderLocked, OrderState, OrderWaitsForOther, Purpose
from backend.dispatch.errors import ReleasedByMissing
from backend.dispatch.events import WorkOrderReleased
from backend.dispatch.words import HandOverEnding
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown

PARK_CREW = "egenregi"
TREE: dict[str, Any] = {"category": "park.trad-fallit", "answers": {"power_line": "yes"}}
"""A fallen tree that touches a power line."""


@pytest.fixture
def tree(town: RolledBackTown) -> UUID:
    case_id = town.report(**TREE).case_id
    town.react()
    return case_id


def hand_over_of(town: RolledBackTown, case_id: UUID) -> dispatch.HandOver:
    with town.step() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, case_id)[-1]


def release(town: RolledBackTown, order_id: UUID, words: str = "Elnät, Sven") -> None:
    town.act(order_id, Act.RELEASE, by=None, words=words)
    town.react()


def test_the_power_company_is_rung_and_our_own_order_stands_ready_and_locked(town: RolledBackTown, tree: UUID) -> None:
    made, order = hand_over_of(town, tree), town.order(tree)
    assert (made.body_code, made.way, made.state) == ("elnat", "phone", HandOverState.TO_DO)
    assert (Why.HAND_OVER, Whose.KONTAKTCENTER) in town.lists(tree)
    assert (order.trade, order.is_locked, order.waits_for) == (
        "parks", True, {"kind": "all_clear", "who": "elnat", "name": "Ängsby Elnät"},
    )  # fmt: skip


@pytest.mark.parametrize(("what", "more"), [(Act.START, {}), (Act.COMPLETE, {"outcome": Outcome.MENDED})])
def test_a_locked_order_is_neither_begun_nor_done_but_may_be_taken(
    town: RolledBackTown, tree: UUID, what: Act, more: dict[str, Any]
) -> None:
    order = town.order(tree)
    town.act(order.id, Act.ACCEPT, by=PARK_CREW)
    with pytest.raises(OrderLocked):
        town.act(order.id, what, by=PARK_CREW, **more)
    assert town.order(tree).state is OrderState.ACCEPTED


def test_what_was_refused_may_be_sent_again_under_its_id_once_it_is_released(town: RolledBackTown, tree: UUID) -> None:
    order, act_id = town.order(tree), secrets.token_urlsafe(24)
    with pytest.raises(OrderLocked):
        town.act(order.id, Act.START, by=PARK_CREW, act_id=act_id)
    release(town, order.id)
    assert town.act(order.id, Act.START, by=PARK_CREW, act_id=act_id).state is OrderState.STARTED


def test_an_all_clear_is_somebodys_and_ends_what_waited_on_them(town: RolledBackTown, tree: UUID) -> None:
    order = town.order(tree)
    with pytest.raises(ReleasedByMissing):
        town.act(order.id, Act.RELEASE, by=None)
    at = town.now + timedelta(minutes=40)
    town.now += timedelta(hours=1)
    town.act(order.id, Act.RELEASE, by=None, words="Elnät, Sven", occurred_at=at)
    town.react()
    after = town.order(tree)
    assert (after.is_locked, after.released_at, after.released_words) == (False, at, "Elnät, Sven")
    assert WorkOrderReleased(PRACTICE_CODE, tree, order.id) in town.happened
    assert hand_over_of(town, tree).ended_as is HandOverEnding.ALL_CLEAR
    with pytest.raises(ActNotAllowed):
        town.act(order.id, Act.RELEASE, by=None, words="Igen")


def test_the_whole_of_a_tree_on_a_line(town: RolledBackTown, tree: UUID) -> None:
    order = town.order(tree)
    with town.step() as session:
        dispatch.acknowledge_hand_over(
            session, PRACTICE_CODE, hand_over_of(town, tree).id, their_reference="EL-4711", contact_name="Sven",
            ask_again_at=None, actor=BO, now=town.now,
        )  # fmt: skip
    town.react()
    assert town.case(tree).is_open, "it is not theirs alone: our own part remains"
    town.act(order.id, Act.MAKE_SAFE, by=PARK_CREW)
    town.react()
    assert town.case(tree).made_safe_at == town.now
    release(town, order.id, "Elnät, Sven, 15.20")
    town.act(order.id, Act.START, by=PARK_CREW)
    town.act(order.id, Act.COMPLETE, by=PARK_CREW, outcome=Outcome.MENDED)
    town.act(order.id, Act.APPROVE, by=None)
    town.react()
    case = town.case(tree)
    assert (case.state, case.outcome, town.lists(tree)) == (State.RESOLVED, Outcome.MENDED, set())


def test_while_it_is_locked_its_clock_stands_and_it_is_late_for_nothing(town: RolledBackTown, tree: UUID) -> None:
    order = town.order(tree)
    town.wait(days=4)
    assert not {Why.MEND_OVERDUE, Why.START_OVERDUE} & {why for why, _ in town.lists(tree)}
    release(town, order.id)
    after = town.order(tree)
    assert after.deadline_at >= order.deadline_at + timedelta(days=4)
    with town.step() as session:
        (stood,) = dispatch.list_pauses_of(session, PRACTICE_CODE, [order.id])[order.id]
    assert (stood.reason, stood.granted_by, stood.ends_at) == ("locked", "unit", town.now)


def test_a_person_who_decides_for_the_contract_gets_a_locked_order_too(town: RolledBackTown) -> None:
    case_id = town.report(**TREE).case_id
    contract_id = town.contract("park").id
    with town.step() as session:
        dispatch.order_by_person(session, PRACTICE_CODE, case_id, contract_id=contract_id, actor=BO, now=town.now)
    assert town.order(case_id).is_locked


def after_other(town: RolledBackTown) -> tuple[UUID, UUID, UUID]:
    """A lamp whose ground must be dug first: the case, the digging, and the lamp that waits for it."""
    case_id, first = town.ordered()
    roads = town.contract("drift").id
    with town.step() as session:
        second = dispatch.order_by_person(
            session, PRACTICE_CODE, case_id, contract_id=roads, after_order_id=first, actor=BO, now=town.now
        )
    return case_id, first, second


def test_an_order_that_waits_for_another_begins_when_that_one_is_approved(town: RolledBackTown) -> None:
    case_id, first, second = after_other(town)
    with pytest.raises(OrderWaitsForOther):
        town.act(second, Act.START)
    town.act(first, Act.COMPLETE, outcome=Outcome.MENDED)
    town.act(first, Act.APPROVE, by=None)
    town.react()
    assert town.case(case_id).is_open, "the other is needed too"
    assert town.act(second, Act.START).state is OrderState.STARTED


def test_one_whose_predecessor_is_taken_back_comes_to_the_unit(town: RolledBackTown) -> None:
    case_id, first, second = after_other(town)
    town.act(first, Act.CANCEL, by=None)
    town.react()
    assert (Why.ORDER_NEEDED, Whose.UNIT) in town.lists(case_id)
    release(town, second, "Bo: behövs inte längre")
    assert town.act(second, Act.START).state is OrderState.STARTED


def test_an_order_to_make_safe_is_locked_by_danger_to_life_as_well(town: RolledBackTown, tree: UUID) -> None:
    contract_id = town.contract("park").id
    with town.step() as session:
        order_id = dispatch.order_by_person(
            session, PRACTICE_CODE, tree, contract_id=contract_id, purpose=Purpose.MAKE_SAFE, actor=BO, now=town.now
        )
    with pytest.raises(OrderLocked):
        town.act(order_id, Act.START, by=PARK_CREW)
    with town.step() as session:
        assert cases.get_case(session, PRACTICE_CODE, tree).is_open
