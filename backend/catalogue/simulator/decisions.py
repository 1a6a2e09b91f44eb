"""Counting who would have been met and missed, by the municipality's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.targets import Target


@dataclass(frozen=True)
class Lived:
    """A case's life: when it came in, and when it was resolved (None: it is not yet)."""

    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Simulated:
    """How a target would have gone. ``met`` and ``missed`` count the ended and the late; ``still_open`` those in time yet.

    ``late_half`` and ``late_most`` are how late half and nine of ten of the missed were, by now for those still open;
    ``needed`` is the time within which nine of ten of the ended were done.
    """

    target: Target
    met: int
    missed: int
    still_open: int
    late_half: timedelta
    late_most: timedelta
    needed: timedelta

    @property
    def cases(self) -> int:
        """All that were asked."""
        return self.met + self.missed + self.still_open

    @property
    def missed_percent(self) -> float:
        """Of those that are decided either way, how many were missed; 0 where none is."""
        decided = self.met + self.missed
        return 100 * self.missed / decided if decided else 0.0


def simulate_target(lives: Sequence[Lived], target: Target, calendar: WorkingCalendar, *, now: datetime) -> Simulated:
    """Hold every case to ``target``, counted from when it came in; nothing is changed and nobody is promised anything."""
    met = still_open = 0
    late: list[timedelta] = []
    took: list[timedelta] = []
    for life in lives:
        due_at = calendar.add_target(life.opened_at, target)
        ended_at = life.ended_at
        if ended_at is not None:
            took.append(ended_at - life.opened_at)
        if (ended_at or now) > due_at:
            late.append((ended_at or now) - due_at)
        elif ended_at is None:
            still_open += 1
        else:
            met += 1
    return Simulated(target, met, len(late), still_open, _at(late, 50), _at(late, 90), _at(took, 90))


def _at(spans: list[timedelta], percent: int) -> timedelta:
    """The span that so many of a hundred do not pass; nothing where there is none."""
    if not spans:
        return timedelta(0)
    return sorted(spans)[min(len(spans) - 1, len(spans) * percent // 100)]
