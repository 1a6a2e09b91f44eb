"""A sender is killed with the message just handed over: it is repeated under its Message-ID, and counted."""

import subprocess
import sys
import time
from pathlib import Path

from backend import deliveries
from backend.adapters.postbox import read_postbox
from backend.deliveries import Fate
from backend.foundation.database import Database, Scope
from tests.databases import DatabaseUrls
from tests.delivery_builders import ANGSBY, PAST, build_letter, build_sender, send_all
from tests.mail_servers import build_transport, run_sink

SENDER_THAT_DIES = """
import os, signal, sys
from backend.foundation.database import Database
from tests.delivery_builders import build_sender
from tests.mail_servers import build_transport

class DyingTransport:
    def send(self, outgoing):
        build_transport(int(sys.argv[2])).send(outgoing)
        os.kill(os.getpid(), signal.SIGKILL)

build_sender(Database(sys.argv[1]), DyingTransport(), lease_seconds=1.5).send_next()
"""


def test_a_killed_senders_message_is_repeated_under_its_own_message_id(
    database_urls: DatabaseUrls, worker_database: Database, web_database: Database, tmp_path: Path
) -> None:
    with web_database.transaction(Scope((ANGSBY,))) as session:
        delivery_id = deliveries.queue_delivery(session, ANGSBY, build_letter(), now=PAST)
    assert delivery_id is not None
    with run_sink(tmp_path) as port:
        command = [sys.executable, "-c", SENDER_THAT_DIES, database_urls.worker, str(port)]
        assert subprocess.run(command, timeout=30, check=False).returncode == -9
        sender = build_sender(worker_database, build_transport(port))
        assert send_all(sender) == 0, "its lease still holds"
        until = time.monotonic() + 10
        while not sender.send_next() and time.monotonic() < until:
            time.sleep(0.1)
        assert send_all(sender) == 0
    mails = read_postbox(tmp_path)
    assert [mail.message_id for mail in mails] == [f"<{delivery_id}@lagat.example>"] * 2
    with web_database.transaction(Scope((ANGSBY,))) as session:
        delivery = deliveries.get_delivery(session, ANGSBY, delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.repeats) == (Fate.HANDED_OVER, 2, 1)
