"""No look-up reads a whole table: the plans of every statement, as the web role behind its policies."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import geography
from backend.foundation.database import Database, Scope
from backend.geography import AssetKind
from tests.databases import DatabaseUrls

pytestmark = pytest.mark.slow

LARGE = ("9901", "0114", "0115", "0117")
LON, LAT = 18.5892782, 58.1997518
COPIES = 12

_COPY_NAMES = sa.text(
    "INSERT INTO place_name SELECT :code, gen_random_uuid(), kind, name || n, folded || n, forgiven || n, lon, lat,"
    " cell + n, weight, street || n, number FROM place_name, generate_series(0, :copies) AS n"
    " WHERE municipality = '9901'"
)
_COPY_ASSETS = sa.text(
    "INSERT INTO asset SELECT :code, gen_random_uuid(), kind, number || '-' || n, name, lon, lat, cell + n, street,"
    " area_code FROM asset, generate_series(0, :copies) AS n WHERE municipality = '9901'"
)
_COPY_ROADS = sa.text(
    "WITH made AS (SELECT id AS old, gen_random_uuid() AS new, keeper, kind, name, body_code, line, n"
    "   FROM road_line, generate_series(0, :copies) AS n WHERE municipality = '9901'),"
    " roads AS (INSERT INTO road_line SELECT :code, new, keeper, kind, name, body_code, line FROM made)"
    " INSERT INTO road_cell SELECT :code, new, cell + n FROM made JOIN road_cell ON road_id = old"
    " WHERE municipality = '9901'"
)


@pytest.fixture(scope="module", autouse=True)
def _much_geography(database_urls: DatabaseUrls) -> None:
    """Ängsby once and in three more municipalities many times over."""
    owner = Database(database_urls.owner)
    with owner.transaction(Scope(LARGE)) as session:
        geography.seed_municipalities(session)
        geography.seed_angsby_geography(session)
        for code in LARGE[1:]:
            for copy in (_COPY_NAMES, _COPY_ASSETS, _COPY_ROADS):
                session.execute(copy, {"code": code, "copies": COPIES})
        session.execute(sa.text("ANALYZE place_name, asset, road_line, road_cell"))
    owner.close()


LOOK_UPS: dict[str, Callable[[Session, str], object]] = {
    "locate": lambda session, code: geography.locate(session, code, lon=LON, lat=LAT),
    "search a name": lambda session, code: geography.search_places(session, code, "gamla konsum"),
    "search a common word": lambda session, code: geography.search_places(session, code, "vägen"),
    "search an address": lambda session, code: geography.search_places(session, code, "Strogatan 12"),
    "search a sentence": lambda session, code: geography.search_places(
        session, code, "det är en lampa som är trasig utanför gamla konsum"
    ),
    "search a lamp post": lambda session, code: geography.search_places(session, code, "4711"),
    "find an asset": lambda session, code: geography.find_asset(session, code, AssetKind.LAMP_POST, "4711"),
    "list assets near": lambda session, code: geography.list_assets_near(session, code, lon=LON, lat=LAT),
}


@pytest.mark.parametrize("code", LARGE[:2])
@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_a_look_up_scans_no_table_over_a_thousand_rows(web_database: Database, look_up: str, code: str) -> None:
    said: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    with web_database.transaction(Scope((code,))) as session:
        sa.event.listen(web_database.engine, "before_cursor_execute", listen)
        try:
            LOOK_UPS[look_up](session, code)
        finally:
            sa.event.remove(web_database.engine, "before_cursor_execute", listen)
        assert 1 <= len(said) <= 4
        for statement, parameters in said:
            plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
            scanned = [line for line in plan if "Seq Scan" in line and "on area" not in line]
            assert scanned == [], "\n".join(plan)
