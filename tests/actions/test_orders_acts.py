"""What a contractor and a unit do with a work order: twice, late, out of order, and somebody else's."""

import secrets
from datetime import timedelta
from typing import Any

import pytest

from backend import cases, dispatch
from backend.cases import Cause, NewPromise, Outcome, PromiseKind, State, Whose, Why
from backend.catalogue import Precision
from backend.dispatch import Act, ActForm, ActNotAllowed, DeclineReason, OrderState, WaitReason
from backend.dispatch.errors import (
    DeclineNotAllowed,
    OrderNotFound,
    OutcomeNotForOrders,
    ReasonUnknown,
    UntilMissing,
)
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.errors import Conflict
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, CLEO, DAG, RolledBackTown

MENDED = {"outcome": Outcome.MENDED}


def test_an_order_is_received_accepted_begun_done_and_approved_and_the_case_is_resolved(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    states = []
    for what, more in ((Act.RECEIVE, {}), (Act.ACCEPT, {}), (Act.START, {}), (Act.COMPLETE, MENDED)):
        states.append(town.act(order_id, what, **more).state)
    assert states == [OrderState.RECEIVED, OrderState.ACCEPTED, OrderState.STARTED, OrderState.DONE]
    assert town.lists(case_id) == {(Why.APPROVE, Whose.UNIT)}
    town.react()
    assert town.case(case_id).is_open, "done is what one says; approved is what counts"
    assert town.act(order_id, Act.APPROVE, by=None).state is OrderState.APPROVED
    town.react()
    case = town.case(case_id)
    assert (case.state, case.outcome, town.lists(case_id)) == (State.RESOLVED, Outcome.MENDED, set())


def test_accepting_keeps_the_promise_to_read_and_begins_the_one_to_mend(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.ACCEPT)
    case = town.case(case_id)
    assert (case.read_at, case.read_by_role) == (town.now, "contractor")
    assert town.promises(case_id) == [("read", "first", "kept"), ("mend", "next_step", None)]


def test_the_same_act_sent_twice_happens_once(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    act_id = secrets.token_urlsafe(24)
    first = town.act(order_id, Act.ACCEPT, act_id=act_id)
    steps = town.steps(case_id)
    again = town.act(order_id, Act.ACCEPT, act_id=act_id)
    assert (again.state, again.version, town.steps(case_id)) == (first.state, first.version, steps)


def test_another_act_under_the_same_id_is_refused(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    act_id = secrets.token_urlsafe(24)
    town.act(order_id, Act.ACCEPT, act_id=act_id)
    with pytest.raises(Conflict):
        town.act(order_id, Act.START, act_id=act_id)


def test_done_may_arrive_before_accepted_and_says_that_it_was(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    earlier = town.now
    town.now += timedelta(hours=3)
    order = town.act(order_id, Act.COMPLETE, occurred_at=earlier + timedelta(hours=1), **MENDED)
    assert (order.state, order.done_at, order.accepted_at) == (OrderState.DONE, *[earlier + timedelta(hours=1)] * 2)
    assert town.case(case_id).read_at == town.now
    with pytest.raises(ActNotAllowed):
        town.act(order_id, Act.ACCEPT)


def test_a_phone_whose_clock_is_ahead_does_nothing_in_the_future(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    assert town.act(order_id, Act.ACCEPT, occurred_at=town.now + timedelta(days=2)).accepted_at == town.now


def test_an_act_after_approval_is_refused_and_kept_for_the_unit_to_read(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.COMPLETE, **MENDED)
    town.act(order_id, Act.APPROVE, by=None)
    town.react()
    with pytest.raises(ActNotAllowed):
        town.act(order_id, Act.WAIT, reason="parts", until=town.now + timedelta(days=1), words="Lampan är slut.")
    form = ActForm(act_id=secrets.token_urlsafe(24), act=Act.WAIT, reason="parts", words="Lampan är slut.")
    with town.step(town.scope_of(CLEO)) as session:
        actor = Actor(ActorKind.CONTRACTOR, new_id())
        dispatch.keep_refused_act(session, PRACTICE_CODE, order_id, form, actor=actor, now=town.now)
    assert town.lists(case_id) == {(Why.REFUSED_ACT, Whose.UNIT)}
    with town.step() as session:
        kept = cases.list_attention_of_case(session, PRACTICE_CODE, case_id)[0].facts
    assert (kept["act"], kept["words"]) == ("wait", "Lampan är slut.")
    assert town.case(case_id).state is State.RESOLVED


@pytest.mark.parametrize("what", list(Act))
def test_another_firms_order_is_not_found_whatever_is_tried(town: RolledBackTown, what: Act) -> None:
    case_id, order_id = town.ordered()
    steps = town.steps(case_id)
    with pytest.raises(OrderNotFound):
        town.act(order_id, what, by=DAG, reason="other", words="Mitt.", **MENDED)
    with pytest.raises(OrderNotFound):
        town.act(new_id(), what, by=DAG, **MENDED)
    assert town.steps(case_id) == steps


def test_another_firm_can_not_even_leave_words_on_an_order(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    form = ActForm(act_id=secrets.token_urlsafe(24), act=Act.WAIT)
    with pytest.raises(OrderNotFound), town.step(town.scope_of(DAG)) as session:
        dispatch.keep_refused_act(session, PRACTICE_CODE, order_id, form, actor=BO, now=town.now)


def test_a_waiting_says_on_what_until_when_and_moves_the_promise_at_once(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    deadline, until = town.order(case_id).deadline_at, town.now + timedelta(days=10)
    order = town.act(order_id, Act.WAIT, reason=WaitReason.PARTS, until=until)
    assert (order.state, order.waiting_until, order.deadline_at) == (OrderState.WAITING, until, deadline)
    case = town.case(case_id)
    assert (case.state, case.waiting_on, case.promise_due_at) == (State.WAITING, "parts", until)
    town.act(order_id, Act.RESUME)
    assert (town.case(case_id).state, town.case(case_id).waiting_on) == (State.IN_PROGRESS, None)


def test_going_on_after_a_wait_keeps_the_promise_to_ask_again_and_begins_the_one_to_mend(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.WAIT, reason=WaitReason.PARTS, until=town.now + timedelta(days=10))
    town.act(order_id, Act.RESUME)
    assert town.promises(case_id)[-2:] == [("ask_again", "waiting", "kept"), ("mend", "next_step", None)]


def test_going_on_leaves_a_later_promise_as_it_stands(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.WAIT, reason=WaitReason.PARTS, until=town.now + timedelta(days=10))
    promise = NewPromise(PromiseKind.MEND, town.now + timedelta(days=30), Precision.DAY, Cause.LATE, "parts")
    with town.step() as session:
        cases.move_promise(session, PRACTICE_CODE, case_id, promise=promise, actor=BO, now=town.now)
    town.act(order_id, Act.RESUME)
    assert town.promises(case_id)[-1] == ("mend", "late", None)


def test_a_waiting_moves_the_deadline_only_for_a_reason_the_contract_names(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    deadline, wait = town.order(case_id).deadline_at, timedelta(days=10)
    order = town.act(order_id, Act.WAIT, reason=WaitReason.FROST, until=town.now + wait)
    assert order.deadline_at == deadline + wait + timedelta(days=1), "it ends on a Sunday, so on Monday"


@pytest.mark.parametrize("days", [None, -1, 0, 367])
def test_a_waiting_needs_a_next_look_within_a_year(town: RolledBackTown, days: int | None) -> None:
    _, order_id = town.ordered()
    until = None if days is None else town.now + timedelta(days=days)
    with pytest.raises(UntilMissing):
        town.act(order_id, Act.WAIT, reason="parts", until=until)


def test_a_declined_order_comes_to_the_unit_with_its_reason_and_may_be_decided_anew(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    declined = town.act(order_id, Act.DECLINE, reason=DeclineReason.NOT_OUR_AREA, words="Väster om ån.")
    town.react()
    assert (declined.state, declined.ended_at) == (OrderState.DECLINED, town.now)
    assert town.lists(case_id) == {(Why.ORDER_DECLINED, Whose.UNIT)}
    with town.step() as session:
        facts = cases.list_attention_of_case(session, PRACTICE_CODE, case_id)[0].facts
    assert (facts["reason"], facts["words"]) == ("not_our_area", "Väster om ån.")
    assert town.case(case_id).state is State.RECEIVED


@pytest.mark.parametrize(
    ("what", "more", "refusal"),
    [
        (Act.DECLINE, {"reason": "no_wish"}, ReasonUnknown),
        (Act.WAIT, {"reason": "rain"}, ReasonUnknown),
        (Act.COMPLETE, {"outcome": None}, OutcomeNotForOrders),
        (Act.COMPLETE, {"outcome": Outcome.PRIVATE}, OutcomeNotForOrders),
    ],
)
def test_a_reason_or_outcome_that_is_none_is_refused(
    town: RolledBackTown, what: Act, more: dict[str, Any], refusal: type[Exception]
) -> None:
    case_id, order_id = town.ordered()
    with pytest.raises(refusal):
        town.act(order_id, what, **more)
    assert town.order(case_id).state is OrderState.SENT


def test_a_contract_may_not_let_one_decline(town: RolledBackTown) -> None:
    town.contract("belysning-ost", may_decline=False)
    _, order_id = town.ordered()
    with pytest.raises(DeclineNotAllowed):
        town.act(order_id, Act.DECLINE, reason="no_capacity")


def test_work_is_sent_back_with_words_and_comes_again(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    town.act(order_id, Act.COMPLETE, **MENDED)
    with pytest.raises(cases.WordsMissing):
        town.act(order_id, Act.SEND_BACK, by=None)
    order = town.act(order_id, Act.SEND_BACK, by=None, words="Den blinkar.")
    assert (order.state, order.done_at, order.sent_back_reason) == (OrderState.ACCEPTED, None, "Den blinkar.")
    assert town.lists(case_id) == set()
    assert town.act(order_id, Act.COMPLETE, **MENDED).state is OrderState.DONE
