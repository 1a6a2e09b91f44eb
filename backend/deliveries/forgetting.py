"""Forgetting which network a message was sent because of: kept as long as a report's own source, and no longer."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.models import Delivery

MARKS_KEPT_FOR = timedelta(days=14)


def forget_source_marks(session: Session, *, now: datetime) -> int:
    """Empty ``source_mark`` of what was queued long enough ago, in every municipality; returns how many. Worker only."""
    forgotten = session.execute(
        sa.update(Delivery)
        .where(Delivery.source_mark.is_not(None), Delivery.queued_at < now - MARKS_KEPT_FOR)
        .values(source_mark=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())
