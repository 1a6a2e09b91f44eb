"""The table of what has moved in: one row a file."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column


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
