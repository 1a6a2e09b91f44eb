"""What falls due by the clock: one failing subject holds up no other, and a slot is run by one worker."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import clock
from backend.foundation.agenda import (
    ATTEMPTS_BEFORE_PARKED,
    BATCH,
    Due,
    Tick,
    claim_slot,
    find_next_due,
    finish_slot,
    run_tick,
)
from backend.foundation.database import GLOBAL, Database
from backend.foundation.ids import new_id
from tests.outbox_builders import ANGSBY, NOON


@dataclass
class Lamps:
    """Lamps that fall due, each at its moment, and what became of them."""

    due: dict[UUID, datetime] = field(default_factory=dict)
    broken: set[UUID] = field(default_factory=set)
    lit: list[UUID] = field(default_factory=list)
    told: list[tuple[UUID, str]] = field(default_factory=list)
    tick: Tick = field(init=False)

    def __post_init__(self) -> None:
        self.tick = Tick(f"lamps.{new_id()}", self.list_due, self.light)

    def list_due(self, session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
        rows = sorted((at, lamp) for lamp, at in self.due.items() if by is None or at <= by)
        return [Due(ANGSBY, lamp, at) for at, lamp in rows[:limit]]

    def light(self, session: Session, lamp_id: UUID, municipality: str, now: datetime) -> None:
        if lamp_id in self.broken:
            raise RuntimeError("a broken lamp")
        del self.due[lamp_id]
        self.lit.append(lamp_id)

    def tell(self, session: Session, tick: Tick, due: Due, error: str, now: datetime) -> None:
        self.told.append((due.subject_id, error))

    def add(self, *, minutes: int = 0, broken: bool = False) -> UUID:
        lamp_id = new_id()
        self.due[lamp_id] = NOON + timedelta(minutes=minutes)
        if broken:
            self.broken.add(lamp_id)
        return lamp_id

    def run(self, worker: Database) -> int:
        return run_tick(worker, self.tick, municipalities=(ANGSBY,), tell_parked=self.tell)


@pytest.fixture
def lamps() -> Lamps:
    return Lamps()


@pytest.fixture(autouse=True)
def noon(owner_engine: sa.Engine) -> None:
    """The municipality's clock stands at noon."""
    with Session(owner_engine) as session:
        clock.simulate(session, start=NOON, speed=0)
        session.commit()


def let_pauses_pass(owner_engine: sa.Engine) -> None:
    with owner_engine.begin() as connection:
        connection.execute(sa.text("UPDATE tick_failure SET last_failed_at = last_failed_at - interval '1 hour'"))


def run_until_parked(lamps: Lamps, worker: Database, owner_engine: sa.Engine) -> None:
    for _ in range(ATTEMPTS_BEFORE_PARKED + 2):
        lamps.run(worker)
        let_pauses_pass(owner_engine)


def test_what_is_due_is_acted_on_once_and_what_is_not_waits(worker_database: Database, lamps: Lamps) -> None:
    now, later = lamps.add(), lamps.add(minutes=1)
    assert lamps.run(worker_database) == 1
    assert lamps.run(worker_database) == 0
    assert (lamps.lit, list(lamps.due)) == ([now], [later])


def test_a_failing_subject_blocks_no_other_and_is_parked_after_six_attempts(
    worker_database: Database, owner_engine: sa.Engine, lamps: Lamps
) -> None:
    broken, whole = lamps.add(minutes=-5, broken=True), lamps.add()
    assert lamps.run(worker_database) == 1
    assert lamps.lit == [whole]
    run_until_parked(lamps, worker_database, owner_engine)
    assert lamps.told == [(broken, "RuntimeError: a broken lamp")]
    lamps.broken.clear()
    assert lamps.run(worker_database) == 0, "a parked one is a person's to look at"


def test_between_attempts_there_is_a_pause_and_others_go_on(worker_database: Database, lamps: Lamps) -> None:
    lamps.add(broken=True)
    lamps.run(worker_database)
    lamps.broken.clear()
    assert lamps.run(worker_database) == 0
    lamps.add()
    assert lamps.run(worker_database) == 1


def test_as_many_failing_subjects_as_a_tick_takes_do_not_block_the_next(
    worker_database: Database, lamps: Lamps
) -> None:
    for _ in range(BATCH):
        lamps.add(minutes=-5, broken=True)
    whole = lamps.add()
    lamps.run(worker_database)
    lamps.run(worker_database)
    assert lamps.lit == [whole]


def test_a_subject_that_went_well_in_the_end_begins_anew_the_next_time(
    worker_database: Database, owner_engine: sa.Engine, lamps: Lamps
) -> None:
    lamp = lamps.add(broken=True)
    for _ in range(2):
        for _ in range(ATTEMPTS_BEFORE_PARKED - 1):
            lamps.run(worker_database)
            let_pauses_pass(owner_engine)
        lamps.broken.clear()
        assert lamps.run(worker_database) == 1
        lamps.due[lamp] = NOON
        lamps.broken.add(lamp)
    assert lamps.told == []


def test_what_is_parked_is_not_what_comes_next(
    worker_database: Database, owner_engine: sa.Engine, lamps: Lamps
) -> None:
    lamps.add(minutes=-5, broken=True)
    lamps.add(minutes=7)
    run_until_parked(lamps, worker_database, owner_engine)
    found = find_next_due(worker_database, [lamps.tick], municipalities=(ANGSBY,))
    assert found == (NOON + timedelta(minutes=7), lamps.tick.name)


def test_nothing_on_the_agenda_is_said_so(worker_database: Database, lamps: Lamps) -> None:
    assert find_next_due(worker_database, [lamps.tick], municipalities=(ANGSBY,)) is None
    assert run_tick(worker_database, lamps.tick, municipalities=(), tell_parked=lamps.tell) == 0


def test_of_many_workers_one_gets_the_slot(worker_database: Database) -> None:
    job, claimed = f"job {new_id()}", []
    together = threading.Barrier(4)

    def claim() -> None:
        together.wait()
        claimed.append(claim_slot(worker_database, job, 1, lease_seconds=60))

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False, False, False, True]


def test_a_slot_is_run_again_when_its_lease_ran_out_unfinished_and_never_when_it_was_finished(
    worker_database: Database, owner_engine: sa.Engine
) -> None:
    job = f"job {new_id()}"
    assert claim_slot(worker_database, job, 1, lease_seconds=0)
    assert claim_slot(worker_database, job, 1, lease_seconds=0), "its worker died"
    finish_slot(worker_database, job, 1)
    assert not claim_slot(worker_database, job, 1, lease_seconds=0)
    assert claim_slot(worker_database, job, 2, lease_seconds=60)


def test_slots_of_yesterday_are_forgotten(worker_database: Database, owner_engine: sa.Engine) -> None:
    job = f"job {new_id()}"
    claim_slot(worker_database, job, 1, lease_seconds=-2 * 86400)
    claim_slot(worker_database, job, 2, lease_seconds=60)
    finish_slot(worker_database, job, 2)
    with worker_database.transaction(GLOBAL) as session:
        left = session.scalars(sa.text("SELECT slot FROM tick_slot WHERE job = :job"), {"job": job}).all()
    assert left == [2]
