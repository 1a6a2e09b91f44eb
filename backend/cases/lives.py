"""The lives of cases, for trying targets on them: when each came in and was resolved, and where it lay."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.models import Case
from backend.catalogue.simulator import Lived


def list_lives(
    session: Session,
    municipality: str,
    *,
    categories: Collection[str],
    since: datetime,
    until: datetime,
    limit: int,
) -> Sequence[Lived]:
    """Those of the categories opened from ``since`` and before ``until``, newest first; joined ones live with another."""
    rows = session.execute(
        sa.select(Case.opened_at, Case.resolved_at, Case.longitude, Case.latitude, Case.asset_id, Case.category)
        .where(
            Case.municipality == municipality,
            Case.opened_at >= since,
            Case.opened_at < until,
            Case.category.in_(list(categories)),
            Case.joined_to.is_(None),
        )
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return [Lived(*row) for row in rows]
