"""The next look of a case that waits: who chases, and when it comes to their list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.attention import raise_attention
from backend.cases.models import Case
from backend.cases.steps import lock_case
from backend.cases.words import Whose, Why
from backend.foundation.agenda import Due


def plan_look(session: Session, case: Case, *, until: datetime, chaser: Whose | None, now: datetime) -> None:
    """Plan the look for the morning of the day that was promised, so that somebody may keep the promise that day."""
    opening = catalogue.get_calendar(session, case.municipality).opening_of(until)
    case.next_look_at = opening if now < opening < until else until
    case.chaser = chaser or (Whose.UNIT if case.unit_code else Whose.KONTAKTCENTER)
    case.look_asked = False


def list_due_looks(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Waiting cases whose next look has come."""
    wanted = sa.select(Case.municipality, Case.id, Case.next_look_at).where(
        Case.next_look_at.is_not(None), ~Case.look_asked
    )
    if by is not None:
        wanted = wanted.where(Case.next_look_at <= by)
    rows = session.execute(wanted.order_by(Case.next_look_at, Case.id).limit(limit))
    return [Due(municipality, case_id, at) for municipality, case_id, at in rows if at is not None]


def ask_for_look(session: Session, case_id: UUID, municipality: str, now: datetime) -> None:
    """Bring the case to the list of whoever chases; looks again under the case's lock."""
    case = lock_case(session, municipality, case_id)
    if case.look_asked or case.next_look_at is None or case.next_look_at > now:
        return
    case.look_asked = True
    if not case.is_open or case.waiting_on is None:
        return
    facts = {"waiting_on": case.waiting_on, "reason": case.waiting_reason}
    raise_attention(
        session,
        case,
        Why.NEXT_LOOK,
        whose=case.chaser or Whose.KONTAKTCENTER,
        facts=facts,
        until=case.promise_due_at,
        now=now,
    )
