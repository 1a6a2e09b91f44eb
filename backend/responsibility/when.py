"""The moment a rule or a contract is asked about, and whether its season and hours hold it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.targets import Window, read_window
from backend.foundation.errors import Invalid

OPEN, CLOSED = "open", "closed"
"""Hours by the municipality's own calendar: while somebody reads, and while nobody does."""


@dataclass(frozen=True)
class When:
    """A moment as the municipality's clock and calendar show it."""

    day: date
    clock: time
    is_open: bool


@dataclass(frozen=True)
class Hours:
    """From one local time to another, the first within and the last not; it may pass midnight."""

    first: time
    last: time

    def holds(self, clock: time) -> bool:
        """Whether ``clock`` lies within."""
        if self.first <= self.last:
            return self.first <= clock < self.last
        return clock >= self.first or clock < self.last


def when_of(at: datetime, calendar: WorkingCalendar) -> When:
    """The moment ``at`` (aware) as the calendar shows it."""
    local = calendar.local(at)
    return When(local.date(), local.time(), calendar.is_open(at))


def holds_at(when: When, *, season: str | None, hours: str | None) -> bool:
    """Whether a season (``10-01/04-30``) and hours (``open``, ``closed``, ``16:00-07:00``) hold the moment; None: always."""
    if season and not _window(season).holds(when.day):
        return False
    if not hours:
        return True
    if hours in (OPEN, CLOSED):
        return when.is_open == (hours == OPEN)
    return read_hours(hours).holds(when.clock)


@cache
def read_hours(text: str) -> Hours:
    """The hours written ``16:00-07:00``. Raises ``Invalid`` on anything else."""
    try:
        first, last = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError as error:
        said = "Hours are written like '16:00-07:00', or 'open' or 'closed'."
        raise Invalid("hours_not_understood", said) from error
    return Hours(first, last)


@cache
def _window(text: str) -> Window:
    return read_window(text)
