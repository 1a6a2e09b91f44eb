"""The clock of 72 hours: a day before they run out an incident that IMY has not been told of comes to the list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import SYSTEM
from backend.foundation.agenda import Due
from backend.incidents.models import Incident


def list_due_warnings(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Incidents that IMY has not been told of, whose last day has begun and that stand on no list for it yet."""
    wanted = sa.select(Incident.municipality, Incident.id, Incident.warn_at).where(
        Incident.imy_settled_at.is_(None), Incident.warned_at.is_(None)
    )
    if by is not None:
        wanted = wanted.where(Incident.warn_at <= by)
    rows = session.execute(wanted.order_by(Incident.warn_at, Incident.id).limit(limit))
    return [Due(row.municipality, row.id, row.warn_at) for row in rows]


def warn_incident(session: Session, incident_id: UUID, municipality: str, now: datetime) -> None:
    """Put it on the list of what needs a person; nothing where IMY has been told meanwhile."""
    incident = session.get(Incident, (municipality, incident_id), with_for_update=True, populate_existing=True)
    if incident is None or incident.warned_at is not None or incident.imy_settled_at is not None:
        return
    incident.warned_at = now
    session.flush()
    subject = ("incident", incident_id)
    audit.record(session, municipality, actor=SYSTEM, act="warn_incident", subject=subject, now=now)
