"""Ängsby drawn up as rows: what its streets, names and things become in the tables. Pure and always the same."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from backend.geography.angsby_places import LOCAL_NAMES, STOPS, THINGS
from backend.geography.angsby_plan import (
    CENTRE_LAT,
    CENTRE_LON,
    beside,
    find_crossings,
    length_of,
    point_along,
    steps_along,
    to_degrees,
)
from backend.geography.angsby_streets import (
    CYCLE_PATH_BETWEEN,
    CYCLE_PATH_METRES_BESIDE,
    CYCLE_PATH_NAME,
    MUNICIPAL_STREETS,
    PRIVATE_ROAD,
    STATE_ROAD,
    MadeStreet,
    Metres,
)
from backend.geography.decisions import cell_of, cells_along
from backend.geography.models import AssetKind, PlaceKind, RoadKeeper, RoadKind
from backend.geography.names import fold, forgive

ANGSBY = "9901"
TRAFIKVERKET = "trafikverket"
BJORKHOLMEN_ROAD = "bjorkholmen-vag"

Row = dict[str, Any]

_NAMESPACE = UUID("0f6f7c3e-95a0-5d1e-8a55-6c3d6e7a9901")
_HOUSE_METRES_BESIDE = 12.0
_LAMP_METRES_BESIDE = -4.5
_GULLY_METRES_BESIDE = -3.5
_FIRST_HOUSE, _FIRST_LAMP, _FIRST_GULLY, _GULLY_STEP = 10.0, 20.0, 35.0, 110.0
_FIRST_LAMP_NUMBER = 4001
_WEIGHTS = {PlaceKind.STREET: 3, PlaceKind.LOCAL_NAME: 4, PlaceKind.AREA: 2, PlaceKind.STOP: 2}


CENTRE = (CENTRE_LON, CENTRE_LAT)
_AREA_MIDDLES: tuple[tuple[str, Metres], ...] = (
    ("Centrum", (0, 60)),
    ("Norra", (0, 1000)),
    ("Södra", (-600, -900)),
    ("Hamnen", (650, -950)),
)


def made_id(kind: str, name: str) -> UUID:
    """The same id for the same thing however often the town is laid out."""
    return uuid5(_NAMESPACE, f"{ANGSBY}/{kind}/{name}")


def list_roads() -> list[tuple[Row, list[int]]]:
    """Every road as a row of ``road_line`` with the cells it passes."""
    roads = [_road(street, RoadKeeper.MUNICIPAL, None) for street in MUNICIPAL_STREETS]
    roads.append(_road(PRIVATE_ROAD, RoadKeeper.PRIVATE, BJORKHOLMEN_ROAD))
    roads.append(_road(STATE_ROAD, RoadKeeper.STATE, TRAFIKVERKET))
    start, end = CYCLE_PATH_BETWEEN
    path = beside(STATE_ROAD.points, start=start, end=end, left=CYCLE_PATH_METRES_BESIDE)
    roads.append(_line(CYCLE_PATH_NAME, path, RoadKeeper.MUNICIPAL, RoadKind.PATH, None))
    return roads


def list_assets() -> list[Row]:
    """Every lamp post, gully, bin and other thing as a row of ``asset``."""
    assets = [*_lamp_posts(), *_gullies()]
    assets += [_asset(kind, number, name, (east, north), street) for kind, number, name, east, north, street in THINGS]
    for number, (name, east, north, street) in enumerate([*LOCAL_NAMES, *STOPS], start=1):
        assets.append(_asset(AssetKind.BIN, str(number), f"Papperskorg, {name}", (east + 4, north - 3), street))
    return assets


def list_names(assets: list[Row]) -> list[Row]:
    """Every name as a row of ``place_name``: streets, addresses, corners, local names, stops, and those of assets."""
    streets = [*MUNICIPAL_STREETS, PRIVATE_ROAD, STATE_ROAD]
    names = [_name(PlaceKind.STREET, s.name, point_along(s.points, length_of(s.points) / 2)) for s in streets]
    for street in streets:
        names += _addresses(street)
    names += _corners(streets)
    for kind, places in ((PlaceKind.LOCAL_NAME, LOCAL_NAMES), (PlaceKind.STOP, STOPS)):
        names += [_name(kind, name, (east, north), street=street) for name, east, north, street in places]
    for asset in assets:
        if asset["kind"] is AssetKind.LAMP_POST:
            names.append(_name_of_asset(PlaceKind.LAMP_POST, asset))
        elif asset["kind"] is AssetKind.PLAYGROUND:
            names.append(_name_of_asset(PlaceKind.LOCAL_NAME, asset))
    return names


def list_area_names() -> list[Row]:
    """The districts' names as rows of ``place_name``, each where people think its middle is."""
    return [_name(PlaceKind.AREA, name, middle) for name, middle in _AREA_MIDDLES]


