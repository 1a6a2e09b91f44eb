"""Files of others, read: GeoPackage, GeoJSON, Shapefile, CSV and an OpenStreetMap extract."""

import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from backend.foundation.errors import Invalid
from backend.geography.importing.csv_rows import read_csv_rows
from backend.geography.importing.sources import SourceRow

_EPSG = re.compile(r"EPSG:(\d{4,6})$")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".csv", ".txt", ".pbf")


@dataclass(frozen=True)
class SourceFile:
    """A file's rows. ``epsg``: the coordinate system it names itself, None where it names none that can be believed."""

    path: Path
    rows: tuple[SourceRow, ...]
    epsg: int | None


def read_file(
    path: Path, *, layers: Sequence[str] = (), x: str | None = None, y: str | None = None, columns: Sequence[str] = ()
) -> SourceFile:
    """The rows of a file, by its ending: .gpkg, .geojson, .shp, .csv or .osm.pbf. Coordinates are x (east) before y.

    ``layers``: those of them the file has; without any its first. ``columns``: where given, no others are read. Raises
    ``Invalid`` for a file that is not there, of another ending, or that cannot be read.
    """
    if not path.is_file():
        raise Invalid("places_no_file", "There is no file {path}.", path=str(path))
    if path.suffix.lower() not in SUFFIXES:
        raise Invalid(
            "places_unknown_format",
            "{path} is of no format that is read here. Those are: {formats}",
            path=str(path),
            formats=", ".join(SUFFIXES),
        )
    if path.suffix.lower() in (".csv", ".txt"):
        return SourceFile(path, tuple(read_csv_rows(path, x=x, y=y)), None)
    try:
        return _read_features(path, layers)
    except (DataSourceError, shapely.errors.ShapelyError, ValueError) as error:
        raise Invalid(
            "places_unreadable", "{path} cannot be read: {reason}", path=str(path), reason=str(error)
        ) from error


def _read_features(path: Path, layers: Sequence[str]) -> SourceFile:
    there = [str(name) for name, _ in pyogrio.list_layers(path)]
    wanted = [layer for layer in layers if layer in there] or there[:1]
    if layers and wanted[0] not in layers and len(there) > 1:
        raise ValueError(f"it has no layer {layers[0]}, but {', '.join(there)}")
    rows: list[SourceRow] = []
    epsg = None
    for layer in wanted:
        with warnings.catch_warnings():
            # Rings that are not closed and the like: the row itself is looked at, and told of where it cannot be used.
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, shapes, values = pyogrio.raw.read(path, layer=layer, force_2d=True)
        names = [str(name).lower() for name in meta["fields"]]
        geometries = shapely.from_wkb(shapes, on_invalid="ignore") if shapes is not None else [None] * len(values[0])
        epsg = epsg or _declared(path, meta.get("crs"))
        for at, geometry in enumerate(geometries):
            fields = {name: column[at] for name, column in zip(names, values, strict=True)}
            rows.append(SourceRow(len(rows) + 1, _with_tags(fields), geometry))
    return SourceFile(path, tuple(rows), epsg)


def _with_tags(fields: dict[str, Any]) -> dict[str, Any]:
    """An OpenStreetMap object's further tags beside its columns."""
    told = fields.pop("other_tags", None)
    if told:
        tags = {key.lower(): value.replace('\\"', '"') for key, value in _TAG.findall(told)}
        return tags | {name: value for name, value in fields.items() if value is not None}
    return fields


def _declared(path: Path, crs: str | None) -> int | None:
    """The system the file names. GeoJSON without a word of it is said to be in degrees, and often is not: not believed."""
    if path.suffix.lower() in (".geojson", ".json") and '"crs"' not in _beginning(path):
        return None
    found = _EPSG.search(crs or "")
    if found:
        return int(found[1])
    return _from_words(crs) if crs else None


def _from_words(crs: str) -> int | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(json.loads(crs) if crs.startswith("{") else crs).to_epsg(min_confidence=20)
    except (CRSError, ValueError):
        return None


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(4096).decode("utf-8", errors="ignore")
