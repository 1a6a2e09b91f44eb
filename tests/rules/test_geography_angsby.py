"""Ängsby on paper: always the same town, with what the stories need."""

from collections import Counter

from backend.geography.angsby_plan import beside, find_crossings, length_of, point_along, steps_along
from backend.geography.angsby_streets import CYCLE_PATH_BETWEEN, CYCLE_PATH_METRES_BESIDE, STATE_ROAD
from backend.geography.angsby_town import Row, list_assets, list_names, list_roads
from backend.geography.decisions import distance_in_metres
from backend.geography.models import AssetKind, PlaceKind, RoadKeeper

ASSETS = list_assets()
NAMES = list_names(ASSETS)


def _find(rows: list[Row], name: str) -> Row:
    return next(row for row in rows if row["name"] == name)


def test_the_town_is_the_same_every_time() -> None:
    assert list_assets() == ASSETS
    assert list_names(ASSETS) == NAMES
    assert list_roads() == list_roads()


def test_the_town_is_large_enough_for_every_story() -> None:
    kinds = Counter(row["kind"] for row in NAMES)
    assert kinds[PlaceKind.STREET] >= 40
    assert kinds[PlaceKind.ADDRESS] >= 900
    assert kinds[PlaceKind.LAMP_POST] >= 600
    assert kinds[PlaceKind.LOCAL_NAME] >= 25
    assert kinds[PlaceKind.CORNER] >= 50


def test_no_two_things_share_an_id_or_a_number() -> None:
    assert len({row["id"] for row in NAMES}) == len(NAMES)
    assert len({(row["kind"], row["number"]) for row in ASSETS}) == len(ASSETS)
    assert len({row["id"] for row, _ in list_roads()}) == len(list_roads())


def test_every_kind_of_asset_stands_somewhere() -> None:
    assert {row["kind"] for row in ASSETS} == set(AssetKind)


def test_lamp_post_4711_stands_eight_metres_from_storgatan_12() -> None:
    lamp, house = _find(ASSETS, "Stolpe 4711"), _find(NAMES, "Storgatan 12")
    assert lamp["street"] == "Storgatan"
    assert round(distance_in_metres(lamp["lon"], lamp["lat"], house["lon"], house["lat"])) == 8


def test_there_is_a_state_road_and_a_private_one_with_their_keepers() -> None:
    keepers = {row["name"]: (row["keeper"], row["body_code"]) for row, _ in list_roads()}
    assert keepers["Väg 210"] == (RoadKeeper.STATE, "trafikverket")
    assert keepers["Björkholmsvägen"] == (RoadKeeper.PRIVATE, "bjorkholmen-vag")
    assert keepers["Storgatan"] == (RoadKeeper.MUNICIPAL, None)


def test_the_cycle_path_lies_six_to_eight_metres_from_the_state_road() -> None:
    start, end = CYCLE_PATH_BETWEEN
    path = beside(STATE_ROAD.points, start=start, end=end, left=CYCLE_PATH_METRES_BESIDE)
    straight = point_along(STATE_ROAD.points, start)
    assert 6 <= ((path[0][0] - straight[0]) ** 2 + (path[0][1] - straight[1]) ** 2) ** 0.5 <= 8


def test_odd_numbers_stand_to_the_left_and_even_to_the_right() -> None:
    east = ((0.0, 0.0), (100.0, 0.0))
    assert point_along(east, 10, left=12) == (10, 12)
    assert point_along(east, 10, left=-12) == (10, -12)


def test_a_line_is_measured_round_its_bends() -> None:
    bent = ((0.0, 0.0), (30.0, 0.0), (30.0, 40.0))
    assert length_of(bent) == 70
    assert point_along(bent, 50) == (30, 20)
    assert list(steps_along(bent, first=10, step=30)) == [10, 40, 70]


def test_two_streets_meet_once_where_they_cross_near_a_bend() -> None:
    bent = ((-50.0, 0.0), (0.0, 0.0), (50.0, 1.0))
    assert find_crossings(bent, ((0.0, -50.0), (0.0, 50.0))) == [(0.0, 0.0)]


def test_streets_that_run_side_by_side_have_no_corner() -> None:
    assert find_crossings(((0.0, 0.0), (50.0, 0.0)), ((0.0, 5.0), (50.0, 5.0))) == []
