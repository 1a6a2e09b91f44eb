"""Letting time pass: wait until everything due by now is done, then jump to the next due moment."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import wiring
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Unavailable

LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 240.0
"""Longer than what fails is tried again before it is given up."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Quiet:
    """Nothing is left to do at ``now``; ``next_due_at`` is when the agenda says more, None: never.

    ``position`` is of the last event: people's lists change with events alone.
    """

    now: datetime
    next_due_at: datetime | None
    position: int


@dataclass(frozen=True)
class Lists:
    """How much was ever put on the lists people work from: orders by contractor, matters by (whose, unit)."""

    orders: Counter[str] = field(default_factory=Counter)
    matters: Counter[tuple[str, str | None]] = field(default_factory=Counter)


@dataclass
class Clockwork:
    """The simulated clock of one municipality's replay. ``mend`` starts again what was killed; jumps are counted."""

    owner: Database
    worker: Database
    municipality: str
    mend: Callable[[], object]
    jumps: int = 0
    _held: Session | None = None

    def wait_until_quiet(self) -> Quiet:
        """Wait until no event, reaction, photo, tick or letter is left that is due by now.

        Raises ``Unavailable`` naming what is stuck after ``PATIENCE_SECONDS`` without an end.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        left = "the database"
        while time.monotonic() < until:
            try:
                found = self._look()
            except Unavailable:
                self.mend()
                continue
            if isinstance(found, Quiet):
                return found
            left = found
            self.mend()
            time.sleep(LOOK_SECONDS)
        raise Unavailable("replay_stuck", "The replay waits in vain for: {left}", left=left)

    def jump(self, to: datetime) -> None:
        """Let it be ``to``; the clock never goes back."""

        def act() -> None:
            with self.owner.transaction(GLOBAL) as session:
                if clock.now(session) < to:
                    clock.jump(session, to)

        self.insist(act)
        self.jumps += 1

    def read_lists(self) -> Lists:
        """See ``Lists``: people look at a list when there is something new on it."""

        def read() -> Lists:
            with self.worker.transaction(Scope((self.municipality,))) as session:
                orders = session.execute(_ORDERS).all()
                matters = session.execute(_MATTERS).all()
            return Lists(
                Counter({str(row.contractor_id): row.n for row in orders}),
                Counter({(row.whose, row.unit_code): row.n for row in matters}),
            )

        return self.insist(read)

    def find_last_letter(self) -> datetime | None:
        """When the last letter that waits now is to be sent, None when none waits."""

        def read() -> datetime | None:
            with self.worker.transaction(Scope((self.municipality,))) as session:
                last: datetime | None = session.execute(_LAST_LETTER).scalar_one()
                return last

        return self.insist(read)

    def insist(self, act: Callable[[], Result]) -> Result:
        """Do ``act`` again until the database is there for it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return act()
            except Unavailable:
                if time.monotonic() > until:
                    raise
                self.mend()
                time.sleep(LOOK_SECONDS)

    def _look(self) -> Quiet | str:
        """Quiet, or what is left.

        The outbox is read before and after the agenda: what the clock sets off between is seen as an event, and what
        a reaction sets off is due on the agenda before the reaction is done.
        """
        try:
            session = self._held or self._hold()
            before = session.execute(_GLANCE).one()
            if before.left:
                return str(before.left)
            listed = [(tick.name, tick.list_due(session, by=None, limit=1)) for tick in wiring.AGENDA]
            after = session.execute(_GLANCE).one()
        except sa.exc.DBAPIError as error:
            self.close()
            raise Unavailable("database_down", "The database does not answer.") from error
        if after.left or after.position != before.position:
            return str(after.left or "reactions")
        due_at, name = min(((due[0].due_at, name) for name, due in listed if due), default=(None, ""))
        return name if due_at is not None and due_at <= after.now else Quiet(after.now, due_at, after.position)

    def _hold(self) -> Session:
        """A session that is kept, reads what is committed at each statement, and plans each statement once.

        Most of a replay is spent looking.
        """
        connection = self.worker.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._held = Session(connection)
        connection.execute(_SCOPE, {"municipality": self.municipality})
        cast(psycopg.Connection, connection.connection.driver_connection).prepare_threshold = 1
        return self._held

    def close(self) -> None:
        """Let go of the session that is kept."""
        if self._held is not None:
            connection, self._held = self._held.connection(), None
            connection.invalidate()
            connection.close()


_SCOPE = sa.text("SELECT set_config('lagat.municipalities', :municipality, false)")
_GLANCE = sa.text(
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM event WHERE position IS NULL) THEN 'events'"
    "  WHEN EXISTS (SELECT 1 FROM reaction WHERE state = 'pending') THEN 'reactions'"
    "  WHEN EXISTS (SELECT 1 FROM photo WHERE state = 'received') THEN 'photos'"
    "  WHEN EXISTS (SELECT 1 FROM delivery WHERE fate IN ('queued', 'in_doubt')"
    "    AND next_attempt_at <= (SELECT lagat_now())) THEN 'letters' END AS left,"
    " coalesce((SELECT position FROM event WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1), 0) AS position,"
    " lagat_now() AS now"
).columns(left=sa.Text, position=sa.BigInteger, now=sa.DateTime(timezone=True))
_LAST_LETTER = sa.text("SELECT max(next_attempt_at) AS at FROM delivery WHERE fate IN ('queued', 'in_doubt')").columns(
    at=sa.DateTime(timezone=True)
)
_ORDERS = sa.text("SELECT contractor_id, count(*) AS n FROM work_order GROUP BY contractor_id")
_MATTERS = sa.text("SELECT whose, unit_code, count(*) AS n FROM attention GROUP BY whose, unit_code")
