"""What one person is told of one case goes in order, whatever waits and whoever sends."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from backend import deliveries
from backend.deliveries import Outgoing, PassingFailure
from backend.deliveries.claims import claim_next
from backend.foundation.database import GLOBAL, Database, Scope
from tests.delivery_builders import ANGSBY, PAST, FakeTransport, build_letter, build_sender, send_all

SCOPE = Scope((ANGSBY,))
CASE = uuid4()


@pytest.fixture(autouse=True)
def empty_table(owner_engine: sa.Engine) -> Iterator[None]:
    yield
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        connection.execute(sa.text("DELETE FROM delivery"))


def queue(database: Database, subject: str, **changes: object) -> UUID:
    letter = build_letter(**{"subject": subject, "case_id": CASE, **changes})
    with database.transaction(SCOPE) as session:
        delivery_id = deliveries.queue_delivery(session, ANGSBY, letter, now=PAST)
    assert delivery_id is not None
    return delivery_id


def subjects(transport: FakeTransport) -> list[str]:
    return [mail.subject.removeprefix("ÖVNING: ") for mail in transport.taken]


def test_what_comes_later_waits_for_what_could_not_be_sent_and_goes_after_it(
    web_database: Database, worker_database: Database
) -> None:
    queue(web_database, "first")
    send_all(build_sender(worker_database, FakeTransport("passing")))
    queue(web_database, "second")
    transport = FakeTransport()
    send_all(build_sender(worker_database, transport))
    assert subjects(transport) == ["first", "second"], "the new one takes the one before it along"


def test_a_failure_holds_back_what_is_to_be_told_after_it_and_nobody_else(
    web_database: Database, worker_database: Database
) -> None:
    queue(web_database, "first")
    queue(web_database, "second")
    queue(web_database, "to Bo", recipient_key="bo", address="bo@example.org")
    queue(web_database, "of another case", case_id=uuid4())

    class RefusesTheFirst(FakeTransport):
        def send(self, outgoing: Outgoing) -> None:
            if outgoing.subject.endswith("first"):
                raise PassingFailure("recipient_refused", "452 mailbox full")
            super().send(outgoing)

    transport = RefusesTheFirst()
    send_all(build_sender(worker_database, transport))
    assert subjects(transport) == ["to Bo", "of another case"]


def test_what_is_in_another_senders_hand_keeps_its_turn_and_an_alarm_waits_for_nothing(
    web_database: Database, worker_database: Database
) -> None:
    queue(web_database, "first")
    with worker_database.transaction(GLOBAL) as session:
        assert claim_next(session, channels=["mail"], lease_seconds=60, mail_domain="lagat.example") is not None
    queue(web_database, "second")
    transport = FakeTransport()
    send_all(build_sender(worker_database, transport))
    assert subjects(transport) == []
    queue(web_database, "alarm", urgent=True)
    send_all(build_sender(worker_database, transport))
    assert subjects(transport) == ["alarm"]


def test_when_the_server_is_back_what_waited_for_it_goes_at_once(
    web_database: Database, worker_database: Database
) -> None:
    class Away(FakeTransport):
        def send(self, outgoing: Outgoing) -> None:
            raise PassingFailure("no_connection", "nobody there")

    first = queue(web_database, "first")
    queue(web_database, "of another case", case_id=uuid4())
    send_all(build_sender(worker_database, Away()))
    with web_database.transaction(SCOPE) as session:
        due = "UPDATE delivery SET next_attempt_at = clock_timestamp() - interval '1 second' WHERE id = %s"
        session.connection().exec_driver_sql(due, (first,))
    transport = FakeTransport()
    assert send_all(build_sender(worker_database, transport)) == 2
    assert subjects(transport) == ["first", "of another case"]
