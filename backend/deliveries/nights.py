"""Quiet hours: what disturbs nobody at night when it is sent in time disturbs nobody when it is sent late either."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.claims import Claimed, lay_down
from backend.deliveries.decisions import After
from backend.deliveries.models import Delivery
from backend.deliveries.quiet_hours import after_quiet_hours
from backend.foundation.database import Scope, take_scope


def wait_for_day(session: Session, claimed: Claimed, *, now: datetime) -> bool:
    """Lay a claimed letter that may only leave by day down until the morning; False where it may leave now.

    It may be late because no sender ran or its receiver was away. The claim was no try, and is not counted.
    """
    if claimed.by_day_in is None:
        return False
    morning = after_quiet_hours(now, ZoneInfo(claimed.by_day_in))
    if morning <= now:
        return False
    take_scope(session, Scope((claimed.municipality,)))
    lay_down(session, claimed, After(claimed.tried.fate, next_attempt_at=morning), None, said=None, now=now)
    session.execute(
        sa.update(Delivery)
        .where(Delivery.municipality == claimed.municipality, Delivery.id == claimed.id)
        .values(attempts=Delivery.attempts - 1)
        .execution_options(synchronize_session=False)
    )
    return True
