"""The sender on a real database: leases, pauses on the promise clock, doubt, repeats, parking, links made when sent."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries
from backend.deliveries import Delivery, Fate, LinkEntry, Outgoing, ParkedReason
from backend.deliveries.claims import claim_next
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from tests.delivery_builders import ANGSBY, PAST, FakeTransport, build_letter, build_sender, send_all

SCOPE = Scope((ANGSBY,))


@pytest.fixture(autouse=True)
def empty_table(owner_engine: sa.Engine) -> Iterator[None]:
    """These tests commit: each begins with no delivery."""
    yield
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        connection.execute(sa.text("DELETE FROM delivery"))


@pytest.fixture
def queue(web_database: Database) -> Callable[..., UUID]:
    def queue_letter(**changes: Any) -> UUID:
        with web_database.transaction(SCOPE) as session:
            delivery_id = deliveries.queue_delivery(session, ANGSBY, build_letter(**changes), now=PAST)
        assert delivery_id is not None
        return delivery_id

    return queue_letter


@pytest.fixture
def look(web_database: Database) -> Callable[[UUID], Delivery]:
    def look_up(delivery_id: UUID) -> Delivery:
        with web_database.transaction(SCOPE) as session:
            return deliveries.get_delivery(session, ANGSBY, delivery_id)

    return look_up


@pytest.fixture
def alter(web_database: Database) -> Callable[[UUID, str], None]:
    def set_row(delivery_id: UUID, assignments: str) -> None:
        with web_database.transaction(SCOPE) as session:
            session.execute(sa.text(f"UPDATE delivery SET {assignments} WHERE id = :id"), {"id": delivery_id})

    return set_row


Queue = Callable[..., UUID]
Look = Callable[[UUID], Delivery]
Alter = Callable[[UUID, str], None]


def test_what_is_due_is_handed_over_once(worker_database: Database, queue: Queue, look: Look) -> None:
    delivery_id, transport = queue(), FakeTransport()
    assert send_all(build_sender(worker_database, transport)) == 1
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.repeats) == (Fate.HANDED_OVER, 1, 0)
    assert delivery.ended_at is not None
    assert delivery.leased_until is None
    assert [message.message_id for message in transport.taken] == [f"<{delivery_id}@lagat.example>"]


def test_what_waits_for_its_moment_is_not_sent(
    worker_database: Database, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id = queue()
    alter(delivery_id, "next_attempt_at = clock_timestamp() + interval '1 hour'")
    assert send_all(build_sender(worker_database, FakeTransport())) == 0
    assert look(delivery_id).fate is Fate.QUEUED


def test_an_alarm_goes_before_all_else(worker_database: Database, queue: Queue) -> None:
    queue(address="amira@example.org")
    queue(address="jour@example.org", urgent=True)
    transport = FakeTransport()
    send_all(build_sender(worker_database, transport))
    assert [message.address for message in transport.taken] == ["jour@example.org", "amira@example.org"]


def test_a_passing_failure_pauses_on_the_promise_clock(worker_database: Database, queue: Queue, look: Look) -> None:
    delivery_id = queue()
    with worker_database.transaction(GLOBAL) as session:
        before = clock.now(session)
    assert send_all(build_sender(worker_database, FakeTransport("passing"))) == 1
    with worker_database.transaction(GLOBAL) as session:
        after = clock.now(session)
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.attempts) == (Fate.QUEUED, 1)
    assert before <= delivery.next_attempt_at - timedelta(minutes=1) <= after
    assert delivery.last_error == "sender_refused: 451 4.3.2 later, …@…", "an error holds no personal data"


def test_a_permanent_failure_is_parked_and_announced(
    worker_database: Database, queue: Queue, look: Look, owner_engine: sa.Engine
) -> None:
    case_id = uuid4()
    delivery_id = queue(case_id=case_id)
    send_all(build_sender(worker_database, FakeTransport("permanent")))
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.parked_reason) == (Fate.PARKED, ParkedReason.REFUSED)
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        told = connection.execute(sa.text("SELECT name, facts FROM event WHERE stream_id = :id"), {"id": case_id}).one()
    assert told.name == "DeliveryParked"
    assert told.facts["delivery_id"] == str(delivery_id)
    assert told.facts["reason_code"] == "refused"


def test_the_last_try_parks(worker_database: Database, queue: Queue, look: Look, alter: Alter) -> None:
    delivery_id = queue()
    alter(delivery_id, "attempts = 13")
    send_all(build_sender(worker_database, FakeTransport("passing")))
    assert look(delivery_id).parked_reason is ParkedReason.GAVE_UP


def test_a_lost_yes_is_repeated_under_the_same_message_id_and_counted(
    worker_database: Database, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id, transport = queue(), FakeTransport("in_doubt")
    sender = build_sender(worker_database, transport)
    send_all(sender)
    assert (look(delivery_id).fate, look(delivery_id).repeats) == (Fate.IN_DOUBT, 0)
    for failing in ("passing", None):  # the repeat is refused at first: that is no second copy
        alter(delivery_id, "next_attempt_at = clock_timestamp() - interval '1 second'")
        transport.failing = failing
        send_all(sender)
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.repeats) == (Fate.HANDED_OVER, 3, 1)
    assert len({message.message_id for message in transport.taken}) == 1
    assert len(transport.taken) == 2


def test_a_lease_that_ran_out_means_doubt(worker_database: Database, queue: Queue, look: Look, alter: Alter) -> None:
    delivery_id, transport = queue(), FakeTransport()
    alter(delivery_id, "attempts = 1, leased_until = clock_timestamp() - interval '1 second'")
    send_all(build_sender(worker_database, transport))
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.repeats, len(transport.taken)) == (Fate.HANDED_OVER, 1, 1)


def test_a_message_that_kills_its_sender_every_time_is_parked(
    worker_database: Database, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id, transport = queue(), FakeTransport()
    alter(delivery_id, "attempts = 14, repeats = 13, leased_until = clock_timestamp() - interval '1 second'")
    send_all(build_sender(worker_database, transport))
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.parked_reason) == (Fate.PARKED, ParkedReason.IN_DOUBT)
    assert (delivery.repeats, transport.taken) == (13, [])


def test_what_another_sender_holds_is_left_alone(worker_database: Database, queue: Queue) -> None:
    queue()
    with worker_database.transaction(GLOBAL) as session:
        assert claim_next(session, channels=["mail"], lease_seconds=30, mail_domain="lagat.example") is not None
    assert send_all(build_sender(worker_database, FakeTransport())) == 0


def test_a_result_is_recorded_only_by_who_still_holds_the_lease(
    worker_database: Database, queue: Queue, look: Look, alter: Alter
) -> None:
    delivery_id = queue()

    class SlowTransport(FakeTransport):
        def send(self, outgoing: Outgoing) -> None:
            alter(delivery_id, "lease_token = gen_random_uuid()")  # somebody else took it up meanwhile
            raise RuntimeError

    send_all(build_sender(worker_database, SlowTransport()))
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.last_error) == (Fate.QUEUED, None)
    assert delivery.leased_until is not None


def test_what_we_do_not_understand_is_in_doubt(worker_database: Database, queue: Queue, look: Look) -> None:
    class BrokenTransport(FakeTransport):
        def send(self, outgoing: Outgoing) -> None:
            raise RuntimeError("amira@example.org")

    delivery_id = queue()
    send_all(build_sender(worker_database, BrokenTransport()))
    assert (look(delivery_id).fate, look(delivery_id).last_error) == (Fate.IN_DOUBT, "transport_failed: RuntimeError")


def test_links_are_made_when_sent_and_their_tokens_are_not_kept(
    worker_database: Database, queue: Queue, look: Look
) -> None:
    def make_web_link(session: Session, entry: LinkEntry) -> str:
        assert session.info["scope"] == SCOPE
        return f"https://lagat.example/r/{entry['reference']}?t=secret-token"

    delivery_id, transport = (
        queue(body="Följ: {link}", links={"link": {"maker": "web", "reference": "K7M4"}}),
        FakeTransport(),
    )
    send_all(build_sender(worker_database, transport, link_makers={"web": make_web_link}))
    assert transport.taken[0].body == "Följ: https://lagat.example/r/K7M4?t=secret-token"
    assert look(delivery_id).body == "Följ: {link}"


def test_a_link_that_cannot_be_made_is_tried_again(worker_database: Database, queue: Queue, look: Look) -> None:
    delivery_id, transport = queue(body="{link}", links={"link": {"maker": "unknown"}}), FakeTransport()
    send_all(build_sender(worker_database, transport))
    delivery = look(delivery_id)
    assert (delivery.fate, delivery.last_error, transport.taken) == (Fate.QUEUED, "link_not_made: KeyError", [])


def test_what_lost_its_address_is_parked(worker_database: Database, queue: Queue, look: Look, alter: Alter) -> None:
    delivery_id = queue()
    alter(delivery_id, "address = NULL")
    send_all(build_sender(worker_database, FakeTransport()))
    assert look(delivery_id).parked_reason is ParkedReason.NO_ADDRESS


def test_many_senders_at_once_send_each_message_once(worker_database: Database, queue: Queue) -> None:
    queued = {queue() for _ in range(40)}
    transport = FakeTransport()
    senders = [build_sender(worker_database, transport) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        tries = sum(threads.map(send_all, senders))
    assert tries == 40
    sent = [message.message_id for message in transport.taken]
    assert sorted(sent) == sorted(f"<{delivery_id}@lagat.example>" for delivery_id in queued)
