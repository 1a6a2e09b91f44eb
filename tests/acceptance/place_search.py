"""Place search at half a million addresses: how soon, how often the right one, and beside bare SQL in the same run.

    .venv/bin/python -m tests.acceptance.place_search [500000] [--plans]

Makes a town of made streets, addresses, corners, properties and local names, brings it in by the importers, and asks in
ten ways, spelt right and wrong. Beside each way stands the barest statement that could answer it, by psycopg as the same
role over the same rows, asked in turn. Ends with 1 where a place spelt right is not first, fewer than nine in ten of the
misspelt ones are, a plan reads all names, or a way takes more than ten times the bare statement at p95.
"""

import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from backend import geography
from backend.commands.geography import add_to
from backend.commands.places import import_into
from backend.foundation.database import GLOBAL, Database, Scope
from backend.geography import MunicipalityKind, importing
from backend.geography.importing import Kind, Order
from backend.geography.names import forgive
from backend.geography.questions import read_question
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster

CODE = "9913"
WEST, SOUTH, STEP = 16.0, 58.0, 0.003
ADDRESSES_A_STREET, QUESTIONS, WARM_UP = 25, 150, 20
MOST_TIMES, RIGHT, MISSPELT = 10.0, 0.99, 0.9
FIRSTS = (
    "Ask Björk Ek Gran Tall Alm Lind Rönn Sälg Asp Kastanje Körsbärs Päron Äppel Plommon Hassel Hagtorns Nypon Slån Syren"
    " Kungs Drottning Prins Biskops Kyrko Kloster Präst Munk Riddar Skeppar Fiskar Smed Snickar Murar Målar Bagar Slaktar"
    " Skräddar Skomakar Garvar Färgar Väver Ång Kvarn Sågverks Bruks Gruv Järn Koppar Silver Guld Tegel Kalk Sten Grus"
    " Sand Ler Torv Mosse Myr Kärr Sjö Å Bäck Älv Ström Fors Vik Udd Näs Ö Holme Skär Strand Hamn Brygg Kaj Lots Fyr"
).split()
SECONDS = (
    "bro dals ängs åkers hags lunds skogs bergs backs kulls marks hults torps gårds ryds sta lösa viks näs mo".split()
)
ENDINGS = "gatan vägen stigen gränd torget backen allén".split()
LOCAL = "Gamla Nya Lilla Stora Röda Gula Vita Blå Övre Nedre".split()
THINGS = "Konsum brandstationen kiosken mejeriet tingshuset slakteriet biografen kvarnen sågen magasinet".split()


@dataclass(frozen=True)
class Way:
    """A way to ask: the question, the name that should be first, and the barest statement for it."""

    name: str
    ask: Callable[["Made", random.Random], tuple[str, str]]
    sql: str
    is_misspelt: bool = False


@dataclass(frozen=True)
class Made:
    """The made town's names."""

    streets: list[str]
    corners: list[str]
    properties: list[str]
    local: list[str]


def main() -> int:
    """Fill, ask, compare."""
    number = next((int(each) for each in sys.argv[1:] if each.isdigit()), 500_000)
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="search")
        urls = databases.create_migrated()
        owner = Database(urls.owner)
        with tempfile.TemporaryDirectory() as folder:
            made = _fill(owner, Path(folder), number)
        owner.close()
        wrong = _measure(urls, made)
        databases.drop(urls)
    finally:
        cluster.stop()
        lock.close()
    print("\nas it should be" if not wrong else f"\n{wrong} things not as they should be")
    return 1 if wrong else 0


