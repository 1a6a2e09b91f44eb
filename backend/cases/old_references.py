"""The references of an earlier system: kept with the case that came from there, and found in the same search."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.cases.models import Case
from backend.foundation.database import Base, MunicipalityCode, enum_column

MOST_FOUND = 10


class MovingState(StrEnum):
    """How far it has come; what is undone to the last row is no longer there."""

    UNDER_WAY = "under_way"
    DONE = "done"
    UNDOING = "undoing"


class MovingIn(Base):
    """One file of another system. ``counted``: the file's rows by month, their category and their state."""

    __tablename__ = "moving_in"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    state: Mapped[MovingState] = mapped_column(enum_column(MovingState))
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    mapping_sha256: Mapped[str]
    time_zone: Mapped[str]
    counted: Mapped[dict[str, Any]]
    in_file: Mapped[int]
    refused: Mapped[int]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OldReference(Base):
    """What a case was called in ``source``. ``category_there`` and ``state_there`` are that system's own words.

    ``row_number`` is the row of the file, the one under the headings being 1.
    """

    __tablename__ = "old_reference"

    municipality: Mapped[MunicipalityCode]
    source: Mapped[str] = mapped_column(primary_key=True)
    old_id: Mapped[str] = mapped_column(primary_key=True)
    search_key: Mapped[str]
    case_id: Mapped[UUID]
    moved_in_id: Mapped[UUID]
    row_number: Mapped[int]
    category_there: Mapped[str]
    state_there: Mapped[str]


def search_key_of(text: str) -> str:
    """An old reference as it is compared: letters and figures alone, all in capitals; at most 100 of them."""
    return "".join(character for character in text.upper() if character.isalnum())[:100]


def list_cases_by_old_reference(session: Session, municipality: str, text: str) -> Sequence[Case]:
    """The cases that came here under that reference, as a person typed it; of several systems there may be several."""
    key = search_key_of(text)
    if not key:
        return ()
    found = sa.select(OldReference.case_id).where(
        OldReference.municipality == municipality, OldReference.search_key == key
    )
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.id.in_(found))
    return session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST_FOUND)).all()


def list_old_references(session: Session, municipality: str, case_id: UUID) -> Sequence[OldReference]:
    """What the case was called before, by system and reference."""
    return session.scalars(
        sa.select(OldReference)
        .where(OldReference.municipality == municipality, OldReference.case_id == case_id)
        .order_by(OldReference.source, OldReference.old_id)
    ).all()
