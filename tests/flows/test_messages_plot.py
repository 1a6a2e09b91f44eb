"""What the whole plot leads to: contractors, those on call, other bodies, and reporters who hear of what they did."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend import cases, dispatch, feedback, responsibility
from backend.cases import Outcome
from backend.dispatch import Act, ActForm, CallListEntry, WorkOrder, alarms
from backend.feedback import Answer
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town
from tests.town import ANGSBY, WEDNESDAY_MORNING

SATURDAY_NIGHT = datetime(2026, 9, 19, 21, 40, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CLEO = Actor(ActorKind.CONTRACTOR, new_id())


@pytest.fixture(scope="module")
def seeded(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    """Ängsby, filled once for this module."""
    with open_mail_town(database_urls, settings) as town:
        yield town


@pytest.fixture
def town(seeded: MailTown) -> MailTown:
    """Ängsby on a Wednesday morning."""
    seeded.stop_clock(WEDNESDAY_MORNING)
    seeded.react()
    return seeded


def only_order(town: MailTown, case_id: UUID) -> WorkOrder:
    with town.transaction() as session:
        orders = dispatch.list_orders_of_case(session, PRACTICE_CODE, case_id)
    return next(order for order in orders if order.ended_at is None)


def act(town: MailTown, order: WorkOrder, what: Act, *, actor: Actor = CLEO, **more: object) -> None:
    form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)  # type: ignore[arg-type]  # by name
    with town.transaction() as session:
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=actor, now=clock.now(session))
    town.react()


def call_next(town: MailTown, case_id: UUID) -> None:
    """Nobody answered in time: the next is called."""
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, case_id)
        assert alarm is not None
    town.stop_clock(alarm.next_call_at or town.now())
    with town.transaction() as session:
        alarms.call_next(session, alarm.id, PRACTICE_CODE, clock.now(session))
    town.react()


def test_a_new_order_is_told_to_the_firms_managers_with_the_way_to_it(town: MailTown) -> None:
    submitted = town.reported(words="Ring 070-123 45 67", place_words="hos Svensson")
    order = only_order(town, submitted.case_id)
    told = town.last(submitted, "order_sent")
    assert (told.recipient_kind.value, told.address) == ("contractor", "cleo@cleo-drift.example")
    reference = show_reference(order.reference)
    assert told.subject == f"ÖVNING: Ny arbetsorder {reference}: En lampa är släckt"
    assert "Svara senast tors 17 sept kl." in told.body
    assert "070" not in told.body
    assert "Svensson" not in told.body
    assert told.links == {"order": {"maker": "portal_order", "municipality": PRACTICE_CODE, "order_id": str(order.id)}}


def test_work_sent_back_and_an_order_taken_back_are_told(town: MailTown) -> None:
    submitted = town.reported()
    order = only_order(town, submitted.case_id)
    for _ in range(2):
        act(town, order, Act.COMPLETE, outcome=Outcome.MENDED)
        act(town, order, Act.SEND_BACK, actor=BO, words="Bilden visar en annan stolpe.")
    act(town, order, Act.CANCEL, actor=BO)
    codes = [code for code, _ in town.fates(submitted, to="contractor")]
    assert codes == ["order_sent", "order_sent_back", "order_sent_back", "order_cancelled"]
    assert "är inte godkänd: Bilden visar en annan stolpe. Öppna: {order}" in town.last(submitted, codes[1]).body


def test_a_contractors_waiting_and_his_work_are_told_without_his_name(town: MailTown) -> None:
    submitted = town.reported()
    order = only_order(town, submitted.case_id)
    until = WEDNESDAY_MORNING + 5 * DAY
    act(town, order, Act.WAIT, reason="power_company", until=until, words="Dags El har inte kommit")
    waiting = town.last(submitted, "waiting")
    assert "Arbetet väntar på elnätsbolaget: de måste göra sin del först." in waiting.body
    town.stop_clock(WEDNESDAY_MORNING + DAY)
    act(town, order, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND)
    act(town, order, Act.APPROVE, actor=BO)
    told = town.last(submitted, "no_fault_found")
    assert "Vi var där tors 17 sept och såg inget fel. Finns det kvar? Svara, så tittar vi igen: {verdict}" in told.body
    letters = [each.body for each in town.told(submitted) if each.recipient_kind.value == "reporter"]
    assert not any("Cleo" in body or "Dags" in body for body in letters)


def test_an_alarm_calls_in_turn_whatever_the_hour_and_spares_the_rest_once_somebody_has_it(town: MailTown) -> None:
    town.stop_clock(SATURDAY_NIGHT)
    submitted = town.reported(category="belysning.fara")
    first = town.last(submitted, "alarm")
    assert (first.address, first.urgent, first.not_before) == ("gatujouren@angsby.example", True, SATURDAY_NIGHT)
    assert first.subject.endswith(": Farlig stolpe eller lampa")
    assert (
        "Ingen har tagit emot den än. Det här är larm 1.\n\nAkuta ärenden som ingen har tagit emot: 1\n\nTa emot: {acknowledge}"
        in first.body
    )
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
        assert first.step_id == dispatch.get_call(session, PRACTICE_CODE, alarm.id, 1).step_id
    assert first.links["acknowledge"] == {
        "maker": "alarm", "municipality": PRACTICE_CODE, "alarm_id": str(alarm.id), "number": 1,
    }  # fmt: skip
    call_next(town, submitted.case_id)
    assert [each.address for each in town.told(submitted) if each.text_code == "alarm"] == [
        "gatujouren@angsby.example", "tekniskajouren@angsby.example",
    ]  # fmt: skip
    with town.transaction() as session:
        dispatch.acknowledge_alarm(
            session, PRACTICE_CODE, alarm.id, role="Tekniska jouren", actor=BO, now=clock.now(session)
        )
    town.react()
    assert town.fates(submitted, to="staff") == [("alarm", "overtaken"), ("alarm", "overtaken")]
    assert ("seen", "queued") in town.fates(submitted)
    assert town.last(submitted, "seen").not_before == town.now(), "an acute case is told at night"


def test_a_contractor_on_call_gets_no_link_to_the_console(town: MailTown) -> None:
    submitted = town.reported(category="vag.brunn-lock")
    with town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, submitted.case_id)
        assert alarm is not None
        alarm.list_codes = ["drift", "jour"]
        alarm.calls = 2
    call_next(town, submitted.case_id)
    call_next(town, submitted.case_id)
    told = town.last(submitted, "alarm_contractor")
    assert (told.address, told.recipient_kind.value) == ("jour@cleo-drift.example", "contractor")
    assert list(told.links) == ["acknowledge"]


def test_a_call_to_somebody_off_the_list_comes_to_the_kontaktcenter_and_blocks_nothing(town: MailTown) -> None:
    submitted = town.report(category="belysning.fara")
    with town.owner.transaction(ANGSBY) as session:
        entry = session.get_one(CallListEntry, (PRACTICE_CODE, "jour", 1))
        kept = {column.name: getattr(entry, column.name) for column in CallListEntry.__table__.columns}
    outbox = town.outbox()
    outbox.fan_out()
    while outbox.run_next():
        pass
    with town.owner.transaction(ANGSBY) as session:
        session.delete(session.get_one(CallListEntry, (PRACTICE_CODE, "jour", 1)))
    town.react()
    with town.owner.transaction(ANGSBY) as session:
        session.add(CallListEntry(**kept))
    with town.transaction() as session:
        raised = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
    assert [each.facts["reason"] for each in raised if each.why is cases.Why.DELIVERY_PARKED] == ["nobody_to_call"]
    call_next(town, submitted.case_id)
    assert town.last(submitted, "alarm").address in ("gatujouren@angsby.example", "tekniskajouren@angsby.example")


def test_a_body_is_told_by_mail_with_masked_words_and_the_reporter_that_we_ask_again(town: MailTown) -> None:
    submitted = town.reported(words="Lampan hos oss. Ring 070-123 45 67.")
    with town.transaction() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, submitted.case_id, body_code="bjorkholmen-vag", actor=BO, now=clock.now(session)
        )
    town.react()
    told = town.last(submitted, "hand_over")
    assert (told.recipient_kind.value, told.address) == ("body", "styrelsen@bjorkholmen.example")
    assert "som vi tror hör till Björkholmens vägsamfällighet." in told.body
    assert "Beskrivning: Lampan hos oss. Ring [telefon]." in told.body
    assert "kontaktcenter@angsby.example" in told.body
    assert "amira" not in told.body
    waiting = town.last(submitted, "waiting_other_without_ref")
    assert "Felet finns hos Björkholmens vägsamfällighet. Vi har lämnat över det och frågar igen senast" in waiting.body
    with town.transaction() as session:
        (hand_over,) = dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)
        dispatch.acknowledge_hand_over(
            session, PRACTICE_CODE, hand_over.id, their_reference="B-17", ask_again_at=town.now() + 9 * DAY, actor=BO,
            now=clock.now(session),
        )  # fmt: skip
    town.react()
    assert ("waiting_other_without_ref", "overtaken") in town.fates(submitted)
    assert "Vi har lämnat över det (B-17) och frågar igen senast" in town.last(submitted, "waiting_other").body


def test_who_has_it_is_said_in_the_readers_language(town: MailTown) -> None:
    submitted = town.reported(category="belysning.fara", language="en")
    town.staff("read_case", submitted, role="Gatujouren")
    assert "Streets on call has it. Expected: by Wed 16 Sept at 12:00." in town.last(submitted, "seen").body


def test_who_said_no_is_thanked_when_it_is_opened_again(town: MailTown) -> None:
    submitted = town.reported(mail="no@example.org")
    town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
    town.pass_time(11 * MINUTE)
    town.send()
    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, submitted.report_id, resolution=1, answer=Answer.NO, words="Den är mörk.",
            now=clock.now(session),
        )  # fmt: skip
    town.react()
    reopened = town.last(submitted, "reopened")
    assert "Tack för att du sa till. Vi tittar igen, besked senast" in reopened.body
    assert "Den är mörk" not in reopened.body
