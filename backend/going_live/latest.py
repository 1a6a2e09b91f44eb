"""The latest that people entered of one thing."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.going_live.models import GoingLiveAct
from backend.going_live.words import Need


def find_latest_act(session: Session, municipality: str, need: Need) -> GoingLiveAct | None:
    """Who did it last and when, done for practice or for real; None: nobody yet."""
    acts = sa.select(GoingLiveAct).where(GoingLiveAct.municipality == municipality, GoingLiveAct.code == need)
    return session.scalars(acts.order_by(GoingLiveAct.entered_at.desc(), GoingLiveAct.id.desc()).limit(1)).one_or_none()
