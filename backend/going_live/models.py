"""The table of what people did before a municipality goes live."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.going_live.words import Need


class GoingLiveAct(Base):
    """One act, by the name of who did it. ``is_practice``: the municipality was no real one when it was entered."""

    __tablename__ = "going_live_act"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[Need] = mapped_column(enum_column(Need))
    by_name: Mapped[str]
    done_on: Mapped[date]
    note: Mapped[str]
    is_practice: Mapped[bool]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
