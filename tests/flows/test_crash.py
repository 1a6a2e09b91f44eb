"""A worker is killed with -9 in the middle of a reaction: what follows happens once, or a person is told."""

import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest

from backend.foundation.database import Database
from backend.foundation.ids import new_id
from backend.foundation.outbox import ATTEMPTS_BEFORE_PARKED
from tests.databases import DatabaseUrls
from tests.outbox_builders import Book, build_outbox, connect_as_superuser, light, run_all, write_witness

# Forks before anything is opened: each child is a worker of its own that dies in the middle of its work.
WORKERS_THAT_DIE = """
import os, signal, sys
from backend.foundation.database import Database
from tests.databases import DatabaseUrls
from tests.outbox_builders import Book, build_outbox, connect_as_superuser, write_witness

worker, superuser, times = sys.argv[1:]

def die(session, happened, now):
    write_witness("one")(session, happened, now)
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

for _ in range(int(times)):
    child = os.fork()
    if child == 0:
        book = Book(connect_as_superuser(DatabaseUrls(*[""] * 4, super=superuser)))
        book.let_time_pass()
        outbox = build_outbox(Database(worker), book, {"one": die})
        outbox.fan_out()
        outbox.run_next()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture
def book(database_urls: DatabaseUrls) -> Iterator[Book]:
    book = Book(connect_as_superuser(database_urls))
    book.open_empty()
    yield book
    book.superuser.dispose()


@pytest.fixture
def lamp_id() -> UUID:
    return new_id()


def let_workers_die(urls: DatabaseUrls, *, times: int) -> None:
    command = [sys.executable, "-c", WORKERS_THAT_DIE, urls.worker, urls.super, str(times)]
    said = subprocess.run(command, timeout=60, check=True, capture_output=True, text=True).stdout
    assert said.split() == ["-9"] * times


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_after_a_restart_it_happens_once(
    database_urls: DatabaseUrls, worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    light(worker_database, lamp_id, 1)
    let_workers_die(database_urls, times=1)
    assert (book.read(), book.states()) == ([], {"one": ("pending", 1)}), "the attempt is counted, its work is gone"
    restarted = build_outbox(worker_database, book, {"one": write_witness("one")})
    assert run_all(restarted) == 0, "the dead worker's lease still holds"
    book.let_time_pass()
    assert run_all(restarted) == 1
    assert (book.read(), book.states()) == ([(lamp_id, 1, "one")], {"one": ("done", 2)})


def test_an_event_that_kills_every_worker_is_parked_and_a_person_is_told(
    database_urls: DatabaseUrls, worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    light(worker_database, lamp_id, 1)
    let_workers_die(database_urls, times=ATTEMPTS_BEFORE_PARKED)
    book.let_time_pass()
    run_all(build_outbox(worker_database, book, {"one": write_witness("one")}))
    assert (book.read(), book.states()["one"][0]) == ([], "parked")
    assert [told.stream_id for told in book.told] == [lamp_id]
