"""What the papers for the buyer call shown names a test that is there; what they call a gap names none."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAPERS = sorted((HOUSE / "docs" / "buyer").glob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
ROW = re.compile(r"^\| (\d+\.\d+) \| (.+?) \| (Yes|Partly|No) \| (.+) \|$", re.MULTILINE)


def list_rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((HOUSE / "docs" / "buyer" / "requirements.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("paper", PAPERS, ids=[paper.stem for paper in PAPERS])
def test_every_test_that_is_named_is_there(paper: Path) -> None:
    for file, name in TEST.findall(paper.read_text(encoding="utf-8")):
        assert (HOUSE / file).is_file(), file
        assert not name or f"def {name}(" in (HOUSE / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_each_yes_names_the_test_that_shows_it_and_each_no_says_what_there_is() -> None:
    rows = list_rows()
    assert len(rows) > 50
    for number, _, answer, shown in rows:
        named = [name for _, name in TEST.findall(shown) if name]
        assert bool(named) == (answer == "Yes"), number
        assert shown.strip(), number


def test_no_requirement_is_answered_twice() -> None:
    numbers = [number for number, *_ in list_rows()]
    assert len(numbers) == len(set(numbers))
    table = (HOUSE / "docs" / "buyer" / "requirements.md").read_text(encoding="utf-8")
    assert len(numbers) == len(re.findall(r"^\| \d+\.\d+ \|", table, re.MULTILINE)), "a row that cannot be read"


def test_every_paper_is_in_the_list() -> None:
    listed = (HOUSE / "docs" / "buyer" / "README.md").read_text(encoding="utf-8")
    assert [paper.name for paper in PAPERS if paper.name != "README.md" and paper.name not in listed] == []
