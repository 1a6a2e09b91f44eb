"""Reading incidents: every scope sees its own authority's alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case, Report
from backend.incidents.errors import IncidentNotFound
from backend.incidents.models import Incident, IncidentEntry, IncidentItem, Touched

Place = tuple[datetime, UUID]
"""Where a page of the list ended: (noticed_at, id)."""


def get_incident(session: Session, municipality: str, incident_id: UUID) -> Incident:
    """One incident. Raises ``IncidentNotFound``."""
    found = session.get(Incident, (municipality, incident_id))
    if found is None:
        raise IncidentNotFound
    return found


def list_incidents(
    session: Session, municipality: str, *, after: Place | None = None, limit: int = 25
) -> Sequence[Incident]:
    """Incidents, last noticed first, after a place already shown."""
    wanted = sa.select(Incident).where(Incident.municipality == municipality)
    if after:
        wanted = wanted.where(sa.tuple_(Incident.noticed_at, Incident.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(Incident.noticed_at.desc(), Incident.id.desc()).limit(limit)).all()


def list_pressing(session: Session, municipality: str, *, limit: int = 20) -> Sequence[Incident]:
    """Those whose last day to tell IMY has begun or passed, the most pressing first."""
    wanted = sa.select(Incident).where(
        Incident.municipality == municipality, Incident.imy_settled_at.is_(None), Incident.warned_at.is_not(None)
    )
    return session.scalars(wanted.order_by(Incident.warn_at, Incident.id).limit(limit)).all()


def list_steps(session: Session, municipality: str, incident_id: UUID) -> Sequence[IncidentEntry]:
    """What was done about it, first first."""
    wanted = sa.select(IncidentEntry).where(
        IncidentEntry.municipality == municipality, IncidentEntry.incident_id == incident_id
    )
    return session.scalars(wanted.order_by(IncidentEntry.number)).all()


def list_touched(session: Session, municipality: str, incident_id: UUID) -> list[tuple[Touched, str]]:
    """What it concerns: (case or report, reference in stored form), by reference; what is out of sight is left out."""
    parts = [
        sa.select(sa.literal(kind.value).label("kind"), table.reference.label("reference"))
        .join(IncidentItem, (IncidentItem.municipality == table.municipality) & (IncidentItem.item_id == table.id))
        .where(
            IncidentItem.municipality == municipality,
            IncidentItem.incident_id == incident_id,
            IncidentItem.kind == kind,
        )
        for kind, table in ((Touched.CASE, Case), (Touched.REPORT, Report))
    ]
    rows = session.execute(sa.union_all(*parts).order_by("reference", "kind"))
    return [(Touched(row.kind), row.reference) for row in rows]
