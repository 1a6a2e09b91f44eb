"""The house under measurement: a durable cluster of its own, Ängsby with many cases, the web as ``serve`` starts it."""

import fcntl
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from uuid import UUID

import sqlalchemy as sa

from backend import cases, dispatch, responsibility
from backend.commands.installation import find_var
from backend.commands.serve import refuse_unsafe, web_command
from backend.foundation.children import start_child, stop_child
from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE, seed_practice
from benchmarks.keys import FUNCTION, Keys, give_keys, send_orders_again
from tests.acceptance.many_cases import fill_with_cases
from tests.databases import Databases, DatabaseUrls
from tests.town import ANGSBY, Town, open_town

START_SECONDS = 30.0


@dataclass(frozen=True)
class Served:
    """The web process: where it answers, and its id."""

    port: int
    pid: int


@dataclass(frozen=True)
class House:
    """What is measured. ``environment`` is that of the web process, which is not yet started."""

    cluster: Cluster
    urls: DatabaseUrls
    environment: dict[str, str]
    settings: Settings
    mighty: Database
    keys: Keys
    rows: int

    def reset_orders(self) -> None:
        """Let every order be one that was just sent, and the tables be as tidy as before."""
        with self.mighty.transaction(ANGSBY) as session:
            send_orders_again(session)
        tidy(self.mighty, "work_order")

    @contextmanager
    def serve(self, command: list[str] | None = None) -> Iterator[Served]:
        """The web process, answering on a free port of loopback until the block ends; ``{port}`` in ``command``."""
        port = _free_port()
        chosen = [word.format(port=port) for word in command] if command else web_command("127.0.0.1", port)
        refuse_unsafe(self.settings)
        with Path(find_var() / "benchmarks" / "web.log").open("wb") as log:
            process = start_child(chosen, environment=self.environment, output=log)
            try:
                _wait_for(f"http://127.0.0.1:{port}/healthz")
                yield Served(port, process.pid)
            finally:
                stop_child(process)


@contextmanager
def open_house(rows: int) -> Iterator[House]:
    """A house with ``rows`` cases in it; its database is dropped at the end. One measurement at a time."""
    var = find_var() / "benchmarks"
    var.mkdir(parents=True, exist_ok=True)
    with (var / "one.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = ensure_cluster(var)
        databases = Databases(cluster, prefix="speed")
        try:
            urls = databases.create_migrated()
            mighty = Database(urls.super)
            yield _furnish(cluster, urls, mighty, var, rows)
            mighty.close()
            databases.drop(urls)
        finally:
            cluster.stop()


def tidy(mighty: Database, table: str = "") -> None:
    """Vacuum one table, or all of them, and write everything down, so that no part pays for the one before it."""
    with mighty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"VACUUM (ANALYZE) {table}"))
        connection.execute(sa.text("CHECKPOINT"))


def _furnish(cluster: Cluster, urls: DatabaseUrls, mighty: Database, var: Path, rows: int) -> House:
    environment = {
        **urls.environment,
        "LAGAT_MODE": "demo",
        "LAGAT_LINK_SECRET": "a link secret for this measurement, long enough",
        "LAGAT_SESSION_SECRET": "a session secret for this measurement, long enough",
        "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
        "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
        "LAGAT_PHOTO_FOLDER": str(var / "photos"),
        "LAGAT_MAIL_FOLDER": str(var / "mail"),
        # Every call comes from an address of its own, as from people: one source's reports would be held.
        "LAGAT_TRUSTED_PROXIES": "1",
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    settings = Settings.from_environment(environment)
    town = open_town(urls, settings)
    seed_practice(town.owner)
    authority, contract, firm = _first_order(town)
    town.close()
    with mighty.transaction(ANGSBY) as session:
        fill_with_cases(session, PRACTICE_CODE, cases=rows, authority=authority, contract=contract, firm=firm)
        session.execute(sa.text(FUNCTION))
    keys = give_keys(mighty, settings, rows=rows, authority=authority, firm=firm)
    tidy(mighty)
    return House(cluster, urls, environment, settings, mighty, keys, rows)


def _first_order(town: Town) -> tuple[UUID, UUID, UUID]:
    submitted = town.report()
    outbox = town.outbox()
    while outbox.turn():
        pass
    with town.transaction() as session:
        order = dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)[0]
        contract = responsibility.get_contract(session, PRACTICE_CODE, order.contract_id)
        case = cases.get_case(session, PRACTICE_CODE, submitted.case_id)
        return case.authority_id, contract.id, contract.contractor_id


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
