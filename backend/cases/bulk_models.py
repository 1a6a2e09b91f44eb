"""The tables of promises moved many at once: one row a move, one row a case of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.words import Cause, PromiseKind
from backend.catalogue import Precision
from backend.foundation.database import Base, MunicipalityCode, enum_column


class BulkState(StrEnum):
    """Where a move of many stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"


class BulkFate(StrEnum):
    """What became of one case of it: moved, or passed over and why."""

    MOVED = "moved"
    ENDED = "ended"
    ACUTE = "acute"
    HELD = "held"
    LATER_ALREADY = "later_already"
    TOO_LATE = "too_late"
    NOT_NOW = "not_now"


class BulkMove(Base):
    """One new date with one reason for many cases. ``cursor``: the last case that is done; none begins before
    ``not_before``. Without ``tells`` no reporter is told of the new date. ``authority_id``: of the scope it was made in."""

    __tablename__ = "bulk_move"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None] = mapped_column(server_default=sa.text("lagat_authority()"))
    state: Mapped[BulkState] = mapped_column(enum_column(BulkState))
    kind: Mapped[PromiseKind] = mapped_column(enum_column(PromiseKind))
    cause: Mapped[Cause] = mapped_column(enum_column(Cause))
    waiting_on: Mapped[str | None] = mapped_column(sa.String(40))
    reason: Mapped[str]
    tells: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    due_at: Mapped[datetime]
    precision: Mapped[Precision] = mapped_column(enum_column(Precision))
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    cursor: Mapped[UUID | None]
    chosen: Mapped[int]
    moved: Mapped[int] = mapped_column(default=0, server_default="0")
    passed_over: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_at: Mapped[datetime | None]


class BulkMoveCase(Base):
    """One chosen case; ``fate`` is empty until its turn has come."""

    __tablename__ = "bulk_move_case"

    municipality: Mapped[MunicipalityCode]
    bulk_move_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    fate: Mapped[BulkFate | None] = mapped_column(enum_column(BulkFate))
