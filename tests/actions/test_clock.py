"""The two clocks: what the municipality promises moves by one, leases and sessions by the other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.errors import Invalid

SATURDAY_NIGHT = datetime(2026, 9, 19, 21, 40, tzinfo=UTC)
A_MOMENT = timedelta(seconds=30)


@pytest.fixture
def owner(owner_engine: sa.Engine) -> Iterator[Session]:
    """The owner, who alone sets the clock; real again after the test."""
    with Session(owner_engine) as session:
        yield session
        session.rollback()
        session.execute(sa.text("DELETE FROM simulated_clock"))
        session.commit()


def test_without_a_simulation_it_is_the_time_it_really_is_aware_and_in_utc(worker_database: Database) -> None:
    with worker_database.transaction(GLOBAL) as session:
        now = clock.now(session)
        assert not clock.is_simulated(session)
        assert abs(now - clock.real_now(session)) < A_MOMENT
    assert now.utcoffset() == timedelta(0)


def test_a_stopped_clock_stands_still_for_every_process_and_real_time_goes_on(
    owner: Session, worker_database: Database, web_database: Database
) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=0)
    owner.commit()
    for database in (worker_database, web_database):
        with database.transaction(GLOBAL) as session:
            assert clock.now(session) == clock.now(session) == SATURDAY_NIGHT
            assert clock.real_now(session) != clock.real_now(session)


def test_a_quick_clock_runs_as_many_seconds_a_second(owner: Session) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=1_000_000)
    first, second = clock.now(owner), clock.now(owner)
    assert SATURDAY_NIGHT < first < second


def test_the_clock_jumps_forward_and_its_speed_stays(owner: Session) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=0)
    clock.jump(owner, SATURDAY_NIGHT + timedelta(minutes=24))
    assert clock.now(owner) == SATURDAY_NIGHT + timedelta(minutes=24)


def test_a_jump_to_where_it_stands_moves_nothing(owner: Session) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=0)
    clock.jump(owner, SATURDAY_NIGHT)
    assert clock.now(owner) == SATURDAY_NIGHT


def test_the_clock_never_jumps_backwards(owner: Session) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=0)
    with pytest.raises(Invalid, match="only jumps forward"):
        clock.jump(owner, SATURDAY_NIGHT - timedelta(seconds=1))
    assert clock.now(owner) == SATURDAY_NIGHT


def test_a_real_clock_cannot_jump(owner: Session) -> None:
    with pytest.raises(Invalid, match="clock is real"):
        clock.jump(owner, datetime(2100, 1, 1, tzinfo=UTC))


def test_there_is_one_clock_however_often_it_is_set(owner: Session) -> None:
    clock.simulate(owner, start=SATURDAY_NIGHT, speed=0)
    clock.simulate(owner, start=SATURDAY_NIGHT + timedelta(days=1), speed=0)
    assert clock.now(owner) == SATURDAY_NIGHT + timedelta(days=1)
    with pytest.raises(sa.exc.IntegrityError), owner.begin_nested():
        owner.execute(sa.text("INSERT INTO simulated_clock VALUES (true, now(), now(), 1)"))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO simulated_clock VALUES (true, now(), now(), 1)",
        "UPDATE simulated_clock SET speed = 2",
        "DELETE FROM simulated_clock",
    ],
)
def test_neither_web_nor_worker_can_set_the_clock(
    web_database: Database, worker_database: Database, statement: str
) -> None:
    for database in (web_database, worker_database):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), database.transaction(GLOBAL) as session:
            session.execute(sa.text(statement))
