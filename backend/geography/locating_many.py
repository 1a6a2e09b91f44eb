"""Where very many points are: whose, in which areas, on whose road, near which things. One statement for each question.

The same answers as ``locating.locate`` gives one by one, without address and lamp post.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.geography.decisions import METRES_PER_DEGREE, cells_around
from backend.geography.locating import ROAD_CELLS_WITHIN_METRES, ROADS_WITHIN_METRES, RoadNear
from backend.geography.models import RoadKeeper, RoadKind

Point = tuple[float, float]
"""Longitude and latitude, WGS 84 degrees."""


@dataclass(frozen=True)
class Spot:
    """What is known of one point. ``neighbour``: code and full name of the other municipality it lies in, or None.

    ``areas``: code → name. ``roads`` within 30 m, nearest first. ``assets``: class, number and metres, nearest first.
    """

    neighbour: tuple[str, str] | None
    areas: dict[str, str]
    roads: tuple[RoadNear, ...]
    assets: tuple[tuple[str, str, float], ...]


def locate_many(
    session: Session,
    municipality: str,
    points: Collection[Point],
    *,
    asset_kinds: Collection[str] = (),
    asset_metres: float = 0,
) -> dict[Point, Spot]:
    """Each point once, as ``Spot``; assets of ``asset_kinds`` within ``asset_metres`` and of no other kind."""
    distinct = sorted(set(points))
    neighbours = _find_neighbours(session, municipality, distinct)
    areas = _find_areas(session, municipality, distinct)
    roads = _find_roads(session, municipality, distinct)
    assets = _find_assets(session, municipality, distinct, asset_kinds, asset_metres) if asset_kinds else {}
    return {
        point: Spot(neighbours.get(n), areas.get(n, {}), tuple(roads.get(n, ())), tuple(assets.get(n, ())))
        for n, point in enumerate(distinct, 1)
    }


def _find_neighbours(session: Session, municipality: str, points: Sequence[Point]) -> dict[int, tuple[str, str]]:
    given = {**_columns(points), "municipality": municipality}
    rows = session.execute(_OUTSIDE, given).all()
    return {n: (code, name) for n, code, name in rows}


def _find_areas(session: Session, municipality: str, points: Sequence[Point]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for n, code, name in session.execute(_AREAS, {**_columns(points), "municipality": municipality}):
        found[n][code] = name
    return found


def _find_roads(session: Session, municipality: str, points: Sequence[Point]) -> dict[int, list[RoadNear]]:
    given = {
        **_columns(points),
        **_cells(points, ROAD_CELLS_WITHIN_METRES),
        "municipality": municipality,
        "reach": ROADS_WITHIN_METRES,
        "reach_degrees": 3 * ROADS_WITHIN_METRES / METRES_PER_DEGREE,
    }
    found: dict[int, list[RoadNear]] = defaultdict(list)
    for n, keeper, kind, name, body_code, metres in session.execute(_ROADS, given):
        found[n].append(RoadNear(RoadKeeper(keeper), RoadKind(kind), name, body_code, metres))
    return found


def _find_assets(
    session: Session, municipality: str, points: Sequence[Point], kinds: Collection[str], metres: float
) -> dict[int, list[tuple[str, str, float]]]:
    given = {
        **_columns(points),
        **_cells(points, metres),
        "municipality": municipality,
        "kinds": sorted(kinds),
        "metres": metres,
    }
    found: dict[int, list[tuple[str, str, float]]] = defaultdict(list)
    for n, kind, number, away in session.execute(_ASSETS, given):
        found[n].append((kind, number, away))
    return found


def _columns(points: Sequence[Point]) -> dict[str, Any]:
    return {"lons": [lon for lon, _ in points], "lats": [lat for _, lat in points]}


def _cells(points: Sequence[Point], metres: float) -> dict[str, Any]:
    pairs = [(n, cell) for n, (lon, lat) in enumerate(points, 1) for cell in cells_around(lon, lat, metres)]
    return {"of_points": [n for n, _ in pairs], "cells": [cell for _, cell in pairs]}


_ARRAYS = (
    sa.bindparam("lons", type_=ARRAY(sa.Double)),
    sa.bindparam("lats", type_=ARRAY(sa.Double)),
)
_CELL_ARRAYS = (
    sa.bindparam("of_points", type_=ARRAY(sa.Integer)),
    sa.bindparam("cells", type_=ARRAY(sa.Integer)),
)
_GIVEN = (
    "WITH given AS MATERIALIZED (SELECT n::integer AS n, lon, lat, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS here"
    " FROM unnest(:lons, :lats) WITH ORDINALITY AS point(lon, lat, n))"
)
_NEAR = ", near AS MATERIALIZED (SELECT n, cell FROM unnest(:of_points, :cells) AS pair(n, cell))"
# A boundary is taken once for all points: PostGIS then prepares it once. What lies inside needs no other asked.
_OUTSIDE = sa.text(
    f"{_GIVEN}, outside AS MATERIALIZED (SELECT g.n, g.here FROM given g"
    "   WHERE NOT EXISTS (SELECT 1 FROM municipality m WHERE m.code = :municipality AND ST_Covers(m.boundary, g.here)))"
    " SELECT DISTINCT ON (o.n) o.n, m.code, m.full_name FROM outside o JOIN municipality m ON ST_Covers(m.boundary, o.here)"
    " ORDER BY o.n, m.code"
).bindparams(*_ARRAYS)
_AREAS = sa.text(
    f"{_GIVEN} SELECT inside.n, a.code, a.name FROM area a"
    " CROSS JOIN LATERAL (SELECT g.n FROM given g WHERE ST_Covers(a.boundary, g.here) OFFSET 0) AS inside"
    " WHERE a.municipality = :municipality ORDER BY inside.n, a.kind, a.code"
).bindparams(*_ARRAYS)
_ROADS = sa.text(
    f"{_GIVEN}{_NEAR}, pairs AS MATERIALIZED (SELECT DISTINCT near.n, c.road_id FROM near"
    "   JOIN road_cell c ON c.cell = near.cell AND c.municipality = :municipality)"
    " SELECT * FROM (SELECT g.n, r.keeper, r.kind, r.name, r.body_code,"
    "     ST_Distance(r.line::geography, g.here::geography) AS metres"
    "   FROM pairs p JOIN given g ON g.n = p.n JOIN road_line r ON r.municipality = :municipality AND r.id = p.road_id"
    "   WHERE ST_DWithin(r.line, g.here, :reach_degrees)) AS roads"
    " WHERE metres <= :reach ORDER BY n, metres, name"
).bindparams(*_ARRAYS, *_CELL_ARRAYS)
_ASSETS = sa.text(
    f"{_GIVEN}{_NEAR} SELECT * FROM (SELECT g.n, a.kind, a.number,"
    "     ST_Distance(ST_MakePoint(a.lon, a.lat)::geography, g.here::geography) AS metres"
    "   FROM near JOIN asset a ON a.cell = near.cell AND a.municipality = :municipality AND a.kind = any(:kinds)"
    "   JOIN given g ON g.n = near.n) AS things"
    " WHERE metres <= :metres ORDER BY n, metres, kind, number"
).bindparams(*_ARRAYS, *_CELL_ARRAYS, sa.bindparam("kinds", type_=ARRAY(sa.Text)))
