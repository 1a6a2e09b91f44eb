"""When cases that have been would have been several in a row: the count of today, asked of yesterday. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from backend.catalogue.calendar import WorkingCalendar
from backend.catalogue.counts import CountRule, count_things, row_around
from backend.catalogue.simulator.lives import Lived

MOST_IN_ROW = 60
"""As when cases are counted: the newest so many around one are looked at."""
_METRES_PER_DEGREE = 111_195.08
_Grid = dict[tuple[int, int], list[Lived]]


def date_rows(
    lives: Sequence[Lived], rule: CountRule, *, counted: Collection[str], calendar: WorkingCalendar
) -> dict[int, datetime]:
    """``id`` of a life → when the first row it lay in was full. ``counted`` are the categories the rule counts."""
    full_at: dict[int, datetime] = {}
    grid: _Grid = defaultdict(list)
    for life in sorted(lives, key=lambda each: each.opened_at):
        if life.category not in counted:
            continue
        grid[_cell(life, rule)].append(life)
        if rule.season is not None and not rule.season.holds(calendar.local(life.opened_at).date()):
            continue
        others = _open_around(life, grid, rule)
        row = row_around(life, others, metres=rule.metres) if len(others) + 1 >= rule.cases else []
        if count_things(row) >= rule.cases:
            for each in row:
                full_at.setdefault(id(each), life.opened_at)
    return full_at


def _open_around(life: Lived, grid: _Grid, rule: CountRule) -> list[Lived]:
    """Those open when ``life`` came in, within the rule's time and reach, the newest first."""
    found = [
        each
        for each in _around(life, grid, rule)
        if each is not life and (each.ended_at is None or each.ended_at > life.opened_at)
    ]
    return sorted(found, key=lambda each: each.opened_at, reverse=True)[:MOST_IN_ROW]


def _around(life: Lived, grid: _Grid, rule: CountRule) -> Iterator[Lived]:
    row, column = _cell(life, rule)
    for cell in ((row + north, column + east) for north in (-1, 0, 1) for east in range(-3, 4)):
        for each in reversed(grid.get(cell, ())):
            if life.opened_at - each.opened_at > rule.span:
                break
            yield each


def _cell(life: Lived, rule: CountRule) -> tuple[int, int]:
    """Cells as high as the rule reaches; in Sweden one is at least a third as wide."""
    size = rule.reach / _METRES_PER_DEGREE
    return int(life.latitude // size), int(life.longitude // size)
