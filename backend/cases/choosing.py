"""What a reporter chooses when sending: "it is the same", or nothing."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.intake import Submitted
from backend.cases.joining import join_report
from backend.cases.near import find_near
from backend.cases.queries import get_case
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.errors import LagatError

MOST_CHOSEN_FROM = 20
"""More than any door shows: what stood there when the page was made may be farther down the list now."""


def join_by_choice(
    session: Session,
    municipality: str,
    submitted: Submitted,
    *,
    to_case_id: UUID | None,
    by: Actor | None = None,
    now: datetime,
) -> Submitted:
    """Do what a reporter chose when sending: "it is the same". Answers where the report lies then.

    ``by`` is the member of staff who chose for somebody who rang, and who sees what is not public too.

    Whatever stands in the way (the other case was resolved meanwhile, is no longer near, or is being worked on this very
    second), the report stands alone: nothing is lost, and nothing raised.
    """
    if to_case_id is None or not submitted.is_first:
        return submitted
    case = submitted.case
    shown = find_near(
        session,
        municipality,
        lon=case.longitude,
        lat=case.latitude,
        category=case.category,
        asset_id=case.asset_id,
        but=case.id,
        only_public=by is None,
        limit=MOST_CHOSEN_FROM,
        now=now,
    )
    if to_case_id not in {near.case_id for near in shown if near.is_open}:
        return submitted
    actor = by or Actor(ActorKind.REPORTER, submitted.report_id)
    try:
        with session.begin_nested():
            join_report(session, municipality, submitted.report_id, to_case_id=to_case_id, actor=actor, now=now)
    except (LagatError, sa.exc.OperationalError):
        session.expire_all()
        return submitted
    return replace(submitted, case_id=to_case_id, case=get_case(session, municipality, to_case_id))
