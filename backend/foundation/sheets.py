"""Sheets: CSV as Swedish spreadsheets open it (UTF-8 with a byte order mark, semicolons), out and in again. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.foundation.errors import Invalid

MOST_ROWS = 5_000
YES, NO = "ja", "nej"
_YES, _NO = frozenset({"ja", "yes", "true", "1"}), frozenset({"nej", "no", "false", "0"})
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class SheetRow:
    """A row as it was written. ``number`` is the spreadsheet's own: the first row below the heading is 2."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row, and in which column."""

    row: int
    column: str
    error: Invalid


@dataclass(frozen=True)
class Changed:
    """A cell that would be another: of which subject (a code), and what stood there before."""

    row: int
    subject: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class SheetRead:
    """What a sheet would change, what is wrong in it, and how many rows say what stands already. Kept only if asked."""

    changed: tuple[Changed, ...]
    wrong: tuple[Wrong, ...]
    rows: int
    is_done: bool = False


def write_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The rows under their heading; a cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(row.get(name, "")) for name in columns])
    return _BYTE_ORDER_MARK + out.getvalue()


def read_sheet(text: str, *, columns: Iterable[str], must: Iterable[str]) -> list[SheetRow]:
    """The rows that hold anything, comma or semicolon between, columns in any order.

    A column that is not there has no cell: what it would say stays as it is. Raises ``Invalid`` without a column of
    ``must``, with one that is not of ``columns``, or with more than ``MOST_ROWS`` rows.
    """
    text = text.removeprefix(_BYTE_ORDER_MARK)
    heading = text.partition("\n")[0]
    between = ";" if heading.count(";") >= heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=between)
    known = frozenset(columns)
    names = [name.strip() for name in reader.fieldnames or ()]
    strange = [name for name in names if name and name not in known] or [name for name in must if name not in names]
    if strange or len(set(names)) < len(names):
        said = "The sheet's first row must hold the names of the columns. Not understood: {names}"
        raise Invalid("sheet_not_understood", said, names=", ".join(strange) or ", ".join(names))
    rows = []
    for number, row in enumerate(reader, 2):
        cells = {str(name).strip(): _plain(value) for name, value in row.items() if isinstance(value, str) and name}
        if any(cells.values()):
            rows.append(SheetRow(number, cells))
        if len(rows) > MOST_ROWS:
            raise Invalid("sheet_too_long", "The sheet has too many rows.")
    return rows


def write_flag(flag: bool) -> str:
    """As a cell says yes or no."""
    return YES if flag else NO


def read_flag(cell: str) -> bool:
    """A cell that says yes or no. Raises ``ValueError``."""
    said = cell.strip().casefold()
    if said not in _YES | _NO:
        raise ValueError(cell)
    return said in _YES


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_STARTS_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").strip()
    return cell.removeprefix("'")
