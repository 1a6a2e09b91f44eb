"""A stream of reports is read as it is meant, and gives the same day every time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.catalogue.shipped import shipped_categories
from backend.foundation.errors import Invalid
from backend.replay.mapping import UNMAPPED, find_rule, shipped_rules
from backend.replay.stream import choose_reporters, client_id_of, read_stream

MIDNIGHT = datetime(2026, 9, 15, 22, tzinfo=UTC)


def _write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    return path


def _row(**changes: Any) -> dict[str, Any]:
    row = {
        "t": 3600,
        "ref": "1",
        "lat": 58.59,
        "long": 16.19,
        "description": "Street Light Outages",
        "src": "Self Service",
    }
    return {**row, "close_after_h": 2.5, **changes}


def test_a_line_becomes_a_report_at_its_local_moment(tmp_path: Path) -> None:
    (report,) = read_stream(_write(tmp_path / "day", _row()), midnight=MIDNIGHT)
    assert report.at == datetime(2026, 9, 15, 23, tzinfo=UTC)
    assert report.close_at == report.at + timedelta(hours=2.5)
    assert (report.longitude, report.latitude, report.channel) == (16.19, 58.59, "web")


def test_a_report_that_was_never_closed_has_no_end(tmp_path: Path) -> None:
    (report,) = read_stream(_write(tmp_path / "day", _row(close_after_h=None)), midnight=MIDNIGHT)
    assert report.close_at is None


def test_reports_come_in_the_order_of_the_day(tmp_path: Path) -> None:
    rows = [_row(t=300, ref="late"), _row(t=200, ref="early")]
    day = read_stream(_write(tmp_path / "day", *rows), midnight=MIDNIGHT)
    assert [report.ref for report in day] == ["early", "late"]


@pytest.mark.parametrize("line", ["{", "[]", '{"t": 1}', '{"t": "soon", "ref": "1", "lat": 1, "long": 1}'])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "day"
    path.write_text(json.dumps(_row()) + "\n" + line + "\n")
    with pytest.raises(Invalid, match="Line 2"):
        read_stream(path, midnight=MIDNIGHT)


def test_a_reference_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="same ref"):
        read_stream(_write(tmp_path / "day", _row(), _row()), midnight=MIDNIGHT)


def test_every_tenth_reporter_has_reported_before() -> None:
    reporters = choose_reporters(100)
    assert len(set(reporters)) == 90
    assert reporters == choose_reporters(100)


def test_every_reporter_has_an_address_and_a_machine_of_their_own(tmp_path: Path) -> None:
    day = read_stream(_write(tmp_path / "day", *(_row(ref=str(n)) for n in range(9))), midnight=MIDNIGHT)
    assert len({report.email for report in day}) == len({report.source for report in day}) == 9


def test_a_client_id_is_the_same_again_and_no_other_salts() -> None:
    ours = client_id_of(b"salt", "0581", "1")
    assert ours == client_id_of(b"salt", "0581", "1")
    assert len({ours, client_id_of(b"other", "0581", "1"), client_id_of(b"salt", "0581", "2")}) == 3
    assert len(ours) >= 22


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("Street Light Outages (Street Light Outages)", "belysning.enstaka"),
        ("Graffiti: Ward 21  2109  Profane Text (Graffiti Removal)", "klotter.krankande"),
        ("Graffiti: Ward 3  0306  Other (Graffiti Removal)", "klotter.ovrigt"),
        ("Sidewalk Repair (Make Safe) (Sidewalk Repair (Make Safe))", "vag.gc"),
        ("Sidewalk Repair (Sidewalk Repair)", "vag.kantsten"),
        ("Missed Trash: District 04 (Missed Trash/Recycling/Yard Waste/Bulk Item)", "avfall.ej-tomt"),
        ("PICK UP DEAD ANIMAL", "renhallning.dott-djur"),
    ],
)
def test_a_description_finds_its_category(description: str, category: str) -> None:
    assert find_rule(description).category == category


def test_what_no_rule_fits_is_read_by_a_person() -> None:
    assert find_rule("Something new") is UNMAPPED
    assert UNMAPPED.category == "annat"


def test_every_rule_names_a_category_and_answers_of_the_tree() -> None:
    tree = {category.code: category for category in shipped_categories()}
    for rule in shipped_rules():
        for question, choice in rule.answers.items():
            found = tree[rule.category].find_question(question)
            assert found is not None
            assert found.find_choice(choice) is not None, (rule.category, question, choice)
