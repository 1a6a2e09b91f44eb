"""Districts and areas of care: rows that are a surface."""

from collections.abc import Iterable

import shapely

from backend.geography.importing.named import spoken
from backend.geography.importing.prepared import Placed, Prepared, name_values
from backend.geography.importing.profiles import Profile
from backend.geography.models import SRID, AreaKind, PlaceKind
from backend.geography.names import fold, forgive

LONGEST_CODE = 60


def prepare_areas(rows: Iterable[Placed], profile: Profile, *, kind: AreaKind) -> Prepared:
    """Each area by its code, made of its name where the file has none; a district's name is one that people search."""
    prepared = Prepared({"area": {}})
    for placed in rows:
        name = spoken(profile.read(placed.row, "name")) or profile.read(placed.row, "code")
        code = profile.read(placed.row, "code") or forgive(name).replace(" ", "-")
        surface = _surface(placed)
        if surface is None:
            prepared.refuse(placed.row.number, "It is no surface.")
        elif not code:
            prepared.refuse(placed.row.number, "It has neither code nor name.")
        elif not prepared.add("area", code[:LONGEST_CODE], _values(code[:LONGEST_CODE], name, kind, surface)):
            prepared.refuse(placed.row.number, f'Its code "{code[:LONGEST_CODE]}" is also that of an earlier row.')
        elif kind is AreaKind.DISTRICT and fold(name):
            point = shapely.point_on_surface(surface)
            values = name_values(PlaceKind.AREA, name, (float(point.x), float(point.y)))
            prepared.add("place_name", f"area:{code[:LONGEST_CODE]}", values)
    return prepared


def _values(code: str, name: str, kind: AreaKind, surface: shapely.MultiPolygon) -> dict[str, str]:
    written = shapely.to_wkb(shapely.set_srid(surface, SRID), hex=True, include_srid=True)
    return {"code": code, "name": name, "kind": kind.value, "boundary": written}


def _surface(placed: Placed) -> shapely.MultiPolygon | None:
    """The row's surface, made valid, as one multipolygon; None where nothing of it is a surface."""
    whole = shapely.make_valid(placed.geometry)
    parts = [part for part in shapely.get_parts(shapely.get_parts(whole)) if part.geom_type == "Polygon"]
    parts = [part for part in parts if not part.is_empty]
    return shapely.MultiPolygon(parts) if parts else None
