"""Three of the ten cases, and what each person is told: a tree on a line, a cable of the power company, a known spot."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend import dispatch
from backend.cases import Outcome, State, Submitted
from backend.dispatch import Act, ActForm, BodyAnswer, HandOver, WorkOrder
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.geography.angsby_plan import to_degrees
from backend.practice import PRACTICE_CODE
from backend.responsibility import Way
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town
from tests.town import WEDNESDAY_MORNING

LINE: dict[str, Any] = {"category": "park.trad-fallit", "answers": {"power_line": "yes"}, "words": "Trädet ligger på ledningen."}  # fmt: skip
ROAD, NEXT_DOOR = to_degrees((-1950.0, -1700.0)), to_degrees((-1938.0, -1700.0))
CREW = Actor(ActorKind.CONTRACTOR, new_id())


@pytest.fixture(scope="module")
def seeded(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as town:
        yield town


@pytest.fixture
def town(seeded: MailTown) -> MailTown:
    """Ängsby on a Wednesday morning."""
    seeded.stop_clock(WEDNESDAY_MORNING)
    seeded.react()
    return seeded


def order_of(town: MailTown, submitted: Submitted) -> WorkOrder:
    with town.transaction() as session:
        return dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)[-1]


def hand_over_of(town: MailTown, submitted: Submitted) -> HandOver:
    with town.transaction() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)[-1]


def act(town: MailTown, submitted: Submitted, what: Act, by: Actor = CREW, **more: Any) -> None:
    order = order_of(town, submitted)
    form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)
    with town.transaction() as session:
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=by, now=clock.now(session))
    town.react()


def bo(town: MailTown, what: Any, hand_over: HandOver, **more: Any) -> None:
    with town.transaction() as session:
        what(session, PRACTICE_CODE, hand_over.id, **more, actor=BO, now=clock.now(session))
    town.react()


def test_a_tree_on_a_power_line_is_made_safe_released_by_the_company_and_then_taken_away(town: MailTown) -> None:
    tree = town.reported(**LINE)
    locked = town.last(tree, "order_sent_locked")
    assert "LIVSFARA – BÖRJA INTE." in locked.body
    assert "tills Ängsby Elnät har släppt platsen fri" in locked.body
    has_it = {"their_reference": "EL-4711", "contact_name": "Sven", "ask_again_at": None}
    bo(town, dispatch.acknowledge_hand_over, hand_over_of(town, tree), **has_it)
    act(town, tree, Act.MAKE_SAFE)
    assert ("made_safe", "queued") in town.fates(tree), "told at once"
    act(town, tree, Act.RELEASE, by=BO, words="Ängsby Elnät, Sven")
    released = town.last(tree, "order_released")
    assert "Frisläppt av Ängsby Elnät, Sven" in released.body
    assert "Ni får börja." in released.body
    act(town, tree, Act.COMPLETE, outcome=Outcome.MENDED)
    assert town.case(tree.case_id).is_open
    act(town, tree, Act.APPROVE, by=BO)
    assert town.case(tree.case_id).outcome is Outcome.MENDED
    assert ("mended", "queued") in town.fates(tree)


def test_a_dark_lamp_whose_cable_is_the_power_companys_waits_without_apology_and_ends_when_it_lights(
    town: MailTown,
) -> None:
    lamp = town.reported()
    with town.transaction() as session:
        now = clock.now(session)
        dispatch.hand_over_by_person(
            session, PRACTICE_CODE, lamp.case_id, body_code="elnat", way=Way.PHONE, actor=BO, now=now
        )
    act(town, lamp, Act.WAIT, reason="power_company", until=town.now() + timedelta(days=9))
    at = town.now() + timedelta(days=9)
    bo(town, dispatch.acknowledge_hand_over, hand_over_of(town, lamp), their_reference="EL-4711", ask_again_at=at)
    waiting = town.last(lamp, "waiting_other").body
    assert "Felet finns hos Ängsby Elnät. Vi har lämnat över det (EL-4711) och frågar igen senast" in waiting
    assert "beklagar" not in waiting
    act(town, lamp, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND)
    act(town, lamp, Act.APPROVE, by=BO)
    assert town.case(lamp.case_id).state is State.WAITING
    bo(town, dispatch.answer_hand_over, hand_over_of(town, lamp), answer=BodyAnswer.MENDED)
    assert town.case(lamp.case_id).outcome is Outcome.MENDED_BY_OTHER
    assert ("mended_by_other", "queued") in town.fates(lamp)


def test_the_next_reporter_at_the_spot_is_told_that_it_is_already_there_under_their_reference(town: MailTown) -> None:
    hole = {"category": "vag.potthal", "longitude": ROAD[0], "latitude": ROAD[1]}
    first = town.reported(**hole)
    at = town.now() + timedelta(days=7)
    bo(town, dispatch.acknowledge_hand_over, hand_over_of(town, first), their_reference="B-17", ask_again_at=at)
    there = {"longitude": NEXT_DOOR[0], "latitude": NEXT_DOOR[1], "mail": "grannen@example.org"}
    second = town.reported(**{**hole, **there})
    told = town.last(second, "waiting_other")
    assert told.address == "grannen@example.org"
    assert "Vi har lämnat över det (B-17) och frågar igen senast" in told.body
    assert town.fates(first, to="body") == [("hand_over", "queued")]
    assert town.fates(second, to="body") == []
