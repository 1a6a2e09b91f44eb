"""Streets from their lines: a name where people look for it, and the corners where two of them meet."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from backend.geography.decisions import distance_in_metres
from backend.geography.importing.named import LONGEST_NAME, list_aliases
from backend.geography.importing.prepared import Placed, Prepared, name_values
from backend.geography.importing.profiles import Profile
from backend.geography.models import PlaceKind
from backend.geography.names import fold

APART_DEGREES = 0.01
"""Stretches of one name further from each other than about a kilometre are two streets."""
ONE_CORNER_METRES = 80.0
Point = tuple[float, float]


def prepare_streets(rows: Iterable[Placed], profile: Profile) -> Prepared:
    """Each street once (twice where two of one name lie far apart), its other names, and every corner of two streets."""
    prepared = Prepared({"place_name": {}})
    lines: list[BaseGeometry] = []
    names: list[str] = []
    aliases: dict[str, list[str]] = {}
    for placed in rows:
        name = profile.read(placed.row, "name")[:LONGEST_NAME]
        if not fold(name):
            continue  # a nameless path is no fault of the file
        if shapely.get_dimensions(placed.geometry) != 1:
            prepared.refuse(placed.row.number, "It is no line.")
            continue
        lines.append(placed.geometry)
        names.append(name)
        aliases.setdefault(fold(name), []).extend(list_aliases(placed, profile, name))
    for name, number, middle in _list_streets(lines, names):
        key = f"street:{fold(name)}" + (f"#{number}" if number > 1 else "")
        prepared.add("place_name", key, name_values(PlaceKind.STREET, name, middle))
        for alias in dict.fromkeys(aliases[fold(name)]):
            prepared.add("place_name", f"{key}|{fold(alias)}", name_values(PlaceKind.STREET, alias, middle))
    for (first, second), points in sorted(_list_corners(lines, names).items()):
        for number, point in enumerate(points, start=1):
            key = f"corner:{fold(first)}/{fold(second)}" + (f"#{number}" if number > 1 else "")
            prepared.add("place_name", key, name_values(PlaceKind.CORNER, f"{first}/{second}", point))
    return prepared


def _list_streets(lines: Sequence[BaseGeometry], names: Sequence[str]) -> list[tuple[str, int, Point]]:
    """(name, which of that name, its middle) for every street."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        by_name[fold(name)].append(at)
    found = []
    for own in by_name.values():
        clusters = _cluster([lines[at] for at in own])
        # The longest first: it is the one people mean.
        for number, cluster in enumerate(sorted(clusters, key=lambda c: -sum(line.length for line in c)), start=1):
            longest = max(cluster, key=lambda line: line.length)
            middle = shapely.line_interpolate_point(_as_line(longest), 0.5, normalized=True)
            found.append((names[own[0]], number, (float(middle.x), float(middle.y))))
    return found


def _cluster(lines: Sequence[BaseGeometry]) -> list[list[BaseGeometry]]:
    """Lines that hang together, each within reach of another of its own."""
    group = list(range(len(lines)))

    def top(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    pairs = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=APART_DEGREES)
    for one, other in pairs.T:
        group[top(int(one))] = top(int(other))
    together: dict[int, list[BaseGeometry]] = defaultdict(list)
    for at, line in enumerate(lines):
        together[top(at)].append(line)
    return list(together.values())


def _list_corners(lines: Sequence[BaseGeometry], names: Sequence[str]) -> dict[tuple[str, str], list[Point]]:
    """Where streets of two names meet, by their names in order of the alphabet; points near each other are one corner."""
    if not lines:
        return {}
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    folded = np.array([fold(name) for name in names])
    kept = (one < other) & (folded[one] != folded[other])
    one, other = one[kept], other[kept]
    array = np.array(lines, dtype=object)
    corners: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for first, second, meeting in zip(one, other, shapely.intersection(array[one], array[other]), strict=True):
        pair = tuple(sorted((names[first], names[second]), key=fold))
        lon, lat = map(float, shapely.get_coordinates(meeting)[0])
        near = corners[pair[0], pair[1]]
        if all(distance_in_metres(lon, lat, *point) > ONE_CORNER_METRES for point in near):
            near.append((lon, lat))
    return corners


def _as_line(geometry: BaseGeometry) -> BaseGeometry:
    """A line of several parts as its longest one."""
    return max(itertools.chain(shapely.get_parts(geometry)), key=lambda part: part.length)
