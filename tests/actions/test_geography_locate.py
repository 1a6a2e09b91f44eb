"""Where a point is, on real PostGIS as the web role sees it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import geography
from backend.foundation.database import GLOBAL, Database, Scope
from backend.geography import AreaKind, AssetKind, Boundary, MunicipalityKind, RoadKeeper, RoadKind
from backend.geography.angsby_plan import point_along, to_degrees
from backend.geography.angsby_streets import STATE_ROAD
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

ANGSBY = Scope(("9901",))
NORTH, SOUTH = "0901", "0902"


@pytest.fixture(scope="module", autouse=True)
def _laid_out(database_urls: DatabaseUrls) -> None:
    """Ängsby in this module's own database, once."""
    owner = Database(database_urls.owner)
    with owner.transaction(ANGSBY) as session:
        geography.seed_angsby_geography(session)
    owner.close()


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(ANGSBY, "web")


@pytest.fixture
def two_neighbours(session: OpenSession) -> Session:
    """Two made municipalities whose boundaries overlap between 60.4 and 60.6 north."""
    owner = session(Scope((NORTH, SOUTH)), "owner")
    for code, name, south, north in ((NORTH, "Nordby", 60.4, 61), (SOUTH, "Söderby", 60, 60.6)):
        geography.add_municipality(owner, code, slug=name[:2].lower().replace("ö", "o"), name=name)
        box = f"POLYGON((16 {south}, 17 {south}, 17 {north}, 16 {north}, 16 {south}))"
        geography.import_boundaries(owner, [Boundary(code, name, wkt=box)])
    return session(Scope((NORTH, SOUTH)), "web")


def _beside_storgatan() -> tuple[float, float]:
    return to_degrees((-628.0, -27.0))


def test_a_point_on_storgatan_is_told_in_address_lamp_post_road_and_areas(angsby: Session) -> None:
    lon, lat = _beside_storgatan()
    found = geography.locate(angsby, "9901", lon=lon, lat=lat)
    assert found.inside
    assert found.taken_here
    assert found.neighbour_code is None
    assert found.address
    assert found.address.text == "Storgatan 12"
    assert found.lamp_post
    assert found.lamp_post.number == "4711"
    assert found.lamp_post.distance_m < 30
    assert found.roads[0].keeper is RoadKeeper.MUNICIPAL
    assert found.street == "Storgatan"
    assert found.area_codes(AreaKind.CONTRACT) == ("vast",)
    assert found.area_codes(AreaKind.DISTRICT) == ("centrum",)


def test_between_state_road_and_cycle_path_both_are_near_with_their_keepers(angsby: Session) -> None:
    lon, lat = to_degrees(point_along(STATE_ROAD.points, 5600, left=3.5))
    roads = geography.locate(angsby, "9901", lon=lon, lat=lat).roads
    near = {(road.keeper, road.kind, road.body_code) for road in roads if road.distance_m < 5}
    assert near == {
        (RoadKeeper.STATE, RoadKind.CARRIAGEWAY, "trafikverket"),
        (RoadKeeper.MUNICIPAL, RoadKind.PATH, None),
    }
    assert [road.distance_m for road in roads] == sorted(road.distance_m for road in roads)


def test_the_private_road_names_its_keeper(angsby: Session) -> None:
    lon, lat = to_degrees((-1950.0, -1700.0))
    (road,) = geography.locate(angsby, "9901", lon=lon, lat=lat).roads
    assert (road.keeper, road.body_code) == (RoadKeeper.PRIVATE, "bjorkholmen-vag")
    assert road.distance_m < 1


def test_far_from_every_street_nothing_is_near(angsby: Session) -> None:
    lon, lat = to_degrees((3000.0, 3000.0))
    found = geography.locate(angsby, "9901", lon=lon, lat=lat)
    assert found.inside
    assert (found.roads, found.address, found.lamp_post) == ((), None, None)


def test_every_point_of_angsby_lies_in_one_contract_area_and_one_district(angsby: Session) -> None:
    for east in range(-5000, 5001, 1250):
        for north in range(-4000, 4001, 1000):
            lon, lat = to_degrees((east + 7.0, north + 3.0))
            found = geography.locate(angsby, "9901", lon=lon, lat=lat)
            expected = 1 if found.inside else 0
            assert len(found.area_codes(AreaKind.CONTRACT)) == expected
            assert len(found.area_codes(AreaKind.DISTRICT)) == expected


