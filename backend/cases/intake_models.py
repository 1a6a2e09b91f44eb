"""The tables beside the intake: a municipality's own ceilings, and the references kept for paper."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, Code, MunicipalityCode, enum_column


class Per(StrEnum):
    """What reports are counted by: the network they came from, the address to answer to, the place."""

    SOURCE = "source"
    ADDRESS = "address"
    PLACE = "place"


class IntakeCeiling(Base):
    """A ceiling of the municipality's own: above ``most`` reports in ``minutes`` they are taken and held."""

    __tablename__ = "intake_ceiling"

    municipality: Mapped[MunicipalityCode]
    per: Mapped[Per] = mapped_column(enum_column(Per), primary_key=True)
    most: Mapped[int]
    minutes: Mapped[int]


class ReservedReference(Base):
    """A reference printed on a paper form, given away once and never to anything else."""

    __tablename__ = "reserved_reference"

    municipality: Mapped[MunicipalityCode]
    reference: Mapped[str] = mapped_column(Code(8), primary_key=True)
    sheet_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(sa.Integer)
    reserved_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    report_id: Mapped[UUID | None]
