"""Road lines laid over a town for rules to look at: streets of the municipality, and state roads with a path beside."""

import math
import random

import sqlalchemy as sa

from backend.foundation.database import Database, Scope
from backend.foundation.ids import new_id
from backend.geography.decisions import METRES_PER_DEGREE, cells_along

HALF_TOWN_M, LENGTH_M = 9_000.0, 200.0
STATE_ROAD_EVERY, PATH_BESIDE_M = 20, 7.0


def lay_roads(owner: Database, code: str, *, centre: tuple[float, float], roads: int) -> None:
    """``roads`` lines of 200 m around ``centre`` (lon, lat), one in twenty the state's with a municipal path 7 m beside."""
    dice = random.Random(1)
    lines: list[dict[str, object]] = []
    cells: list[dict[str, object]] = []
    for number in range(roads):
        east, north, turn = dice.uniform(-1, 1), dice.uniform(-1, 1), dice.uniform(0, math.tau)
        ends = _ends(east * HALF_TOWN_M, north * HALF_TOWN_M, turn, centre)
        is_state = number % STATE_ROAD_EVERY == 0
        laid = [(ends, "state" if is_state else "municipal", "carriageway", f"Väg {number}")]
        if is_state:
            beside = _ends(east * HALF_TOWN_M, north * HALF_TOWN_M, turn, centre, aside=PATH_BESIDE_M)
            laid.append((beside, "municipal", "path", f"Gångvägen längs väg {number}"))
        for points, keeper, kind, name in laid:
            line = _line(code, points, keeper, kind, name)
            lines.append(line)
            cells += [{"m": code, "road": line["id"], "cell": cell} for cell in cells_along(points)]
    with owner.transaction(Scope((code,))) as session:
        session.execute(_LINE, lines)
        session.execute(_CELL, cells)
        session.execute(sa.text("ANALYZE road_line, road_cell"))


def _ends(
    east: float, north: float, turn: float, centre: tuple[float, float], *, aside: float = 0.0
) -> list[tuple[float, float]]:
    high, wide = 1 / METRES_PER_DEGREE, 1 / (METRES_PER_DEGREE * math.cos(math.radians(centre[1])))
    east, north = east - aside * math.sin(turn), north + aside * math.cos(turn)
    further = (east + LENGTH_M * math.cos(turn), north + LENGTH_M * math.sin(turn))
    return [(centre[0] + x * wide, centre[1] + y * high) for x, y in ((east, north), further)]


def _line(code: str, points: list[tuple[float, float]], keeper: str, kind: str, name: str) -> dict[str, object]:
    words = "LINESTRING(" + ", ".join(f"{lon} {lat}" for lon, lat in points) + ")"
    body = "trafikverket" if keeper == "state" else None
    return {"m": code, "id": new_id(), "keeper": keeper, "kind": kind, "name": name, "body": body, "line": words}


_LINE = sa.text(
    "INSERT INTO road_line (municipality, id, keeper, kind, name, body_code, line)"
    " VALUES (:m, :id, :keeper, :kind, :name, :body, ST_GeomFromText(:line, 4326))"
)
_CELL = sa.text("INSERT INTO road_cell (municipality, road_id, cell) VALUES (:m, :road, :cell)")
