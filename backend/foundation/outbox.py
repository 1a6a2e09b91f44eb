"""The outbox: each event is handed to each of its reactions exactly once, in order per stream, whatever dies when.

The worker fans an event out to one row per reaction under the reaction's permanent name, and gives it a position in
commit order. A reaction runs in its own transaction together with its done-mark. The attempt is committed before the
work, so that an event that kills the process is parked too; a parked one blocks its stream and reaction, nothing else.
Several are claimed at once; one that was tried before is claimed alone, so that it takes no other with it.

Two releases of the worker may run at once. Each says which reactions it wants, and whichever of them fans an event out
writes the rows of both; a row whose name a worker does not know waits for one that does.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import clock, kept
from backend.foundation.database import GLOBAL, Database, Scope, take_scope
from backend.foundation.events import Event, known_events, read_event
from backend.foundation.tracing import enter_trace

log = logging.getLogger(__name__)

ATTEMPTS_BEFORE_PARKED = 6
FAN_OUT_BATCH = 200
CLAIMED_AT_ONCE = 8
"""What is urgent waits for at most so many that are not."""

React = Callable[[Session, Any, datetime], None]
"""A reaction: (session in the event's scope, the event, now)."""


@dataclass(frozen=True)
class Reaction:
    """One thing that follows an event, under a name that never changes. ``urgent``: it goes before all that waits."""

    event: type[Event]
    name: str
    react: React
    urgent: bool = False


@dataclass(frozen=True)
class ParkedReaction:
    """A reaction that was given up: what a person must look at."""

    municipality: str
    stream_id: UUID
    event_id: UUID
    reaction: str
    error: str


class Outbox:
    """Moves events to reactions. ``tell_parked`` is called in the transaction that parks."""

    def __init__(
        self,
        database: Database,
        reactions: Iterable[Reaction],
        *,
        tell_parked: Callable[[Session, ParkedReaction, datetime], None],
        lease_seconds: float,
    ) -> None:
        self._database = database
        self._reactions = {reaction.name: reaction for reaction in reactions}
        self._tell_parked = tell_parked
        self._lease_seconds = lease_seconds
        self._has_said = False

    def say_wanted(self) -> None:
        """Say which reactions this release wants, before any event is fanned out by it."""
        wanted = list(self._reactions.values())
        arguments = {
            "names": [reaction.name for reaction in wanted],
            "events": [reaction.event.name for reaction in wanted],
            "urgent": [reaction.urgent for reaction in wanted],
        }
        with self._database.transaction(GLOBAL) as session:
            session.execute(_SAY_WANTED, arguments)
        self._has_said = True

    def fan_out(self) -> int:
        """Give new events their position and their reactions; returns how many events it took."""
        if not self._has_said:
            self.say_wanted()
        # An event this code has never heard of waits for a newer worker.
        arguments = {"known": list(known_events()), "limit": FAN_OUT_BATCH}
        with self._database.transaction(GLOBAL) as session:
            # A statement of its own: one that began before the wait would still see what another worker has placed.
            session.execute(_TAKE_TURN)
            taken = session.execute(_FAN_OUT, arguments)
            return int(taken.scalar_one())

    def turn(self) -> bool:
        """Fan out new events and run some reactions that are due; False when there was nothing to do."""
        fanned = self.fan_out()
        return self.run_some(CLAIMED_AT_ONCE) > 0 or fanned > 0

    def run_next(self) -> bool:
        """Run one reaction that is due; False when there is none."""
        return self.run_some(1) > 0

    def run_some(self, most: int) -> int:
        """Run at most so many reactions that are due, each in its own transaction; returns how many it claimed."""
        arguments = {"names": list(self._reactions), "lease": self._lease_seconds, "most": most}
        with self._database.transaction(GLOBAL) as session:
            claimed = session.execute(_CLAIM, arguments).all()
        for row in sorted(claimed, key=lambda each: each.place):
            self._try(row)
        return len(claimed)

    def _try(self, row: sa.Row[Any]) -> None:
        if row.attempts > ATTEMPTS_BEFORE_PARKED:
            # Whoever failed would have parked it: the last attempt ended its process.
            self._record_failure(row, RuntimeError("the worker ended in the middle of it"))
            return
        try:
            self._run(row)
        except Exception as error:  # noqa: BLE001 - it may fail in any way; what it did is rolled back
            self._record_failure(row, error)

    def _run(self, row: sa.Row[Any]) -> None:
        enter_trace(row.traceparent)
        scope = Scope((row.municipality,))
        given = {"municipality": row.municipality, "event_id": str(row.event_id), "name": row.name}
        with self._database.transaction(scope) as session:
            if kept.run(session, _LOCK, given)[0][0] != b"pending":
                return
            happened = read_event(row.event_name, row.facts)
            self._reactions[row.name].react(session, happened, clock.now(session))
            session.flush()
            if session.info["scope"] != scope:
                take_scope(session, scope)
            kept.run(session, _DONE, given)

    def _record_failure(self, row: sa.Row[Any], error: Exception) -> None:
        parked = row.attempts >= ATTEMPTS_BEFORE_PARKED
        log.warning("reaction failed", exc_info=error, extra={"reaction": row.name, "event": str(row.event_id)})
        said = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
        with self._database.transaction(Scope((row.municipality,))) as session:
            ours = session.execute(
                _FAILED,
                {
                    "municipality": row.municipality,
                    "event_id": row.event_id,
                    "name": row.name,
                    "state": "parked" if parked else "pending",
                    "error": said,
                    "pause": min(0.2 * 4 ** (row.attempts - 1), 60),
                },
            )
            if parked and ours.one_or_none() is not None:
                about = ParkedReaction(row.municipality, row.stream_id, row.event_id, row.name, said)
                self._tell_parked(session, about, clock.now(session))


_TAKE_TURN = sa.text("SELECT pg_advisory_xact_lock(73001)")
_SAY_WANTED = sa.text(
    "INSERT INTO wanted_reaction (name, event, urgent, rank)"
    " SELECT name, event, urgent, rank FROM unnest("
    "   cast(:names AS text[]), cast(:events AS text[]), cast(:urgent AS boolean[])) WITH ORDINALITY"
    "   AS said(name, event, urgent, rank) ORDER BY name"
    " ON CONFLICT (name) DO UPDATE SET event = excluded.event, urgent = excluded.urgent, rank = excluded.rank"
    "   WHERE (wanted_reaction.event, wanted_reaction.urgent, wanted_reaction.rank)"
    "     IS DISTINCT FROM (excluded.event, excluded.urgent, excluded.rank)"
)
_FAN_OUT = sa.text(
    "WITH batch AS MATERIALIZED ("
    "   SELECT e.municipality, e.id, e.recorded_at, e.number FROM event e"
    "   WHERE e.position IS NULL AND e.name = any(cast(:known AS text[]))"
    "   ORDER BY e.recorded_at, e.number LIMIT :limit),"
    " placed AS (UPDATE event e SET position = p.position"
    "   FROM (SELECT municipality, id, nextval('event_position') AS position FROM"
    "         (SELECT * FROM batch ORDER BY recorded_at, number) AS ordered) AS p"
    "   WHERE e.municipality = p.municipality AND e.id = p.id"
    "   RETURNING e.municipality, e.id, e.stream_id, e.number, e.name, e.position),"
    " fanned AS (INSERT INTO reaction (municipality, event_id, name, stream_id, number, urgent)"
    "   SELECT placed.municipality, placed.id, wanted.name, placed.stream_id, placed.number, wanted.urgent"
    "   FROM placed JOIN wanted_reaction wanted ON wanted.event = placed.name"
    # The default of next_attempt_at is taken row by row: reactions of one event begin in the order of the plot.
    "   ORDER BY placed.position, wanted.rank, wanted.name"
    "   ON CONFLICT DO NOTHING RETURNING 1)"
    " SELECT (SELECT count(*) FROM placed) + 0 * (SELECT count(*) FROM fanned)"
)
_CLAIM = sa.text(
    "WITH due AS MATERIALIZED ("
    "  SELECT r.municipality, r.event_id, r.name, r.attempts, r.urgent, r.next_attempt_at FROM reaction r"
    "  WHERE r.state = 'pending' AND r.name = any(:names)"
    "    AND r.next_attempt_at <= clock_timestamp()"
    "    AND NOT EXISTS (SELECT 1 FROM reaction earlier WHERE earlier.municipality = r.municipality"
    "      AND earlier.stream_id = r.stream_id AND earlier.name = r.name AND earlier.number < r.number"
    "      AND earlier.state <> 'done')"
    "  ORDER BY r.urgent DESC, r.next_attempt_at, r.event_id LIMIT :most FOR UPDATE SKIP LOCKED),"
    " placed AS (SELECT due.*, row_number() OVER first_first AS place, first_value(attempts) OVER first_first AS tried"
    "   FROM due WINDOW first_first AS (ORDER BY urgent DESC, next_attempt_at, event_id)),"
    " taken AS (SELECT * FROM placed WHERE place = 1 OR (tried = 0 AND attempts = 0))"
    " UPDATE reaction r SET attempts = r.attempts + 1,"
    "   next_attempt_at = clock_timestamp() + make_interval(secs => :lease)"
    " FROM taken, event e WHERE r.municipality = taken.municipality AND r.event_id = taken.event_id"
    "   AND r.name = taken.name AND e.municipality = r.municipality AND e.id = r.event_id"
    " RETURNING r.municipality, r.event_id, r.name, r.stream_id, r.attempts, e.name AS event_name, e.facts,"
    "   e.traceparent, taken.place"
)
_OF_ROW = " WHERE municipality = :municipality AND event_id = :event_id AND name = :name"
_OF_GIVEN = " WHERE municipality = {municipality}::bpchar AND event_id = {event_id}::uuid AND name = {name}"
_LOCK = "SELECT state FROM reaction" + _OF_GIVEN + " FOR UPDATE"
_DONE = "UPDATE reaction SET state = 'done', done_at = clock_timestamp(), last_error = NULL" + _OF_GIVEN
_FAILED = sa.text(
    "UPDATE reaction SET state = :state, last_error = :error,"
    " next_attempt_at = clock_timestamp() + make_interval(secs => :pause)"
    + _OF_ROW
    + " AND state = 'pending' RETURNING 1"
)
