"""Ängsby in a test: the practice municipality filled, with a stopped clock and a worker one turns by hand."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, cases, deliveries, messages, wiring
from backend.cases import Channel, ReportForm, Submitted
from backend.foundation import clock
from backend.foundation.agenda import Tick, find_next_due, run_tick
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.outbox import Outbox, Reaction
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls, reach

ANGSBY = Scope((PRACTICE_CODE,))
WEDNESDAY_MORNING = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
STORGATAN = (18.606, 58.2)
"""Longitude and latitude of a point in the eastern half of the town."""


@dataclass
class Town:
    """One database with Ängsby in it. ``owner``, ``web`` and ``worker`` are the same database by role."""

    owner: Database
    web: Database
    worker: Database
    settings: Settings
    reactions: tuple[Reaction, ...] = ()

    def close(self) -> None:
        """Close every connection."""
        for database in (self.owner, self.web, self.worker):
            database.close()

    def begin(self, *, at: datetime = WEDNESDAY_MORNING) -> None:
        """Stop the clock at ``at``. Ängsby lies in the database already."""
        self.stop_clock(at)

    def stop_clock(self, at: datetime) -> None:
        """Let it be ``at`` until told otherwise."""
        with self.owner.transaction(GLOBAL) as session:
            clock.simulate(session, start=at, speed=0)

    def work(self) -> None:
        """Turn the worker until nothing is due: reactions, ticks, mail."""
        outbox, sender = self.outbox(), self.sender()
        worked = True
        while worked:
            while outbox.turn():
                pass
            worked = sum(self._tick(tick) for tick in wiring.build_ticks(self.settings)) > 0
            while sender.send_next():
                worked = True

    def sender(self) -> deliveries.Sender:
        """Who sends the letters."""
        return wiring.build_sender(self.worker, self.settings)

    def _tick(self, tick: Tick) -> int:
        codes = (PRACTICE_CODE,)
        return run_tick(self.worker, tick, municipalities=codes, tell_parked=wiring.tell_parked_tick)

    def work_until(self, until: datetime) -> None:
        """Let time pass from one due moment to the next, until ``until``."""
        while True:
            self.work()
            due = find_next_due(self.worker, wiring.AGENDA, municipalities=(PRACTICE_CODE,))
            if due is None or due[0] > until:
                break
            self.stop_clock(max(due[0], self.now()))
        self.stop_clock(until)
        self.work()

    def now(self) -> datetime:
        """The moment it is in Ängsby."""
        with self.web.transaction(GLOBAL) as session:
            return clock.now(session)

    def outbox(self) -> Outbox:
        """The outbox, with the plot's own reactions unless the town was given others."""
        if not self.reactions:
            return wiring.build_outbox(self.worker, self.settings)
        return Outbox(self.worker, self.reactions, tell_parked=messages.tell_parked_reaction, lease_seconds=60)

    def report(self, *, over_limit: bool = False, **changes: Any) -> Submitted:
        """Amira reports a dark lamp on Storgatan; ``changes`` replace fields of the form."""
        form = {
            "client_id": secrets.token_urlsafe(24),
            "category": "belysning.enstaka",
            "longitude": STORGATAN[0],
            "latitude": STORGATAN[1],
            "channel": Channel.WEB,
            "words": "Lampan är mörk.",
            "mail": "amira@example.org",
            **changes,
        }
        with self.web.transaction(ANGSBY) as session:
            now = clock.now(session)
            return cases.submit_report(session, PRACTICE_CODE, ReportForm(**form), over_limit=over_limit, now=now)

    def case(self, case_id: UUID) -> cases.Case:
        """The case as it stands."""
        with self.web.transaction(ANGSBY) as session:
            return cases.get_case(session, PRACTICE_CODE, case_id)

    def transaction(self) -> Any:
        """A transaction of a door in Ängsby."""
        return self.web.transaction(ANGSBY)


def open_town(urls: DatabaseUrls, settings: Settings) -> Town:
    """A town over one database, by its addresses; ``close`` it afterwards."""
    return Town(reach(urls.owner), reach(urls.web), reach(urls.worker, reacts=True), settings)


def find_firm(session: Session, code: str) -> UUID:
    """The id of one of the practice firms."""
    found = accounts.find_organisation(session, code)
    assert found is not None
    return found.id
