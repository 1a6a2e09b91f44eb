"""The table of verdicts."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases import Outcome
from backend.feedback.words import Answer, Consequence
from backend.foundation.database import Base, MunicipalityCode, enum_column


class Verdict(Base):
    """One reporter's answer to one resolution. ``words`` are theirs: never quoted, never public."""

    __tablename__ = "verdict"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    case_id: Mapped[UUID]
    resolution: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    answer: Mapped[Answer] = mapped_column(enum_column(Answer))
    words: Mapped[str]
    led_to: Mapped[Consequence | None] = mapped_column(enum_column(Consequence))
    given_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("municipality", "report_id", "case_id", "resolution", name="verdict_once"),
        sa.ForeignKeyConstraint(["municipality", "report_id"], ["report.municipality", "report.id"]),
        sa.Index("verdict_by_case", "municipality", "case_id", "given_at", "id"),
    )
