"""The tables of problems: the cause behind cases on the same asset or place. The place is that of its cases."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.actor import ActorKind
from backend.foundation.database import Base, MunicipalityCode, enum_column


class ProblemState(StrEnum):
    """Whether the cause is still to be found."""

    OPEN = "open"
    SOLVED = "solved"


class ProblemStep(StrEnum):
    """What happened to a problem."""

    OPENED = "opened"
    FAILED_AGAIN = "failed_again"
    MOVED = "moved"
    SOLVED = "solved"


class Problem(Base):
    """A cause with an owner and a date. ``look_asked``: its date has come and it stands on the owner's list."""

    __tablename__ = "problem"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID]
    category: Mapped[str]
    asset_id: Mapped[UUID | None]
    unit_code: Mapped[str | None]
    state: Mapped[ProblemState] = mapped_column(enum_column(ProblemState))
    first_case_id: Mapped[UUID]
    last_case_id: Mapped[UUID]
    failures: Mapped[int]
    opened_at: Mapped[datetime]
    next_look_at: Mapped[datetime]
    look_asked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    solved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def is_open(self) -> bool:
        """Whether its cause is still to be found."""
        return self.state is ProblemState.OPEN


class ProblemEntry(Base):
    """One step of a problem, in order of its number. ``words`` are staff's."""

    __tablename__ = "problem_step"

    municipality: Mapped[MunicipalityCode]
    problem_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[ProblemStep] = mapped_column(enum_column(ProblemStep))
    words: Mapped[str]
    next_look_at: Mapped[datetime | None]
    case_id: Mapped[UUID | None]
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[UUID | None]
    taken_at: Mapped[datetime]
