"""Areas drawn over a municipality: the districts and contract areas that Ängsby's contracts name, for any boundary."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Invalid
from backend.geography.decisions import box_around
from backend.geography.models import AreaKind
from backend.geography.queries import get_municipality

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

CENTRUM_HALF_METRES = 1_500.0
_FAR_WEST, _FAR_SOUTH, _FAR_EAST, _FAR_NORTH = 0.0, 50.0, 40.0, 75.0
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)

AREA_NAMES: tuple[tuple[str, str, AreaKind], ...] = (
    ("ost", "Öst", AreaKind.CONTRACT),
    ("vast", "Väst", AreaKind.CONTRACT),
    ("centrum", "Centrum", AreaKind.DISTRICT),
    ("norra", "Norra", AreaKind.DISTRICT),
    ("sodra", "Södra", AreaKind.DISTRICT),
    ("hamnen", "Hamnen", AreaKind.DISTRICT),
)


def give_whole_area(session: Session, municipality: str, *, centre: tuple[float, float] | None = None) -> None:
    """Draw the areas Ängsby's contracts name over this municipality's whole boundary, split at ``centre``.

    ``centre`` is (lon, lat), where not given the municipality's own: a point on its surface, not always its town.
    No roads and no names come with it. Done again it draws the same. Raises ``NotFound`` for an unknown code and
    ``Invalid`` while the municipality has no boundary. Under the owner's role, in a scope that holds the code.
    """
    found = get_municipality(session, municipality)
    if found.lon is None or found.lat is None:
        raise Invalid(
            "boundary_missing",
            "{name} has no boundary yet. Import the boundaries first: lagat boundaries import FILE.geojson",
            name=found.name,
        )
    lon, lat = centre or (found.lon, found.lat)
    draw_areas(session, municipality, centre=(lon, lat), centrum=box_around(lon, lat, CENTRUM_HALF_METRES))


def draw_areas(session: Session, municipality: str, *, centre: tuple[float, float], centrum: Box) -> None:
    """Split the municipality's boundary: west and east of ``centre`` (lon, lat) for contracts; for districts the
    ``centrum`` box, and around it north, south-west and south-east of ``centre``."""
    lon, lat = centre
    shapes: dict[str, tuple[Box, Box]] = {
        "ost": ((lon, _FAR_SOUTH, _FAR_EAST, _FAR_NORTH), _NOWHERE),
        "vast": ((_FAR_WEST, _FAR_SOUTH, lon, _FAR_NORTH), _NOWHERE),
        "centrum": (centrum, _NOWHERE),
        "norra": ((_FAR_WEST, lat, _FAR_EAST, _FAR_NORTH), centrum),
        "sodra": ((_FAR_WEST, _FAR_SOUTH, lon, lat), centrum),
        "hamnen": ((lon, _FAR_SOUTH, _FAR_EAST, lat), centrum),
    }
    rows = []
    for code, name, kind in AREA_NAMES:
        shape, without = shapes[code]
        corners = zip(("w", "s", "e", "n", "xw", "xs", "xe", "xn"), (*shape, *without), strict=True)
        rows.append({"municipality": municipality, "code": code, "name": name, "kind": kind.value, **dict(corners)})
    session.execute(_DRAW, rows)


_DRAW = sa.text(
    "INSERT INTO area (municipality, code, name, kind, boundary)"
    " SELECT m.code, :code, :name, :kind, ST_Multi(ST_CollectionExtract(ST_Intersection(m.boundary,"
    "   ST_Difference(ST_MakeEnvelope(:w, :s, :e, :n, 4326), ST_MakeEnvelope(:xw, :xs, :xe, :xn, 4326))), 3))"
    " FROM municipality m WHERE m.code = :municipality AND m.boundary IS NOT NULL"
    " ON CONFLICT (municipality, code) DO UPDATE SET boundary = excluded.boundary"
)
