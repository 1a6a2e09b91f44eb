"""SMS on a real database, to a real provider: at most once by itself, asked for when in doubt, within the budget."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import deliveries
from backend.adapters.sms_practice import read_sms
from backend.deliveries import (
    MICRO,
    Budget,
    Channel,
    Delivery,
    Fate,
    Letter,
    OtherWay,
    Outgoing,
    ParkedReason,
    Receipt,
    Sender,
    Spending,
)
from backend.deliveries.claims import claim_next
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.ids import new_id
from tests.delivery_builders import ANGSBY, PAST, build_letter, send_all
from tests.sms_servers import AMIRAS_NUMBER, BOS_NUMBER, behave, build_sms_transport, run_provider

SCOPE = Scope((ANGSBY,))
BO = Actor(ActorKind.STAFF, new_id())
SEGMENT = 400_000


@pytest.fixture(autouse=True)
def empty_tables(owner_engine: sa.Engine) -> Iterator[None]:
    """These tests commit: each begins with nothing sent and nothing spent."""
    yield
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        for name in ("delivery", "delivery_report", "delivery_budget", "delivery_spending"):
            connection.execute(sa.text(f"DELETE FROM {name}"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sms"


@pytest.fixture
def sender(worker_database: Database, folder: Path) -> Iterator[Sender]:
    with run_provider(folder) as port:
        yield build_sms_sender(worker_database, port)


def build_sms_sender(database: Database, port: int) -> Sender:
    by_sms = {Channel.SMS: build_sms_transport(port, timeout_seconds=2.0)}
    return Sender(
        database,
        by_sms,
        {},
        postbox=by_sms,
        lease_seconds=30.0,
        mail_domain="lagat.example",
        segment_price_micro=SEGMENT,
    )


def build_sms(**changes: Any) -> Letter:
    defaults = {"channel": Channel.SMS, "address": AMIRAS_NUMBER, "body": "K7M4-RTXB: Lampan lyser!"}
    return build_letter(**{**defaults, **changes})


@pytest.fixture
def queue(web_database: Database) -> Callable[..., UUID]:
    def queue_sms(**changes: Any) -> UUID:
        with web_database.transaction(SCOPE) as session:
            delivery_id = deliveries.queue_delivery(session, ANGSBY, build_sms(**changes), now=PAST)
        assert delivery_id is not None
        return delivery_id

    return queue_sms


@pytest.fixture
def look(web_database: Database) -> Callable[[UUID], Delivery]:
    def look_up(delivery_id: UUID) -> Delivery:
        with web_database.transaction(SCOPE) as session:
            return deliveries.get_delivery(session, ANGSBY, delivery_id)

    return look_up


@pytest.fixture
def spent(web_database: Database) -> Callable[[], Spending]:
    def look_up() -> Spending:
        with web_database.transaction(SCOPE) as session:
            return deliveries.get_spending(session, ANGSBY, Channel.SMS, now=clock.now(session))

    return look_up


@pytest.fixture
def reported(web_database: Database) -> Callable[..., None]:
    """A provider calls back."""

    def report(delivery_id: UUID, status: str, provider_id: str = "") -> None:
        with web_database.transaction(SCOPE) as session:
            now = clock.now(session)
            said = {"id": provider_id, "status": status}
            deliveries.store_report(session, ANGSBY, delivery_id, said=said, now=now)
            deliveries.follow_reports(session, ANGSBY, delivery_id, now=now)

    return report


@pytest.fixture
def alter(web_database: Database) -> Callable[[UUID, str], None]:
    def set_row(delivery_id: UUID, assignments: str) -> None:
        with web_database.transaction(SCOPE) as session:
            session.execute(sa.text(f"UPDATE delivery SET {assignments} WHERE id = :id"), {"id": delivery_id})

    return set_row


Queue = Callable[..., UUID]
Look = Callable[[UUID], Delivery]
Spent = Callable[[], Spending]
Reported = Callable[..., None]
Alter = Callable[[UUID, str], None]
AT_ONCE = "next_attempt_at = clock_timestamp() - interval '1 minute'"


def test_an_sms_goes_once_with_what_it_cost(
    sender: Sender, folder: Path, queue: Queue, look: Look, spent: Spent
) -> None:
    delivery_id = queue()
    assert send_all(sender) == 1
    (kept,) = read_sms(folder)
    sent = look(delivery_id)
    assert (sent.fate, sent.provider_id, sent.segments) == (Fate.HANDED_OVER, kept.id, 1)
    assert sent.cost_micro == 350_000, "what the provider said, not what was believed"
    assert (spent().spent_micro, spent().segments) == (350_000, 1)


def test_an_sms_whose_answer_was_lost_is_asked_for_and_never_sent_again(
    sender: Sender, folder: Path, queue: Queue, look: Look, spent: Spent, alter: Alter
) -> None:
    delivery_id = queue()
    behave(folder, "lose_answer")
    assert send_all(sender) == 1
    assert (look(delivery_id).fate, look(delivery_id).last_error) == (Fate.IN_DOUBT, "answer_lost: ConnectionError")
    assert spent().spent_micro == SEGMENT, "it may have cost"
    behave(folder, "")
    alter(delivery_id, AT_ONCE)
    assert send_all(sender) == 1
    found = look(delivery_id)
    (kept,) = read_sms(folder)
    assert (found.fate, found.provider_id, found.repeats) == (Fate.HANDED_OVER, kept.id, 0)
    assert spent().spent_micro == 350_000


def test_a_provider_that_is_away_is_asked_again_and_what_it_never_had_is_shown_to_a_person(
    sender: Sender, folder: Path, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id = queue()
    behave(folder, "close")
    send_all(sender)
    alter(delivery_id, AT_ONCE)
    send_all(sender)
    assert look(delivery_id).fate is Fate.IN_DOUBT
    behave(folder, "")
    alter(delivery_id, AT_ONCE)
    send_all(sender)
    parked = look(delivery_id)
    assert (parked.fate, parked.parked_reason) == (Fate.PARKED, ParkedReason.IN_DOUBT)
    assert read_sms(folder) == [], "nobody but a person sends it again"


def test_two_in_doubt_to_one_number_are_told_apart_by_a_person(
    sender: Sender, folder: Path, queue: Queue, look: Look, alter: Alter
) -> None:
    first, second = queue(), queue(body="K7M4-RTXB: Nytt besked.")
    behave(folder, "lose_answer")
    send_all(sender)
    behave(folder, "")
    for delivery_id in (first, second):
        alter(delivery_id, AT_ONCE)
    send_all(sender)
    assert {look(first).parked_reason, look(second).parked_reason} == {ParkedReason.IN_DOUBT}
    assert len(read_sms(folder)) == 2


def test_a_person_may_send_again_what_was_in_doubt_and_the_repeat_is_counted(
    sender: Sender, folder: Path, queue: Queue, look: Look, alter: Alter, web_database: Database
) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'parked', parked_reason = 'in_doubt'")
    with web_database.transaction(SCOPE) as session:
        deliveries.resend_delivery(session, ANGSBY, delivery_id, actor=BO, now=PAST)
    assert send_all(sender) == 1
    assert (look(delivery_id).fate, look(delivery_id).repeats) == (Fate.HANDED_OVER, 1)
    assert len(read_sms(folder)) == 1


def test_a_sender_that_died_leaves_the_sms_to_be_asked_for(
    sender: Sender, worker_database: Database, queue: Queue, look: Look, folder: Path, alter: Alter
) -> None:
    delivery_id = queue()
    with worker_database.transaction(GLOBAL) as session:
        claimed = claim_next(session, channels=["sms"], lease_seconds=0.0, mail_domain="lagat.example")
    assert claimed is not None
    send_all(sender)
    assert (look(delivery_id).parked_reason, read_sms(folder)) == (ParkedReason.IN_DOUBT, [])


@pytest.mark.parametrize("how", ["401", "503"])
def test_what_surely_was_not_taken_is_tried_again_and_costs_nothing(
    sender: Sender, folder: Path, queue: Queue, look: Look, spent: Spent, alter: Alter, how: str
) -> None:
    delivery_id = queue()
    behave(folder, how)
    send_all(sender)
    assert (look(delivery_id).fate, spent().spent_micro, spent().segments) == (Fate.QUEUED, 0, 0)
    behave(folder, "")
    alter(delivery_id, AT_ONCE)
    send_all(sender)
    assert (look(delivery_id).fate, spent().spent_micro) == (Fate.HANDED_OVER, 350_000)


def test_a_report_says_that_it_arrived_and_later_ones_change_nothing(
    sender: Sender, queue: Queue, look: Look, reported: Reported, web_database: Database
) -> None:
    delivery_id = queue()
    send_all(sender)
    provider_id = look(delivery_id).provider_id
    for status in ("delivered", "delivered", "failed", "created"):
        reported(delivery_id, status, provider_id)
        assert look(delivery_id).fate is Fate.DELIVERED
    with web_database.transaction(SCOPE) as session:
        kept = deliveries.list_reports(session, ANGSBY, delivery_id)
    assert [each.status for each in kept] == ["delivered", "delivered", "failed", "created"], (
        "each is stored as it came"
    )


def test_one_that_came_back_waits_for_a_person(
    sender: Sender, queue: Queue, look: Look, reported: Reported, owner_engine: sa.Engine
) -> None:
    case_id = new_id()
    delivery_id = queue(case_id=case_id)
    send_all(sender)
    reported(delivery_id, "failed", look(delivery_id).provider_id)
    assert look(delivery_id).fate is Fate.FAILED
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        told = connection.execute(sa.text("SELECT name, facts FROM event WHERE stream_id = :id"), {"id": case_id}).one()
    assert (told.name, told.facts["reason_code"]) == ("DeliveryParked", "came_back")


def test_a_report_that_comes_before_our_own_yes_is_followed_when_that_is_written_down(
    worker_database: Database, queue: Queue, look: Look, reported: Reported
) -> None:
    delivery_id = queue()

    class CallsBackFirst:
        def send(self, outgoing: Outgoing) -> Receipt:
            reported(delivery_id, "delivered", "s1")
            assert look(delivery_id).fate is Fate.QUEUED, "a sender still has it in hand"
            return Receipt("s1", 1, 350_000)

    sending = {Channel.SMS: CallsBackFirst()}
    send_all(Sender(worker_database, sending, {}, lease_seconds=30.0, mail_domain="lagat.example", postbox=sending))
    assert (look(delivery_id).fate, look(delivery_id).provider_id) == (Fate.DELIVERED, "s1")


def test_what_is_in_doubt_is_settled_by_the_providers_own_report_without_asking(
    worker_database: Database, folder: Path, queue: Queue, look: Look, reported: Reported, alter: Alter
) -> None:
    delivery_id = queue()
    with run_provider(folder) as port:
        behave(folder, "lose_answer")
        send_all(build_sms_sender(worker_database, port))
    reported(delivery_id, "delivered", "s1")
    assert (look(delivery_id).fate, look(delivery_id).provider_id) == (Fate.DELIVERED, "s1")
    alter(delivery_id, AT_ONCE)
    with run_provider(folder) as port:
        assert send_all(build_sms_sender(worker_database, port)) == 0


def test_a_late_report_of_what_was_given_up_is_the_last_word(
    queue: Queue, look: Look, reported: Reported, alter: Alter
) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'parked', parked_reason = 'in_doubt'")
    reported(delivery_id, "failed", "s1")
    assert look(delivery_id).fate is Fate.PARKED
    reported(delivery_id, "delivered", "s1")
    assert look(delivery_id).fate is Fate.DELIVERED


def test_what_failed_before_says_nothing_of_the_try_a_person_asked_for(
    sender: Sender, queue: Queue, look: Look, reported: Reported, web_database: Database, folder: Path
) -> None:
    delivery_id = queue()
    send_all(sender)
    reported(delivery_id, "failed", look(delivery_id).provider_id)
    with web_database.transaction(SCOPE) as session:
        deliveries.resend_delivery(session, ANGSBY, delivery_id, actor=BO, now=PAST)
    send_all(sender)
    assert (look(delivery_id).fate, len(read_sms(folder))) == (Fate.HANDED_OVER, 2)


def set_budget(database: Database, **changes: int) -> None:
    with database.transaction(SCOPE) as session:
        deliveries.set_budget(session, ANGSBY, Channel.SMS, Budget(**changes), actor=BO, now=PAST)


def test_what_the_budget_does_not_hold_is_parked_and_an_alarm_goes_out(
    sender: Sender, folder: Path, queue: Queue, look: Look, spent: Spent, web_database: Database
) -> None:
    set_budget(web_database, limit_micro=900_000)
    first, second, third = queue(), queue(), queue()
    alarm = queue(urgent=True, address=BOS_NUMBER)
    send_all(sender)
    fates = [look(each).fate for each in (alarm, first, second, third)]
    assert fates == [Fate.HANDED_OVER, Fate.HANDED_OVER, Fate.PARKED, Fate.PARKED]
    assert look(second).parked_reason is ParkedReason.BUDGET
    assert spent().spent_micro == 700_000
    set_budget(web_database, limit_micro=100 * MICRO)
    with web_database.transaction(SCOPE) as session:
        deliveries.resend_delivery(session, ANGSBY, second, actor=BO, now=PAST)
    send_all(sender)
    assert look(second).fate is Fate.HANDED_OVER


def test_an_alarm_goes_out_above_a_budget_of_nothing(
    sender: Sender, queue: Queue, look: Look, web_database: Database
) -> None:
    set_budget(web_database, limit_micro=0)
    alarm, other = queue(urgent=True), queue()
    send_all(sender)
    assert (look(alarm).fate, look(other).parked_reason) == (Fate.HANDED_OVER, ParkedReason.BUDGET)


def test_one_number_gets_so_many_a_day_and_others_still_get_theirs(
    sender: Sender, queue: Queue, look: Look, web_database: Database
) -> None:
    set_budget(web_database, most_a_number=2)
    amiras = [queue() for _ in range(3)]
    bos = queue(address=BOS_NUMBER)
    send_all(sender)
    assert [look(each).fate for each in amiras] == [Fate.HANDED_OVER, Fate.HANDED_OVER, Fate.PARKED]
    assert look(amiras[2]).parked_reason is ParkedReason.NUMBER_CAP
    assert look(bos).fate is Fate.HANDED_OVER


def test_reports_from_one_network_lead_to_so_many_a_day(
    sender: Sender, queue: Queue, look: Look, web_database: Database
) -> None:
    set_budget(web_database, most_a_source=2)
    numbers = [f"+4670174060{digit}" for digit in range(5, 9)]
    sent = [queue(address=number, source_mark="somewhere") for number in numbers]
    elsewhere = queue(source_mark="elsewhere")
    send_all(sender)
    assert [look(each).parked_reason for each in sent] == [None, None, ParkedReason.SOURCE_CAP, ParkedReason.SOURCE_CAP]
    assert look(elsewhere).fate is Fate.HANDED_OVER


@pytest.mark.parametrize("figure", ["limit_micro", "most_a_number", "most_a_source"])
def test_a_budget_below_nothing_is_refused(web_database: Database, figure: str) -> None:
    with pytest.raises(Invalid) as refusal:
        set_budget(web_database, **{figure: -1})
    assert set(refusal.value.fields) == {figure}


def test_another_way_to_the_same_person_is_linked_and_counts_as_one_step_told(
    queue: Queue, look: Look, alter: Alter, web_database: Database
) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'parked', parked_reason = 'refused'")
    way = OtherWay(Channel.CALL, "+46701740605", "Ring och säg att lampan lyser.", {})
    with web_database.transaction(SCOPE) as session:
        call_id = deliveries.resend_by(session, ANGSBY, delivery_id, way, actor=BO, now=PAST)
    first, call = look(delivery_id), look(call_id)
    assert (first.resent_as, call.resent_from, first.seen_by) == (call_id, delivery_id, BO.id)
    assert (call.step_id, call.recipient_key, call.channel) == (first.step_id, first.recipient_key, Channel.CALL)
    with web_database.transaction(SCOPE) as session, pytest.raises(Conflict):
        deliveries.resend_by(session, ANGSBY, delivery_id, way, actor=BO, now=PAST)
    with web_database.transaction(SCOPE) as session, pytest.raises(Conflict):
        deliveries.resend_delivery(session, ANGSBY, delivery_id, actor=BO, now=PAST)


@pytest.mark.parametrize(
    ("way", "error"),
    [
        (OtherWay(Channel.SMS, AMIRAS_NUMBER, "Hej", {}), Invalid),
        (OtherWay(Channel.CALL, "at home", "Hej", {}), Invalid),
        (OtherWay(Channel.MAIL, "amira@example.org\r\nBcc: dag@example.org", "Hej", {}), Invalid),
    ],
)
def test_a_way_that_is_none_is_refused(
    queue: Queue, alter: Alter, web_database: Database, way: OtherWay, error: type[Exception]
) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'parked', parked_reason = 'refused'")
    with web_database.transaction(SCOPE) as session, pytest.raises(error):
        deliveries.resend_by(session, ANGSBY, delivery_id, way, actor=BO, now=PAST)


@pytest.mark.parametrize(
    ("channel", "done", "fate", "reason"),
    [
        (Channel.CALL, True, Fate.DELIVERED, None),
        (Channel.LETTER, True, Fate.HANDED_OVER, None),
        (Channel.CALL, False, Fate.PARKED, ParkedReason.NOT_REACHED),
    ],
)
def test_a_task_is_carried_out_by_a_person_and_by_no_sender(
    sender: Sender,
    queue: Queue,
    look: Look,
    web_database: Database,
    channel: Channel,
    done: bool,
    fate: Fate,
    reason: Any,
) -> None:
    address = "+46701740605" if channel is Channel.CALL else "Amira, Storgatan 1, Ängsby"
    task_id = queue(channel=channel, address=address)
    assert send_all(sender) == 0
    with web_database.transaction(SCOPE) as session:
        now = clock.now(session)
        assert [each.id for each in deliveries.list_tasks(session, ANGSBY, by=now)] == [task_id]
        assert deliveries.find_next_due(session) is None, "no clock waits for it"
        deliveries.carry_out(session, ANGSBY, task_id, done=done, words="Amira svarade.", actor=BO, now=now)
        assert list(deliveries.list_tasks(session, ANGSBY, by=now)) == []
    task = look(task_id)
    assert (task.fate, task.parked_reason, task.done_by, task.done_words) == (fate, reason, BO.id, "Amira svarade.")
    with web_database.transaction(SCOPE) as session, pytest.raises(Conflict):
        deliveries.carry_out(session, ANGSBY, task_id, done=True, actor=BO, now=PAST)


def test_a_task_a_later_step_made_untrue_is_no_longer_to_be_done(queue: Queue, web_database: Database) -> None:
    case_id = new_id()
    task_id = queue(channel=Channel.CALL, case_id=case_id, text_code="delayed")
    with web_database.transaction(SCOPE) as session:
        deliveries.overtake_waiting(session, ANGSBY, case_id=case_id, text_codes=["delayed"], now=PAST)
        with pytest.raises(Conflict):
            deliveries.carry_out(session, ANGSBY, task_id, done=True, actor=BO, now=PAST)


def test_who_first_saw_it_stays_written(queue: Queue, look: Look, alter: Alter, web_database: Database) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'parked', parked_reason = 'refused'")
    cleo = Actor(ActorKind.STAFF, new_id())
    for actor in (BO, cleo):
        with web_database.transaction(SCOPE) as session:
            deliveries.mark_seen(session, ANGSBY, delivery_id, actor=actor, now=PAST)
    assert look(delivery_id).seen_by == BO.id


def test_a_provider_that_cannot_be_asked_leaves_it_to_a_person(
    worker_database: Database, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id = queue()
    alter(delivery_id, "fate = 'in_doubt'")

    class SendsOnly:
        def send(self, outgoing: Outgoing) -> None:
            raise AssertionError("an SMS in doubt is never sent again by itself")

    sending = {Channel.SMS: SendsOnly()}
    send_all(Sender(worker_database, sending, {}, lease_seconds=30.0, mail_domain="lagat.example", postbox=sending))
    assert look(delivery_id).parked_reason is ParkedReason.IN_DOUBT
