"""Where the sender's device said it was, kept apart from the place the report is about."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.foundation.database import Base, MunicipalityCode


class ReportFix(Base):
    """A device's own position when a report was made, WGS 84 degrees; ``accuracy_m`` as the device said it.

    Personal data: where a person stood. It is erased with its report.
    """

    __tablename__ = "report_fix"

    municipality: Mapped[MunicipalityCode]
    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    lon: Mapped[float] = mapped_column(sa.Double)
    lat: Mapped[float] = mapped_column(sa.Double)
    accuracy_m: Mapped[float | None] = mapped_column(sa.Double)


def list_fixes(session: Session, municipality: str, report_ids: Sequence[UUID]) -> dict[UUID, ReportFix]:
    """The devices' own positions by report; nothing for a report whose device did not say."""
    query = sa.select(ReportFix).where(ReportFix.municipality == municipality, ReportFix.report_id.in_(report_ids))
    return {each.report_id: each for each in session.scalars(query)}
