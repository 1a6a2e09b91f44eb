"""Orders above a ceiling or before a yes are written and not sent: the firm sees nothing until a person lets them go."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases, dispatch, responsibility
from backend.cases import Channel, Outcome, Whose, Why
from backend.dispatch import Act, HeldBecause, OrderState
from backend.dispatch.errors import OrderNotFound
from backend.dispatch.events import WorkOrderCancelled, WorkOrderSent
from backend.practice import PRACTICE_CODE
from backend.responsibility import OrderMode
from tests.rolled_back_town import BO, CLEO, MANHOLE, RolledBackTown

LIGHTING = "belysning-ost"


def held(town: RolledBackTown, **changes: Any) -> tuple[UUID, UUID]:
    """A report whose order is held, since the contract has sent all it may this hour."""
    town.contract(LIGHTING, orders_an_hour=0)
    case_id = town.report(**changes).case_id
    town.react()
    return case_id, town.order(case_id).id


def list_held(town: RolledBackTown, **of: Any) -> list[UUID]:
    with town.step() as session:
        return [order.id for order, _ in dispatch.list_held_orders(session, PRACTICE_CODE, **of)]


def test_a_held_order_is_on_the_units_list_and_not_with_the_firm(town: RolledBackTown) -> None:
    case_id, order_id = held(town)
    order = town.order(case_id)
    assert (order.state, order.held_because) == (OrderState.UNSENT, HeldBecause.CEILING)
    assert town.lists(case_id) == {(Why.ORDER_NEEDED, Whose.UNIT)}
    assert list_held(town) == list_held(town, unit_code="gata") == [order_id]
    assert list_held(town, unit_code="park") == []
    assert not [each for each in town.happened if isinstance(each, WorkOrderSent)]
    with pytest.raises(OrderNotFound):
        town.act(order_id, Act.ACCEPT, by=CLEO)


def test_let_go_it_is_sent_and_its_deadlines_run_from_then(town: RolledBackTown) -> None:
    case_id, order_id = held(town)
    before = town.order(case_id)
    town.now += timedelta(days=3)
    sent = town.act(order_id, Act.SEND, by=None)
    town.react()
    assert (sent.state, sent.sent_at, sent.let_go_by) == (OrderState.SENT, town.now, BO.id)
    assert sent.accept_by > before.accept_by
    assert sent.deadline_at > before.deadline_at
    assert town.lists(case_id) == set()
    assert WorkOrderSent(PRACTICE_CODE, case_id, order_id) in town.happened
    assert town.act(order_id, Act.ACCEPT, by=CLEO).state is OrderState.ACCEPTED


def test_many_are_let_go_at_once_and_those_that_are_gone_are_told_apart(town: RolledBackTown) -> None:
    ids = [held(town)[1] for _ in range(3)]
    town.act(ids[0], Act.CANCEL, by=None)
    with town.step() as session:
        done = dispatch.send_held_orders(session, PRACTICE_CODE, ids, actor=BO, now=town.now)
    assert (len(done.sent), len(done.gone)) == (2, 1)
    assert list_held(town) == []


def test_nobody_is_told_of_an_order_taken_back_before_it_was_sent(town: RolledBackTown) -> None:
    case_id, order_id = held(town)
    town.act(order_id, Act.CANCEL, by=None)
    town.react()
    assert not [each for each in town.happened if isinstance(each, WorkOrderCancelled)]
    assert town.lists(case_id) == set()
    assert town.case(case_id).is_open


def test_a_held_order_is_late_for_nothing(town: RolledBackTown) -> None:
    case_id, _ = held(town)
    town.wait(days=200)
    assert not {Why.MEND_OVERDUE, Why.ACCEPTANCE_OVERDUE} & {why for why, _ in town.lists(case_id)}


def test_who_decides_for_the_contract_by_hand_lets_the_held_order_go(town: RolledBackTown) -> None:
    town.contract(LIGHTING, order_mode=OrderMode.CALL_OFF)
    case_id = town.report().case_id
    town.react()
    first = town.order(case_id)
    assert first.held_because is HeldBecause.CALL_OFF
    with town.step() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, case_id, contract_id=town.contract(LIGHTING).id, actor=BO, now=town.now
        )
    town.react()
    after = town.order(case_id)
    assert (after.id, after.state, after.let_go_by) == (first.id, OrderState.SENT, BO.id)


def test_above_the_ceiling_of_acute_ones_only_those_nobody_stands_behind_are_held(town: RolledBackTown) -> None:
    town.contract("drift", acute_orders_an_hour=1)
    first, second = town.report(**MANHOLE).case_id, town.report(**MANHOLE).case_id
    by_staff = town.report(**MANHOLE, channel=Channel.PHONE, entered_by=BO.id).case_id
    town.react()
    assert [town.order(each).held_because for each in (first, second, by_staff)] == [
        None, HeldBecause.UNCONFIRMED, None,
    ]  # fmt: skip
    assert (Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) in town.lists(second), "a person is called all the same"


def test_a_case_that_ends_takes_its_held_order_along(town: RolledBackTown) -> None:
    case_id, _ = held(town)
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.GONE, actor=BO, now=town.now)
    town.react()
    assert [order.state for order in town.orders(case_id)] == [OrderState.CANCELLED]
    assert list_held(town) == []
