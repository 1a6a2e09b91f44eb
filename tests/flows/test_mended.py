"""One fault, all the way: reported, dispatched, mended, told, and answered."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from backend import cases, dispatch, feedback
from backend.cases import Outcome, State
from backend.dispatch import Act, ActForm, OrderState, WorkOrder
from backend.feedback import Answer
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.town import WEDNESDAY_MORNING, Town, find_firm, open_town


@pytest.fixture(scope="module")
def seeded(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    """Ängsby, filled once for this module."""
    town = open_town(database_urls, settings)
    town.begin()
    yield town
    town.close()


@pytest.fixture
def town(seeded: Town) -> Town:
    """Ängsby on a Wednesday morning."""
    seeded.stop_clock(WEDNESDAY_MORNING)
    return seeded


def act(town: Town, order: WorkOrder, what: Act, **more: object) -> WorkOrder:
    """Cleo does something with an order."""
    with town.web.transaction(Scope((PRACTICE_CODE,), firm=order.contractor_id)) as session:
        form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)  # type: ignore[arg-type]  # by name
        return dispatch.act_on_order(
            session, PRACTICE_CODE, order.id, form, actor=Actor(ActorKind.CONTRACTOR, new_id()), now=clock.now(session)
        )


def only_order(town: Town, case_id: UUID) -> WorkOrder:
    """The one active order of a case."""
    with town.transaction() as session:
        orders = dispatch.list_orders_of_case(session, PRACTICE_CODE, case_id)
    return next(order for order in orders if order.ended_at is None)


def test_a_dark_lamp_is_sent_to_the_contractor_mended_approved_and_closed_by_silence(town: Town) -> None:
    submitted = town.report()
    town.work()
    assert town.case(submitted.case_id).state is State.ASSIGNED
    order = only_order(town, submitted.case_id)
    with town.transaction() as session:
        assert order.contractor_id == find_firm(session, "cleo-drift")
    act(town, order, Act.ACCEPT)
    assert town.case(submitted.case_id).promise_kind == "mend"
    act(town, order, Act.START)
    assert town.case(submitted.case_id).state is State.IN_PROGRESS
    done = act(town, order, Act.COMPLETE, outcome=Outcome.MENDED)
    assert done.state is OrderState.DONE, "without a photo a person approves"
    with town.transaction() as session:
        form = ActForm(act_id=secrets.token_urlsafe(24), act=Act.APPROVE)
        now = clock.now(session)
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=Actor(ActorKind.STAFF, new_id()), now=now)
    town.work()
    case = town.case(submitted.case_id)
    assert (case.state, case.outcome) == (State.RESOLVED, Outcome.MENDED)
    town.work_until(WEDNESDAY_MORNING + timedelta(days=15))
    assert town.case(submitted.case_id).state is State.CLOSED


def test_a_no_within_warranty_goes_back_to_the_same_contractor_marked_so(town: Town) -> None:
    submitted = town.report()
    town.work()
    order = only_order(town, submitted.case_id)
    act(town, order, Act.COMPLETE, outcome=Outcome.MENDED)
    with town.transaction() as session:
        form = ActForm(act_id=secrets.token_urlsafe(24), act=Act.APPROVE)
        now = clock.now(session)
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=Actor(ActorKind.STAFF, new_id()), now=now)
    town.work()
    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, submitted.report_id, resolution=1, answer=Answer.NO, words="Den är mörk.",
            now=clock.now(session),
        )  # fmt: skip
    town.work()
    assert town.case(submitted.case_id).is_open
    again = only_order(town, submitted.case_id)
    assert again.is_warranty
    assert again.contractor_id == order.contractor_id


def test_a_second_sending_of_a_report_gets_the_first_answer(town: Town) -> None:
    client_id = secrets.token_urlsafe(24)
    first = town.report(client_id=client_id)
    second = town.report(client_id=client_id)
    assert (second.reference, second.is_first) == (first.reference, False)


def test_every_open_case_has_a_promise_ahead_when_it_is_born(town: Town) -> None:
    submitted = town.report(category="no.such.category")
    case = town.case(submitted.case_id)
    assert case.promise_due_at is not None
    assert case.promise_due_at > WEDNESDAY_MORNING
    town.work()
    with town.transaction() as session:
        whys = [each.why for each in cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)]
    assert whys == [cases.Why.UNDECIDED]
