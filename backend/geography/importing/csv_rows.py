"""Rows of a CSV with its positions in two columns."""

import csv
from pathlib import Path

from shapely import Point

from backend.foundation.errors import Invalid
from backend.geography.importing.sources import SourceRow

X_COLUMNS = ("x", "lon", "long", "longitude", "longitud", "east", "easting", "e", "ost", "öst", "x_koordinat", "xkoord")
Y_COLUMNS = ("y", "lat", "latitude", "latitud", "north", "northing", "n", "nord", "norr", "y_koordinat", "ykoord")
_SEPARATORS = ",;\t|"


def read_csv_rows(path: Path, *, x: str | None, y: str | None) -> list[SourceRow]:
    """The rows of a CSV (comma, semicolon, tab or bar; UTF-8, else Windows' own), with a point where both columns say one.

    ``x`` is the column of east or longitude, ``y`` of north or latitude; where not given they are known by name.
    Raises ``Invalid`` where they are not found. A decimal comma is understood.
    """
    text = _read_text(path)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=separator)
    columns = [name.strip().lower() for name in reader.fieldnames or []]
    x_column, y_column = _column(x, X_COLUMNS, columns, "--x"), _column(y, Y_COLUMNS, columns, "--y")
    rows = []
    for number, line in enumerate(reader, start=1):
        fields = {str(key).strip().lower(): value for key, value in line.items() if key is not None}
        rows.append(SourceRow(number, fields, _point(fields.get(x_column), fields.get(y_column))))
    return rows


def _read_text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _column(asked: str | None, known: tuple[str, ...], columns: list[str], option: str) -> str:
    wanted = (asked.lower(),) if asked else known
    found = next((name for name in wanted if name in columns), None)
    if found is None:
        raise Invalid(
            "places_no_column",
            "The file has no column for the position. Name it with {option}. Its columns: {columns}",
            option=option,
            columns=", ".join(columns),
        )
    return found


def _point(x: str | None, y: str | None) -> Point | None:
    try:
        return Point(_number(x), _number(y))
    except ValueError:
        return None


def _number(text: str | None) -> float:
    return float((text or "").replace(" ", "").replace("\u00a0", "").replace(",", "."))
