"""What staff teach the search: "gamla Konsum" is here. Every act is audited, and can be undone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.geography.decisions import cell_of, distance_in_metres
from backend.geography.models import PlaceKind, PlaceName
from backend.geography.names import fold, forgive
from backend.geography.place_words import tell_place
from backend.geography.queries import find_municipality_at

TAUGHT = "taught"
"""The set taught names belong to: no import ends one of them."""
SHORTEST, LONGEST = 2, 80
SAME_METRES = 50.0
MOST_WEIGHT = 5
"""What a colleague taught goes a little before a name of the same likeness from a file."""


def teach_name(
    session: Session,
    municipality: str,
    place_id: UUID,
    *,
    name: str,
    lon: float,
    lat: float,
    actor: Actor,
    now: datetime,
) -> PlaceName:
    """Let ``name`` mean the point (as ``read_position`` gave it), under a new ``place_id``. Audited.

    Raises ``Invalid`` for a name of under 2 or over 80 characters or a point in another municipality, ``Conflict``
    where the name is taught within 50 m already.
    """
    said = _check_name(session, municipality, name, lon, lat)
    taught = PlaceName(
        municipality=municipality,
        id=place_id,
        kind=PlaceKind.LOCAL_NAME,
        name=said,
        folded=fold(said),
        forgiven=forgive(said),
        lon=lon,
        lat=lat,
        cell=cell_of(lon, lat),
        weight=MOST_WEIGHT,
        street=tell_place(session, municipality, lon=lon, lat=lat),
        source=TAUGHT,
        source_key=str(place_id),
        taught_by=actor.id,
        taught_at=now,
    )
    session.add(taught)
    session.flush()
    _record(session, taught, "teach_name", actor, now)
    return taught


def forget_name(session: Session, municipality: str, place_id: UUID, *, actor: Actor, now: datetime) -> PlaceName:
    """Let a taught name mean nothing more; it is kept, and may be brought back. Audited. Raises ``NotFound``."""
    found = get_taught_name(session, municipality, place_id)
    if found.ended_at is None:
        found.ended_at = now
        session.flush()
        _record(session, found, "forget_name", actor, now)
    return found


def bring_back_name(session: Session, municipality: str, place_id: UUID, *, actor: Actor, now: datetime) -> PlaceName:
    """Undo ``forget_name``. Audited. Raises ``NotFound``."""
    found = get_taught_name(session, municipality, place_id)
    if found.ended_at is not None:
        found.ended_at = None
        session.flush()
        _record(session, found, "bring_back_name", actor, now)
    return found


def get_taught_name(session: Session, municipality: str, place_id: UUID) -> PlaceName:
    """A name that staff taught, forgotten or not. Raises ``NotFound``, for names of files too."""
    found = session.get(PlaceName, (municipality, place_id))
    if found is None or found.source != TAUGHT:
        raise NotFound("taught_name_not_found", "There is no such name.")
    return found


def list_taught_names(
    session: Session, municipality: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[PlaceName]:
    """The names that staff taught, the newest first, forgotten ones among them; ``after`` that moment and id."""
    query = sa.select(PlaceName).where(PlaceName.municipality == municipality, PlaceName.source == TAUGHT)
    if after is not None:
        query = query.where(sa.tuple_(PlaceName.taught_at, PlaceName.id) < sa.tuple_(*after))
    return session.scalars(query.order_by(PlaceName.taught_at.desc(), PlaceName.id.desc()).limit(limit)).all()


def _check_name(session: Session, municipality: str, name: str, lon: float, lat: float) -> str:
    """The name as it is kept. Raises as ``teach_name``."""
    said = " ".join(name.split())
    if not SHORTEST <= len(said) <= LONGEST or len(fold(said)) < SHORTEST:
        words = "Write a name of 2 to 80 characters."
        raise Invalid("place_name_wrong", words, fields={"name": "Write a name of 2 to 80 characters."})
    holder = find_municipality_at(session, lon, lat, asked=municipality)
    if holder is not None and holder.code != municipality:
        raise Invalid("place_elsewhere", "That place lies in {name}.", name=holder.full_name)
    for other in session.scalars(_named(municipality, said)):
        if distance_in_metres(lon, lat, other.lon, other.lat) <= SAME_METRES:
            raise Conflict("place_name_known", "{name} is taught here already.", name=other.name)
    return said


def _named(municipality: str, name: str) -> sa.Select[PlaceName]:
    return sa.select(PlaceName).where(
        PlaceName.municipality == municipality,
        PlaceName.kind == PlaceKind.LOCAL_NAME,
        PlaceName.forgiven == forgive(name),
        PlaceName.source == TAUGHT,
        PlaceName.ended_at.is_(None),
    )


def _record(session: Session, taught: PlaceName, act: str, actor: Actor, now: datetime) -> None:
    audit.record(session, taught.municipality, actor=actor, act=act, subject=("place_name", taught.id), now=now)
