"""What an installation may say of its base map."""

import pytest

from backend.foundation.base_map import BaseMap


def read(value: str, attribution: str = "© Kommunen") -> tuple[BaseMap, dict[str, str]]:
    faults: dict[str, str] = {}
    environment = {"LAGAT_BASEMAP": value, "LAGAT_BASEMAP_ATTRIBUTION": attribution}
    return BaseMap.read(environment, faults), faults


@pytest.mark.parametrize(
    ("value", "kind", "origin"),
    [
        ("", "", ""),
        ("/srv/town.pmtiles", "pmtiles", ""),
        ("https://tiles.example/{z}/{x}/{y}.pbf", "vector", "https://tiles.example"),
        ("https://tiles.example:8443/a/{z}/{x}/{y}.PNG?key=1", "raster", "https://tiles.example:8443"),
    ],
)
def test_a_base_map_is_a_file_or_an_address(value: str, kind: str, origin: str) -> None:
    base, faults = read(value)
    assert (base.kind, base.origin, faults) == (kind, origin, {})


@pytest.mark.parametrize(
    "value",
    [
        "/srv/town.mbtiles",
        "http://tiles.example/{z}/{x}/{y}.pbf",
        "https://tiles.example/tiles.pbf",
        "https://tiles.example;script-src/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
    ],
)
def test_anything_else_is_told_at_start(value: str) -> None:
    assert "LAGAT_BASEMAP" in read(value)[1]


def test_whose_map_it_is_must_be_said() -> None:
    assert "LAGAT_BASEMAP_ATTRIBUTION" in read("/srv/town.pmtiles", "")[1]
