"""Where a point is: whose, in which areas, on whose road, by which address and lamp post. One statement."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.foundation.database import KEPT
from backend.geography.decisions import METRES_PER_DEGREE, box_around, cell_of, cells_around, distance_in_metres
from backend.geography.models import AreaKind, AssetKind, RoadKeeper, RoadKind
from backend.geography.queries import AreaHit, AssetNear

ROADS_WITHIN_METRES = 30
ADDRESS_WITHIN_METRES = 60
LAMP_POST_WITHIN_METRES = 30
# The cells of a road are sampled along it (decisions.cells_along): reach a little further than the rule does.
ROAD_CELLS_WITHIN_METRES = 60


@dataclass(frozen=True)
class Neighbour:
    """The other municipality that holds a point; ``full_name`` is "Söderköpings kommun"."""

    code: str
    name: str
    full_name: str
    name_en: str


@dataclass(frozen=True)
class RoadNear:
    """A road near the point. ``body_code`` names a keeper outside the municipality, None the municipality itself."""

    keeper: RoadKeeper
    kind: RoadKind
    name: str
    body_code: str | None
    distance_m: float


@dataclass(frozen=True)
class AddressNear:
    """The nearest address, "Storgatan 12", and its distance in metres."""

    text: str
    distance_m: float


@dataclass(frozen=True)
class Location:
    """What is known of a point asked about in one municipality. Lists are empty and parts None where nothing is near.

    ``inside``: its boundary holds the point (then no neighbour, even where boundaries overlap). ``in_none``: no
    boundary does. ``areas`` are ordered by kind and code, ``roads`` (within 30 m) by distance.
    """

    municipality: str
    lon: float
    lat: float
    cell: int
    inside: bool
    in_none: bool
    neighbour: Neighbour | None
    areas: tuple[AreaHit, ...]
    roads: tuple[RoadNear, ...]
    address: AddressNear | None
    lamp_post: AssetNear | None

    @property
    def taken_here(self) -> bool:
        """Whether the asked municipality takes it: its own, and a point in none is taken where it was sent."""
        return self.inside or self.in_none

    @property
    def neighbour_code(self) -> str | None:
        """The SCB code of the municipality it lies in, when that is another."""
        return self.neighbour.code if self.neighbour else None

    @property
    def neighbour_name(self) -> str | None:
        """The full name ("Söderköpings kommun") of the municipality it lies in, when that is another."""
        return self.neighbour.full_name if self.neighbour else None

    @property
    def street(self) -> str | None:
        """The name of the nearest road within 30 m, or None."""
        return self.roads[0].name if self.roads else None

    def area_codes(self, kind: AreaKind) -> tuple[str, ...]:
        """The codes of the areas of one kind that hold the point."""
        return tuple(area.code for area in self.areas if area.kind is kind)


def locate(session: Session, municipality: str, *, lon: float, lat: float) -> Location:
    """Everything geography knows of a point, asked in ``municipality`` (SCB code); (lon, lat) as ``read_position`` gave."""
    found = session.execute(_LOCATE, _arguments(municipality, lon, lat)).one()
    inside = any(code == municipality for code, *_ in found.holders)
    others = [Neighbour(*holder) for holder in found.holders]
    return Location(
        municipality=municipality,
        lon=lon,
        lat=lat,
        cell=cell_of(lon, lat),
        inside=inside,
        in_none=not others,
        neighbour=None if inside or not others else others[0],
        areas=tuple(AreaHit(code, name, AreaKind(kind)) for code, name, kind in found.areas),
        roads=tuple(_road(*road) for road in found.roads),
        address=_address(found.address, lon, lat),
        lamp_post=_lamp_post(found.lamp_post, lon, lat),
    )


def _arguments(municipality: str, lon: float, lat: float) -> dict[str, Any]:
    return {
        **_box(municipality, lon, lat),
        "reach": ROADS_WITHIN_METRES,
        # Degrees are wider in any direction than this many metres' worth: a cheap first cut before the exact metres.
        "reach_degrees": 3 * ROADS_WITHIN_METRES / METRES_PER_DEGREE,
    }


def _box(municipality: str, lon: float, lat: float) -> dict[str, Any]:
    west, south, east, north = box_around(lon, lat, ADDRESS_WITHIN_METRES)
    return {
        "municipality": municipality,
        "lon": lon,
        "lat": lat,
        "squeeze": (north - south) / (east - west),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "cells": cells_around(lon, lat, ROAD_CELLS_WITHIN_METRES),
    }


def _road(keeper: str, kind: str, name: str, body_code: str | None, distance: float) -> RoadNear:
    return RoadNear(RoadKeeper(keeper), RoadKind(kind), name, body_code, distance)


def _address(row: list[Any] | None, lon: float, lat: float) -> AddressNear | None:
    if row is None:
        return None
    text, its_lon, its_lat = row
    distance = distance_in_metres(lon, lat, its_lon, its_lat)
    return AddressNear(text, distance) if distance <= ADDRESS_WITHIN_METRES else None


def _lamp_post(row: list[Any] | None, lon: float, lat: float) -> AssetNear | None:
    if row is None:
        return None
    asset_id, number, name, its_lon, its_lat = row
    distance = distance_in_metres(lon, lat, its_lon, its_lat)
    if distance > LAMP_POST_WITHIN_METRES:
        return None
    return AssetNear(UUID(asset_id), AssetKind.LAMP_POST, number, name, its_lon, its_lat, distance)


_NEAREST = (
    " AND ended_at IS NULL AND cell = any(:cells) AND lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north"
    " ORDER BY (lat - :lat) ^ 2 + ((lon - :lon) * :squeeze) ^ 2, id LIMIT 1"
)
# Words about a place reach everybody: a register that is closed to the public lends them nothing.
_PUBLIC = " AND EXISTS (SELECT FROM asset_class c WHERE c.municipality = :municipality AND c.code = 'lamp_post' AND c.is_public)"
_LOCATE = sa.text(
    f"{KEPT} WITH point AS MATERIALIZED (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS here)"
    " SELECT"
    " (SELECT coalesce(json_agg(json_build_array(code, name, full_name, name_en) ORDER BY code), '[]')"
    "   FROM municipality WHERE ST_Covers(boundary, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))) AS holders,"
    " (SELECT coalesce(json_agg(json_build_array(code, name, kind) ORDER BY kind, code), '[]')"
    "   FROM area, point WHERE municipality = :municipality AND ended_at IS NULL AND ST_Covers(boundary, here)) AS areas,"
    " (SELECT coalesce(json_agg(json_build_array(keeper, kind, name, body_code, metres) ORDER BY metres, name), '[]')"
    "   FROM (SELECT r.keeper, r.kind, r.name, r.body_code,"
    "           ST_Distance(r.line::geography, here::geography) AS metres"
    "         FROM (SELECT DISTINCT road_id FROM road_cell"
    "               WHERE municipality = :municipality AND cell = any(:cells)) AS near, point, road_line r"
    "         WHERE r.municipality = :municipality AND r.id = near.road_id"
    "           AND ST_DWithin(r.line, here, :reach_degrees)) AS roads"
    "   WHERE metres <= :reach) AS roads,"
    " (SELECT json_build_array(name, lon, lat) FROM place_name"
    f"   WHERE municipality = :municipality AND kind = 'address'{_NEAREST}) AS address,"
    " (SELECT json_build_array(id, number, name, lon, lat) FROM asset"
    f"   WHERE municipality = :municipality AND kind = 'lamp_post'{_PUBLIC}{_NEAREST}) AS lamp_post"
).bindparams(sa.bindparam("cells", type_=ARRAY(sa.Integer)))
