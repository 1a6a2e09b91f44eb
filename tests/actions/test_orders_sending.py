"""From a decision to an order, and from approved orders to a resolved case: by rule where sure, else by a person."""

from datetime import timedelta
from uuid import UUID

import pytest

from backend import cases, dispatch, responsibility
from backend.cases import Outcome, State, Whose, Why
from backend.dispatch import Act, OrderState, Purpose, WorkOrder
from backend.dispatch.events import AcceptanceOverdue
from backend.foundation.errors import Conflict
from backend.practice import PRACTICE_CODE
from backend.responsibility import OrderMode
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown
from tests.town import STORGATAN

LIGHTING = "belysning-ost"


def order(town: RolledBackTown, case_id: UUID, contract: str = LIGHTING, *, purpose: Purpose = Purpose.MEND) -> UUID:
    """Bo orders by hand."""
    contract_id = town.contract(contract).id
    with town.step() as session:
        return dispatch.order_by_person(
            session, PRACTICE_CODE, case_id, contract_id=contract_id, purpose=purpose, actor=BO, now=town.now
        )


def decide(town: RolledBackTown, case_id: UUID, **target: object) -> None:
    """Bo decides by hand, and what follows from it."""
    with town.step() as session:
        responsibility.decide_by_person(session, PRACTICE_CODE, case_id, actor=BO, now=town.now, **target)  # type: ignore[arg-type]  # one of three
    town.react()


def states(town: RolledBackTown, case_id: UUID) -> list[tuple[str, OrderState]]:
    return [(each.trade, each.state) for each in town.orders(case_id)]


def approve(town: RolledBackTown, order_id: UUID, *, outcome: Outcome = Outcome.MENDED) -> WorkOrder:
    town.act(order_id, Act.COMPLETE, outcome=outcome)
    approved = town.act(order_id, Act.APPROVE, by=None)
    town.react()
    return approved


def test_an_order_says_where_and_what_and_nothing_of_who_reported(town: RolledBackTown) -> None:
    words = "Mörkt. Ring mig, 070-123 45 67, eller amira@example.org"
    case_id, _ = town.ordered(words=words, name="Amira", place_words="Storgatan 12")
    sent = town.order(case_id)
    assert (sent.state, sent.purpose, sent.trade, sent.unit_code) == (OrderState.SENT, Purpose.MEND, "lighting", "gata")
    told = sent.briefing
    assert (told["longitude"], told["latitude"], told["place"]) == (*STORGATAN, "Storgatan 12")
    assert told["words"] == "Mörkt. Ring mig, [telefon], eller [e-post]"
    assert "amira" not in str(told).lower()


@pytest.mark.parametrize("mode", [OrderMode.CALL_OFF, OrderMode.APPROVAL_FIRST])
def test_what_needs_a_person_first_comes_to_the_unit_and_is_ordered_by_hand(
    town: RolledBackTown, mode: OrderMode
) -> None:
    town.contract(LIGHTING, order_mode=mode)
    case_id = town.report().case_id
    town.react()
    held = town.order(case_id)
    assert (held.state, town.lists(case_id)) == (OrderState.UNSENT, {(Why.ORDER_NEEDED, Whose.UNIT)})
    with town.step() as session:
        facts = cases.list_attention_of_case(session, PRACTICE_CODE, case_id)[0].facts
    assert facts == {"mode": mode.value, "contract": LIGHTING, "order_id": str(held.id)}
    order(town, case_id)
    assert town.lists(case_id) == set()


def test_above_the_hours_ceiling_a_person_decides_and_an_hour_later_orders_go_again(town: RolledBackTown) -> None:
    town.contract(LIGHTING, orders_an_hour=1)
    first, second = town.report().case_id, town.report().case_id
    town.react()
    assert len(town.orders(first)) == 1
    assert town.order(second).state is OrderState.UNSENT
    assert town.lists(second) == {(Why.ORDER_NEEDED, Whose.UNIT)}
    town.now += timedelta(hours=1)
    third = town.report().case_id
    town.react()
    assert len(town.orders(third)) == 1


