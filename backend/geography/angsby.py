"""The practice municipality Ängsby: a made town in the Baltic, outside every one of the 290, enough for every story."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.geography.actions import Contact, add_municipality
from backend.geography.angsby_plan import to_degrees
from backend.geography.angsby_streets import (
    BOUNDARY,
    CENTRUM_EAST,
    CENTRUM_NORTH,
    CENTRUM_SOUTH,
    CENTRUM_WEST,
)
from backend.geography.angsby_town import ANGSBY, CENTRE, Row, list_area_names, list_assets, list_names, list_roads
from backend.geography.areas import draw_areas
from backend.geography.boundaries import Boundary, lay_boundary
from backend.geography.models import Asset, AssetClass, AssetKind, MunicipalityKind, PlaceName, RoadCell, RoadLine

CONTACT = Contact(
    # Numbers set aside for stories: nobody is called by practising.
    phone="0980-31 92 00",
    acute_phone="0980-31 92 99",
    email="kontaktcenter@angsby.example",
    web_address="https://angsby.example",
    opening_hours={
        **{day: [["07:30", "16:30"]] for day in ("monday", "tuesday", "wednesday", "thursday")},
        "friday": [["07:30", "15:00"]],
        "saturday": [],
        "sunday": [],
    },
)


def seed_angsby_geography(session: Session) -> None:
    """Lay out Ängsby: its boundary, areas, roads, assets and names. Done again it adds only what is missing.

    Under the owner's role, in a scope that holds ``9901``.
    """
    made = add_municipality(
        session, ANGSBY, slug="angsby", name="Ängsby", kind=MunicipalityKind.PRACTICE, contact=CONTACT
    )
    lay_boundary(session, Boundary(ANGSBY, "Ängsby", wkt=_boundary_words()))
    made.lon, made.lat = CENTRE
    west, south = to_degrees((CENTRUM_WEST, CENTRUM_SOUTH))
    east, north = to_degrees((CENTRUM_EAST, CENTRUM_NORTH))
    draw_areas(session, ANGSBY, centre=CENTRE, centrum=(west, south, east, north))
    roads, assets = list_roads(), list_assets()
    _insert(session, RoadLine, [row for row, _ in roads])
    _insert(
        session,
        RoadCell,
        [{"municipality": ANGSBY, "cell": cell, "road_id": row["id"]} for row, cells in roads for cell in cells],
    )
    _insert(session, Asset, assets)
    _insert(
        session, AssetClass, [{"municipality": ANGSBY, "code": kind.value, "is_public": True} for kind in AssetKind]
    )
    _insert(session, PlaceName, [*list_names(assets), *list_area_names()])


def _boundary_words() -> str:
    ring = [to_degrees(point) for point in [*BOUNDARY, BOUNDARY[0]]]
    return "POLYGON((" + ", ".join(f"{lon} {lat}" for lon, lat in ring) + "))"


def _insert(
    session: Session, table: type[RoadLine | RoadCell | Asset | AssetClass | PlaceName], rows: list[Row]
) -> None:
    session.execute(insert(table).on_conflict_do_nothing(), rows)
