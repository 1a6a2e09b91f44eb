"""The database goes away while a message is being handed over: the yes is held and recorded when it is back."""

import threading
import time

import sqlalchemy as sa

from backend import deliveries
from backend.deliveries import Fate, Outgoing
from backend.foundation.database import Database, Scope
from tests.databases import DatabaseUrls
from tests.delivery_builders import ANGSBY, PAST, FakeTransport, build_letter, build_sender, send_all


class DatabaseOutage:
    """Cuts every connection to one database and lets none in until it is over."""

    def __init__(self, urls: DatabaseUrls) -> None:
        url = sa.make_url(urls.super)
        self._name = url.database
        self._elsewhere = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def begin(self) -> None:
        self._say(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false')
        self._say(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def end(self) -> None:
        self._say(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true')
        self._elsewhere.dispose()

    def _say(self, words: str) -> None:
        with self._elsewhere.connect() as connection:
            connection.execute(sa.text(words))


def test_a_yes_outlives_a_database_that_is_away_for_a_moment(
    database_urls: DatabaseUrls, worker_database: Database, web_database: Database
) -> None:
    outage = DatabaseOutage(database_urls)

    class Outlasting(FakeTransport):
        def send(self, outgoing: Outgoing) -> None:
            super().send(outgoing)
            outage.begin()

    with web_database.transaction(Scope((ANGSBY,))) as session:
        delivery_id = deliveries.queue_delivery(session, ANGSBY, build_letter(), now=PAST)
    assert delivery_id is not None
    transport = Outlasting()
    sending = threading.Thread(target=build_sender(worker_database, transport).send_next)
    sending.start()
    time.sleep(1.5)
    assert sending.is_alive(), "it holds on to the yes"
    outage.end()
    sending.join(10)
    assert send_all(build_sender(worker_database, transport)) == 0
    with web_database.transaction(Scope((ANGSBY,))) as session:
        delivery = deliveries.get_delivery(session, ANGSBY, delivery_id)
    assert (delivery.fate, delivery.attempts, delivery.repeats, len(transport.taken)) == (Fate.HANDED_OVER, 1, 0, 1)
