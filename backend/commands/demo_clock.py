"""The demonstration's time: a working day in Ängsby passes in under half an hour, its nights and week-ends are skipped.

What is told waits ten minutes for an undo and is quiet at night; somebody who tries Lagat shall not have to.
"""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from backend import catalogue
from backend.catalogue import WorkingCalendar
from backend.foundation import clock
from backend.foundation.database import Database, Scope

SPEED = 30.0
MORNING, EVENING = time(8, 30), time(20, 30)


class TownClock:
    """Moves the clock of one municipality's demonstration; ``owner`` is the database under the owner's role."""

    def __init__(self, owner: Database, municipality: str) -> None:
        self._owner = owner
        self._municipality = municipality

    def start(self) -> datetime:
        """Begin on a working morning, today's or after all that ever happened here; returns that moment, local."""
        with self._owner.transaction(Scope((self._municipality,))) as session:
            latest = session.scalar(sa.text("SELECT max(occurred_at) FROM event"))
            calendar = catalogue.get_calendar(session, self._municipality)
            today = calendar.local(clock.real_now(session)).replace(hour=0, minute=0)
            begins = _next_morning(max(today, calendar.local(latest)) if latest else today, calendar)
            clock.simulate(session, start=begins, speed=SPEED)
        return begins

    def skip_night(self) -> datetime | None:
        """In the evening go on to the next working morning and return it, local; None while it is day."""
        with self._owner.transaction(Scope((self._municipality,))) as session:
            calendar = catalogue.get_calendar(session, self._municipality)
            local = calendar.local(clock.now(session))
            if MORNING <= local.time() < EVENING and calendar.is_working_day(local.date()):
                return None
            morning = _next_morning(local, calendar)
            clock.jump(session, morning)
        return morning


def _next_morning(after: datetime, calendar: WorkingCalendar) -> datetime:
    morning = datetime.combine(after.date(), MORNING, after.tzinfo)
    while morning < after or not calendar.is_working_day(morning.date()):
        morning += timedelta(days=1)
    return morning
