"""How many of a recorded half-year's citizens would have been asked "is it one of these?", and shown how many each.

Plays the file by its own times: each row is open from ``open_dt`` to ``closed_dt``, whatever its source; citizens are
asked, employees are not. Types become our categories through the replay's mapping; what it does not know is a category
of its own in a group named after ``reason``, joinable within fifty metres.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backend.cases import may_be_offered
from backend.cases.near import JUST_RESOLVED
from backend.catalogue import CATCH_ALL, Category, shipped_categories
from backend.geography import cell_of, cells_around, distance_in_metres
from backend.replay.mapping import find_rule

CITIZENS = frozenset({"Constituent Call", "Self Service", "Citizens Connect App", "Twitter"})
MOST_SHOWN = 3
UNMAPPED_METRES = 50
_CATEGORIES = {category.code: category for category in shipped_categories()}


@dataclass(frozen=True)
class Row:
    """One request. ``category`` None where the mapping knows none."""

    opened: datetime
    closed: datetime | None
    group: str
    category: Category | None
    answers: dict[str, str]
    lon: float
    lat: float
    by_citizen: bool

    @property
    def metres(self) -> float:
        """How near is near."""
        return self.category.near_metres if self.category else UNMAPPED_METRES

    @property
    def may_be_asked(self) -> bool:
        """Whether its reporter is offered joining at all."""
        return self.category is None or may_be_offered(self.category, self.answers)

    @property
    def may_be_shown(self) -> bool:
        """Whether others may be shown it."""
        return self.category is None or (self.category.joinable and self.category.public_at_once)


@dataclass
class Asked:
    """What came of it: citizens, those shown an open case, those shown only one just resolved, and how many each."""

    citizens: int = 0
    shown_open: int = 0
    shown_resolved_alone: int = 0
    open_shown: int = 0
    all_shown: int = 0

    def words(self) -> str:
        """The figures on one line."""
        share = 100 * self.shown_open / self.citizens
        beside = 100 * self.shown_resolved_alone / self.citizens
        each = self.open_shown / max(self.shown_open, 1)
        every = self.all_shown / max(self.shown_open + self.shown_resolved_alone, 1)
        return (
            f"{self.citizens} citizens: {share:.1f} % asked about an open case, {each:.2f} open candidates each;"
            f" {beside:.1f} % more shown only what was just resolved; {every:.2f} shown each in all"
        )


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of the file that have a place, in order of opening."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [_row(each) for each in csv.DictReader(lines) if each["latitude"] and each["longitude"]]
    yield from sorted(rows, key=lambda row: row.opened)


def count_asked(rows: Iterator[Row], *, by_group: Counter[str] | None = None) -> Asked:
    """Play the rows and count."""
    asked = Asked()
    by_cell: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row.by_citizen:
            asked.citizens += 1
            if row.may_be_asked:
                _count(asked, row, _near(by_cell, row), by_group)
        if row.may_be_shown:
            by_cell[row.group, cell_of(row.lon, row.lat)].append(row)
    return asked


def _count(asked: Asked, row: Row, near: list[Row], by_group: Counter[str] | None) -> None:
    still_open = [other for other in near if other.closed is None or other.closed > row.opened]
    shown_open = min(len(still_open), MOST_SHOWN)
    asked.open_shown += shown_open
    asked.all_shown += min(len(near), MOST_SHOWN)
    if still_open:
        asked.shown_open += 1
        if by_group is not None:
            by_group[row.category.code if row.category else row.group] += 1
    elif near:
        asked.shown_resolved_alone += 1


def _near(by_cell: dict[tuple[str, int], list[Row]], row: Row) -> list[Row]:
    found = []
    for cell in cells_around(row.lon, row.lat, row.metres):
        kept = [
            other
            for other in by_cell.get((row.group, cell), ())
            if other.closed is None or other.closed + JUST_RESOLVED > row.opened
        ]
        if kept:
            by_cell[row.group, cell] = kept
        found += [o for o in kept if distance_in_metres(row.lon, row.lat, o.lon, o.lat) <= row.metres]
    return found


def _row(said: dict[str, str]) -> Row:
    rule = find_rule(f"{said['case_title']} ({said['type']})")
    category = None if rule.category == CATCH_ALL else _CATEGORIES[rule.category]
    return Row(
        opened=datetime.fromisoformat(said["open_dt"]),
        closed=datetime.fromisoformat(said["closed_dt"]) if said["closed_dt"] else None,
        group=category.group_code if category else said["reason"],
        category=category,
        answers=dict(rule.answers),
        lon=float(said["longitude"]),
        lat=float(said["latitude"]),
        by_citizen=said["source"] in CITIZENS,
    )
