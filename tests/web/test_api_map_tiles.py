"""/{code}/map-tiles/{zoom}/{column}/{row}: one municipality's public map, the same for everybody."""

import math
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from backend.foundation.database import Database, Scope
from backend.geography import draw_tile
from backend.geography.tiles import box_of_tile, cells_of_box
from tests.databases import Databases

HERE = (18.58932, 58.199686)


def address_of(zoom: int, *, code: str = "9901", at: tuple[float, float] = HERE) -> str:
    lon, lat = at
    column = math.floor((lon + 180) / 360 * 2**zoom)
    row = math.floor((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    return f"/api/v1/{code}/map-tiles/{zoom}/{column}/{row}"


def test_a_tile_in_town_has_its_streets_and_who_keeps_them(client: FlaskClient) -> None:
    answer = client.get(address_of(15))
    assert answer.status_code == 200
    assert answer.content_type == "application/vnd.mapbox-vector-tile"
    for part in (b"roads", b"Storgatan", b"keeper", b"municipal", b"carriageway"):
        assert part in answer.data
    assert len(answer.data) < 100_000


def test_from_afar_there_is_the_boundary_and_no_street(client: FlaskClient) -> None:
    answer = client.get(address_of(10))
    assert b"boundary" in answer.data
    assert "Ängsby".encode() in answer.data
    assert b"roads" not in answer.data


def test_shared_caches_may_keep_it_a_minute_whoever_asks(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    answer = client.get(address_of(15))
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers


def test_what_the_caller_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(address_of(15)).headers["ETag"]
    again = client.get(address_of(15), headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(address_of(15), headers={"If-None-Match": '"other"'}).status_code == 200


def test_of_another_municipality_nothing_is_drawn(client: FlaskClient) -> None:
    answer = client.get(address_of(15, code="0581"))
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["18/0/0", "5/17/9", "99999999999999999999/0/0", "15/32768/0", "15/0/32768", "-1/0/0", "15/x/1", "15/1.5/1"],
)
def test_a_tile_there_is_none_of_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/9901/map-tiles/{path}").status_code == 404


def test_a_municipality_that_is_none_has_no_map(client: FlaskClient) -> None:
    assert client.get(address_of(15, code="0000")).status_code == 404


def test_a_tile_is_drawn_from_its_own_cells() -> None:
    west, south, east, north = box_of_tile(0, 0, 0, margin=0)
    assert (west, east) == (-180, 180)
    assert (round(south, 2), round(north, 2)) == (-85.05, 85.05)
    assert cells_of_box(18.601, 58.201, 18.602, 58.202) == [11640 * 100_000 + 1860]
    assert len(cells_of_box(*box_of_tile(13, 4519, 2450))) <= 64


FILL = """
WITH made AS (SELECT md5('road' || n)::uuid AS id, 18.4 + random() * 0.5 AS lon, 58.1 + random() * 0.3 AS lat
              FROM generate_series(1, 30000) n),
  lines AS (INSERT INTO road_line (municipality, id, keeper, kind, name, line)
            SELECT '9901', id, 'municipal', 'carriageway', 'Gata ' || left(id::text, 4),
              ST_SetSRID(ST_MakeLine(ST_MakePoint(lon, lat), ST_MakePoint(lon + 0.001, lat)), 4326) FROM made)
INSERT INTO road_cell (municipality, road_id, cell)
SELECT '9901', id, floor(lat * 200)::int * 100000 + floor(lon * 100)::int FROM made
"""


@pytest.mark.slow
@pytest.mark.parametrize("zoom", [13, 17])
def test_in_a_large_town_a_tile_reads_only_its_own_roads(databases: Databases, zoom: int) -> None:
    urls = databases.create_angsby()
    mighty, web = Database(urls.super), Database(urls.web)
    with mighty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (FILL, "ANALYZE road_line", "ANALYZE road_cell"):
            connection.execute(sa.text(statement))
    plan: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: object, *_: object) -> None:
        if "ST_TileEnvelope" in statement:
            cursor.execute("EXPLAIN " + statement, parameters)
            plan.extend(row[0] for row in cursor.fetchall())

    column, row = map(int, address_of(zoom).split("/")[-2:])
    with web.transaction(Scope(("9901",))) as session:
        sa.event.listen(session.connection(), "before_cursor_execute", explain)
        draw_tile(session, "9901", zoom=zoom, column=column, row=row)
    told = "\n".join(plan)
    assert "road_cell_by_cell" in told
    assert "road_line_pkey" in told
    assert "Seq Scan on road" not in told
    for database in (mighty, web):
        database.close()
    databases.drop(urls)
