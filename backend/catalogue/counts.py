"""Counts: so many open cases in a row ask for other targets than one of them does. Pure.

A rule is written ``3 within 120 metres in 21 days: mend 21 days``. It may say ``of`` which categories it counts, ``during``
which part of the year, ``as`` which category's targets, and a ``priority`` the cases are raised to.
"""

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.seasons import read_items, write_items
from backend.catalogue.targets import TARGET_NAMES, Target, Targets, Window, read_window
from backend.foundation.errors import Invalid

MOST_RULES = 4
MOST_CASES, MOST_DAYS, MOST_REACH = 20, 365, 1000
SAME_SPOT_METRES = 10.0
"""Two cases nearer than this tell of one thing, unless each knows an asset of its own."""
RAISES_TO = ("high", "normal")
_ENDS = ("mend", "answer")
_METRES_PER_DEGREE = 111_195.08

_WRITTEN = re.compile(
    r"^(?P<cases>\d{1,3})(?: of (?P<counted>[\w. -]+?))? within (?P<metres>\d{1,4}) metres in (?P<days>\d{1,3}) days"
    r"(?: during (?P<season>[\d/-]+))?$"
)
_NOT_UNDERSTOOD = "A count is written like '3 within 120 metres in 21 days: mend 21 days'."


@dataclass(frozen=True)
class CountRule:
    """``cases`` open ones within ``metres`` of one another in a chain, opened within ``days`` of the one that completes it.

    ``counted``: which categories; empty: the rule's own. ``season``: only what comes in then. The targets are those of the
    category ``as_category``, and before them its own. ``priority`` raises, and never lowers.
    """

    cases: int
    metres: int
    days: int
    targets: Mapping[str, Target] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    season: Window | None = None
    priority: str | None = None
    as_category: str | None = None

    def __post_init__(self) -> None:
        if not (2 <= self.cases <= MOST_CASES and self.metres and 1 <= self.days <= MOST_DAYS):
            raise Invalid("count_not_possible", "Between 2 and 20 cases, in 1 to 365 days.")
        if self.reach > MOST_REACH:
            raise Invalid("row_too_long", "Such a row is longer than a thousand metres: fewer cases, or nearer.")
        if not (self.targets or self.priority or self.as_category):
            raise Invalid("count_without_end", "Say which targets hold, or which priority.")
        if self.priority not in (None, *RAISES_TO):
            raise Invalid("priority_not_possible", "A count raises to high or normal; what is acute a person says.")

    @property
    def reach(self) -> int:
        """How far from one of them the others of a row that is just long enough may lie, in metres."""
        return self.metres * (self.cases - 1)

    def counts(self, category: str, *, own: str) -> bool:
        """Whether cases of ``category`` are counted, where the rule stands at the category ``own``."""
        return category in (self.counted or (own,))

    @property
    def span(self) -> timedelta:
        """Within how much time of one another they came in."""
        return timedelta(days=self.days)

    def __str__(self) -> str:
        """As it is written."""
        of = f" of {' '.join(self.counted)}" if self.counted else ""
        during = f" during {self.season}" if self.season else ""
        ends = [write_items(self.targets)] if self.targets else []
        ends += [f"as {self.as_category}"] if self.as_category else []
        ends += [f"priority {self.priority}"] if self.priority else []
        return f"{self.cases}{of} within {self.metres} metres in {self.days} days{during}: {', '.join(ends)}"


class Standing(Protocol):
    """One open case as far as counting goes. WGS84 degrees; ``thing``: the asset it is about, None where unknown."""

    @property
    def longitude(self) -> float: ...
    @property
    def latitude(self) -> float: ...
    @property
    def thing(self) -> Hashable | None: ...


S = TypeVar("S", bound=Standing)


def row_around(start: S, others: Iterable[S], *, metres: float) -> list[S]:
    """``start`` and all it is tied to by steps of at most ``metres``, in the order they are reached."""
    left, row = [each for each in others if each is not start], [start]
    for here in row:
        near = [each for each in left if _metres(here, each) <= metres]
        row += near
        left = [each for each in left if each not in near]
    return row


def count_things(row: Iterable[Standing]) -> int:
    """How many things the cases of a row are about: one lamp told of three times is one."""
    things: list[Standing] = []
    for each in row:
        if not any(_is_same(each, other) for other in things):
            things.append(each)
    return len(things)


def tighten(targets: Targets, other: Mapping[str, Target], calendar: WorkingCalendar, *, at: datetime) -> Targets:
    """``targets``, each replaced by the one of ``other`` where that ends sooner, counted from ``at``. Never later."""

    def is_sooner(name: str, target: Target) -> bool:
        stands: Target | None = getattr(targets, name)
        if stands is None:
            return name not in _ENDS  # what is only answered is not mended because others are
        return calendar.add_target(at, target) < calendar.add_target(at, stands)

    return replace(targets, **{name: target for name, target in other.items() if is_sooner(name, target)})


def read_count_rules(text: str) -> tuple[CountRule, ...]:
    """The rules written one after another with semicolons between; empty for none. Raises ``Invalid``."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > MOST_RULES:
        raise Invalid("too_many_counts", "A category has four counts at most.")
    return tuple(map(_read_one, parts))


def write_count_rules(rules: Iterable[CountRule]) -> str:
    """As ``read_count_rules`` reads it."""
    return "; ".join(map(str, rules))


def read_count(text: str) -> CountRule:
    """A single rule without its end, ``3 within 120 metres in 21 days``, to be tried. Raises ``Invalid``."""
    return _read_one(f"{text.partition(':')[0].strip()}: priority high")


def _read_one(text: str) -> CountRule:
    head, mark, tail = text.partition(":")
    found = _WRITTEN.match(head.strip())
    if found is None or not mark:
        raise Invalid("count_not_understood", _NOT_UNDERSTOOD)
    items = [item.strip() for item in tail.split(",") if item.strip()]
    targets = ", ".join(item for item in items if item.partition(" ")[0] in TARGET_NAMES)
    rest = dict(_pair(item) for item in items if item.partition(" ")[0] not in TARGET_NAMES)
    return CountRule(
        cases=int(found["cases"]),
        metres=int(found["metres"]),
        days=int(found["days"]),
        targets=read_items(targets) if targets else {},
        counted=tuple((found["counted"] or "").split()),
        season=read_window(found["season"]) if found["season"] else None,
        priority=rest.get("priority"),
        as_category=rest.get("as"),
    )


def _pair(item: str) -> tuple[str, str]:
    name, _, said = item.partition(" ")
    if name not in ("priority", "as") or not said:
        raise Invalid("count_not_understood", _NOT_UNDERSTOOD)
    return name, said.strip()


def _metres(one: Standing, other: Standing) -> float:
    """Within a thousand metres a plane is as exact as a globe, and quicker."""
    north = (one.latitude - other.latitude) * _METRES_PER_DEGREE
    east = (one.longitude - other.longitude) * _METRES_PER_DEGREE * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)


def _is_same(one: Standing, other: Standing) -> bool:
    if one.thing is not None and other.thing is not None:
        return one.thing == other.thing
    return _metres(one, other) < SAME_SPOT_METRES


def list_codes(rules: Sequence[CountRule]) -> set[str]:
    """The codes of categories the rules name."""
    return {code for rule in rules for code in (*rule.counted, *([rule.as_category] if rule.as_category else []))}
