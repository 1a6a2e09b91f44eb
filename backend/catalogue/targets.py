"""What the catalogue asks for: a target is an amount and a unit; targets are those of one category."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.foundation.errors import Invalid

SEASON_FROM_DAYS = 60
"""Work planned this many days ahead or more is promised by season, nearer work by week."""

_WRITTEN = re.compile(r"^(?:(?P<amount>\d+) (?P<unit>\w+)|planned (?P<days>\d+)|season (?P<season>\w+))$")


class TargetUnit(StrEnum):
    """How a target counts time. Hours run round the clock; working hours and days in the municipality's calendar."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    SEASON = "season"
    PLANNED = "planned"


class Precision(StrEnum):
    """How exactly a moment is promised, and so how it is said."""

    TIME = "time"
    DAY = "day"
    WEEK = "week"
    SEASON = "season"


class Season(StrEnum):
    """The four seasons of three whole months; winter begins in December."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


FIRST_MONTH = {Season.SPRING: 3, Season.SUMMER: 6, Season.AUTUMN: 9, Season.WINTER: 12}


def season_of(day: date) -> Season:
    """The season ``day`` lies in."""
    return (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)[day.month % 12 // 3]


@dataclass(frozen=True)
class Target:
    """An amount of time. ``amount`` counts the unit (for ``planned`` days, for ``season`` always 1)."""

    amount: int
    unit: TargetUnit
    season: Season | None = None

    def __post_init__(self) -> None:
        if self.amount < 1 or (self.unit is TargetUnit.SEASON) != (self.season is not None):
            raise Invalid("target_not_possible", "A target needs an amount of at least one and a known unit.")

    def __str__(self) -> str:
        """As it is written in the catalogue: ``2 hours``, ``3 working_days``, ``planned 120``, ``season summer``."""
        if self.unit is TargetUnit.SEASON:
            return f"season {self.season}"
        return f"planned {self.amount}" if self.unit is TargetUnit.PLANNED else f"{self.amount} {self.unit}"


def read_target(text: str) -> Target:
    """The target written as ``str(target)``. Raises ``Invalid`` on anything else."""
    found = _WRITTEN.match(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        if found["season"]:
            return Target(1, TargetUnit.SEASON, Season(found["season"]))
        if found["days"]:
            return Target(int(found["days"]), TargetUnit.PLANNED)
        return Target(int(found["amount"]), TargetUnit(found["unit"]))
    except ValueError as error:
        raise Invalid("target_not_understood", "A target is written like '2 hours' or 'season summer'.") from error


def precision_of(target: Target) -> Precision:
    """How exactly a promise that rests on ``target`` may be said."""
    if target.unit is TargetUnit.PLANNED:
        return Precision.SEASON if target.amount >= SEASON_FROM_DAYS else Precision.WEEK
    return {
        TargetUnit.HOURS: Precision.TIME,
        TargetUnit.WORKING_HOURS: Precision.TIME,
        TargetUnit.DAYS: Precision.DAY,
        TargetUnit.WORKING_DAYS: Precision.DAY,
        TargetUnit.WEEKS: Precision.WEEK,
        TargetUnit.SEASON: Precision.SEASON,
    }[target.unit]


@dataclass(frozen=True)
class Targets:
    """The targets of a category, each counted from when the report reached the authority.

    ``acknowledge`` (a human has read it) is always there, and so is ``mend`` or ``answer`` or both. ``inspect`` means
    somebody has been there to look; ``make_safe`` that nobody can be hurt; ``start`` that the work has begun, which an
    order is held to; ``answer`` that the reporter has word on what happens.
    """

    acknowledge: Target
    inspect: Target | None = None
    make_safe: Target | None = None
    mend: Target | None = None
    answer: Target | None = None
    start: Target | None = None

    def __post_init__(self) -> None:
        if self.mend is None and self.answer is None:
            raise Invalid("no_end_target", "A category needs a target for mending or for an answer.")

    @property
    def main(self) -> Target:
        """What the case is held to in the end: ``mend``, and where nothing is mended ``answer``."""
        end = self.mend or self.answer
        if end is None:  # pragma: no cover - __post_init__ refuses it
            raise Invalid("no_end_target", "A category needs a target for mending or for an answer.")
        return end


TARGET_NAMES = ("acknowledge", "inspect", "make_safe", "start", "mend", "answer")


def write_targets(targets: Targets) -> dict[str, str]:
    """As stored: the names of the targets there are, each with its written form."""
    return {name: str(target) for name in TARGET_NAMES if (target := getattr(targets, name)) is not None}


def read_targets(written: dict[str, str]) -> Targets:
    """The targets stored by ``write_targets``. Raises ``Invalid`` where one is not understood or all ends miss."""
    read = {name: read_target(text) for name, text in written.items() if name in TARGET_NAMES}
    if "acknowledge" not in read:
        raise Invalid("no_acknowledge_target", "A category needs a target for being read.")
    return Targets(**read)


@dataclass(frozen=True)
class Window:
    """A part of every year from one month and day to another, both within; it may pass New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies within."""
        this = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= this <= self.last
        return this >= self.first or this <= self.last

    def __str__(self) -> str:
        return "/".join(f"{month:02}-{day:02}" for month, day in (self.first, self.last))


def read_window(text: str) -> Window:
    """The window written ``10-01/04-30`` (month-day). Raises ``Invalid`` on anything else."""
    try:
        first, last = (date.fromisoformat(f"2024-{part}") for part in text.split("/"))
    except ValueError as error:
        raise Invalid("season_not_understood", "A season is written like '10-01/04-30', month before day.") from error
    return Window((first.month, first.day), (last.month, last.day))
