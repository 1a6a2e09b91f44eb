"""Moving in, batch by batch: silent, each row once, and gone on with where it stopped.

Nothing is announced: no event, no delivery, no alarm and no list of what needs a person. A batch is one transaction
under the lock of its moving-in; what is written in it is found by (source, old reference) when the file is read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import geography
from backend.cases import Case, OldReference, Report, ReservedReference
from backend.cases.old_references import MovingIn, MovingState
from backend.foundation import audit
from backend.foundation.actor import SYSTEM
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id, new_reference
from backend.foundation.writing import insert_many
from backend.moving_in.errors import AnotherFile, MappingWrong, MovingInNotFound
from backend.moving_in.landing import Landed, land, read_house
from backend.moving_in.mapping import WGS84, Plan
from backend.moving_in.matters import Matter, Refused, move_point
from backend.moving_in.reading import Counted, digest_of

BATCH = 2000


@dataclass(frozen=True)
class Moved:
    """What became of one batch: how many came now, how many were here already, and who was refused."""

    new: int
    there: int
    refused: tuple[Refused, ...] = ()


def check_mapping(session: Session, municipality: str, plan: Plan) -> None:
    """Raises ``MappingWrong`` where it names a category or a unit that the municipality does not have."""
    house = read_house(session, municipality)
    wanted = {*plan.categories.of.values(), *filter(None, [plan.categories.otherwise])}
    unknown = sorted(wanted - set(house.categories))
    units = sorted({*plan.units.of.values(), *filter(None, [plan.units.otherwise])} - set(house.units))
    if unknown or units:
        raise MappingWrong(f"there is no category or unit {', '.join([*unknown, *units])} here")


def begin_moving_in(
    session: Session, municipality: str, name: str, plan: Plan, *, file: Path, mapping: str, counted: Counted,
    now: datetime,
) -> MovingIn:  # fmt: skip
    """Write down what is about to move in; the same file and mapping again goes on with what was begun.

    Raises ``AnotherFile``, ``MappingWrong``.
    """
    check_mapping(session, municipality, plan)
    found = find_moving_in(session, municipality, name)
    digests = digest_of(file.read_bytes()), digest_of(mapping.encode())
    if found is not None:
        if (found.file_sha256, found.mapping_sha256) != digests or found.state is MovingState.UNDOING:
            raise AnotherFile(name)
        return found
    moving = MovingIn(
        municipality=municipality,
        id=new_id(),
        name=name,
        source=plan.source,
        state=MovingState.UNDER_WAY,
        file_name=file.name,
        file_sha256=digests[0],
        mapping_sha256=digests[1],
        time_zone=plan.zone.key,
        counted={by: dict(counts) for by, counts in counted.by.items()},
        in_file=counted.rows,
        refused=len(counted.refused),
        begun_at=now,
    )
    session.add(moving)
    facts = {"moving_in": str(moving.id), "rows": counted.rows, "file_sha256": digests[0]}
    subject = ("moving_in", moving.id)
    audit.record(session, municipality, actor=SYSTEM, act="begin_moving_in", subject=subject, facts=facts, now=now)
    session.flush()
    return moving


def move_in(
    session: Session, municipality: str, name: str, matters: Sequence[Matter], plan: Plan, *, now: datetime
) -> Moved:
    """Take one batch. Rows that are here already are passed over, so that a file may be read from its beginning again.

    Raises ``MovingInNotFound``.
    """
    moving = lock_moving_in(session, municipality, name)
    there = _find_there(session, moving, [matter.old_id for matter in matters])
    new = [matter for matter in matters if matter.old_id not in there]
    places, refused = _place_all(session, municipality, new, plan)
    landed, house = Landed(), read_house(session, municipality)
    coming = [matter for matter in new if matter.number in places]
    references = _new_references(session, municipality, len(coming))
    for matter, reference in zip(coming, references, strict=True):
        land(
            landed, matter, house, at=places[matter.number], reference=reference, moving=moving.id,
            source=moving.source, now=now,
        )  # fmt: skip
    for rows in landed.tables():
        insert_many(session, rows)
    foreign = [each for each in matters if there.get(each.old_id, moving.id) != moving.id]
    refused += [Refused(each.number, each.old_id, "moved in already, from another file") for each in foreign]
    return Moved(len(coming), len(there) - len(foreign), tuple(refused))


def finish_moving_in(session: Session, municipality: str, name: str, *, refused: int, now: datetime) -> MovingIn:
    """Every row has been seen. Raises ``MovingInNotFound``."""
    moving = lock_moving_in(session, municipality, name)
    if moving.state is MovingState.UNDER_WAY:
        moving.state, moving.ended_at, moving.refused = MovingState.DONE, now, refused
        subject = ("moving_in", moving.id)
        facts = {"rows": moving.in_file, "refused": refused}
        audit.record(session, municipality, actor=SYSTEM, act="end_moving_in", subject=subject, facts=facts, now=now)
        session.flush()
    return moving


def find_moving_in(session: Session, municipality: str, name: str) -> MovingIn | None:
    """What moved in under that name, or None."""
    wanted = sa.select(MovingIn).where(MovingIn.municipality == municipality, MovingIn.name == name)
    return session.scalars(wanted).one_or_none()


def lock_moving_in(session: Session, municipality: str, name: str) -> MovingIn:
    """The moving-in, locked until the transaction ends. Raises ``MovingInNotFound``."""
    wanted = sa.select(MovingIn).where(MovingIn.municipality == municipality, MovingIn.name == name)
    found = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise MovingInNotFound(name)
    return found


def _find_there(session: Session, moving: MovingIn, old_ids: Sequence[str]) -> dict[str, UUID]:
    """Those of the references that are here from this system, each with what it moved in with."""
    wanted = sa.select(OldReference.old_id, OldReference.moved_in_id).where(
        OldReference.municipality == moving.municipality,
        OldReference.source == moving.source,
        OldReference.old_id == sa.any_(sa.literal(list(old_ids), sa.ARRAY(sa.Text))),
    )
    return {row.old_id: row.moved_in_id for row in session.execute(wanted)}


def _place_all(
    session: Session, municipality: str, matters: Sequence[Matter], plan: Plan
) -> tuple[dict[int, tuple[float, float]], list[Refused]]:
    """Row number → (longitude, latitude); and the rows whose place is not in Sweden."""
    points = {matter.number: matter.point for matter in matters if matter.point is not None}
    if plan.crs != WGS84 and points:
        points = dict(zip(points, _transform(session, list(points.values()), plan.crs), strict=True))
    middle = _middle(session, municipality) if len(points) < len(matters) else None
    placed, refused = dict[int, tuple[float, float]](), list[Refused]()
    for matter in matters:
        point = points.get(matter.number)
        try:
            placed[matter.number] = _place(point, middle, plan)
        except Invalid as error:
            refused.append(Refused(matter.number, matter.old_id, f"{error} ({point})"))
    return placed, refused


def _place(point: tuple[float, float] | None, middle: tuple[float, float] | None, plan: Plan) -> tuple[float, float]:
    if point is None:
        if middle is None:
            raise Invalid("no_middle", "The municipality has no middle yet.")
        return middle
    lon, lat = move_point(*point, plan.shift) if plan.shift else point
    return geography.read_position(lat, lon)


def _transform(session: Session, points: Sequence[tuple[float, float]], crs: int) -> list[tuple[float, float]]:
    east, north = zip(*points, strict=True)
    rows = session.execute(_TRANSFORM, {"east": list(east), "north": list(north), "crs": crs})
    return [(lon, lat) for lon, lat in rows]


def _middle(session: Session, municipality: str) -> tuple[float, float] | None:
    row = session.execute(_MIDDLE, {"municipality": municipality}).one_or_none()
    return (row.lon, row.lat) if row is not None and row.lon is not None else None


def _new_references(session: Session, municipality: str, many: int) -> list[str]:
    """References nobody has: with many thousand cases two random ones do meet."""
    found: set[str] = set()
    while len(found) < many:
        fresh = {new_reference() for _ in range(many - len(found))}
        for model in (Case, Report, ReservedReference):
            among = model.reference == sa.any_(sa.literal(sorted(fresh), sa.ARRAY(sa.CHAR(8))))
            fresh -= set(session.scalars(sa.select(model.reference).where(model.municipality == municipality, among)))
        found |= fresh
    return list(found)


_TRANSFORM = sa.text(
    "SELECT ST_X(p), ST_Y(p) FROM (SELECT n, ST_Transform(ST_SetSRID(ST_MakePoint(e, v), :crs), 4326) AS p"
    " FROM unnest(CAST(:east AS float8[]), CAST(:north AS float8[])) WITH ORDINALITY AS given(e, v, n)) AS t ORDER BY n"
)
_MIDDLE = sa.text("SELECT lon, lat FROM municipality WHERE code = :municipality")
