"""What a row of another system's file says, by its mapping, and why some rows do not come along."""

from datetime import UTC, datetime

import pytest

from backend.cases import Outcome, State, search_key_of
from backend.moving_in import MappingWrong, Matter, Refused, read_mapping
from backend.moving_in.mapping import Shift
from backend.moving_in.matters import move_point, read_row

MAPPING = """
source = "gamla"
[columns]
old_id = "nr"
opened_at = "in"
closed_at = "ut"
category = "typ"
state = "läge"
words = ["rubrik", "text"]
longitude = "e"
latitude = "n"
[categories.of]
"Lampa" = "belysning.enstaka"
[states.of]
"Öppen" = "with_unit"
"Klar" = "closed"
[outcomes]
otherwise = "mended"
"""
ROW = {
    "nr": "A-1", "in": "2025-07-01 10:00", "ut": "2025-07-02 10:00", "typ": "Lampa", "läge": "Klar", "rubrik": "Mörkt",
    "text": "hela gatan", "e": "18,6", "n": "58.2",
}  # fmt: skip


def read(mapping: str = MAPPING, **changes: str) -> Matter | Refused:
    return read_row(7, {**ROW, **changes}, read_mapping(mapping))


def test_a_row_is_read_in_its_own_time_zone() -> None:
    matter = read()
    assert isinstance(matter, Matter)
    assert matter.opened_at.astimezone(UTC) == datetime(2025, 7, 1, 8, tzinfo=UTC)
    assert (matter.state, matter.outcome, matter.category) == (State.CLOSED, Outcome.MENDED, "belysning.enstaka")
    assert (matter.point, matter.words, matter.category_there) == ((18.6, 58.2), "Mörkt, hela gatan", "Lampa")


def test_an_open_one_has_no_end_whatever_its_column_says() -> None:
    matter = read(läge="Öppen")
    assert isinstance(matter, Matter)
    assert matter.closed_at is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"nr": " "}, "no reference"),
        ({"typ": "Fontän"}, "category not in the mapping: Fontän"),
        ({"läge": "Vilande"}, "state not in the mapping: Vilande"),
        ({"in": "i går"}, "opened_at is no moment: i går"),
        ({"ut": "2025-06-30 10:00"}, "closed before it was opened"),
        ({"e": ""}, "no place"),
        ({"n": "nord"}, "the place is not two numbers"),
        ({"n": "nan"}, "the place is not two numbers"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(changes: dict[str, str], why: str) -> None:
    refused = read(**changes)
    assert isinstance(refused, Refused)
    assert (refused.number, refused.why.startswith(why)) == (7, True)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("source = ", "Invalid value"),
        ('source = "x"', "old_id, opened_at, category, state is missing"),
        (MAPPING + '"Vilande" = "asleep"', "outcomes"),
        (MAPPING.replace('"closed"', '"assigned"'), "assigned is none of received, with_unit"),
        ("colour = 1\n" + MAPPING, "colour says nothing here"),
        ('time_zone = "Mars"\n' + MAPPING, "there is no zone Mars"),
        (MAPPING.replace("words =", "wrods ="), "wrods is none of"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_where(written: str, why: str) -> None:
    with pytest.raises(MappingWrong) as refusal:
        read_mapping(written.replace('[outcomes]\notherwise = "mended"\n"Vil', '[outcomes.of]\n"Vil'))
    assert why in str(refusal.value)


def test_a_place_moved_keeps_its_metres() -> None:
    lon, lat = move_point(-71.0415, 42.3534, Shift((42.33, -71.08), (58.5877, 16.1924)))
    assert (round(lon, 5), round(lat, 4)) == (16.24701, 58.6111)


def test_an_old_reference_is_found_however_it_is_written() -> None:
    assert search_key_of(" ks-2019/114 ") == search_key_of("KS2019114") == "KS2019114"
