"""One import from file to table, whole or not at all: a killed one has changed nothing and is simply run again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import numpy as np
import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.geography.importing import positions
from backend.geography.importing.kinds import Kind
from backend.geography.importing.named import prepare_addresses, prepare_names, prepare_properties
from backend.geography.importing.positions import Settled
from backend.geography.importing.prepared import Placed, Prepared
from backend.geography.importing.profiles import Profile
from backend.geography.importing.reading import SourceFile
from backend.geography.importing.shapes import prepare_areas
from backend.geography.importing.sources import Refusal, SourceRow
from backend.geography.importing.streets import prepare_streets
from backend.geography.importing.things import prepare_assets, prepare_roads
from backend.geography.importing.writing import Difference, write_prepared
from backend.geography.models import Area, AreaKind, AssetClass
from backend.geography.queries import get_municipality

Tell = Callable[[str, int, int], None]
"""Hears of each stage: its name in English, how much is done, of how much."""
FEW = 20
MOST_ENDED = 0.5


@dataclass(frozen=True)
class Order:
    """What is to be imported. ``source`` names the set: what a later import of the same name no longer has is ended.

    ``epsg``: the system the caller says it is in. ``asset_class`` with its ``class_names`` by language, shown to all
    with ``is_public``. ``may_end_many``: let more than half of what stands end.
    """

    kind: Kind
    profile: Profile
    source: str = ""
    epsg: int | None = None
    swap_axes: bool = False
    asset_class: str | None = None
    class_names: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False
    may_end_many: bool = False

    @property
    def set_name(self) -> str:
        """The set's name; where none was given the kind, and the class of assets."""
        return self.source or ":".join(filter(None, (self.kind.value, self.asset_class)))


@dataclass(frozen=True)
class ImportReport:
    """What came of it: the system the numbers were in, rows read and left out, and by table what differed."""

    settled: Settled
    rows: int
    passed_over: int
    refusals: tuple[Refusal, ...]
    differences: Mapping[str, Difference]


def import_places(
    session: Session,
    municipality: str,
    file: SourceFile,
    order: Order,
    *,
    dry_run: bool = False,
    tell: Tell = lambda *_: None,
    actor: Actor,
    now: datetime,
) -> ImportReport:
    """Make the municipality's places of this kind and set those of the file; with ``dry_run`` only say what would differ.

    Raises ``Invalid`` where the file has no row that can be used, its numbers are in no system that fits or its axes
    have changed places, and where more than half of what stands would end. Under the owner's role, in a scope that
    holds the municipality. Audited.
    """
    boundary = _read_boundary(session, municipality)
    wanted = [row for row in file.rows if order.profile.wants(row)]
    shapes = [row.geometry for row in wanted]
    if order.swap_axes:
        shapes = positions.swap(shapes)
    settled = positions.settle(positions.sample_points(shapes), declared=order.epsg or file.epsg, boundary=boundary)
    tell("Positions", 0, len(wanted))
    placed, refused = _place(wanted, positions.to_wgs84(shapes, settled.epsg), boundary)
    tell("Rows", 0, len(placed))
    prepared = _prepare(placed, order)
    _refuse_foreign_areas(session, municipality, order, prepared)
    if not any(prepared.tables.values()):
        raise Invalid("places_no_rows", "No row of the file can be used. {reason}", reason=_first(refused, prepared))
    tell("Writing", 0, len(placed))
    with session.begin_nested() as step:
        _keep_class(session, municipality, order, prepared)
        found = write_prepared(session, municipality, prepared, source=order.set_name, now=now)
        _check_ended(found, order)
        if dry_run:
            step.rollback()
    tell("Writing", len(placed), len(placed))
    left_out = tuple(sorted((*refused, *prepared.refusals), key=lambda each: each.number))
    report = ImportReport(settled, len(wanted), len(file.rows) - len(wanted), left_out, found)
    if not dry_run:
        _record(session, municipality, order, report, actor=actor, now=now)
    return report


def _read_boundary(session: Session, municipality: str) -> BaseGeometry | None:
    found = get_municipality(session, municipality).boundary
    return None if found is None else shapely.from_wkb(bytes(found.data))


