"""Rules about points, pure: cells, distances, and whether a position can be believed.

Points are WGS 84 degrees. Everywhere longitude comes before latitude, except where a person wrote the pair.
"""

import itertools
import math
import re
from collections.abc import Sequence

from backend.foundation.errors import Invalid

EARTH_RADIUS_METRES = 6_371_008.8
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_METRES / 180
CELLS_PER_DEGREE_LAT = 200
CELLS_PER_DEGREE_LON = 100
ROW_STRIDE = 100_000

SWEDEN_LON = (10.0, 25.0)
SWEDEN_LAT = (55.0, 70.0)

_STEP_METRES = 20.0
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_MINUTES = re.compile(r"[′'’″\"]")


def cell_of(lon: float, lat: float) -> int:
    """The cell a point lies in: about 550 m north by 580 m east in the middle of Sweden."""
    return math.floor(lat * CELLS_PER_DEGREE_LAT) * ROW_STRIDE + math.floor(lon * CELLS_PER_DEGREE_LON)


def cells_around(lon: float, lat: float, metres: float) -> list[int]:
    """Every cell within ``metres`` of the point, in order; the point's own among them."""
    west, south, east, north = box_around(lon, lat, metres)
    rows = range(math.floor(south * CELLS_PER_DEGREE_LAT), math.floor(north * CELLS_PER_DEGREE_LAT) + 1)
    columns = range(math.floor(west * CELLS_PER_DEGREE_LON), math.floor(east * CELLS_PER_DEGREE_LON) + 1)
    return [row * ROW_STRIDE + column for row in rows for column in columns]


def box_around(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north of the square that holds every point within ``metres``."""
    high = metres / METRES_PER_DEGREE
    wide = metres / (METRES_PER_DEGREE * max(math.cos(math.radians(lat)), 0.01))
    return lon - wide, lat - high, lon + wide, lat + high


def cells_along(line: Sequence[tuple[float, float]]) -> list[int]:
    """The cells a line of (lon, lat) passes, in order of number; a corner cut by less than 20 m may be missing."""
    cells: set[int] = set()
    for (lon, lat), (next_lon, next_lat) in itertools.pairwise(line):
        steps = max(1, math.ceil(distance_in_metres(lon, lat, next_lon, next_lat) / _STEP_METRES))
        for step in range(steps + 1):
            share = step / steps
            cells.add(cell_of(lon + (next_lon - lon) * share, lat + (next_lat - lat) * share))
    return sorted(cells)


def distance_in_metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle metres between two points (haversine; within 0.5 % of the ellipsoid)."""
    north, other_north = math.radians(lat), math.radians(other_lat)
    half_lat, half_lon = (other_north - north) / 2, math.radians(other_lon - lon) / 2
    share = math.sin(half_lat) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, share)))


def read_position(lat: float, lon: float) -> tuple[float, float]:
    """A position as a device or a person gave it, as (lon, lat). Mark the order: latitude first in, last out.

    Raises ``Invalid`` for what is no number, lies off the globe or outside Sweden (10–25° east, 55–70° north);
    where the two have plainly changed places the refusal says so.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise _invalid("position_not_numbers", "The position is not two numbers. Please mark the place again.")
    if _in_sweden(lon, lat):
        return lon, lat
    if _in_sweden(lat, lon):
        raise _invalid(
            "position_swapped", "Latitude and longitude have changed places. Latitude comes first, about 55 to 69."
        )
    if abs(lat) > 90 or abs(lon) > 180:
        raise _invalid(
            "position_off_the_globe", "There is no such place on earth. Latitude is at most 90, longitude 180."
        )
    raise _invalid("position_outside_sweden", "The position is outside Sweden. Please mark the place again.")


def read_position_text(text: str) -> tuple[float, float]:
    """A pair typed by a person, "58.61, 16.19" or "58,61 16,19" or "N 58.61 E 16.19", as (lon, lat).

    Raises ``Invalid`` as ``read_position`` does, and where there are not exactly two decimal numbers.
    """
    numbers = _NUMBER.findall(_DECIMAL_COMMA.sub(".", text))
    if len(numbers) != 2 or _MINUTES.search(text):
        raise _invalid("position_not_numbers", "Write the position as two decimal numbers, for example 58.61, 16.19.")
    return read_position(float(numbers[0]), float(numbers[1]))


def _in_sweden(lon: float, lat: float) -> bool:
    return SWEDEN_LON[0] <= lon <= SWEDEN_LON[1] and SWEDEN_LAT[0] <= lat <= SWEDEN_LAT[1]


def _invalid(code: str, message: str) -> Invalid:
    return Invalid(code, message, fields={"position": message})
