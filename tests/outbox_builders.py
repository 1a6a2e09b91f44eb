"""Events, reactions and a book of witnesses, for tests of what carries events to reactions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.database import Database, Scope
from backend.foundation.events import Event, announce, event
from backend.foundation.outbox import Outbox, ParkedReaction, React, Reaction
from tests.databases import DatabaseUrls

ANGSBY = "9901"
HERE = Scope((ANGSBY,))
NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)


def connect_as_superuser(urls: DatabaseUrls) -> sa.Engine:
    """Behind every wall; gives up on a lock somebody holds rather than waiting for ever."""
    return sa.create_engine(urls.super, connect_args={"options": "-c lock_timeout=5s"})


@event("LampLit")
@dataclass(frozen=True)
class LampLit(Event):
    """Something happened that only tests speak of."""

    lamp_id: UUID
    order: int


@dataclass(frozen=True)
class FromNewerRelease(Event):
    """An event this code has never heard of: it was never registered."""


FromNewerRelease.name, FromNewerRelease.version = "FromNewerRelease", 1


@dataclass
class Book:
    """What reactions wrote in the database, so that it is rolled back with them, and whom parking told."""

    superuser: sa.Engine
    told: list[ParkedReaction] = field(default_factory=list)

    def open_empty(self) -> None:
        """An empty book, and an outbox with nothing in it."""
        with self.superuser.begin() as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS witness (lamp_id uuid, number integer, name text)"))
            connection.execute(sa.text("GRANT ALL ON witness TO lagat_worker"))
            connection.execute(sa.text("TRUNCATE witness, event, event_stream, reaction, wanted_reaction"))
        self.told.clear()

    def read(self) -> list[tuple[UUID, int, str]]:
        """Everything witnessed, in the order of commits."""
        with self.superuser.connect() as connection:
            rows = connection.execute(sa.text("SELECT lamp_id, number, name FROM witness ORDER BY xmin::text::bigint"))
            return [(row.lamp_id, row.number, row.name) for row in rows]

    def states(self) -> dict[str, tuple[str, int]]:
        """Reaction name → (state, attempts), where each stands once."""
        with self.superuser.connect() as connection:
            rows = connection.execute(sa.text("SELECT name, state, attempts FROM reaction ORDER BY number"))
            return {row.name: (row.state, row.attempts) for row in rows}

    def let_time_pass(self) -> None:
        """Every pause and every lease has run out."""
        with self.superuser.begin() as connection:
            connection.execute(
                sa.text("UPDATE reaction SET next_attempt_at = clock_timestamp() WHERE state = 'pending'")
            )

    def tell(self, _session: Session, parked: ParkedReaction, _now: datetime) -> None:
        """Whom parking calls."""
        self.told.append(parked)


def write_witness(name: str) -> React:
    """A reaction that writes one line in the book."""

    def react(session: Session, happened: LampLit, _now: datetime) -> None:
        session.execute(
            sa.text("INSERT INTO witness VALUES (:lamp, :number, :name)"),
            {"lamp": happened.lamp_id, "number": happened.order, "name": name},
        )

    return react


def failing(times: int, react: React) -> React:
    """``react``, failing after its work the first ``times``."""
    left = [times]

    def fail_first(session: Session, happened: LampLit, now: datetime) -> None:
        react(session, happened, now)
        if left[0] > 0:
            left[0] -= 1
            raise RuntimeError("not this time")

    return fail_first


def build_outbox(database: Database, book: Book, reactions: dict[str, React], *, lease_seconds: float = 60) -> Outbox:
    """An outbox of these reactions, all to ``LampLit``, in their order."""
    wired = [Reaction(LampLit, name, react) for name, react in reactions.items()]
    return Outbox(database, wired, tell_parked=book.tell, lease_seconds=lease_seconds)


def light(database: Database, lamp_id: UUID, *orders: int, then: Callable[[], None] = lambda: None) -> None:
    """Announce in one transaction that the lamp was lit, once for each number; ``then`` runs before the commit."""
    with database.transaction(HERE) as session:
        for order in orders:
            announce(session, ANGSBY, lamp_id, LampLit(lamp_id, order), NOON)
        then()


def run_all(outbox: Outbox) -> int:
    """Fan out and run until nothing is due; returns how many attempts were made."""
    while outbox.fan_out():
        pass
    attempts = 0
    while outbox.run_next():
        attempts += 1
    return attempts
