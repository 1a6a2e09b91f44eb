"""A body that takes faults in its own system: told by our sender, acknowledged with its number, asked how it goes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend import cases, deliveries, dispatch, responsibility, wiring
from backend.adapters.postbox import read_postbox
from backend.adapters.stay_home import find_postbox
from backend.cases import Case, Outcome, State, Submitted, Why
from backend.deliveries import Channel, Delivery, Fate, ParkedReason, Sender
from backend.dispatch import BodyAnswer, HandOver, HandOverState, StatusFollower
from backend.dispatch.words import HandOverEnding
from backend.foundation import clock
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import send_all
from tests.mail_town import BO, MailTown, open_mail_town
from tests.open311_servers import TheirSystem, build_transport, run_system
from tests.town import ANGSBY, WEDNESDAY_MORNING

CABINET: dict[str, Any] = {
    "category": "klotter.ovrigt",
    "answers": {"surface": "cabinet"},
    "words": "Klotter på skåpet. Ring Amira på 070-123 45 67.",
    "name": "Amira",
}
"""Paint on the power company's cabinet."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def opened(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as town:
        yield town


@pytest.fixture
def system() -> Iterator[TheirSystem]:
    with run_system() as running:
        yield running


@pytest.fixture
def town(opened: MailTown, system: TheirSystem) -> Iterator[MailTown]:
    """Ängsby as if real people lived there, its power company taking faults by system."""
    opened.stop_clock(WEDNESDAY_MORNING)
    say_kind(opened, "real")
    with opened.transaction() as session:
        responsibility.change_system(
            session, PRACTICE_CODE, "elnat", address=system.address, jurisdiction="elnat.example",
            services={"klotter": "PAINT", "*": "OTHER"}, is_way=True, actor=BO, now=clock.now(session),
        )  # fmt: skip
    yield opened
    with opened.owner.transaction(ANGSBY) as session:  # the next test meets a spot nobody has told of
        session.execute(sa.text("UPDATE hand_over SET ended_as = 'withdrawn', state = 'ended', ask_status_at = NULL"))
        session.execute(sa.text("UPDATE delivery SET fate = 'overtaken' WHERE fate IN ('queued', 'in_doubt')"))
    say_kind(opened, "practice")


def say_kind(town: MailTown, kind: str) -> None:
    with town.owner.transaction(ANGSBY) as session:
        session.execute(sa.text("UPDATE municipality SET kind = :kind WHERE code = '9901'"), {"kind": kind})


def send(town: MailTown, system: TheirSystem) -> None:
    """Send what is due to their system, and let everything react."""
    by_system = {Channel.OPEN311: build_transport(system)}
    sender = Sender(town.worker, by_system, {}, lease_seconds=30, mail_domain="lagat.example")
    send_all(sender)
    town.react()


def ask(town: MailTown, system: TheirSystem, *, after: timedelta) -> int:
    """Let time pass, ask their system what is due, and let everything react; how many were asked about."""
    town.pass_time(after)
    follower = StatusFollower(town.worker, build_transport(system))
    asked = 0
    while follower.follow_next((PRACTICE_CODE,)):
        asked += 1
    town.react()
    return asked


def hand_over_of(town: MailTown, submitted: Submitted) -> HandOver:
    with town.transaction() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)[-1]


def delivery_of(town: MailTown, submitted: Submitted) -> Delivery:
    (found,) = [each for each in town.told(submitted) if each.channel is Channel.OPEN311]
    return found


def whys(town: MailTown, submitted: Submitted) -> set[Why]:
    with town.transaction() as session:
        return {each.why for each in cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)}


def case_of(town: MailTown, submitted: Submitted) -> Case:
    return town.case(submitted.case_id)


def handed_over(town: MailTown, system: TheirSystem) -> Submitted:
    submitted = town.reported(**CABINET)
    send(town, system)
    return submitted


def test_from_report_to_their_answer(town: MailTown, system: TheirSystem) -> None:
    paint = town.reported(**CABINET)
    assert (made := hand_over_of(town, paint)).state is HandOverState.SENT
    assert system.taken == [], "nothing leaves inside a transaction"
    send(town, system)
    (taken,) = system.taken
    assert (taken.form["service_code"], taken.form["jurisdiction_id"]) == ("PAINT", "elnat.example")
    assert "Ring Amira" not in taken.form["description"] or "070" not in taken.form["description"]
    assert "amira@example.org" not in str(taken.form)
    assert {"email", "phone", "first_name", "last_name"}.isdisjoint(taken.form)
    after = hand_over_of(town, paint)
    assert (after.id, after.state, after.their_reference) == (made.id, HandOverState.ACKNOWLEDGED, taken.number)
    assert (case_of(town, paint).state, case_of(town, paint).waiting_on) == (State.WAITING, "body")
    told = town.last(paint, "waiting_other").body
    assert f"Vi har lämnat över det ({taken.number}) och frågar igen senast" in told
    assert ask(town, system, after=2 * HOUR) == 1
    assert hand_over_of(town, paint).state is HandOverState.ACKNOWLEDGED
    taken.status, taken.notes = "fixed", "Skåpet är <b>tvättat</b>."
    assert ask(town, system, after=3 * HOUR) == 1
    ended = hand_over_of(town, paint)
    assert (ended.state, ended.ended_as, ended.answer) == (
        HandOverState.ENDED, HandOverEnding.MENDED, BodyAnswer.MENDED,
    )  # fmt: skip
    assert ended.answer_words == "Skåpet är <b>tvättat</b>."
    assert case_of(town, paint).outcome is Outcome.MENDED_BY_OTHER
    mended = town.last(paint, "mended_by_other").body
    assert "tvättat" not in mended, "no message quotes a stranger"
    assert ask(town, system, after=DAY) == 0


