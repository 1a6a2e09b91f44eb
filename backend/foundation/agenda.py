"""The agenda: what falls due by the clock. Every tick asks what is due by now, never what fell since last time.

A tick lists what is due and acts on one subject at a time, each in its own transaction, where the act looks at the
deadline again under the case's lock. A subject that fails is tried again with pauses and then parked.
"""

import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.tracing import enter_trace

log = logging.getLogger(__name__)

ATTEMPTS_BEFORE_PARKED = 6
BATCH = 100


@dataclass(frozen=True)
class Due:
    """One subject that falls due, in its municipality."""

    municipality: str
    subject_id: UUID
    due_at: datetime


class ListDue(Protocol):
    """Lists at most ``limit`` subjects due at or before ``by``, earliest first; ``by`` None asks for any moment."""

    def __call__(self, session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]: ...


@dataclass(frozen=True)
class Tick:
    """Something that falls due. ``act`` gets (session, subject_id, municipality, now) and may find nothing to do."""

    name: str
    list_due: ListDue
    act: Callable[[Session, UUID, str, datetime], None]


def run_tick(
    database: Database,
    tick: Tick,
    *,
    municipalities: tuple[str, ...],
    tell_parked: Callable[[Session, Tick, Due, str, datetime], None],
) -> int:
    """Act on what is due by now; returns how many subjects were acted on without error."""
    if not municipalities:
        return 0
    with database.transaction(Scope(municipalities)) as session:
        now = clock.now(session)
        failed = _list_failed(session, tick)
        # Those that wait for a next attempt or a person must not fill the batch before those that are whole.
        due = tick.list_due(session, by=now, limit=BATCH + sum(each.waits for each in failed.values()))
    done = 0
    for subject in due:
        before = failed.get((subject.municipality, subject.subject_id))
        if before is None or not before.waits:
            done += _act(database, tick, subject, tell_parked, failed_before=before is not None)
    return done


def find_next_due(
    database: Database, ticks: Sequence[Tick], *, municipalities: tuple[str, ...]
) -> tuple[datetime, str] | None:
    """The earliest moment any tick falls due, and its name; None when nothing is on the agenda.

    What is parked is a person's to look at, and no moment to wait for.
    """
    found: list[tuple[datetime, str]] = []
    with database.transaction(Scope(municipalities)) as session:
        for tick in ticks:
            parked = {key for key, each in _list_failed(session, tick).items() if each.is_parked}
            due = tick.list_due(session, by=None, limit=1 + len(parked))
            left = (each.due_at for each in due if (each.municipality, each.subject_id) not in parked)
            found.extend((due_at, tick.name) for due_at in itertools.islice(left, 1))
    return min(found, default=None)


def _act(
    database: Database,
    tick: Tick,
    subject: Due,
    tell_parked: Callable[[Session, Tick, Due, str, datetime], None],
    *,
    failed_before: bool,
) -> int:
    enter_trace(None)
    scope = Scope((subject.municipality,))
    row = {"municipality": subject.municipality, "tick": tick.name, "subject": subject.subject_id}
    try:
        with database.transaction(scope) as session:
            tick.act(session, subject.subject_id, subject.municipality, clock.now(session))
            if failed_before:
                # It fell due again after going well: the next failures are counted from the beginning.
                session.execute(_FORGET_FAILURE, row)
        return 1
    except Exception as error:
        log.warning("tick failed", exc_info=error, extra={"tick": tick.name, "subject": str(subject.subject_id)})
        said = f"{type(error).__name__}: {error}"[:300]
        with database.transaction(scope) as session:
            attempts = session.execute(_COUNT_FAILURE, {**row, "error": said}).scalar_one()
            if attempts == ATTEMPTS_BEFORE_PARKED:
                tell_parked(session, tick, subject, said, clock.now(session))
        return 0


def claim_slot(database: Database, job: str, slot: int, *, lease_seconds: float) -> bool:
    """Whether this process runs ``job`` in ``slot``: once among all workers, again if its lease ran out unfinished."""
    with database.transaction(GLOBAL) as session:
        claimed = session.execute(_CLAIM_SLOT, {"job": job, "slot": slot, "lease": lease_seconds})
        return claimed.one_or_none() is not None


def finish_slot(database: Database, job: str, slot: int) -> None:
    """Mark the slot finished and forget this job's slots older than a day."""
    with database.transaction(GLOBAL) as session:
        session.execute(
            sa.text("UPDATE tick_slot SET finished_at = clock_timestamp() WHERE job = :job AND slot = :slot"),
            {"job": job, "slot": slot},
        )
        session.execute(
            sa.text("DELETE FROM tick_slot WHERE job = :job AND leased_until < clock_timestamp() - interval '1 day'"),
            {"job": job},
        )


@dataclass(frozen=True)
class _Failed:
    """A subject that failed: ``waits`` for its pause or, when parked, for a person."""

    is_parked: bool
    waits: bool


def _list_failed(session: Session, tick: Tick) -> dict[tuple[str, UUID], _Failed]:
    rows = session.execute(
        sa.text(
            "SELECT municipality, subject_id, attempts >= :most AS is_parked,"
            " last_failed_at + attempts * interval '5 seconds' > clock_timestamp() AS pauses"
            " FROM tick_failure WHERE tick = :tick"
        ),
        {"tick": tick.name, "most": ATTEMPTS_BEFORE_PARKED},
    )
    return {(row.municipality, row.subject_id): _Failed(row.is_parked, row.is_parked or row.pauses) for row in rows}


_FORGET_FAILURE = sa.text(
    "DELETE FROM tick_failure WHERE municipality = :municipality AND tick = :tick AND subject_id = :subject"
)
_COUNT_FAILURE = sa.text(
    "INSERT INTO tick_failure AS f (municipality, tick, subject_id, last_error)"
    " VALUES (:municipality, :tick, :subject, :error)"
    " ON CONFLICT (municipality, tick, subject_id) DO UPDATE SET attempts = f.attempts + 1,"
    "  last_error = excluded.last_error, last_failed_at = clock_timestamp()"
    " RETURNING attempts"
)
_CLAIM_SLOT = sa.text(
    "INSERT INTO tick_slot AS t (job, slot, leased_until)"
    " VALUES (:job, :slot, clock_timestamp() + make_interval(secs => :lease))"
    " ON CONFLICT (job, slot) DO UPDATE SET leased_until = excluded.leased_until"
    "  WHERE t.finished_at IS NULL AND t.leased_until < clock_timestamp()"
    " RETURNING 1"
)
