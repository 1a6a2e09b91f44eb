"""Files of places: in which system their numbers are, what their columns mean, and which rows are refused, purely."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from backend.foundation.errors import Invalid
from backend.geography.importing import Kind, SourceRow, read_file, read_profile
from backend.geography.importing.named import prepare_addresses, prepare_names, prepare_properties
from backend.geography.importing.positions import Points, sample_points, settle, swap, to_wgs84
from backend.geography.importing.prepared import Placed
from backend.geography.importing.shapes import prepare_areas
from backend.geography.importing.streets import prepare_streets
from backend.geography.importing.things import prepare_assets, prepare_roads
from backend.geography.models import AreaKind

TOWN = shapely.box(16.0, 58.5, 16.4, 58.7)
LON, LAT = np.array([16.10, 16.19, 16.30]), np.array([58.55, 58.59, 58.65])


def points_in(epsg: int) -> Points:
    """Three points of the town as a file in that system has them."""
    return np.column_stack(Transformer.from_crs(4326, epsg, always_xy=True).transform(LON, LAT))


def row(at: int = 1, geometry: shapely.Geometry | None = None, /, **fields: object) -> Placed:
    shape = geometry or shapely.Point(16.19, 58.59)
    point = shapely.point_on_surface(shape)
    return Placed(SourceRow(at, fields, shape), shape, point.x, point.y)


@pytest.mark.parametrize("epsg", [4326, 3006, 3010])
def test_the_system_is_found_from_the_numbers(epsg: int) -> None:
    settled = settle(points_in(epsg), declared=None, boundary=TOWN)
    assert (settled.epsg, settled.is_found) == (epsg, True)


@pytest.mark.parametrize("epsg", [3007, 3009, 3011, 3018])
def test_the_zone_of_another_part_of_the_country_fits_nobody_here(epsg: int) -> None:
    points = points_in(3010)
    with pytest.raises(Invalid, match="its numbers are of EPSG:3010"):
        settle(points, declared=epsg, boundary=TOWN)


@pytest.mark.parametrize(("epsg", "words"), [(4326, "Longitude and latitude"), (3006, "Easting and northing")])
@pytest.mark.parametrize("is_declared", [True, False])
def test_axes_that_changed_places_are_told_and_refused(epsg: int, words: str, is_declared: bool) -> None:
    swapped = points_in(epsg)[:, ::-1]
    with pytest.raises(Invalid, match=words) as refused:
        settle(swapped, declared=epsg if is_declared else None, boundary=TOWN)
    assert "--swap-axes" in str(refused.value)


def test_axes_are_swapped_where_one_says_so() -> None:
    turned = swap([shapely.Point(58.59, 16.19), None])
    assert turned[0] == shapely.Point(16.19, 58.59)
    assert turned[1] is None


def test_a_system_of_another_country_is_taken_when_declared() -> None:
    zurich = shapely.box(8.4, 47.3, 8.7, 47.5)
    moved = to_wgs84([shapely.Point(2683000, 1247000)], 2056)
    assert settle(np.array([[2683000.0, 1247000.0]]), declared=2056, boundary=zurich).epsg == 2056
    assert moved[0] is not None
    assert shapely.contains(zurich, moved[0])


def test_what_lies_nowhere_near_is_refused() -> None:
    with pytest.raises(Invalid, match="No coordinate system"):
        settle(np.array([[1.0, 2.0]]), declared=None, boundary=TOWN)


def test_there_is_no_such_system() -> None:
    with pytest.raises(Invalid, match="EPSG:99999"):
        settle(points_in(3006), declared=99999, boundary=TOWN)


def test_of_many_geometries_some_are_looked_at_and_missing_ones_are_none() -> None:
    assert sample_points([None, shapely.Point(), shapely.Point(1, 2)]).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    "words", ["id;X;Y;gata;nummer\n1;16,19;58,59;Ågatan;12B\n", "id,lon,lat,gata,nummer\n1,16.19,58.59,Ågatan,12B\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_of_the_office_is_read(tmp_path: Path, words: str, encoding: str) -> None:
    path = tmp_path / "adresser.csv"
    path.write_bytes(words.encode(encoding))
    (read,) = read_file(path).rows
    assert read.geometry == shapely.Point(16.19, 58.59)
    assert read.text(["gata"]) == "Ågatan"


def test_a_table_without_positions_says_which_columns_it_has(tmp_path: Path) -> None:
    path = tmp_path / "adresser.csv"
    path.write_text("gata,nummer\nStorgatan,1\n")
    with pytest.raises(Invalid, match="gata, nummer"):
        read_file(path)


@pytest.mark.parametrize("name", ["saknas.gpkg", "text.docx"])
def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.docx").write_text("nothing")
    with pytest.raises(Invalid):
        read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"street": "Storgatan", "number": "12b"}, "Storgatan 12 B"),
        ({"gatunamn": "Storgatan", "husnummer": 12.0, "bokstav": "c"}, "Storgatan 12 C"),
        ({"adress": "Norra  vägen 7"}, "Norra vägen 7"),
    ],
)
def test_an_address_is_understood(fields: dict[str, object], name: str) -> None:
    prepared = prepare_addresses([row(1, **fields)], read_profile("general", Kind.ADDRESSES))
    assert next(iter(prepared.tables["place_name"].values()))["name"] == name
    assert prepared.refusals == []


@pytest.mark.parametrize("fields", [{}, {"street": "Storgatan"}, {"street": "Storgatan", "number": "hus"}])
def test_what_is_no_address_is_refused_with_its_row(fields: dict[str, object]) -> None:
    prepared = prepare_addresses([row(7, **fields)], read_profile("general", Kind.ADDRESSES))
    assert [each.number for each in prepared.refusals] == [7]


def test_the_same_key_for_another_place_is_refused_and_for_the_same_place_is_not() -> None:
    rows = [
        row(1, id="a", name="Kiosken"),
        row(2, id="a", name="Kiosken"),
        row(3, id="a", name="Badet"),
    ]
    prepared = prepare_names(rows, read_profile("general", Kind.NAMES))
    assert [each.number for each in prepared.refusals] == [3]


@pytest.mark.parametrize(
    ("fields", "name", "tract"),
    [
        ({"fastighet": "FREDRIKSSKANS 1:2"}, "Fredriksskans 1:2", "Fredriksskans"),
        ({"beteckning": "Lejonet 3"}, "Lejonet 3", "Lejonet"),
        ({"trakt": "Åby", "blockenhet": "4:11"}, "Åby 4:11", "Åby"),
    ],
)
def test_a_designation_is_understood_with_its_tract(fields: dict[str, object], name: str, tract: str) -> None:
    prepared = prepare_properties([row(1, **fields)], read_profile("general", Kind.PROPERTIES))
    assert [each["name"] for each in prepared.tables["place_name"].values()] == [name, tract]


def test_streets_that_meet_have_a_corner_and_those_that_do_not_have_none() -> None:
    rows = [
        row(1, shapely.LineString([(16.10, 58.59), (16.12, 58.59)]), name="Storgatan"),
        row(2, shapely.LineString([(16.11, 58.58), (16.11, 58.60)]), name="Kungsgatan"),
        row(3, shapely.LineString([(16.20, 58.60), (16.21, 58.60)]), name="Kungsgatan"),
        row(4, shapely.LineString([(16.20, 58.65), (16.21, 58.65)]), name="Ågatan"),
        row(5, shapely.LineString([(16.20, 58.66), (16.21, 58.66)])),
    ]
    prepared = prepare_streets(rows, read_profile("general", Kind.STREETS))
    names = [(each["kind"], each["name"]) for each in prepared.tables["place_name"].values()]
    assert names.count(("street", "Kungsgatan")) == 2
    assert ("corner", "Kungsgatan/Storgatan") in names
    assert len(names) == 5
    corner = next(each for each in prepared.tables["place_name"].values() if each["kind"] == "corner")
    assert (round(corner["lon"], 4), round(corner["lat"], 4)) == (16.11, 58.59)


@pytest.mark.parametrize(
    ("fields", "keeper", "kind", "body", "name"),
    [
        ({"Vaghallartyp": 1, "Vaghallarnamn": "Trafikverket", "Nattyp": 1, "Huvudnummer": 55}, "state", "carriageway", "trafikverket", "Väg 55"),
        ({"Vaghallare_Vaghallartyp": "kommunal", "Vagtrafiknat_Nattyp": "cykelnät"}, "municipal", "path", None, "Gångväg"),
        ({"Vagha_6": 3, "Vagha_7": "Åsens samfällighet", "Vagtr_474": 1, "Namn_130": "Åsvägen"}, "private", "carriageway", "asens-samfallighet", "Åsvägen"),
    ],
)  # fmt: skip
def test_the_road_database_is_read_by_its_own_columns(
    fields: dict[str, object], keeper: str, kind: str, body: str | None, name: str
) -> None:
    line = shapely.LineString([(16.10, 58.59), (16.12, 58.59)])
    lowered = {column.lower(): value for column, value in fields.items()}
    prepared = prepare_roads([row(1, line, **lowered)], read_profile("nvdb", Kind.ROAD_KEEPERS))
    (road,) = prepared.tables["road_line"].values()
    assert (road["keeper"], road["kind"], road["body_code"], road["name"]) == (keeper, kind, body, name)
    assert prepared.cells


def test_a_keeper_nobody_knows_is_refused() -> None:
    line = shapely.LineString([(16.10, 58.59), (16.12, 58.59)])
    prepared = prepare_roads([row(4, line, vagha_6="9")], read_profile("nvdb", Kind.ROAD_KEEPERS))
    assert [each.number for each in prepared.refusals] == [4]


def test_the_names_of_a_class_that_is_closed_are_not_searched() -> None:
    profile = read_profile("general", Kind.ASSETS)
    closed = prepare_assets([row(1, id="7")], profile, asset_class="valve", is_public=False, names={})
    opened = prepare_assets([row(1, id="7")], profile, asset_class="bin", is_public=True, names={"sv": "Papperskorg"})
    assert "place_name" not in closed.tables
    assert [each["name"] for each in opened.tables["place_name"].values()] == ["Papperskorg 7"]


def test_an_area_without_a_code_gets_one_of_its_name_and_a_point_is_no_area() -> None:
    rows = [row(1, TOWN, name="ÖSTRA STADEN"), row(2)]
    prepared = prepare_areas(rows, read_profile("general", Kind.DISTRICTS), kind=AreaKind.DISTRICT)
    assert [(code, each["name"]) for code, each in prepared.tables["area"].items()] == [
        ("ostra-staden", "Östra Staden")
    ]
    assert [each.number for each in prepared.refusals] == [2]
    assert [each["name"] for each in prepared.tables["place_name"].values()] == ["Östra Staden"]
