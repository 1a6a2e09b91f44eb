"""The tables of disclosures: what was asked for, which cases, what is masked and why, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column


class DisclosureState(StrEnum):
    """Where a disclosure stands."""

    DRAFT = "draft"
    """The cases are chosen and may be masked."""
    DECIDED = "decided"
    """To be released; the worker writes the file."""
    WRITTEN = "written"
    """The file can be fetched."""
    REFUSED = "refused"
    """Refused as a whole, with reasons."""


class Part(StrEnum):
    """Where in a case a text stands. ``part_id`` is the report's, addition's, note's or case's id."""

    WORDS = "words"
    ADDITION = "addition"
    NOTE = "note"
    PLACE = "place"


class Disclosure(Base):
    """One request for public records. Nobody is asked who they are or why, so nothing says it.

    ``criteria`` is the search as it was made; ``shown`` the persons' fields that are shown though masked by default;
    ``paragraph`` the ground of what is masked by default. ``sha256`` is of the file as released. The file itself goes
    after a time, and when something in it is erased (``gone_at``).
    """

    __tablename__ = "disclosure"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None] = mapped_column()
    number: Mapped[str]
    asked_for: Mapped[str]
    criteria: Mapped[dict[str, Any]]
    state: Mapped[DisclosureState] = mapped_column(enum_column(DisclosureState))
    paragraph: Mapped[str]
    shown: Mapped[list[Any]]
    cases: Mapped[int]
    masked: Mapped[int | None]
    received_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    written_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(sa.CHAR(64))
    list_sha256: Mapped[str | None] = mapped_column(sa.CHAR(64))
    byte_length: Mapped[int | None] = mapped_column(sa.BigInteger)
    gone_at: Mapped[datetime | None]


class DisclosureCase(Base):
    """A case of a disclosure, in the order of the search. ``left_out``: the ground on which the whole case is withheld."""

    __tablename__ = "disclosure_case"

    municipality: Mapped[MunicipalityCode]
    disclosure_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    left_out: Mapped[str | None]


class DisclosureMask(Base):
    """A passage of a text, by its place in it, and the paragraph on which it is masked; never the passage itself.

    ``is_shown``: a passage that would be masked by default and is shown after all.
    """

    __tablename__ = "disclosure_mask"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    disclosure_id: Mapped[UUID]
    case_id: Mapped[UUID]
    part: Mapped[Part] = mapped_column(enum_column(Part))
    part_id: Mapped[UUID]
    starts: Mapped[int]
    ends: Mapped[int]
    paragraph: Mapped[str]
    is_shown: Mapped[bool]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
