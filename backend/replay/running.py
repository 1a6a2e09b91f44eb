"""One replay from the first report to the last close: wait, look, act, jump, over and over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.adapters.mail_sink import REFUSE
from backend.cases.promises import CLOSES_AFTER
from backend.catalogue import WorkingCalendar
from backend.replay.clockwork import Clockwork, Lists
from backend.replay.crews import Crew
from backend.replay.decisions import UNIT_CLOSES_AFTER
from backend.replay.offices import Offices
from backend.replay.reporters import Reporters
from backend.replay.stream import StreamReport
from backend.replay.town import Doer, Town

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
AFTERWARDS = timedelta(days=1)
"""The run goes on this long after the last silent close."""
MORNING = timedelta(hours=4)
"""And so far into that working day: the units have then looked at what passed at night."""


@dataclass(frozen=True)
class Outage:
    """The mail server takes nothing from ``begins_at`` until ``ends_at``, both aware."""

    begins_at: datetime
    ends_at: datetime

    @classmethod
    def read(cls, words: str, *, midnight: datetime) -> "Outage":
        """From "14:00-15:00", local times of the day that begins at ``midnight``. Raises ``ValueError``."""
        day = midnight.astimezone(SWEDISH_TIME).date()
        begins, ends = (
            datetime.combine(day, time.fromisoformat(part), SWEDISH_TIME).astimezone(midnight.tzinfo)
            for part in words.split("-")
        )
        if begins >= ends:
            raise ValueError(words)
        return cls(begins, ends)

    def holds(self, now: datetime) -> bool:
        """Whether mail is refused at ``now``."""
        return self.begins_at <= now < self.ends_at


@dataclass
class Run:
    """Everybody and everything in one replay. ``tell`` hears of (now, reports sent) after each turn."""

    town: Town
    clockwork: Clockwork
    reporters: Reporters
    crews: dict[str, Crew]
    offices: Offices
    mail_folder: Path
    outage: Outage | None = None
    tell: Callable[[datetime, int], None] = lambda now, sent: None
    passed: Callable[[int], None] = lambda jumps: None
    _seen: Lists = field(default_factory=Lists)
    _looked_at: int = -1

    def play(self) -> None:
        """Until nothing is left to do and the last case that has an end is closed."""
        horizon = find_horizon(self.reporters.day)
        while True:
            quiet = self.clockwork.wait_until_quiet()
            self.town.now = quiet.now
            self.tell(quiet.now, self.reporters.sent)
            self._look(quiet.position)
            doer, at = self._find_first()
            if doer is not None and at is not None and at <= quiet.now:
                self._do(doer)
                continue
            coming = [moment for moment in (at, self._next_due(quiet.next_due_at, horizon)) if moment is not None]
            if not coming:
                return
            self._pass_time(quiet.now, min(coming))

    def _next_due(self, due_at: datetime | None, horizon: datetime) -> datetime | None:
        """Beyond the horizon only what is written already is waited for."""
        if due_at is None or due_at <= horizon:
            return due_at
        letter_at = self.clockwork.find_last_letter()
        return due_at if letter_at is not None and due_at <= letter_at else None

    def _do(self, doer: Doer) -> None:
        before = len(self.town.acknowledged)
        doer.do_next()
        if len(self.town.acknowledged) > before:
            report = self.reporters.day[before]
            self.offices.expect_close(report, self.town.acknowledged[report.ref])

    def _find_first(self) -> tuple[Doer | None, datetime | None]:
        waiting: list[tuple[datetime, str, Doer]] = []
        everybody: tuple[Doer, ...] = (self.reporters, *self.crews.values(), self.offices)
        for doer in everybody:
            found = doer.find_next()
            if found is not None:
                waiting.append((*found, doer))
        if not waiting:
            return None, None
        at, _, doer = min(waiting, key=lambda each: each[:2])
        return doer, at

    def _look(self, position: int) -> None:
        """Let those look at their lists who have something new there; a look that would find nothing is left out."""
        if position == self._looked_at:
            return
        lists, seen = self.clockwork.read_lists(), self._seen
        self._seen, self._looked_at = lists, position
        for contractor, count in sorted(lists.orders.items()):
            if count > seen.orders[contractor] and contractor in self.crews:
                self.crews[contractor].look()
        for whose, unit in sorted(lists.matters, key=str):
            if lists.matters[whose, unit] > seen.matters[whose, unit]:
                self.offices.look(whose, unit)

    def _pass_time(self, now: datetime, to: datetime) -> None:
        """Jump, but never past the moment the mail server goes or comes back."""
        if self.outage is not None:
            edges = [edge for edge in (self.outage.begins_at, self.outage.ends_at) if now < edge < to]
            to = min([to, *edges])
            refuse = self.mail_folder / REFUSE
            if self.outage.holds(to):
                refuse.write_text("451")
            else:
                refuse.unlink(missing_ok=True)
        self.clockwork.jump(to)
        self.passed(self.clockwork.jumps)


def find_horizon(day: Sequence[StreamReport]) -> datetime:
    """When the last case with an end is closed by silence, and a day more: then while a unit is at work.

    What passes at night is on nobody's list before the morning.
    """
    closes = [report.close_at for report in day if report.close_at is not None]
    last = max(closes, default=max(report.at for report in day))
    return WorkingCalendar().next_open(last + UNIT_CLOSES_AFTER + CLOSES_AFTER + AFTERWARDS) + MORNING
