"""What the rows of a file become, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from backend.geography.decisions import cell_of
from backend.geography.importing.sources import Refusal, SourceRow
from backend.geography.models import PlaceKind
from backend.geography.names import fold, forgive_folded

Values = Mapping[str, Any]
"""A row of ours: column → value, ``source_key`` among them. Geometry as EWKB in hexadecimal."""


@dataclass(frozen=True)
class Placed:
    """A row of the file on the globe: its geometry in WGS 84, and the point that stands for it."""

    row: SourceRow
    geometry: BaseGeometry
    lon: float
    lat: float


@dataclass
class Prepared:
    """Rows by table, the first table the one the import is about; the cells of roads by key; and what was left out."""

    tables: dict[str, dict[str, Values]] = field(default_factory=dict)
    cells: list[tuple[str, int]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, table: str, key: str, values: Values) -> bool:
        """Take a row; False where the file had one of that key before."""
        rows = self.tables.setdefault(table, {})
        if key in rows:
            return False
        rows[key] = {"source_key": key, **values}
        return True

    def refuse(self, number: int, reason: str) -> None:
        """Leave a row of the file out."""
        self.refusals.append(Refusal(number, reason))


def name_values(
    kind: PlaceKind,
    name: str,
    point: tuple[float, float],
    *,
    street: str | None = None,
    number: int | None = None,
    weight: int = 0,
) -> dict[str, Any]:
    """A row of ``place_name``; ``point`` is (lon, lat)."""
    lon, lat = point
    folded = fold(name)
    return {
        "kind": kind.value,
        "name": name,
        "folded": folded,
        "forgiven": forgive_folded(folded),
        "lon": lon,
        "lat": lat,
        "cell": cell_of(lon, lat),
        "weight": weight,
        "street": street,
        "number": number,
    }
