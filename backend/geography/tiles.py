"""The municipality as vector tiles (MVT): its boundary, its districts and the roads with their keepers. Public facts only.

Tiles are those of the web: zoom, column from the west, row from the north, in Web Mercator (EPSG:3857). A tile is drawn
from the cells it covers, so its cost follows what is in it and not the size of the town.
"""

import math

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.foundation.errors import NotFound
from backend.geography.decisions import CELLS_PER_DEGREE_LAT, CELLS_PER_DEGREE_LON, ROW_STRIDE

LEAST_ZOOM, MOST_ZOOM = 6, 17
ROADS_FROM_ZOOM = 13
MOST_ROADS = 4_000
"""In one tile; beyond, those with the lowest ids: a tile stays small whatever was imported."""
MARGIN = 64 / 4096
"""So much of a tile is drawn around it, that lines have no seams."""


def box_of_tile(zoom: int, column: int, row: int, *, margin: float = MARGIN) -> tuple[float, float, float, float]:
    """West, south, east, north in WGS 84 degrees of a tile, ``margin`` (a share of it) wider on every side."""
    count = 2.0**zoom

    def latitude(y: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / count))))

    west, east = ((column + side) / count * 360 - 180 for side in (-margin, 1 + margin))
    return west, latitude(row + 1 + margin), east, latitude(row - margin)


def cells_of_box(west: float, south: float, east: float, north: float) -> list[int]:
    """Every cell the box touches, in order."""
    rows = range(math.floor(south * CELLS_PER_DEGREE_LAT), math.floor(north * CELLS_PER_DEGREE_LAT) + 1)
    columns = range(math.floor(west * CELLS_PER_DEGREE_LON), math.floor(east * CELLS_PER_DEGREE_LON) + 1)
    return [row * ROW_STRIDE + column for row in rows for column in columns]


def draw_tile(session: Session, municipality: str, *, zoom: int, column: int, row: int) -> bytes:
    """One tile of ``municipality`` (SCB code) with the layers ``boundary``, ``districts`` and, from zoom 13, ``roads``.

    Empty bytes where nothing of it is there. Raises ``NotFound`` for a tile there is none of.
    """
    if not (LEAST_ZOOM <= zoom <= MOST_ZOOM and 0 <= column < 2**zoom and 0 <= row < 2**zoom):
        raise NotFound("tile_not_found", "There is no such part of the map.")
    west, south, east, north = box_of_tile(zoom, column, row)
    cells = cells_of_box(west, south, east, north) if zoom >= ROADS_FROM_ZOOM else []
    tile = {"zoom": zoom, "column": column, "row": row, "most": MOST_ROADS, "cells": cells}
    box = {"west": west, "south": south, "east": east, "north": north}
    drawn = session.execute(_DRAW, {"municipality": municipality, **tile, **box}).scalar_one()
    return bytes(drawn)


# Clipped in degrees before it is projected: a boundary of thousands of corners costs what is in the tile. The roads go
# by their cells, as everywhere behind the walls, where no operator of PostGIS serves as an index condition; each is then
# fetched by its key (OFFSET 0), for the planner would rather read all roads of a municipality than a thousand of them.
_DRAW = sa.text(
    "WITH tile AS MATERIALIZED (SELECT ST_TileEnvelope(:zoom, :column, :row) AS mercator,"
    "   ST_MakeEnvelope(:west, :south, :east, :north, 4326) AS box),"
    " boundary AS (SELECT m.name,"
    "     ST_AsMVTGeom(ST_Transform(ST_ClipByBox2D(ST_Boundary(m.boundary), tile.box), 3857), tile.mercator) AS shape"
    "   FROM municipality m, tile WHERE m.code = :municipality AND m.boundary && tile.box),"
    " districts AS (SELECT a.name,"
    "     ST_AsMVTGeom(ST_Transform(ST_ClipByBox2D(ST_Boundary(a.boundary), tile.box), 3857), tile.mercator) AS shape"
    "   FROM area a, tile WHERE a.municipality = :municipality AND a.kind = 'district' AND a.ended_at IS NULL"
    "     AND a.boundary && tile.box),"
    " roads AS (SELECT r.name, r.keeper, r.kind,"
    "     ST_AsMVTGeom(ST_Transform(r.line, 3857), tile.mercator, 4096, 64) AS shape"
    "   FROM (SELECT DISTINCT road_id FROM road_cell WHERE municipality = :municipality AND cell = any(:cells)"
    "         ORDER BY road_id LIMIT :most) AS near, tile, LATERAL"
    "     (SELECT name, keeper, kind, line FROM road_line WHERE municipality = :municipality AND id = near.road_id"
    "       AND ended_at IS NULL OFFSET 0) AS r"
    "   WHERE r.line && tile.box)"
    " SELECT (SELECT ST_AsMVT(boundary, 'boundary', 4096, 'shape') FROM boundary WHERE shape IS NOT NULL)"
    "   || (SELECT ST_AsMVT(districts, 'districts', 4096, 'shape') FROM districts WHERE shape IS NOT NULL)"
    "   || (SELECT ST_AsMVT(roads, 'roads', 4096, 'shape') FROM roads WHERE shape IS NOT NULL)"
).bindparams(sa.bindparam("cells", type_=ARRAY(sa.Integer)))