def test_a_point_in_another_municipality_is_told_the_neighbours_name(two_neighbours: Session) -> None:
    found = geography.locate(two_neighbours, SOUTH, lon=16.5, lat=60.8)
    assert not found.taken_here
    assert (found.neighbour_code, found.neighbour_name) == (NORTH, "Nordby kommun")


def test_a_point_in_none_is_taken_where_it_was_sent(two_neighbours: Session) -> None:
    found = geography.locate(two_neighbours, SOUTH, lon=18.0, lat=60.5)
    assert (found.inside, found.in_none, found.taken_here) == (False, True, True)
    assert found.neighbour is None


@pytest.mark.parametrize("asked", [NORTH, SOUTH])
def test_where_boundaries_overlap_the_asked_municipality_keeps_its_own(two_neighbours: Session, asked: str) -> None:
    found = geography.locate(two_neighbours, asked, lon=16.5, lat=60.5)
    assert found.inside
    assert found.neighbour is None


def test_a_point_finds_its_municipality_always_the_same(two_neighbours: Session) -> None:
    def code_at(lat: float, asked: str | None = None) -> str | None:
        found = geography.find_municipality_at(two_neighbours, 16.5, lat, asked=asked)
        return found.code if found else None

    assert code_at(60.2) == SOUTH
    assert code_at(60.5) == NORTH
    assert code_at(60.5, asked=SOUTH) == SOUTH
    assert code_at(62.0) is None


def test_an_asset_is_found_by_its_number_and_by_its_place(angsby: Session) -> None:
    lamp = geography.find_asset(angsby, "9901", AssetKind.LAMP_POST, " 04711 ")
    assert lamp
    assert lamp.street == "Storgatan"
    assert geography.get_asset(angsby, lamp.id, municipality="9901") is lamp
    near = geography.list_assets_near(angsby, "9901", lon=lamp.lon, lat=lamp.lat, metres=45)
    assert near[0].number == "4711"
    assert [asset.distance_m for asset in near] == sorted(asset.distance_m for asset in near)
    assert geography.find_asset(angsby, "9901", AssetKind.BIN, "4711") is None


def test_another_municipalitys_asset_is_not_found(session: OpenSession) -> None:
    elsewhere = session(Scope((NORTH,)), "web")
    assert geography.find_asset(elsewhere, "9901", AssetKind.LAMP_POST, "4711") is None


def test_the_practice_municipality_is_found_by_slug_and_marked(angsby: Session) -> None:
    found = geography.find_municipality_by_slug(angsby, "angsby")
    assert found
    assert (found.code, found.kind, found.active) == ("9901", MunicipalityKind.PRACTICE, True)
    assert (found.lon, found.lat) == (18.60, 58.20)
    assert [each.code for each in geography.list_municipalities(angsby, active_only=True)] == ["9901"]
    assert {area.code for area in geography.list_areas(angsby, "9901", kind=AreaKind.CONTRACT)} == {"ost", "vast"}


@pytest.mark.parametrize("table", ["area", "road_line", "road_cell", "asset"])
def test_behind_the_walls_nothing_is_read_without_a_scope_and_nothing_of_another(
    session: OpenSession, table: str
) -> None:
    count = sa.text(f"SELECT count(*) FROM {table}")
    assert session(ANGSBY, "web").scalar(count) > 0
    assert session(Scope((NORTH,)), "web").scalar(count) == 0
    with pytest.raises(sa.exc.ProgrammingError, match="without a scope"):
        session(GLOBAL, "web").scalar(count)


@pytest.mark.parametrize("table", ["municipality", "place_name", "area", "road_line", "road_cell", "asset"])
def test_the_web_role_writes_no_geography(session: OpenSession, table: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        session(ANGSBY, "web").execute(sa.text(f"DELETE FROM {table}"))


def test_names_are_public_without_a_scope(session: OpenSession) -> None:
    assert geography.search_places(session(GLOBAL, "web"), "9901", "Storgatan 12")
