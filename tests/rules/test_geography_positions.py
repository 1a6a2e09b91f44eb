"""Cells, distances, and positions that lie."""

import math

import pytest

from backend.foundation.errors import Invalid
from backend.geography.decisions import (
    box_around,
    cell_of,
    cells_along,
    cells_around,
    distance_in_metres,
    read_position,
    read_position_text,
)

NORRKOPING = (16.19, 58.59)


def test_a_cell_is_a_row_and_a_column() -> None:
    assert cell_of(16.24701, 58.6111) == 11722 * 100_000 + 1624


def test_a_point_lies_among_the_cells_around_it() -> None:
    lon, lat = NORRKOPING
    assert cell_of(lon, lat) in cells_around(lon, lat, 1)


@pytest.mark.parametrize("metres", [10, 60, 400, 1500])
@pytest.mark.parametrize("bearing", range(0, 360, 30))
def test_the_cells_around_a_point_hold_every_point_within_the_metres(metres: int, bearing: int) -> None:
    lon, lat = NORRKOPING
    north = metres * 0.999 * math.cos(math.radians(bearing)) / 111_195
    east = metres * 0.999 * math.sin(math.radians(bearing)) / (111_195 * math.cos(math.radians(lat)))
    assert distance_in_metres(lon, lat, lon + east, lat + north) <= metres
    assert cell_of(lon + east, lat + north) in cells_around(lon, lat, metres)


def test_few_cells_are_asked_for_a_few_metres() -> None:
    assert len(cells_around(*NORRKOPING, 60)) <= 4


def test_a_line_lists_each_cell_it_passes() -> None:
    cells = cells_along([(16.195, 58.5925), (16.215, 58.5925)])
    assert cells == [cell_of(lon, 58.5925) for lon in (16.195, 16.205, 16.215)]


def test_a_degree_of_latitude_is_about_111_kilometres() -> None:
    assert distance_in_metres(16, 58, 16, 59) == pytest.approx(111_195, abs=5)


def test_a_degree_of_longitude_is_shorter_in_the_north() -> None:
    assert distance_in_metres(16, 60, 17, 60) == pytest.approx(111_195 / 2, rel=0.001)


def test_a_box_is_square_in_metres() -> None:
    west, south, east, north = box_around(16, 60, 100)
    assert distance_in_metres(west, 60, east, 60) == pytest.approx(200, rel=0.001)
    assert distance_in_metres(16, south, 16, north) == pytest.approx(200, rel=0.001)


def test_a_position_is_read_latitude_first_and_given_longitude_first() -> None:
    assert read_position(58.59, 16.19) == (16.19, 58.59)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (16.19, 58.59, "position_swapped"),
        (math.nan, 16.19, "position_not_numbers"),
        (58.59, math.inf, "position_not_numbers"),
        (95.0, 16.19, "position_off_the_globe"),
        (58.59, 181.0, "position_off_the_globe"),
        (0.0, 0.0, "position_outside_sweden"),
        (48.85, 2.35, "position_outside_sweden"),
    ],
)
def test_a_position_that_lies_is_told_how(lat: float, lon: float, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_position(lat, lon)
    assert refused.value.code == code
    assert "position" in refused.value.fields


@pytest.mark.parametrize(
    "text",
    ["58.59, 16.19", "58.59 16.19", "58,59 16,19", "58,59; 16,19", "N 58.59 E 16.19", "(58.59,16.19)", "58.59N16.19E"],
)
def test_a_typed_pair_is_read_with_point_or_comma(text: str) -> None:
    assert read_position_text(text) == (16.19, 58.59)


@pytest.mark.parametrize("text", ["", "Storgatan 12", "58.59", "58 35.4' N, 16 11.4' E", "1 2 3"])
def test_what_is_no_pair_of_decimal_numbers_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_position_text(text)
    assert refused.value.code == "position_not_numbers"
