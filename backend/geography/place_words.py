"""A place in words, as names know it: nearest address, else street, else the coordinates.

What ``locating`` says of a point takes all that is known of it; this asks for no more than the words, as one part of a
statement, and for the street alone where no address is near.
"""

import orjson
from sqlalchemy.orm import Session

from backend.foundation.kept import Part, ask
from backend.geography.decisions import METRES_PER_DEGREE, box_around, cells_around, distance_in_metres
from backend.geography.locating import ADDRESS_WITHIN_METRES, ROAD_CELLS_WITHIN_METRES, ROADS_WITHIN_METRES

# An address that lies so near that no rounding can move it outside is answer enough: no street is looked for.
_SURELY_WITHIN_METRES = 0.99 * ADDRESS_WITHIN_METRES


def place_asked(municipality: str, *, lon: float, lat: float) -> Part:
    """The question for a place's words; ``read_place`` reads its answer. (lon, lat) as ``read_position`` gave."""
    west, south, east, north = box_around(lon, lat, ADDRESS_WITHIN_METRES)
    cells = cells_around(lon, lat, ROAD_CELLS_WITHIN_METRES)
    numbers = {
        "lon": lon,
        "lat": lat,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "squeeze": (north - south) / (east - west),
    }
    given = {name: repr(number) for name, number in numbers.items()}
    return Part(_PLACE, {**given, "municipality": municipality, "cells": f"{{{','.join(map(str, cells))}}}"})


def tell_place(session: Session, municipality: str, *, lon: float, lat: float) -> str:
    """A place in words, asked by itself."""
    return read_place(ask(session, place_asked(municipality, lon=lon, lat=lat))[0], lon=lon, lat=lat)


def read_place(answer: bytes | None, *, lon: float, lat: float) -> str:
    """The words ``place_asked`` was answered with: "Storgatan 12", "Storgatan", or the coordinates (latitude, longitude)."""
    address, its_lon, its_lat, street = orjson.loads(answer or b"[null, null, null, null]")
    near = address is not None and distance_in_metres(lon, lat, its_lon, its_lat) <= ADDRESS_WITHIN_METRES
    return (address if near else None) or street or f"{lat:.5f}, {lon:.5f}"


_CELLS = "municipality = {municipality}::bpchar AND cell = any({cells}::int[])"
_OFF = "(lat - {lat}::float8) ^ 2 + ((lon - {lon}::float8) * {squeeze}::float8) ^ 2"
_HERE = "ST_SetSRID(ST_MakePoint({lon}::float8, {lat}::float8), 4326)"
# Degrees are wider in any direction than this many metres' worth: a cheap first cut before the exact metres.
_REACH = 3 * ROADS_WITHIN_METRES / METRES_PER_DEGREE
_STREET = (
    "(SELECT near.name FROM (SELECT r.name, ST_Distance(r.line::geography, "
    f"{_HERE}::geography) AS metres FROM road_line r WHERE r.municipality = {{municipality}}::bpchar"
    f" AND r.id IN (SELECT road_id FROM road_cell WHERE {_CELLS}) AND ST_DWithin(r.line, {_HERE}, {_REACH})) AS near"
    f" WHERE near.metres <= {ROADS_WITHIN_METRES} ORDER BY near.metres, near.name LIMIT 1)"
)
_SURELY = f"address.off <= {(_SURELY_WITHIN_METRES / METRES_PER_DEGREE) ** 2!r}"
_PLACE = (
    "(SELECT json_build_array(address.name, address.lon, address.lat,"
    f" CASE WHEN {_SURELY} THEN NULL ELSE {_STREET} END) FROM (SELECT) AS always LEFT JOIN LATERAL"
    f" (SELECT name, lon, lat, {_OFF} AS off FROM place_name WHERE kind = 'address' AND ended_at IS NULL AND {_CELLS}"
    " AND lon BETWEEN {west}::float8 AND {east}::float8 AND lat BETWEEN {south}::float8 AND {north}::float8"
    f" ORDER BY {_OFF}, id LIMIT 1) AS address ON true)"
)
