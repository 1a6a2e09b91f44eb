"""Incidents whose clock runs out, beside the lists of cases: only before those who keep the register."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from backend import incidents
from backend.accounts import Right
from backend.doors.shared.access import current_caller
from backend.incidents import Incident


def list_pressing(session: Session, municipality: str) -> Sequence[Incident]:
    """Those the caller keeps; one statement, and none for whoever keeps no register."""
    here = (each for each in current_caller().memberships if each.municipality == municipality)
    if not any(each.carries(Right.KEEP_INCIDENTS) for each in here):
        return []
    return incidents.list_pressing(session, municipality)


def list_pressing_ids(session: Session, municipality: str) -> list[UUID]:
    """Their ids, the most pressing first."""
    return [each.id for each in list_pressing(session, municipality)]
