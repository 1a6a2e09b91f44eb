"""What needs a person: why, whose, until when. Raised once per reason, settled by the act that answers it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.models import Attention, Case
from backend.cases.words import Whose, Why
from backend.foundation.ids import new_id

LOOK_WITHIN = timedelta(hours=24)


def raise_attention(
    session: Session,
    case: Case,
    why: Why,
    *,
    whose: Whose,
    unit_code: str | None = None,
    facts: dict[str, Any] | None = None,
    until: datetime | None = None,
    now: datetime,
) -> None:
    """Put the case on a list for ``why``; nothing happens where it already stands there for that reason.

    A unit's matter comes to the unit that has the case, or to ``unit_code`` where another ordered; to the kontaktcenter
    when no unit is known.
    """
    unit_code = unit_code or case.unit_code
    if whose is not Whose.KONTAKTCENTER and unit_code is None:
        whose = Whose.KONTAKTCENTER
    session.flush()
    session.execute(
        sa.dialects.postgresql.insert(Attention)
        .values(
            municipality=case.municipality,
            id=new_id(),
            case_id=case.id,
            why=why,
            whose=whose,
            unit_code=unit_code if whose is not Whose.KONTAKTCENTER else None,
            until=until or now + LOOK_WITHIN,
            facts=facts or {},
            is_acute=case.is_acute,
            urgency=case.urgency,
            raised_at=now,
        )
        .on_conflict_do_nothing()
    )


def settle_attention(
    session: Session, municipality: str, case_id: UUID, *whys: Why, settled_by: UUID | None = None, now: datetime
) -> int:
    """Take the case off the lists it stands on for ``whys``; for every reason of its own when none is given.

    A problem's date is the problem's: a case that ends does not answer it.
    """
    settled = (
        sa.update(Attention)
        .where(Attention.municipality == municipality, Attention.case_id == case_id, Attention.settled_at.is_(None))
        .values(settled_at=now, settled_by=settled_by)
        .returning(Attention.id)
        .execution_options(synchronize_session=False)
    )
    settled = settled.where(Attention.why.in_(whys) if whys else Attention.why != Why.PROBLEM)
    session.flush()
    return len(session.execute(settled).all())