def _place(
    rows: Sequence[SourceRow], shapes: Sequence[BaseGeometry | None], boundary: BaseGeometry | None
) -> tuple[list[Placed], list[Refusal]]:
    """The rows that lie in the municipality or reach into it, each with the point that stands for it."""
    array = np.array(shapes, dtype=object)
    there = np.array([shape is not None and not shape.is_empty for shape in shapes], dtype=bool)
    bounds = shapely.bounds(array)
    real = there & np.isfinite(bounds).all(axis=1)
    inside = real.copy()
    if boundary is not None:
        area = shapely.buffer(boundary, positions.AROUND_DEGREES / 4)
        shapely.prepare(area)
        inside[real] = shapely.intersects(area, array[real])
    placed, refused = [], []
    for row, shape, has_shape, is_real, is_inside in zip(rows, array, there, real, inside, strict=True):
        if is_inside:
            point = shape if shape.geom_type == "Point" else _stand_in(shape)
            placed.append(Placed(row, shape, float(point.x), float(point.y)))
        else:
            why = "It has no position." if not has_shape else "Its numbers are no position in that system."
            refused.append(Refusal(row.number, "It lies outside the municipality." if is_real else why))
    return placed, refused


def _stand_in(shape: BaseGeometry) -> BaseGeometry:
    """A point on the shape itself: of a line its middle."""
    if shape.geom_type == "LineString":
        return shapely.line_interpolate_point(shape, 0.5, normalized=True)
    return shapely.point_on_surface(shape)


def _prepare(placed: Sequence[Placed], order: Order) -> Prepared:
    makers: dict[Kind, Callable[[Sequence[Placed], Profile], Prepared]] = {
        Kind.ADDRESSES: prepare_addresses,
        Kind.NAMES: prepare_names,
        Kind.STREETS: prepare_streets,
        Kind.PROPERTIES: prepare_properties,
        Kind.DISTRICTS: partial(prepare_areas, kind=AreaKind.DISTRICT),
        Kind.CARE_AREAS: partial(prepare_areas, kind=AreaKind.CARE),
        Kind.ROAD_KEEPERS: prepare_roads,
        Kind.ASSETS: partial(
            prepare_assets, asset_class=order.asset_class, is_public=order.is_public, names=dict(order.class_names)
        ),
    }
    return makers[order.kind](placed, order.profile)


def _refuse_foreign_areas(session: Session, municipality: str, order: Order, prepared: Prepared) -> None:
    """A code is an area's name in rules: another kind of area keeps the one it has."""
    areas = prepared.tables.get("area", {})
    if not areas:
        return
    kind = AreaKind.DISTRICT if order.kind is Kind.DISTRICTS else AreaKind.CARE
    query = sa.select(Area.code).where(Area.municipality == municipality, Area.kind != kind, Area.code.in_(areas))
    for code in session.scalars(query):
        del areas[code]
        prepared.refuse(0, f'The code "{code}" is that of an area of another kind.')


def _keep_class(session: Session, municipality: str, order: Order, prepared: Prepared) -> None:
    """The classes the assets are of; a new one is closed to the public unless said otherwise."""
    codes = sorted({row["kind"] for row in prepared.tables.get("asset", {}).values()})
    for code in codes:
        said = {"names": dict(order.class_names)} if order.class_names else {}
        row = {"municipality": municipality, "code": code, "is_public": order.is_public}
        statement = insert(AssetClass).values({"names": {}, **row, **said})
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["municipality", "code"], set_={"is_public": order.is_public, **said}
            )
        )


def _check_ended(found: Mapping[str, Difference], order: Order) -> None:
    main = next(iter(found.values()))
    stood = main.ended + main.same + main.changed
    if not order.may_end_many and main.ended > FEW and main.ended > stood * MOST_ENDED:
        raise Invalid(
            "places_many_end",
            "{ended} of the {stood} places that stand are not in this file and would end. Is it the whole file? If so"
            " say --may-end-many.",
            ended=main.ended,
            stood=stood,
        )


def _first(refused: Sequence[Refusal], prepared: Prepared) -> str:
    told = [*refused, *prepared.refusals]
    return f"The first: {told[0].reason}" if told else "No row is of the kind that is asked for."


def _record(
    session: Session, municipality: str, order: Order, report: ImportReport, *, actor: Actor, now: datetime
) -> None:
    counts = {name: [each.made, each.changed, each.ended] for name, each in report.differences.items()}
    audit.record(
        session,
        municipality,
        actor=actor,
        act="import_places",
        subject=("places", None),
        facts={"kind": order.kind.value, "source": order.set_name, "refused": len(report.refusals), "counts": counts},
        now=now,
    )
