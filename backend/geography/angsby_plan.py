"""The geometry of a made town, pure: metres on a plane to WGS 84, points along a street, crossings. No chance in it."""

import itertools
import math
from collections.abc import Iterator, Sequence

from backend.geography.angsby_streets import Metres
from backend.geography.decisions import METRES_PER_DEGREE

CENTRE_LON, CENTRE_LAT = 18.60, 58.20
_METRES_PER_DEGREE_LON = METRES_PER_DEGREE * math.cos(math.radians(CENTRE_LAT))
_CROSSINGS_APART_METRES = 15.0


def to_degrees(point: Metres) -> tuple[float, float]:
    """(lon, lat) of metres east and north of the town's middle, to about a centimetre."""
    east, north = point
    return round(CENTRE_LON + east / _METRES_PER_DEGREE_LON, 7), round(CENTRE_LAT + north / METRES_PER_DEGREE, 7)


def length_of(points: Sequence[Metres]) -> float:
    """Metres along a line."""
    return sum(math.dist(start, end) for start, end in itertools.pairwise(points))


def point_along(points: Sequence[Metres], metres: float, *, left: float = 0.0) -> Metres:
    """The point ``metres`` along a line and ``left`` metres to its left (negative: right); its end beyond the end."""
    remaining = metres
    for number, (start, end) in enumerate(itertools.pairwise(points), start=2):
        length = math.dist(start, end)
        if remaining <= length or number == len(points):
            share = min(remaining / length, 1.0)
            east, north = (end[0] - start[0]) / length, (end[1] - start[1]) / length
            return (
                start[0] + (end[0] - start[0]) * share - north * left,
                start[1] + (end[1] - start[1]) * share + east * left,
            )
        remaining -= length
    return points[-1]


def steps_along(points: Sequence[Metres], *, first: float, step: float) -> Iterator[float]:
    """Distances along a line from ``first`` in steps, up to its end; none where ``step`` is 0."""
    if step <= 0:
        return
    end = length_of(points)
    count = 0
    while first + count * step <= end:
        yield first + count * step
        count += 1


def beside(points: Sequence[Metres], *, start: float, end: float, left: float) -> list[Metres]:
    """A line ``left`` metres beside another between two distances along it, a point each 50 metres."""
    marks = [start + count * 50 for count in range(math.ceil((end - start) / 50))]
    return [point_along(points, mark, left=left) for mark in [*marks, end]]


def find_crossings(line: Sequence[Metres], other: Sequence[Metres]) -> list[Metres]:
    """Where two lines cross or touch, in order along ``line``; crossings within 15 m of one another are one."""
    found: list[Metres] = []
    for start, end in itertools.pairwise(line):
        for other_start, other_end in itertools.pairwise(other):
            point = _cross(start, end, other_start, other_end)
            if point and all(math.dist(point, earlier) > _CROSSINGS_APART_METRES for earlier in found):
                found.append(point)
    return found


def _cross(start: Metres, end: Metres, other_start: Metres, other_end: Metres) -> Metres | None:
    along = (end[0] - start[0], end[1] - start[1])
    across = (other_end[0] - other_start[0], other_end[1] - other_start[1])
    turn = along[0] * across[1] - along[1] * across[0]
    if abs(turn) < 1e-9:
        return None
    gap = (other_start[0] - start[0], other_start[1] - start[1])
    share = (gap[0] * across[1] - gap[1] * across[0]) / turn
    other_share = (gap[0] * along[1] - gap[1] * along[0]) / turn
    if not (0 <= share <= 1 and 0 <= other_share <= 1):
        return None
    return start[0] + along[0] * share, start[1] + along[1] * share