def _fill(owner: Database, folder: Path, number: int) -> Made:
    streets = _make_streets(number // ADDRESSES_A_STREET)
    side = int(len(streets) ** 0.5 / 1.4) + 2
    box = [[WEST - 0.01, SOUTH - 0.01], [WEST + side * STEP + 0.01, SOUTH + side * STEP + 0.01]]
    (west, south), (east, north) = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    add_to(owner, CODE, name="Stordala", slug="stordala", kind=MunicipalityKind.PRACTICE)
    with owner.transaction(GLOBAL) as session:
        boundary = geography.Boundary(CODE, "Stordala", geojson=json.dumps({"type": "Polygon", "coordinates": [ring]}))
        geography.import_boundaries(session, [boundary])
    lines = {name: _line(at, side) for at, name in enumerate(streets)}
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "LineString", "coordinates": line}}
        for name, line in lines.items()
    ]
    (folder / "streets.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    _import(owner, folder / "streets.geojson", Kind.STREETS)
    _import(owner, _write(folder / "addresses.csv", _addresses(lines)), Kind.ADDRESSES)
    properties = [f"{_tract(at // 25)} {1 + at % 5}:{1 + at % 25}" for at in range(number // 5)]
    properties = list(dict.fromkeys(properties))
    _import(owner, _write(folder / "properties.csv", _points(properties, side, "fastighet")), Kind.PROPERTIES)
    local = [
        f"{first} {thing} i {place}" for first in LOCAL for thing in THINGS for place in (_tract(n) for n in range(100))
    ]
    _import(owner, _write(folder / "names.csv", _points(local, side, "name")), Kind.NAMES)
    with owner.transaction(Scope((CODE,))) as session:
        session.execute(sa.text("ANALYZE place_name"))
        corners = list(session.scalars(sa.text("SELECT name FROM place_name WHERE kind = 'corner' ORDER BY name")))
    return Made(streets, corners, properties, local)


def _make_streets(wanted: int) -> list[str]:
    chance = random.Random(4)
    names = [f"{first}{second}{ending}" for first in FIRSTS for second in ("", *SECONDS) for ending in ENDINGS]
    names += [f"{size} {name[0].lower()}{name[1:]}" for size in ("Norra", "Södra", "Östra", "Västra") for name in names]
    chance.shuffle(names)
    return list(dict.fromkeys(names))[:wanted]


def _line(at: int, side: int) -> list[list[float]]:
    """Streets two by two in a cell: one along, one across, each reaching into the next cell."""
    row, column = divmod(at // 2, side)
    lon, lat = WEST + column * STEP, SOUTH + (row % side) * STEP
    if at % 2:
        return [[lon + STEP / 2, lat], [lon + STEP / 2, lat + 1.2 * STEP]]
    return [[lon, lat + STEP / 2], [lon + 1.6 * STEP, lat + STEP / 2]]


def _addresses(lines: dict[str, list[list[float]]]) -> Iterator[dict[str, object]]:
    for name, ((lon, lat), (end_lon, end_lat)) in lines.items():
        for at in range(ADDRESSES_A_STREET):
            share = at / ADDRESSES_A_STREET
            letter = "B" if at % 9 == 8 else ""
            number = at if letter else at + 1
            yield {
                "gata": name,
                "nummer": f"{number}{letter}",
                "lon": f"{lon + (end_lon - lon) * share:.7f}",
                "lat": f"{lat + (end_lat - lat) * share + 0.0001:.7f}",
            }


def _points(names: list[str], side: int, column: str) -> Iterator[dict[str, object]]:
    chance = random.Random(5)
    for name in names:
        lon, lat = WEST + chance.random() * side * STEP, SOUTH + chance.random() * side * STEP
        yield {column: name, "lon": f"{lon:.7f}", "lat": f"{lat:.7f}"}


def _tract(at: int) -> str:
    return f"{FIRSTS[at % len(FIRSTS)]}{SECONDS[at // len(FIRSTS) % len(SECONDS)]}by" + ("ås" * (at // 1600))


def _write(path: Path, rows: Iterator[dict[str, object]]) -> Path:
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path


def _import(owner: Database, path: Path, kind: Kind) -> None:
    began = time.monotonic()
    file = importing.read_file(path)
    report = import_into(owner, CODE, file, Order(kind, importing.read_profile("general", kind)))
    made = report.differences["place_name"].made
    print(f"{kind.value}: {made} names, {len(report.refusals)} left out, {time.monotonic() - began:.0f} s", flush=True)


_BARE = (
    "SELECT kind, name, lon, lat FROM place_name WHERE municipality = %(m)s::bpchar AND ended_at IS NULL AND kind = "
)
_BARE_KEY = _BARE + "%(kind)s AND forgiven = %(key)s LIMIT 8"
_BARE_LIKE = (
    _BARE + "'street' AND kind <> 'address' AND kind <> 'lamp_post' AND kind <> 'property' AND kind <> 'corner'"
    " AND forgiven %% %(key)s ORDER BY similarity(forgiven, %(key)s) DESC LIMIT 8"
)
_BARE_LOCAL = _BARE_LIKE.replace("'street' AND", "'local_name' AND", 1)


def _address(made: Made, chance: random.Random) -> str:
    return f"{chance.choice(made.streets)} {1 + chance.randrange(7)}"


def _lettered(made: Made, chance: random.Random) -> str:
    return f"{chance.choice(made.streets)} {8 + 9 * chance.randrange(2)} B"


def _misspelt_address(made: Made, chance: random.Random) -> tuple[str, str]:
    street, number = _address(made, chance).rsplit(" ", 1)
    return f"{_misspell(street, chance)} {number}", f"{street} {number}"


def _misspelt_corner(made: Made, chance: random.Random) -> tuple[str, str]:
    corner = chance.choice(made.corners)
    first, second = corner.split("/")
    return f"{_misspell(first, chance)}/{second}", corner


def _turned(made: Made, chance: random.Random) -> tuple[str, str]:
    corner = chance.choice(made.corners)
    return "hörnet {1} {0}".format(*corner.split("/")), corner


def _plain(made: Made, chance: random.Random) -> tuple[str, str]:
    said = _address(made, chance)
    return said.lower().translate(str.maketrans("åäö", "aao")), said


def _with_town(made: Made, chance: random.Random) -> tuple[str, str]:
    said = chance.choice(made.properties)
    return f"Stordala {said}", said


def _misspelt_local(made: Made, chance: random.Random) -> tuple[str, str]:
    said = chance.choice(made.local)
    return _misspell(said, chance), said


def _twice(said: str) -> tuple[str, str]:
    return said, said


WAYS = (
    Way("address", lambda made, chance: _twice(_address(made, chance)), _BARE_KEY),
    Way("address with letter", lambda made, chance: _twice(_lettered(made, chance)), _BARE_KEY),
    Way("a for å, o for ö", _plain, _BARE_KEY),
    Way("address misspelt", _misspelt_address, _BARE_LIKE, is_misspelt=True),
    Way("corner", lambda made, chance: _twice(chance.choice(made.corners)), _BARE_KEY),
    Way("hörnet A B", _turned, _BARE_KEY),
    Way("corner misspelt", _misspelt_corner, _BARE_LIKE, is_misspelt=True),
    Way("property", _with_town, _BARE_KEY),
    Way("local name", lambda made, chance: _twice(chance.choice(made.local)), _BARE_KEY),
    Way("local name misspelt", _misspelt_local, _BARE_LOCAL, is_misspelt=True),
)


def _misspell(text: str, chance: random.Random) -> str:
    """One letter gone, doubled, or changed places with its neighbour; never the first."""
    at = 1 + chance.randrange(max(1, len(text) - 3))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _measure(urls: DatabaseUrls, made: Made) -> int:
    web = Database(urls.web)
    wrong = 0
    address = sa.make_url(urls.web).set(drivername="postgresql").render_as_string(hide_password=False)
    everything: list[float] = []
    with psycopg.connect(address) as bare, web.transaction(Scope((CODE,))) as session:
        bare.prepare_threshold = None
        for way in WAYS:
            ours, theirs, right = _ask(session, bare, made, way)
            everything += ours
            ratio = _at(theirs, 95) / _at(ours, 95)
            print(
                f"{way.name}: first {right / QUESTIONS:.0%}; p50 {_at(ours, 50):.1f} ms, p95 {_at(ours, 95):.1f}; bare p50"
                f" {_at(theirs, 50):.1f}, p95 {_at(theirs, 95):.1f}; ratio at p95 {ratio:.2f}",
                flush=True,
            )
            wrong += right < QUESTIONS * (MISSPELT if way.is_misspelt else RIGHT)
            wrong += ratio * MOST_TIMES < 1
        print(f"all ways: p50 {_at(everything, 50):.1f} ms, p95 {_at(everything, 95):.1f} ms")
        wrong += _count_scans(session)
    web.close()
    return wrong


def _ask(
    session: sa.orm.Session, bare: psycopg.Connection, made: Made, way: Way
) -> tuple[list[float], list[float], int]:
    chance = random.Random(way.name)
    ours, theirs, right = [], [], 0
    for turn in range(QUESTIONS + WARM_UP):
        asked, expected = way.ask(made, chance)
        began = time.perf_counter()
        hits = geography.search_places(session, CODE, asked)
        middle = time.perf_counter()
        question = read_question(asked)
        kind = hits[0].kind.value if hits else "street"
        key = (question.street or question.whole) if way.is_misspelt else forgive(expected)
        again = time.perf_counter()
        bare.execute(way.sql, {"m": CODE, "kind": kind, "key": key}).fetchall()
        ended = time.perf_counter()
        if turn >= WARM_UP:
            ours.append((middle - began) * 1000)
            theirs.append((ended - again) * 1000)
            found = bool(hits) and hits[0].name == expected
            right += found
            if not found and not way.is_misspelt:
                print(f'    "{asked}" finds {hits[0].name if hits else "nothing"} instead of {expected}')
    return ours, theirs, right


def _count_scans(session: sa.orm.Session) -> int:
    """Whether any statement of the search reads every name."""
    wrong = 0
    said: list[tuple[str, Any]] = []
    engine = session.get_bind()
    listener = lambda c, cursor, statement, given, *_: said.append((statement, given))  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", listener)
    for asked in ("Björkgtan 3", "hörnet Björkgatan Ekvgen", "gamla mejerit i Askbroby", "Stordala Askbroby 1:2"):
        geography.search_places(session, CODE, asked)
    sa.event.remove(engine, "before_cursor_execute", listener)
    for statement, given in said:
        plan = "\n".join(row[0] for row in session.connection().exec_driver_sql(f"EXPLAIN {statement}", given))
        if "Seq Scan on place_name" in plan or "--plans" in sys.argv:
            print(plan)
            wrong += "Seq Scan on place_name" in plan
    print(f"{len(said)} statements explained, {wrong} read every name")
    return wrong


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    sys.exit(main())