def test_closed_without_more_is_for_a_person_to_read(town: MailTown, system: TheirSystem) -> None:
    paint = handed_over(town, system)
    system.taken[0].status, system.taken[0].notes = "closed", "Ej vårt skåp."
    ask(town, system, after=2 * HOUR)
    answered = hand_over_of(town, paint)
    assert (answered.state, answered.answer, answered.answer_words) == (HandOverState.ANSWERED, None, "Ej vårt skåp.")
    assert case_of(town, paint).is_open
    assert Why.NEXT_LOOK in whys(town, paint)
    with town.transaction() as session:
        now = clock.now(session)
        dispatch.answer_hand_over(
            session, PRACTICE_CODE, answered.id, answer=BodyAnswer.NOT_THEIRS, words="Ej vårt.", actor=BO, now=now
        )
    assert Why.UNDECIDED in whys(town, paint)


def test_a_token_becomes_a_number_later(town: MailTown, system: TheirSystem) -> None:
    system.behaves = "token"
    paint = handed_over(town, system)
    assert (made := hand_over_of(town, paint)).state is HandOverState.SENT
    assert made.their_token == "t1"
    ask(town, system, after=timedelta(minutes=2))
    assert hand_over_of(town, paint).state is HandOverState.SENT
    system.tokens["t1"] = system.taken[0].number
    ask(town, system, after=HOUR)
    after = hand_over_of(town, paint)
    assert (after.state, after.their_reference, after.their_token) == (
        HandOverState.ACKNOWLEDGED, system.taken[0].number, None,
    )  # fmt: skip


def test_a_lost_answer_is_looked_for_and_not_sent_twice(town: MailTown, system: TheirSystem) -> None:
    system.behaves = "lose_answer"
    paint = handed_over(town, system)
    assert delivery_of(town, paint).fate is Fate.IN_DOUBT
    system.behaves = ""
    town.pass_time(HOUR)
    send(town, system)
    assert len(system.taken) == 1
    assert hand_over_of(town, paint).their_reference == system.taken[0].number


def test_what_nobody_can_say_anything_of_is_shown_to_staff_and_not_sent_again(
    town: MailTown, system: TheirSystem
) -> None:
    system.behaves, system.has_list = "lose_answer", False
    paint = handed_over(town, system)
    system.behaves = ""
    for _ in range(3):
        town.pass_time(DAY)
        send(town, system)
    parked = delivery_of(town, paint)
    assert (parked.fate, parked.parked_reason) == (Fate.PARKED, ParkedReason.IN_DOUBT)
    assert len(system.taken) == 1
    assert Why.DELIVERY_PARKED in whys(town, paint)
    assert hand_over_of(town, paint).state is HandOverState.SENT


def test_what_they_refuse_comes_to_a_person_who_may_send_it_again(town: MailTown, system: TheirSystem) -> None:
    system.behaves = "400"
    paint = handed_over(town, system)
    parked = delivery_of(town, paint)
    assert (parked.fate, parked.parked_reason) == (Fate.PARKED, ParkedReason.REFUSED)
    system.behaves = ""
    with town.transaction() as session:
        deliveries.resend_delivery(session, PRACTICE_CODE, parked.id, actor=BO, now=clock.now(session))
    send(town, system)
    assert hand_over_of(town, paint).state is HandOverState.ACKNOWLEDGED


def test_who_gives_no_number_is_asked_by_a_person_when_the_day_comes(town: MailTown, system: TheirSystem) -> None:
    system.behaves = "blackbox"
    paint = handed_over(town, system)
    assert (made := hand_over_of(town, paint)).state is HandOverState.SENT
    assert (made.their_reference, made.ask_status_at) == (None, None)
    assert made.ask_again_at is not None


def test_a_system_that_knows_nothing_of_it_is_brought_to_a_person_and_asked_no_more(
    town: MailTown, system: TheirSystem
) -> None:
    paint = handed_over(town, system)
    system.taken.clear()
    for _ in range(8):
        ask(town, system, after=DAY)
    assert Why.NEXT_LOOK in whys(town, paint)
    assert hand_over_of(town, paint).ask_status_at is None


def test_questions_grow_rarer(town: MailTown, system: TheirSystem) -> None:
    handed_over(town, system)
    asked = sum(ask(town, system, after=HOUR) for _ in range(48))
    assert 5 <= asked <= 7


def test_of_a_practice_municipality_nothing_leaves_the_house(town: MailTown, system: TheirSystem) -> None:
    say_kind(town, "practice")
    paint = town.reported(**CABINET)
    send_all(wiring.build_sender(town.worker, town.settings))
    town.react()
    assert system.asked == []
    after = hand_over_of(town, paint)
    assert after.state is HandOverState.ACKNOWLEDGED
    assert str(after.their_reference).startswith("ÖVNING-")
    kept = [each for each in read_postbox(find_postbox(town.settings)) if each.to.startswith("open311@")]
    assert "service_code: PAINT" in kept[0].body
    assert kept[0].subject.startswith("ÖVNING")
    assert ask(town, system, after=DAY) == 0
