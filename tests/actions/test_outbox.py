"""Each event is handed to each of its reactions exactly once, in order, whatever fails."""

import threading
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.foundation.database import GLOBAL, Database
from backend.foundation.events import announce
from backend.foundation.ids import new_id
from backend.foundation.outbox import ATTEMPTS_BEFORE_PARKED, Outbox
from tests.databases import DatabaseUrls
from tests.outbox_builders import (
    ANGSBY,
    HERE,
    NOON,
    Book,
    FromNewerRelease,
    LampLit,
    build_outbox,
    connect_as_superuser,
    failing,
    light,
    run_all,
    write_witness,
)

NEVER_SUCCEEDS = 1_000


@pytest.fixture
def book(database_urls: DatabaseUrls) -> Iterator[Book]:
    """An empty book and an empty outbox."""
    book = Book(connect_as_superuser(database_urls))
    book.open_empty()
    yield book
    book.superuser.dispose()


@pytest.fixture
def lamp_id() -> UUID:
    return new_id()


def run_until_parked(outbox: Outbox, book: Book) -> None:
    """Every attempt, with the pauses between them gone by."""
    for _ in range(ATTEMPTS_BEFORE_PARKED + 1):
        book.let_time_pass()
        run_all(outbox)


def test_an_event_reaches_each_reaction_once_and_never_again(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    outbox = build_outbox(worker_database, book, {"one": write_witness("one"), "two": write_witness("two")})
    light(worker_database, lamp_id, 1)
    assert run_all(outbox) == 2
    book.let_time_pass()
    assert run_all(outbox) == 0
    assert book.read() == [(lamp_id, 1, "one"), (lamp_id, 1, "two")]
    assert book.states() == {"one": ("done", 1), "two": ("done", 1)}


def test_what_is_rolled_back_is_announced_to_nobody(worker_database: Database, book: Book, lamp_id: UUID) -> None:
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        light(worker_database, lamp_id, 1, then=fail)
    assert build_outbox(worker_database, book, {"one": write_witness("one")}).fan_out() == 0


def test_a_failed_attempt_leaves_nothing_behind_and_the_next_one_happens(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    outbox = build_outbox(worker_database, book, {"one": failing(2, write_witness("one"))})
    light(worker_database, lamp_id, 1)
    outbox.fan_out()
    assert outbox.run_next()
    assert (book.read(), book.states()) == ([], {"one": ("pending", 1)})
    for _ in range(2):
        book.let_time_pass()
        assert outbox.run_next()
    assert (book.read(), book.states()) == ([(lamp_id, 1, "one")], {"one": ("done", 3)})


def test_after_six_attempts_it_is_parked_and_a_person_is_told_once(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    outbox = build_outbox(worker_database, book, {"one": failing(NEVER_SUCCEEDS, write_witness("one"))})
    light(worker_database, lamp_id, 1)
    run_until_parked(outbox, book)
    assert (book.read(), book.states()) == ([], {"one": ("parked", ATTEMPTS_BEFORE_PARKED)})
    assert [(told.stream_id, told.reaction, told.error) for told in book.told] == [
        (lamp_id, "one", "RuntimeError: not this time")
    ]


def test_it_is_not_parked_where_nobody_could_be_told(worker_database: Database, book: Book, lamp_id: UUID) -> None:
    outbox = build_outbox(worker_database, book, {"one": failing(NEVER_SUCCEEDS, write_witness("one"))})
    light(worker_database, lamp_id, 1)
    outbox.fan_out()
    for _ in range(ATTEMPTS_BEFORE_PARKED - 1):
        assert outbox.run_next()
        book.let_time_pass()
    book.told = _Refuses()
    with pytest.raises(ConnectionError):
        outbox.run_next()
    assert book.states() == {"one": ("pending", ATTEMPTS_BEFORE_PARKED)}


class _Refuses(list):  # type: ignore[type-arg]  # a list that takes nothing
    def append(self, _parked: object) -> None:
        raise ConnectionError


def test_the_attempt_is_written_before_the_work_begins(worker_database: Database, book: Book, lamp_id: UUID) -> None:
    seen = []

    def look(session: sa.orm.Session, happened: LampLit, now: datetime) -> None:
        seen.append(book.states())

    outbox = build_outbox(worker_database, book, {"one": look})
    light(worker_database, lamp_id, 1)
    run_all(outbox)
    assert seen == [{"one": ("pending", 1)}]


def test_a_later_event_of_a_case_waits_for_the_earlier_one_and_for_that_reaction_alone(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    reactions = {"slow": failing(1, write_witness("slow")), "quick": write_witness("quick")}
    outbox = build_outbox(worker_database, book, reactions)
    light(worker_database, lamp_id, 1, 2)
    outbox.fan_out()
    for _ in range(3):
        assert outbox.run_next()
    assert book.read() == [(lamp_id, 1, "quick"), (lamp_id, 2, "quick")], "the second slow one was not tried"
    book.let_time_pass()
    run_all(outbox)
    assert [line for line in book.read() if line[2] == "slow"] == [(lamp_id, 1, "slow"), (lamp_id, 2, "slow")]


def test_a_parked_reaction_blocks_its_own_case_and_nothing_else(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    other_id = new_id()

    def broken_for_one(session: sa.orm.Session, happened: LampLit, now: datetime) -> None:
        if happened.lamp_id == lamp_id:
            raise RuntimeError("a broken lamp")
        write_witness("broken")(session, happened, now)

    outbox = build_outbox(worker_database, book, {"broken": broken_for_one, "whole": write_witness("whole")})
    light(worker_database, lamp_id, 1, 2)
    run_until_parked(outbox, book)
    light(worker_database, lamp_id, 3)
    light(worker_database, other_id, 1)
    run_until_parked(outbox, book)
    assert sorted(number for lamp, number, name in book.read() if (lamp, name) == (lamp_id, "whole")) == [1, 2, 3]
    assert [line for line in book.read() if line[2] == "broken"] == [(other_id, 1, "broken")]
    assert len(book.told) == 1, "the later ones wait, they are not parked too"


def test_two_workers_at_once_run_nothing_twice_and_keep_the_order_of_each_case(
    worker_database: Database, book: Book
) -> None:
    lamps = [new_id() for _ in range(6)]
    outboxes = [
        build_outbox(worker_database, book, {"one": write_witness("one"), "two": write_witness("two")}) for _ in "ab"
    ]
    for order in range(1, 6):
        for lamp in lamps:
            light(worker_database, lamp, order)
    threads = [threading.Thread(target=run_all, args=(outbox,)) for outbox in outboxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outbox in outboxes:
        run_all(outbox)
    for lamp in lamps:
        for name in ("one", "two"):
            assert [n for each, n, said in book.read() if (each, said) == (lamp, name)] == [1, 2, 3, 4, 5]


def test_a_worker_whose_lease_ran_out_in_the_middle_does_not_let_it_happen_twice(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    second = build_outbox(worker_database, book, {"one": write_witness("one")})
    ran_meanwhile = []

    def slow(session: sa.orm.Session, happened: LampLit, now: datetime) -> None:
        ran_meanwhile.append(second.run_next())
        write_witness("one")(session, happened, now)

    light(worker_database, lamp_id, 1)
    run_all(build_outbox(worker_database, book, {"one": slow}, lease_seconds=0))
    assert ran_meanwhile == [False]
    assert (book.read(), book.states(), book.told) == ([(lamp_id, 1, "one")], {"one": ("done", 1)}, [])


def test_an_event_of_a_name_this_code_does_not_know_waits_for_a_newer_worker(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    with worker_database.transaction(HERE) as session:
        announce(session, ANGSBY, lamp_id, FromNewerRelease(), NOON)
    assert build_outbox(worker_database, book, {"one": write_witness("one")}).fan_out() == 0
    with worker_database.transaction(GLOBAL) as session:
        assert session.execute(sa.text("SELECT position FROM event")).scalar_one() is None


def test_of_two_releases_at_once_the_older_leaves_the_newers_reaction_to_it(
    worker_database: Database, book: Book, lamp_id: UUID
) -> None:
    newer = build_outbox(worker_database, book, {"one": write_witness("one"), "two": write_witness("two")})
    older = build_outbox(worker_database, book, {"one": write_witness("one")})
    newer.say_wanted()
    light(worker_database, lamp_id, 1)
    assert run_all(older) == 1
    assert book.states() == {"one": ("done", 1), "two": ("pending", 0)}
    assert run_all(newer) == 1
    assert book.read() == [(lamp_id, 1, "one"), (lamp_id, 1, "two")]