def test_a_second_active_order_of_the_same_purpose_is_refused(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    with pytest.raises(Conflict) as refused:
        order(town, case_id)
    assert refused.value.code == "order_already_active"
    assert order(town, case_id, purpose=Purpose.MAKE_SAFE) != order_id


def test_after_a_declined_order_another_may_be_sent(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.DECLINE, reason="no_capacity")
    order(town, case_id)
    assert (town.order(case_id).state, town.lists(case_id)) == (OrderState.SENT, set())


@pytest.mark.parametrize("target", [{"unit_code": "gata"}, {"body_code": "elnat"}])
def test_another_decision_takes_a_declined_order_off_the_units_list(
    town: RolledBackTown, target: dict[str, str]
) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.DECLINE, reason="not_our_area")
    decide(town, case_id, **target)
    assert Why.ORDER_DECLINED not in {why for why, _ in town.lists(case_id)}


def test_another_decision_takes_the_earlier_order_back_and_sends_the_new(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    decide(town, case_id, contract_id=town.contract("belysning-vast").id)
    assert states(town, case_id) == [("lighting", OrderState.CANCELLED), ("lighting", OrderState.SENT)]
    decide(town, case_id, unit_code="gata")
    assert states(town, case_id)[-1] == ("lighting", OrderState.CANCELLED)
    assert town.case(case_id).state is State.WITH_UNIT


def test_the_same_decision_again_orders_nothing_twice(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    decide(town, case_id, contract_id=town.contract(LIGHTING).id)
    assert town.order(case_id).id == order_id


def test_nobody_took_it_in_time_comes_to_the_unit_once_and_a_late_acceptance_settles_it(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    accept_by = town.order(case_id).accept_by
    town.now = accept_by - timedelta(seconds=1)
    town.tick()
    assert Why.ACCEPTANCE_OVERDUE not in {why for why, _ in town.lists(case_id)}
    town.wait(seconds=1)
    town.wait(seconds=1)
    assert (Why.ACCEPTANCE_OVERDUE, Whose.UNIT) in town.lists(case_id)
    assert [type(each) for each in town.happened].count(AcceptanceOverdue) == 1
    town.act(order_id, Act.ACCEPT)
    assert Why.ACCEPTANCE_OVERDUE not in {why for why, _ in town.lists(case_id)}


def test_an_acute_order_is_to_be_taken_within_half_an_hour(town: RolledBackTown) -> None:
    case_id, _ = town.ordered(**MANHOLE)
    assert town.order(case_id).accept_by == town.now + timedelta(minutes=30)


def test_a_case_is_resolved_when_every_needed_order_is_approved_as_its_mending_ended(town: RolledBackTown) -> None:
    case_id, mending = town.ordered()
    safe = order(town, case_id, purpose=Purpose.MAKE_SAFE)
    approve(town, mending, outcome=Outcome.OTHER_FAULT_MENDED)
    assert town.case(case_id).is_open
    approve(town, safe, outcome=Outcome.TEMPORARILY_MENDED)
    case = town.case(case_id)
    assert (case.state, case.outcome) == (State.RESOLVED, Outcome.OTHER_FAULT_MENDED)


def test_a_place_made_safe_is_not_yet_mended(town: RolledBackTown) -> None:
    town.contract(LIGHTING, order_mode=OrderMode.CALL_OFF)
    case_id = town.report().case_id
    town.react()
    approve(town, order(town, case_id, purpose=Purpose.MAKE_SAFE))
    assert town.case(case_id).is_open
    assert (Why.ORDER_NEEDED, Whose.UNIT) in town.lists(case_id)


def test_a_case_resolved_another_way_takes_its_open_orders_back(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.GONE, actor=BO, now=town.now)
    town.react()
    assert states(town, case_id) == [("lighting", OrderState.CANCELLED)]
    assert (town.case(case_id).outcome, town.lists(case_id)) == (Outcome.GONE, set())


def test_made_safe_is_a_milestone_and_a_new_promise_and_no_state(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered(**MANHOLE)
    town.act(order_id, Act.ACCEPT)
    assert town.case(case_id).promise_kind is cases.PromiseKind.MAKE_SAFE
    town.act(order_id, Act.MAKE_SAFE)
    case = town.case(case_id)
    assert (case.state, case.made_safe_at) == (State.ASSIGNED, town.now)
    assert case.promise_kind is cases.PromiseKind.MEND
