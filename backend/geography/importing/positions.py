"""Which coordinate system a file's numbers are in, and their way to WGS 84, pure.

Declared, or found from the numbers: the system that puts them inside the municipality. The local zones of SWEREF 99 look
alike, and only one of them does. Everywhere x is east or longitude, y north or latitude; a file that has them the other
way round is told so and refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from backend.foundation.errors import Invalid

WGS84 = 4326
SWEREF_ZONES = tuple(range(3007, 3019))
CANDIDATES = (WGS84, 3006, *SWEREF_ZONES)
SAMPLE = 400
AROUND_DEGREES = 0.02
"""A boundary is simplified, and a lamp may stand on the far side of it: so much is forgiven, about a kilometre."""
ENOUGH = 0.5
_SWEDEN = shapely.box(10.0, 55.0, 25.0, 70.0)

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Settled:
    """The coordinate system a file's numbers are in, and whether it was found from them."""

    epsg: int
    is_found: bool


def sample_points(geometries: Sequence[BaseGeometry | None]) -> Points:
    """One point of up to 400 of the geometries, spread evenly; x, y a row."""
    there = [each for each in geometries if each is not None and not each.is_empty]
    step = max(1, len(there) // SAMPLE)
    first = [shapely.get_coordinates(each)[0] for each in there[::step]]
    return np.array(first, dtype=float).reshape(-1, 2)


def settle(points: Points, *, declared: int | None, boundary: BaseGeometry | None) -> Settled:
    """The system of ``points``, of a file that names ``declared`` (None: nothing) and belongs inside ``boundary``.

    ``boundary`` is in WGS 84; None: anywhere in Sweden. Raises ``Invalid``, with what to do about it, where the axes
    have changed places, where another system fits and not the one declared, or where none or several do.
    """
    area = shapely.buffer(boundary, AROUND_DEGREES) if boundary is not None else _SWEDEN
    shapely.prepare(area)
    known = () if declared is None else (declared,)
    fits = {epsg: _share(points, epsg, area) for epsg in (*known, *CANDIDATES)}
    best = max(fits.values(), default=0.0)
    if declared is not None and fits[declared] > 0 and fits[declared] >= best * ENOUGH:
        return Settled(declared, is_found=False)
    fitting = [epsg for epsg, share in fits.items() if share >= ENOUGH]
    if declared is None and len(fitting) == 1:
        return Settled(fitting[0], is_found=True)
    raise _refuse(points, declared, fitting, area)


def to_wgs84(geometries: Sequence[BaseGeometry | None], epsg: int) -> list[BaseGeometry | None]:
    """The geometries as longitude, latitude; a coordinate the system knows no place for becomes infinite."""
    shapes = np.array(geometries, dtype=object)
    if epsg == WGS84:
        return list(shapes)
    transformer = _transformer(epsg)

    def move(coordinates: Points) -> Points:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    return list(shapely.transform(shapes, move))


def swap(geometries: Sequence[BaseGeometry | None]) -> list[BaseGeometry | None]:
    """The geometries with x and y in each other's place."""
    turn: Callable[[Points], Points] = lambda coordinates: coordinates[:, ::-1]  # noqa: E731 - one line says it
    return list(shapely.transform(np.array(geometries, dtype=object), turn))


def _refuse(points: Points, declared: int | None, fitting: list[int], area: BaseGeometry) -> Invalid:
    if len(fitting) > 1:
        return Invalid(
            "places_system_unclear",
            "The numbers fit several coordinate systems: {systems}. Say which: --crs NUMBER",
            systems=_name(fitting),
        )
    turned = points[:, ::-1]
    swapped = [epsg for epsg in dict.fromkeys((declared or WGS84, *CANDIDATES)) if _share(turned, epsg, area) >= ENOUGH]
    if swapped:
        return Invalid(
            "places_axes_swapped",
            "{first} and {second} have changed places in this file ({system}). It must have {first} first; or say"
            " --swap-axes.",
            first="Longitude" if swapped[0] == WGS84 else "Easting",
            second="latitude" if swapped[0] == WGS84 else "northing",
            system=_name(swapped),
        )
    if declared is not None and fitting:
        return Invalid(
            "places_system_wrong",
            "The file is said to be in {declared}, but its numbers are of {systems}. Say so: --crs {number}",
            declared=_name([declared]),
            systems=_name(fitting),
            number=fitting[0],
        )
    return Invalid(
        "places_elsewhere",
        "No coordinate system puts these places inside the municipality: the first is {x}, {y}. Is it the right"
        " file, and has the municipality its boundary? Another system is named with --crs NUMBER.",
        x=f"{points[0, 0]:.2f}" if len(points) else "–",
        y=f"{points[0, 1]:.2f}" if len(points) else "–",
    )


def _share(points: Points, epsg: int, area: BaseGeometry) -> float:
    if not len(points):
        return 0.0
    if epsg == WGS84:
        lon, lat = points[:, 0], points[:, 1]
    else:
        lon, lat = _transformer(epsg).transform(points[:, 0], points[:, 1])
    real = np.isfinite(lon) & np.isfinite(lat)
    return float(np.count_nonzero(shapely.contains_xy(area, lon, lat) & real)) / len(points)


@lru_cache(maxsize=32)
def _transformer(epsg: int) -> Transformer:
    try:
        return Transformer.from_crs(epsg, WGS84, always_xy=True)
    except CRSError as error:
        raise Invalid("places_no_such_system", "There is no coordinate system EPSG:{number}.", number=epsg) from error


def _name(systems: Sequence[int]) -> str:
    return ", ".join(f"EPSG:{epsg}" for epsg in systems)
