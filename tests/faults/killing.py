"""A worker that is killed with -9 in the very middle of a reaction, from outside: after its work, before its commit.

A trigger on the table of reactions waits for a lock the test holds, just when a reaction writes its done-mark. What
the test sees waiting there it kills. The worker is the plot's own outbox in a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tests.databases import DatabaseUrls

LOCK_CLASS = 730
PATIENCE_SECONDS = 20.0

# Forks before anything is opened, so that a new worker costs milliseconds rather than seconds.
WORKERS = """
import os, signal, sys, time
from backend import wiring
from backend.foundation.database import Database
from backend.foundation.settings import Settings

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
settings = Settings.from_environment()
left_out = set(sys.argv[1:])
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        wiring.REACTIONS = tuple(each for each in wiring.REACTIONS if each.name not in left_out)
        outbox = wiring.build_outbox(Database(settings.database_url_worker, pool_size=2), settings)
        while os.getppid() != 1:
            if not outbox.turn():
                time.sleep(0.01)
        os._exit(0)
    print(child, flush=True)
"""

TRIGGER = f"""
CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'done' AND OLD.state = 'pending' THEN
    PERFORM pg_advisory_xact_lock({LOCK_CLASS}, hashtext(NEW.name));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wait_for_the_test BEFORE UPDATE ON reaction FOR EACH ROW EXECUTE FUNCTION wait_for_the_test();
"""
_WAITING = sa.text(
    "SELECT pid, objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :class AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_LEFT = sa.text(
    "SELECT (SELECT count(*) FROM event WHERE position IS NULL)"
    " + (SELECT count(*) FROM reaction WHERE state = 'pending')"
)


class Workers:
    """Starts workers and kills them. ``left_out`` are reactions an older release does not know."""

    def __init__(self, environment: dict[str, str], *left_out: str) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, "-c", WORKERS, *left_out],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> int:
        """A new worker's process id."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write("go\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def close(self) -> None:
        """End them all: workers end when they have no parent."""
        self._nursery.kill()
        self._nursery.communicate()


class Killer:
    """Turns workers until nothing is left to do, and kills one in each of the reactions in ``names``, once."""

    def __init__(self, urls: DatabaseUrls, workers: Workers, names: list[str]) -> None:
        self._engine = sa.create_engine(urls.super, isolation_level="AUTOCOMMIT")
        self._holding = self._engine.connect()
        self._workers = workers
        self.killed: list[str] = []
        self._holding.execute(sa.text(TRIGGER))
        self._names = {self._hold(name): name for name in names}

    def turn(self) -> None:
        """Let workers work, killing as said, until every event had its reactions."""
        worker = self._workers.start()
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while self._holding.execute(_LEFT).scalar_one():
            assert time.monotonic() < ends_at, "the workers do not come to an end"
            waiting = self._holding.execute(_WAITING, {"class": LOCK_CLASS}).first()
            if waiting is None:
                time.sleep(0.005)
                continue
            os.kill(worker, signal.SIGKILL)
            self._let_go(waiting.objid)
            self._see_off(waiting.pid)
            worker, ends_at = self._workers.start(), time.monotonic() + PATIENCE_SECONDS
        os.kill(worker, signal.SIGKILL)

    def close(self) -> None:
        """Let go of every lock."""
        self._holding.close()
        self._engine.dispose()

    def _hold(self, name: str) -> int:
        lock = sa.text(f"SELECT pg_advisory_lock({LOCK_CLASS}, hashtext(:name)), hashtext(:name)::bigint & 4294967295")
        return int(self._holding.execute(lock, {"name": name}).one()[1])

    def _let_go(self, key: int) -> None:
        name = self._names[key]
        self._holding.execute(sa.text(f"SELECT pg_advisory_unlock({LOCK_CLASS}, hashtext(:name))"), {"name": name})
        self.killed.append(name)

    def _see_off(self, pid: int) -> None:
        """Wait until the dead worker's connection is gone, then let its lease have run out."""
        there = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while self._holding.execute(there, {"pid": pid}).scalar_one():
            assert time.monotonic() < ends_at, "the dead worker's connection stays"
            time.sleep(0.005)
        lapse = "UPDATE reaction SET next_attempt_at = clock_timestamp() WHERE state = 'pending'"
        self._holding.execute(sa.text(lapse))


@contextmanager
def open_killer(urls: DatabaseUrls, environment: dict[str, str], names: list[str]) -> Iterator[Killer]:
    """A killer of workers in one database, until the block ends."""
    workers = Workers(environment)
    killer = Killer(urls, workers, names)
    yield killer
    workers.close()
    killer.close()
