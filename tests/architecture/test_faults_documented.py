"""The table of faults names tests that are there, and every test of a fault stands in it."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TABLE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")


def test_every_fault_in_the_table_has_its_test_and_every_test_of_a_fault_its_row() -> None:
    named = set(re.findall(r"`(tests/\w+/test_\w+\.py)`", TABLE))
    assert {name for name in named if not (ROOT / name).is_file()} == set()
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert there - named == set()
