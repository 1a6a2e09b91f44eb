"""What an order's deadlines are after its clock has stood. Pure.

A deadline is first set by a target; every pause is kept, and the deadline is counted anew from all of them, so that a
pause that ends early gives back what was not used. By working time a night costs nothing; by whole days a pause of an
hour costs a day, and the deadline ends on a working day as the target itself does.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.targets import Target, TargetUnit
from backend.dispatch.words import Deadline, DeadlineClock, PausedBy, Purpose

_DAY = timedelta(days=1)
_BY_CALENDAR = {TargetUnit.WORKING_HOURS: TargetUnit.HOURS, TargetUnit.WORKING_DAYS: TargetUnit.DAYS}
_MOVED_BY_CONTRACT = frozenset({Deadline.START, Deadline.MEND})


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands."""

    begins_at: datetime
    ends_at: datetime
    granted_by: PausedBy


def target_of(target: Target, *, is_acute: bool) -> Target:
    """The target as the order is held to it: what is acute runs by the calendar, nights and Sundays too."""
    if is_acute and target.unit in _BY_CALENDAR:
        return Target(target.amount, _BY_CALENDAR[target.unit])
    return target


def clock_of(target: Target) -> DeadlineClock:
    """How a deadline set by ``target`` counts a pause."""
    if target.unit is TargetUnit.HOURS:
        return DeadlineClock.HOURS
    if target.unit in (TargetUnit.WORKING_HOURS, TargetUnit.WORKING_DAYS):
        return DeadlineClock.WORKING
    return DeadlineClock.DAYS


def moves_deadline(pause: Pause, deadline: Deadline, *, purpose: Purpose) -> bool:
    """Whether the pause moves it. No contract lets danger wait: a place is made safe unless the unit says otherwise."""
    if deadline is Deadline.ACCEPT:
        return False
    if pause.granted_by is PausedBy.UNIT:
        return True
    return deadline in _MOVED_BY_CONTRACT and purpose is not Purpose.MAKE_SAFE


def pauses_since(pauses: Iterable[Pause], since: datetime | None) -> list[Pause]:
    """What of the pauses lies after ``since``: a deadline that was set anew then was set knowing the earlier ones."""
    if since is None:
        return list(pauses)
    return [replace(each, begins_at=max(each.begins_at, since)) for each in pauses if each.ends_at > since]


def deadline_after(
    first: datetime, clock: DeadlineClock, pauses: Iterable[Pause], calendar: WorkingCalendar
) -> datetime:
    """The deadline that was first set to ``first``, after ``pauses``; those that began when it had passed move nothing."""
    deadline, stood = first, timedelta(0)
    for begins_at, ends_at in _merge(pauses):
        if begins_at >= deadline:
            break
        if clock is DeadlineClock.HOURS:
            deadline += ends_at - begins_at
        elif clock is DeadlineClock.WORKING:
            deadline = calendar.add_working_time(deadline, calendar.working_time(begins_at, ends_at))
        else:
            stood += ends_at - begins_at
            deadline = calendar.close_after(first, math.ceil(stood / _DAY))
    return deadline


def _merge(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime]]:
    """The times in which the clock stood, in order, none counted twice."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda each: (each.begins_at, each.ends_at)):
        if pause.ends_at <= pause.begins_at:
            continue
        if merged and pause.begins_at <= merged[-1][1]:
            begins_at, ends_at = merged[-1]
            merged[-1] = (begins_at, max(ends_at, pause.ends_at))
        else:
            merged.append((pause.begins_at, pause.ends_at))
    return merged
