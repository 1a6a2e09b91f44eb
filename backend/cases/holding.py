"""What is held until a person lets it go on: the list, and letting many through at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.actions import release_case
from backend.cases.models import Attention, Case
from backend.cases.steps import lock_case
from backend.cases.words import ENDED, State, Why
from backend.foundation.actor import Actor


def list_held(session: Session, municipality: str, *, limit: int = 200) -> Sequence[tuple[Attention, Case]]:
    """Held cases with why, people at risk first, then the oldest."""
    rows = session.execute(
        sa.select(Attention, Case)
        .join(Case, (Case.municipality == Attention.municipality) & (Case.id == Attention.case_id))
        .where(
            Attention.municipality == municipality,
            Attention.settled_at.is_(None),
            Attention.why == Why.HELD,
            Case.state == State.HELD,
        )
        .order_by(Attention.is_acute.desc(), Attention.raised_at, Attention.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def release_cases(
    session: Session, municipality: str, case_ids: Collection[UUID], *, actor: Actor, now: datetime
) -> int:
    """Let those through that are still held, locked in the order of their ids; returns how many that was."""
    released = 0
    for case_id in sorted(set(case_ids)):
        if lock_case(session, municipality, case_id).state is State.HELD:
            release_case(session, municipality, case_id, actor=actor, now=now)
            released += 1
    return released


def list_open_acute(session: Session, municipality: str, *, limit: int) -> Sequence[Case]:
    """Open acute cases: those nobody has read first, then the oldest."""
    return session.scalars(
        sa.select(Case)
        .where(Case.municipality == municipality, Case.is_acute, Case.state.not_in(ENDED))
        .order_by(Case.read_at.is_not(None), Case.opened_at, Case.id)
        .limit(limit)
    ).all()
