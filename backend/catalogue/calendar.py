"""The working calendar of a municipality: when a human reads, and when a target ends. Pure.

Hours run in UTC, days in the municipality's time zone. A day, week or planned date that would end on a closed day ends
on the next working day instead, as the law on reckoning of time limits (lag 1930:173) has it, which also counts the
eves of midsummer, Christmas and New Year as holidays. Easter Eve is always a Saturday.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from backend.catalogue.hours import OpeningHours
from backend.catalogue.targets import FIRST_MONTH, Precision, Season, Target, TargetUnit, precision_of
from backend.foundation.errors import Invalid

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
SHORTEST_SEASON = timedelta(days=30)
"""A season with less than this left is next year's: nobody plans a summer's work on its last day."""

_ONE_DAY = timedelta(days=1)


@cache
def closed_days(year: int) -> frozenset[date]:
    """Sweden's public holidays of ``year`` and the three eves that are holidays in practice; no plain Sundays."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


@dataclass(frozen=True)
class WorkingCalendar:
    """A municipality's time zone and opening hours. Every moment taken is aware, every moment given is in UTC."""

    tz: ZoneInfo = SWEDISH_TIME
    hours: OpeningHours = field(default_factory=OpeningHours)

    def is_working_day(self, day: date) -> bool:
        """Whether somebody works on that local day."""
        return day.weekday() in self.hours.days and day not in closed_days(day.year)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody reads at that moment; at the closing minute no longer."""
        return any(opens <= at < closes for opens, closes in self._spans_of(self._local_day(at)))

    def next_open(self, at: datetime) -> datetime:
        """When a human reads what comes in at ``at``: that moment itself when open, else the next opening."""
        return self._next_span(at)[0]

    def worked_until(self, at: datetime) -> datetime:
        """The moment before which all that falls due has met office time by ``at``: ``next_open(due) <= at``.

        Just after ``at`` itself while open; else the last closing. What falls due at night is somebody's by day.
        """
        if self.is_open(at):
            return at.astimezone(UTC) + timedelta.resolution
        day = self._local_day(at)
        while True:
            for _, closes in reversed(self._spans_of(day)):
                if closes <= at:
                    return closes
            day -= _ONE_DAY

    def add_target(self, start: datetime, target: Target) -> datetime:
        """When ``target``, counted from ``start``, ends. Never before ``start``, and later starts never end earlier.

        ``14 days`` ends when that local day's work ends; ``1 working_days`` at the end of the first working day after
        the day of ``start``; weeks and planned work at the end of the last working day of their week or on their day;
        a season on its last working day.
        """
        if target.unit is TargetUnit.HOURS:
            return self._aware(start).astimezone(UTC) + timedelta(hours=target.amount)
        if target.unit is TargetUnit.WORKING_HOURS:
            return self._after_working_time(start, timedelta(hours=target.amount))
        day = self._local_day(start)
        if target.unit is TargetUnit.WORKING_DAYS:
            return self._close_of(self._working_days_after(day, target.amount))
        if target.season is not None:
            return self._close_of(self._last_working_day(_end_of_season(day, target.season), after=day))
        days = target.amount * (7 if target.unit is TargetUnit.WEEKS else 1)
        end = day + timedelta(days=days)
        if precision_of(target) is Precision.WEEK:
            sunday = end + timedelta(days=6 - end.weekday())
            return self._close_of(self._last_working_day(sunday, after=day))
        return self._close_of(self._first_working_day(end))

    def working_time(self, begin: datetime, end: datetime) -> timedelta:
        """How much somebody works between two moments; nothing where ``end`` is not after ``begin``."""
        total, day = timedelta(0), self._local_day(begin)
        while day <= self._local_day(end):
            for opens, closes in self._spans_of(day):
                total += max(min(closes, end) - max(opens, begin), timedelta(0))
            day += _ONE_DAY
        return total

    def add_working_time(self, at: datetime, span: timedelta) -> datetime:
        """The moment by which that much has been worked after ``at``; ``at`` itself for nothing."""
        return self._after_working_time(at, span) if span > timedelta(0) else at

    def close_after(self, at: datetime, days: int) -> datetime:
        """When work ends that many local days after the day of ``at``, on the first working day from then on."""
        return self._close_of(self._first_working_day(self._local_day(at) + timedelta(days=days)))

    def opening_of(self, at: datetime) -> datetime:
        """When work begins on the local day of ``at``; its midnight where that day is closed."""
        day = self._local_day(at)
        spans = self._spans_of(day)
        return spans[0][0] if spans else self._at(day, time(0))

    def local(self, at: datetime) -> datetime:
        """The same moment in the municipality's time, for texts."""
        return self._aware(at).astimezone(self.tz)

    def _next_span(self, at: datetime) -> tuple[datetime, datetime]:
        """What is left of the span ``at`` lies in, else the next span."""
        day = self._local_day(at)
        while True:
            for opens, closes in self._spans_of(day):
                if at < closes:
                    return max(at.astimezone(UTC), opens), closes
            day += _ONE_DAY

    def _after_working_time(self, start: datetime, left: timedelta) -> datetime:
        opens, closes = self._next_span(start)
        while left > closes - opens:
            left -= closes - opens
            opens, closes = self._next_span(closes)
        return opens + left

    def _working_days_after(self, day: date, amount: int) -> date:
        for _ in range(amount):
            day = self._first_working_day(day + _ONE_DAY)
        return day

    def _first_working_day(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def _last_working_day(self, day: date, *, after: date) -> date:
        """The last working day up to ``day``; where none lies after ``after``, the first one from ``day`` on."""
        found = day
        while found > after and not self.is_working_day(found):
            found -= _ONE_DAY
        return found if found > after else self._first_working_day(day)

    def _close_of(self, day: date) -> datetime:
        return self._spans_of(day)[-1][1]

    def _spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """When somebody works on that local day, in UTC and in order; empty when it is closed."""
        if not self.is_working_day(day):
            return []
        return [(self._at(day, opens), self._at(day, closes)) for opens, closes in self.hours.days[day.weekday()]]

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.tz).astimezone(UTC)

    def _local_day(self, at: datetime) -> date:
        return self.local(at).date()

    @staticmethod
    def _aware(at: datetime) -> datetime:
        if at.tzinfo is None:
            raise Invalid("moment_without_zone", "A moment needs a time zone.")
        return at


def _end_of_season(day: date, season: Season) -> date:
    """The last day of that season that lies at least thirty days after ``day``."""
    after_first = FIRST_MONTH[season] + 3
    year = day.year - 1
    while True:
        past_end = date(year + (after_first > 12), (after_first - 1) % 12 + 1, 1)
        if past_end - _ONE_DAY >= day + SHORTEST_SEASON:
            return past_end - _ONE_DAY
        year += 1
