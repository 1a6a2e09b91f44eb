"""Counting who would have been met and missed, by the municipality's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.counts import CountRule
from backend.catalogue.simulator.lives import Lived
from backend.catalogue.simulator.rows import date_rows
from backend.catalogue.targets import Target, Window


@dataclass(frozen=True)
class InRow:
    """What cases of the categories ``counted`` are held to where they lie in a row."""

    rule: CountRule
    counted: tuple[str, ...]
    target: Target


@dataclass(frozen=True)
class HeldTo:
    """What cases of one category are held to: the usual target, others by the season they came in, and in rows."""

    usual: Target
    by_season: tuple[tuple[Window, Target], ...] = ()
    in_row: tuple[InRow, ...] = ()

    def target_on(self, day: date) -> Target:
        """The target of a case that came in on that local day; where two windows hold it the later one."""
        return next((target for window, target in reversed(self.by_season) if window.holds(day)), self.usual)


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
    return simulate_held(lives, HeldTo(target), calendar, shown=target, now=now)


def simulate_held(
    lives: Sequence[Lived],
    held_to: HeldTo,
    calendar: WorkingCalendar,
    *,
    shown: Target,
    category: str = "",
    now: datetime,
) -> Simulated:
    """Hold every case of ``category`` to what it is ``held_to``; cases of others only make rows. ``shown`` is told back.

    A row's target counts from when the row was full, and holds where it ends sooner.
    """
    met = still_open = 0
    late: list[timedelta] = []
    took: list[timedelta] = []
    rows = [(date_rows(lives, each.rule, counted=each.counted, calendar=calendar), each) for each in held_to.in_row]
    for life in (each for each in lives if each.category == category or not category):
        due_at = calendar.add_target(life.opened_at, held_to.target_on(calendar.local(life.opened_at).date()))
        for full_at, row in rows:
            if id(life) in full_at:
                due_at = min(due_at, calendar.add_target(full_at[id(life)], row.target))
        ended_at = life.ended_at
        if ended_at is not None:
            took.append(ended_at - life.opened_at)
        if (ended_at or now) > due_at:
            late.append((ended_at or now) - due_at)
        elif ended_at is None:
            still_open += 1
        else:
            met += 1
    return Simulated(shown, met, len(late), still_open, _at(late, 50), _at(late, 90), _at(took, 90))


def _at(spans: list[timedelta], percent: int) -> timedelta:
    """The span that so many of a hundred do not pass; nothing where there is none."""
    if not spans:
        return timedelta(0)
    return sorted(spans)[min(len(spans) - 1, len(spans) * percent // 100)]
