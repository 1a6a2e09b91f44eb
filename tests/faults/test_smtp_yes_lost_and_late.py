"""A mail server takes a mail and its yes never comes, or comes when the lease is over: one mail's repeat, and counted."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from backend import deliveries
from backend.adapters.postbox import read_postbox
from backend.deliveries import Delivery, Fate
from backend.foundation.database import Database, Scope
from tests.delivery_builders import ANGSBY, PAST, build_letter, build_sender, send_all
from tests.mail_servers import build_transport, run_sink

pytestmark = pytest.mark.slow

SCOPE = Scope((ANGSBY,))
LEASE_SECONDS = 1.5


class WireAfterTheDot:
    """A TCP proxy before a mail server that holds back, or loses, what the server says to the final dot."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self.holds_seconds = 0.0
        self.loses = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        dotted = threading.Event()
        with client, socket.create_connection(self._server) as server, contextlib.suppress(OSError):
            threading.Thread(target=self._pump, args=(client, server, dotted), daemon=True).start()
            while answer := server.recv(65536):
                if dotted.is_set():
                    dotted.clear()
                    if self.loses:
                        client.shutdown(socket.SHUT_RDWR)
                        return
                    time.sleep(self.holds_seconds)
                client.sendall(answer)

    def _pump(self, client: socket.socket, server: socket.socket, dotted: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if data.endswith(b".\r\n") and (data == b".\r\n" or data.endswith(b"\r\n.\r\n")):
                    dotted.set()
                server.sendall(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def wire(folder: Path) -> Iterator[WireAfterTheDot]:
    with run_sink(folder) as port:
        wire = WireAfterTheDot(port)
        yield wire
        wire.close()


def queue(database: Database) -> UUID:
    with database.transaction(SCOPE) as session:
        delivery_id = deliveries.queue_delivery(session, ANGSBY, build_letter(), now=PAST)
    assert delivery_id is not None
    return delivery_id


def look(database: Database, delivery_id: UUID) -> Delivery:
    with database.transaction(SCOPE) as session:
        return deliveries.get_delivery(session, ANGSBY, delivery_id)


def ids_of(folder: Path) -> list[str]:
    return [mail.message_id for mail in read_postbox(folder)]


def test_a_yes_that_got_lost_is_a_doubt_and_the_repeat_carries_the_same_number(
    worker_database: Database, web_database: Database, wire: WireAfterTheDot, folder: Path
) -> None:
    delivery_id = queue(web_database)
    sender = build_sender(worker_database, build_transport(wire.port))
    wire.loses = True
    assert send_all(sender) == 1
    in_doubt = look(web_database, delivery_id)
    assert (in_doubt.fate, len(ids_of(folder))) == (Fate.IN_DOUBT, 1), "it came, and we do not know it"
    wire.loses = False
    with web_database.transaction(SCOPE) as session:
        again = "UPDATE delivery SET next_attempt_at = clock_timestamp() WHERE id = %s"
        session.connection().exec_driver_sql(again, (delivery_id,))
    assert send_all(sender) == 1
    sent = look(web_database, delivery_id)
    assert (sent.fate, sent.attempts, sent.repeats) == (Fate.HANDED_OVER, 2, 1)
    assert ids_of(folder) == [f"<{delivery_id}@lagat.example>"] * 2


def test_a_yes_that_comes_within_the_lease_is_waited_for(
    worker_database: Database, web_database: Database, wire: WireAfterTheDot, folder: Path
) -> None:
    delivery_id = queue(web_database)
    wire.holds_seconds = 1.0
    slow = threading.Thread(target=build_sender(worker_database, build_transport(wire.port), lease_seconds=4).send_next)
    slow.start()
    time.sleep(0.5)
    assert send_all(build_sender(worker_database, build_transport(wire.port))) == 0, "it is in another's hand"
    slow.join(10)
    sent = look(web_database, delivery_id)
    assert (sent.fate, sent.attempts, sent.repeats) == (Fate.HANDED_OVER, 1, 0)
    assert len(ids_of(folder)) == 1


def test_a_yes_that_comes_when_the_lease_is_over_changes_nothing_of_what_was_done_since(
    worker_database: Database, web_database: Database, wire: WireAfterTheDot, folder: Path
) -> None:
    delivery_id = queue(web_database)
    wire.holds_seconds = LEASE_SECONDS + 2
    late = build_sender(worker_database, build_transport(wire.port, timeout_seconds=10), lease_seconds=LEASE_SECONDS)
    slow = threading.Thread(target=late.send_next)
    slow.start()
    time.sleep(LEASE_SECONDS + 0.5)
    wire.holds_seconds = 0.0
    assert send_all(build_sender(worker_database, build_transport(wire.port))) == 1, "the lease ran out: it is in doubt"
    taken_since = look(web_database, delivery_id)
    assert (taken_since.fate, taken_since.repeats) == (Fate.HANDED_OVER, 1)
    slow.join(10)
    after = look(web_database, delivery_id)
    assert (after.fate, after.attempts, after.repeats, after.ended_at) == (
        Fate.HANDED_OVER, 2, 1, taken_since.ended_at
    )  # fmt: skip
    assert ids_of(folder) == [f"<{delivery_id}@lagat.example>"] * 2
