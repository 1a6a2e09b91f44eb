"""What staff wrote beside words in another language."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column


class RenderingOf(StrEnum):
    """Whose words are rendered."""

    REPORT = "report"
    ADDITION = "addition"
    NOTE = "note"


class Rendering(Base):
    """Somebody's words in another language, by a member of staff. Kept as written; the newest of a language is shown."""

    __tablename__ = "rendering"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    of_kind: Mapped[RenderingOf] = mapped_column(enum_column(RenderingOf))
    of_id: Mapped[UUID]
    language: Mapped[str]
    words: Mapped[str]
    written_by: Mapped[UUID | None]
    written_at: Mapped[datetime]