def _road(street: MadeStreet, keeper: RoadKeeper, body_code: str | None) -> tuple[Row, list[int]]:
    return _line(street.name, list(street.points), keeper, RoadKind.CARRIAGEWAY, body_code)


def _line(
    name: str, points: list[Metres], keeper: RoadKeeper, kind: RoadKind, body_code: str | None
) -> tuple[Row, list[int]]:
    line = [to_degrees(point) for point in points]
    words = ", ".join(f"{lon} {lat}" for lon, lat in line)
    row = {
        "municipality": ANGSBY,
        "id": made_id("road", name),
        "keeper": keeper,
        "kind": kind,
        "name": name,
        "body_code": body_code,
        "line": f"SRID=4326;LINESTRING({words})",
    }
    return row, cells_along(line)


def _lamp_posts() -> Iterator[Row]:
    following = _FIRST_LAMP_NUMBER
    for street in MUNICIPAL_STREETS:
        number = street.lamps_from or following
        for metres in steps_along(street.points, first=_FIRST_LAMP, step=street.lamp_step):
            point = point_along(street.points, metres, left=_LAMP_METRES_BESIDE)
            yield _asset(AssetKind.LAMP_POST, str(number), f"Stolpe {number}", point, street.name)
            number += 1
        if street.lamps_from is None:
            following = number


def _gullies() -> Iterator[Row]:
    number = 1001
    for street in MUNICIPAL_STREETS:
        if not street.gullies:
            continue
        for metres in steps_along(street.points, first=_FIRST_GULLY, step=_GULLY_STEP):
            point = point_along(street.points, metres, left=_GULLY_METRES_BESIDE)
            yield _asset(AssetKind.GULLY, str(number), f"Dagvattenbrunn {number}", point, street.name)
            number += 1


def _addresses(street: MadeStreet) -> Iterator[Row]:
    for number, metres in enumerate(steps_along(street.points, first=_FIRST_HOUSE, step=street.address_step), start=1):
        side = _HOUSE_METRES_BESIDE if number % 2 else -_HOUSE_METRES_BESIDE
        point = point_along(street.points, metres, left=side)
        yield _name(PlaceKind.ADDRESS, f"{street.name} {number}", point, street=street.name, number=number)


def _corners(streets: list[MadeStreet]) -> Iterator[Row]:
    for position, street in enumerate(streets):
        for other in streets[position + 1 :]:
            for point in find_crossings(street.points, other.points)[:1]:
                yield _name(PlaceKind.CORNER, f"{street.name}/{other.name}", point)


def _asset(kind: AssetKind, number: str, name: str, point: Metres, street: str) -> Row:
    lon, lat = to_degrees(point)
    return {
        "municipality": ANGSBY,
        "id": made_id(kind, number),
        "kind": kind,
        "number": number,
        "name": name,
        "lon": lon,
        "lat": lat,
        "cell": cell_of(lon, lat),
        "street": street,
        "area_code": "ost" if point[0] >= 0 else "vast",
    }


def _name(kind: PlaceKind, name: str, point: Metres, *, street: str | None = None, number: int | None = None) -> Row:
    lon, lat = to_degrees(point)
    return _name_row(kind, name, lon, lat, street=street, number=number, asset_id=None)


def _name_of_asset(kind: PlaceKind, asset: Row) -> Row:
    return _name_row(
        kind, asset["name"], asset["lon"], asset["lat"], street=asset["street"], number=None, asset_id=asset["id"]
    )


def _name_row(
    kind: PlaceKind,
    name: str,
    lon: float,
    lat: float,
    *,
    street: str | None,
    number: int | None,
    asset_id: UUID | None,
) -> Row:
    return {
        "municipality": ANGSBY,
        "id": made_id(f"name/{kind}", name),
        "kind": kind,
        "name": name,
        "folded": fold(name),
        "forgiven": forgive(name),
        "lon": lon,
        "lat": lat,
        "cell": cell_of(lon, lat),
        "weight": _WEIGHTS.get(kind, 0),
        "street": street,
        "number": number,
        "asset_id": asset_id,
    }
