"""The tables of incidents: one row each, what it touched by id, and every step with its words."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.incidents.lifecycle import IncidentKind, IncidentStep, Risk, Standing


class Touched(StrEnum):
    """Whose data: all of a case, or of one who reported."""

    CASE = "case"
    REPORT = "report"


class Incident(Base):
    """A personal data breach of one authority. ``people`` is about how many it concerns; None: not known yet.

    A question is *settled* when it was answered, also by "need not"; *told* says when it was answered by telling.
    """

    __tablename__ = "data_incident"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID]
    kind: Mapped[IncidentKind] = mapped_column(enum_column(IncidentKind))
    noticed_at: Mapped[datetime]
    noticed_by: Mapped[str]
    what: Mapped[str]
    people: Mapped[int | None]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    imy_due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    risk: Mapped[Risk | None] = mapped_column(enum_column(Risk))
    risk_words: Mapped[str] = mapped_column(default="")
    measures: Mapped[str] = mapped_column(default="")
    imy_settled_at: Mapped[datetime | None]
    imy_told_at: Mapped[datetime | None]
    imy_number: Mapped[str] = mapped_column(default="")
    imy_words: Mapped[str] = mapped_column(default="")
    people_settled_at: Mapped[datetime | None]
    people_told_at: Mapped[datetime | None]
    people_words: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        settled = self.imy_settled_at is not None, self.people_settled_at is not None
        return Standing(self.risk, *settled, self.closed_at is not None)


class IncidentItem(Base):
    """A case or a report whose data it concerns."""

    __tablename__ = "data_incident_item"

    municipality: Mapped[MunicipalityCode]
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Touched] = mapped_column(enum_column(Touched), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class IncidentEntry(Base):
    """One step, in order of its number: what was said then stays, whatever is said later."""

    __tablename__ = "data_incident_step"

    municipality: Mapped[MunicipalityCode]
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[IncidentStep] = mapped_column(enum_column(IncidentStep))
    words: Mapped[str]
    facts: Mapped[dict[str, Any]]
    actor_id: Mapped[UUID | None]
    taken_at: Mapped[datetime]
