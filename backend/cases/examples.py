"""Real cases to try words on."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from backend.cases.models import Case
from backend.cases.words import ENDED

LOOKED_THROUGH = 2_000


def list_newest_of_each_kind(session: Session, municipality: str) -> Sequence[Case]:
    """The newest open case of each kind, by kind, among the ``LOOKED_THROUGH`` newest open ones; one statement."""
    newest = (
        sa.select(Case.id, Case.kind, Case.opened_at)
        .where(Case.municipality == municipality, Case.state.not_in(ENDED))
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    first = sa.select(newest.c.id).ext(distinct_on(newest.c.kind)).order_by(newest.c.kind, newest.c.opened_at.desc())
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.id.in_(first))
    return session.scalars(wanted.order_by(Case.kind, Case.id)).all()
