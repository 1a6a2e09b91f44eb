"""/{code}/map-tiles/{zoom}/{column}/{row}: one municipality's public map, the same for everybody."""

import math
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from backend.foundation.database import Database, Scope
from backend.geography import draw_tile
from backend.geography.tiles import box_of_tile, cells_of_box

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


def test_the_roads_are_found_by_their_cells(web_database: Database, client: FlaskClient) -> None:
    """Whatever the sizes, no tenant table of roads need be read from end to end: each is reached by an index."""
    seen: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: object, *_: object) -> None:
        if "ST_TileEnvelope" in statement:
            cursor.execute("EXPLAIN " + statement, parameters)
            seen.extend(row[0] for row in cursor.fetchall())

    with web_database.transaction(Scope(("9901",))) as session:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        sa.event.listen(session.connection(), "before_cursor_execute", explain)
        draw_tile(session, "9901", zoom=15, column=18077, row=9815)
    plan = "\n".join(seen)
    assert "road_cell_by_cell" in plan
    assert "Seq Scan on road" not in plan
