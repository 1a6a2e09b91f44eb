"""Real places of three cities imported, searched in Swedish, and a report that snaps to a lamp post.

    .venv/bin/python -m tests.acceptance.real_places DISTRICTS.geojson ASSETS.gpkg TOWN.osm.pbf MUNICIPALITIES.geojson

Stockholm's districts (GeoJSON) go to 0180; the assets (GeoPackage, EPSG:2056) and the town (OpenStreetMap) each to a
practice municipality with a boundary of its own, drawn around what the file holds. Everything goes by the commands of an
operator. Each import is a dry run first, then made, then made again. Ends with 1 where something is not as it should be.
"""

import json
import secrets
import sys
import time
from pathlib import Path

import pyogrio
import shapely
import sqlalchemy as sa
from pyproj import Transformer

from backend import cases, catalogue, geography
from backend.accounts.models import Authority
from backend.cases import Channel, ReportForm
from backend.commands.geography import add_to
from backend.commands.places import import_into
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.ids import new_id
from backend.geography import MunicipalityKind, importing
from backend.geography.importing import ImportReport, Kind, Order, Profile
from tests.databases import Databases, hold_slot, start_cluster

STOCKHOLM, ASSETS_TOWN, OSM_TOWN = "0180", "9911", "9912"
LAMPS, DISTRICTS, CONTAINERS = 586, 117, 4063
ASKED = (
    ("Mannerheimvägen", "Mannerheimvägen"),
    ("mannerheimvagen", "Mannerheimvägen"),
    ("Manerheimvägen", "Mannerheimvägen"),
    ("norra esplanaden", "Norra Esplanaden"),
    ("fabiansgatn", "Fabiansgatan"),
    ("Fabianinkatu", "Fabianinkatu"),
    ("hörnet Fabiansgatan Norra Magasinsgatan", "Fabiansgatan/Norra Magasingatan"),
    ("Alexandersgatan/Fabiansgatan", "Alexandersgatan/Fabiansgatan"),
)


def main() -> int:
    """Import, search, report; returns how many things were wrong, at most 1."""
    if len(sys.argv) != 5:
        print(__doc__)
        return 2
    districts, assets, town, municipalities = map(Path, sys.argv[1:])
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="real")
        urls = databases.create_migrated()
        owner, web = Database(urls.owner), Database(urls.web)
        _set_up(owner, municipalities, assets, town)
        wrong = _import_all(owner, districts, assets, town)
        wrong += _search(web)
        wrong += _snap(owner, web)
        owner.close()
        web.close()
        databases.drop(urls)
    finally:
        cluster.stop()
        lock.close()
    print("\nas it should be" if not wrong else f"\n{wrong} things not as they should be")
    return 1 if wrong else 0


def _set_up(owner: Database, municipalities: Path, assets: Path, town: Path) -> None:
    """Stockholm with its boundary; two practice municipalities, each with one around its file."""
    with owner.transaction(GLOBAL) as session:
        geography.seed_municipalities(session)
        geography.import_boundaries(session, geography.read_geojson(municipalities))
    add_to(owner, STOCKHOLM)
    for code, name, box in (
        (ASSETS_TOWN, "Övningssjön", _box_of(assets)),
        (OSM_TOWN, "Övningsnäset", _box_of(town, layer="points")),
    ):
        add_to(owner, code, name=name, slug=f"ovning-{code}", kind=MunicipalityKind.PRACTICE)
        with owner.transaction(GLOBAL) as session:
            boundary = geography.Boundary(code, name, geojson=json.dumps(shapely.geometry.mapping(box)))
            geography.import_boundaries(session, [boundary])


def _box_of(path: Path, layer: str | None = None) -> shapely.Polygon:
    """A box around a file in WGS 84, some hundred metres wider."""
    info = pyogrio.read_info(path, layer=layer, force_total_bounds=True)
    west, south, east, north = info["total_bounds"]
    transformer = Transformer.from_crs(info["crs"], 4326, always_xy=True)
    (left, right), (low, high) = transformer.transform((west, east), (south, north))
    return shapely.box(left - 0.005, low - 0.005, right + 0.005, high + 0.005)


def _import_all(owner: Database, districts: Path, assets: Path, town: Path) -> int:
    lamps = _osm(Kind.ASSETS).changed({}, {"highway": ("street_lamp",)})
    containers = _general(Kind.ASSETS).changed({"number": "gefaess_id"}, {})
    orders = (
        (STOCKHOLM, districts, Order(Kind.DISTRICTS, _general(Kind.DISTRICTS)), "area", DISTRICTS),
        (ASSETS_TOWN, assets, Order(Kind.ASSETS, containers, asset_class="container"), "asset", CONTAINERS),
        (OSM_TOWN, town, Order(Kind.STREETS, _osm(Kind.STREETS)), "place_name", None),
        (OSM_TOWN, town, Order(Kind.ADDRESSES, _osm(Kind.ADDRESSES)), "place_name", None),
        (OSM_TOWN, town, Order(Kind.NAMES, _osm(Kind.NAMES)), "place_name", None),
        (OSM_TOWN, town, Order(Kind.ROAD_KEEPERS, _osm(Kind.ROAD_KEEPERS)), "road_line", None),
        (OSM_TOWN, town, Order(Kind.ASSETS, lamps, asset_class="lamp_post", is_public=True), "asset", LAMPS),
    )
    return sum(_import_thrice(owner, *order) for order in orders)


