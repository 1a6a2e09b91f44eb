"""Reading the folder of a town: every cell of every file, with all that is wrong told at once. Files may be left out."""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.foundation.errors import Invalid
from backend.setting_up.cells import FILES, Column
from backend.setting_up.errors import Fault, TownWrong

HOURS, RULES, TESTS = "hours.toml", "rules.csv", "rule_tests.toml"
KNOWN = (*FILES, HOURS, RULES, TESTS)
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Line:
    """One row of a file, its cells read. ``number`` as a spreadsheet numbers it."""

    file: str
    number: int
    cells: Mapping[str, Any]

    def fault(self, column: str, why: str) -> Fault:
        """What is wrong with one of its cells."""
        return Fault(self.file, self.number, column, why)


@dataclass(frozen=True)
class TownFiles:
    """What the folder holds. ``rules`` is the text of the sheet, None where there is none."""

    lines: Mapping[str, list[Line]] = field(default_factory=dict)
    hours: Mapping[str, Any] = field(default_factory=dict)
    rules: str | None = None
    tests: tuple[Any, ...] = ()

    def of(self, file: str) -> list[Line]:
        """The rows of one file; none where it was left out."""
        return list(self.lines.get(file, ()))


def read_folder(folder: Path) -> TownFiles:
    """Read every file of ``folder`` that we know. Raises ``TownWrong`` with each fault by file, row and column."""
    faults: list[Fault] = []
    there = [name for name in KNOWN if (folder / name).is_file()]
    if not there:
        raise TownWrong([Fault(str(folder), 0, "", f"None of these files is here: {', '.join(KNOWN)}.")])
    texts = {name: _read_text(folder / name, faults) for name in there}
    lines = {name: _read_lines(name, texts[name], FILES[name], faults) for name in there if name in FILES}
    hours = _read_toml(HOURS, texts.get(HOURS, ""), faults)
    tests = _read_toml(TESTS, texts.get(TESTS, ""), faults).get("tests", [])
    if not isinstance(tests, list):
        faults.append(Fault(TESTS, 0, "tests", "Each test is a table under [[tests]]."))
        tests = []
    if faults:
        raise TownWrong(faults)
    return TownFiles(lines, hours, texts.get(RULES), tuple(tests))


def _read_text(file: Path, faults: list[Fault]) -> str:
    if file.stat().st_size > MOST_BYTES:
        faults.append(Fault(file.name, 0, "", "The file is larger than 5 MB."))
        return ""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(file.name, 0, "", "The file is not written in UTF-8."))
        return ""


def _read_toml(name: str, text: str, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(name, 0, "", f"That is not TOML: {error}"))
        return {}


def _read_lines(name: str, text: str, columns: Mapping[str, Column], faults: list[Fault]) -> list[Line]:
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if heading.count(";") >= heading.count(",") else ",")
    reader.fieldnames = named = [each.strip().lower() for each in reader.fieldnames or ()]
    before = len(faults)
    why = f"There is no such column; those there are: {', '.join(columns)}."
    faults += [Fault(name, 1, column, why) for column in named if column and column not in columns]
    missing = [column for column, how in columns.items() if how.is_must and column not in named]
    faults += [Fault(name, 1, column, "This column must be there.") for column in missing]
    if len(faults) > before:
        return []
    rows = (
        (reader.line_num, row) for row in reader if any(isinstance(cell, str) and cell.strip() for cell in row.values())
    )
    return [_read_line(name, number, row, columns, faults) for number, row in rows]


def _read_line(
    name: str, number: int, row: Mapping[str, Any], columns: Mapping[str, Column], faults: list[Fault]
) -> Line:
    cells: dict[str, Any] = {}
    if None in row:
        faults.append(Fault(name, number, "", "The row has more cells than the first row."))
    for column, how in columns.items():
        cell = (row.get(column) or "").strip()
        cells[column] = how.default
        if cell:
            try:
                cells[column] = how.read(cell)
            except Invalid as error:
                faults.append(Fault(name, number, column, str(error)))
        elif how.is_must:
            faults.append(Fault(name, number, column, "This cell must be filled in."))
    return Line(name, number, cells)
