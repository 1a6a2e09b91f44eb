"""Positions follow the order of commits, none is skipped and none is given twice: what followers rest on."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backend.foundation.database import Database
from backend.foundation.ids import new_id
from backend.foundation.positions import get_position
from tests.databases import DatabaseUrls
from tests.outbox_builders import ANGSBY, HERE, Book, build_outbox, connect_as_superuser, light, write_witness


@pytest.fixture(scope="module")
def superuser(database_urls: DatabaseUrls) -> Iterator[sa.Engine]:
    engine = connect_as_superuser(database_urls)
    yield engine
    engine.dispose()


@pytest.fixture
def book(superuser: sa.Engine) -> Book:
    book = Book(superuser)
    book.open_empty()
    return book


def list_positions(superuser: sa.Engine) -> list[tuple[int, int]]:
    """(the event's own number in its facts, its position), by position."""
    with superuser.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT (facts->>'order')::int AS said, position FROM event ORDER BY position")
        )
        return [(row.said, row.position) for row in rows]


def test_what_began_earlier_and_was_committed_later_gets_a_later_position(
    worker_database: Database, superuser: sa.Engine, book: Book
) -> None:
    outbox = build_outbox(worker_database, book, {"one": write_witness("one")})
    begun, may_commit = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        may_commit.wait(5)

    slow = threading.Thread(target=light, args=(worker_database, new_id(), 1), kwargs={"then": wait})
    slow.start()
    begun.wait(5)
    light(worker_database, new_id(), 2)
    assert outbox.fan_out() == 1
    may_commit.set()
    slow.join()
    assert outbox.fan_out() == 1, "what was committed late is not skipped"
    assert [said for said, _ in list_positions(superuser)] == [2, 1]


def test_two_workers_that_place_the_same_events_give_each_one_position_that_never_changes(
    worker_database: Database, superuser: sa.Engine, book: Book
) -> None:
    outboxes = [build_outbox(worker_database, book, {"one": write_witness("one")}) for _ in range(4)]
    for turn in range(5):
        for order in range(10):
            light(worker_database, new_id(), turn * 10 + order)
        together = threading.Barrier(len(outboxes))
        taken: list[int] = []

        def place(outbox: object, together: threading.Barrier = together, taken: list[int] = taken) -> None:
            together.wait()
            taken.append(outbox.fan_out())  # type: ignore[attr-defined]  # an Outbox

        threads = [threading.Thread(target=place, args=(outbox,)) for outbox in outboxes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(taken) == 10, "each event was taken by one worker"
    positions = list_positions(superuser)
    assert [said for said, _ in positions] == list(range(50))


def test_a_follower_reads_the_epoch_and_how_far_its_municipality_was_placed(
    worker_database: Database, superuser: sa.Engine, book: Book
) -> None:
    outbox = build_outbox(worker_database, book, {"one": write_witness("one")})
    with worker_database.transaction(HERE) as session:
        before = get_position(session, ANGSBY)
    light(worker_database, new_id(), 1)
    with worker_database.transaction(HERE) as session:
        assert get_position(session, ANGSBY) == before, "nothing is shown before it is placed"
    outbox.fan_out()
    with worker_database.transaction(HERE) as session:
        after = get_position(session, ANGSBY)
    assert (before.number, after.epoch) == (0, before.epoch)
    assert str(after) == f"{after.epoch}.{list_positions(superuser)[-1][1]}"