def _general(kind: Kind) -> Profile:
    return importing.read_profile("general", kind)


def _osm(kind: Kind) -> Profile:
    return importing.read_profile("osm", kind)


def _import_thrice(owner: Database, code: str, path: Path, order: Order, table: str, expected: int | None) -> int:
    """Dry, in earnest, and again."""
    began = time.monotonic()
    file = importing.read_file(path, layers=order.profile.layers)
    dry = import_into(owner, code, file, order, dry_run=True)
    none_yet = _count(owner, code, order, table)
    made = import_into(owner, code, file, order)
    again = import_into(owner, code, file, order)
    stands = _count(owner, code, order, table)
    seconds = time.monotonic() - began
    print(f"{code} {order.set_name}: {_figures(made, table)}; EPSG:{made.settled.epsg}; three runs {seconds:.1f} s")
    for each in made.refusals[:2]:
        print(f"    left out, row {each.number}: {each.reason}")
    return _count_wrong(
        {
            "a dry run writes nothing": none_yet == 0,
            "a dry run tells what is then made": dry.differences == made.differences,
            "done again nothing changes": all(
                not (each.made or each.changed or each.ended) for each in again.differences.values()
            ),
            "what is told stands": stands == made.differences[table].made,
            f"there are {expected}": expected is None or made.differences[table].made + len(made.refusals) == expected,
            "few are left out": len(made.refusals) <= 0.02 * made.rows,
        }
    )


def _figures(report: ImportReport, table: str) -> str:
    return f"{report.rows} rows, {report.differences[table].made} in {table}, {len(report.refusals)} left out"


def _count(owner: Database, code: str, order: Order, table: str) -> int:
    with owner.transaction(Scope((code,))) as session:
        return int(
            session.scalar(
                sa.text(f"SELECT count(*) FROM {table} WHERE municipality = :m AND source = :s AND ended_at IS NULL"),
                {"m": code, "s": order.set_name},
            )
            or 0
        )


def _search(web: Database) -> int:
    wrong = 0
    with web.transaction(Scope((OSM_TOWN,))) as session:
        for asked, expected in ASKED:
            hits = geography.search_places(session, OSM_TOWN, asked)
            first = hits[0].name if hits else "nothing"
            print(f'"{asked}" finds {first}')
            wrong += _count_wrong({f'"{asked}" finds {expected}': first == expected})
    with web.transaction(Scope((STOCKHOLM,))) as session:
        hits = geography.search_places(session, STOCKHOLM, "vasastaden")
        print(f'"vasastaden" in Stockholm finds {hits[0].name if hits else "nothing"}')
        wrong += _count_wrong({"a district is found by its name": bool(hits)})
    return wrong


def _snap(owner: Database, web: Database) -> int:
    """A report six metres from a lamp: the lamp is offered, chosen, and the case is about it."""
    with web.transaction(Scope((OSM_TOWN,))) as session:
        lamp = session.scalars(sa.select(geography.Asset).order_by(geography.Asset.number).limit(1)).one()
        lon, lat = lamp.lon, lamp.lat + 6 / 111_195
        near = geography.list_assets_near(session, OSM_TOWN, lon=lon, lat=lat, metres=30, public_only=True)
        offered = near[0]
    print(f"six metres away is offered: {offered.name}, {offered.distance_m:.1f} m")
    with owner.transaction(Scope((OSM_TOWN,))) as session:
        catalogue.seed_catalogue(session, OSM_TOWN)
        session.add(Authority(municipality=OSM_TOWN, id=new_id(), code="namnd", name="Övningsnämnden"))
    with web.transaction(Scope((OSM_TOWN,))) as session:
        client_id = secrets.token_urlsafe(24)
        form = ReportForm(client_id, "belysning.enstaka", lon, lat, Channel.WEB, asset_id=offered.id)
        submitted = cases.submit_report(session, OSM_TOWN, form, now=clock.now(session))
        about = cases.get_case(session, OSM_TOWN, submitted.case_id)
        snapped, place = about.asset_id == lamp.id, about.place
    print(f"the report {submitted.reference} at {place} is about {offered.name}: {snapped}")
    return _count_wrong(
        {
            "the lamp is offered": offered.id == lamp.id,
            "it is about six metres away": 5 < offered.distance_m < 7,
            "the case is about the lamp": snapped,
        }
    )


def _count_wrong(held: dict[str, bool]) -> int:
    for what in (words for words, holds in held.items() if not holds):
        print(f"  NOT: {what}")
    return sum(not holds for holds in held.values())


if __name__ == "__main__":
    sys.exit(main())
