"""What another body has already been told of at a spot: the next reporter there hears that it is with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, geography
from backend.cases import Case, Whose, Why
from backend.dispatch.models import HandOver
from backend.dispatch.words import HandOverEnding, HandOverState

SAME_SPOT_M = 60.0
"""How near another report of the same group is the same fault of the same body: a lamp post to the next."""
REMEMBERED = timedelta(days=60)
"""How long what was handed over for good is told to the next reporter."""
_WITH_THEM = (HandOverState.SENT, HandOverState.ACKNOWLEDGED, HandOverState.ANSWERED)


def find_known(session: Session, case: Case, body_code: str, *, now: datetime) -> HandOver | None:
    """The latest hand-over to that body at the case's spot, of the same group and another case; None where none is.

    One that itself rests on an earlier one is passed over: all rest on the first.
    """
    place = (case.longitude, case.latitude)
    rows = session.execute(
        sa.select(HandOver, Case.longitude, Case.latitude)
        .join(Case, (Case.municipality == HandOver.municipality) & (Case.id == HandOver.case_id))
        .where(
            HandOver.municipality == case.municipality,
            HandOver.cell.in_(geography.cells_around(*place, SAME_SPOT_M)),
            HandOver.body_code == body_code,
            HandOver.group_code == group_of(case),
            HandOver.case_id != case.id,
            HandOver.same_as_id.is_(None),
            HandOver.made_at > now - REMEMBERED,
            sa.or_(HandOver.state.in_(_WITH_THEM), HandOver.ended_as == HandOverEnding.THEIRS),
        )
        .order_by(HandOver.made_at.desc(), HandOver.id.desc())
        .limit(20)
    )
    near = (row[0] for row in rows if geography.distance_in_metres(*place, row[1], row[2]) <= SAME_SPOT_M)
    return next(near, None)


def group_of(case: Case) -> str:
    """The group of the case's category."""
    return case.category.partition(".")[0]


def list_resting_on(session: Session, municipality: str, hand_over_id: UUID) -> Sequence[HandOver]:
    """Open hand-overs of other cases that rest on this one, by case."""
    return session.scalars(
        sa.select(HandOver)
        .where(
            HandOver.municipality == municipality,
            HandOver.same_as_id == hand_over_id,
            HandOver.state != HandOverState.ENDED,
        )
        .order_by(HandOver.case_id, HandOver.id)
    ).all()


def look_at_those_resting(
    session: Session, municipality: str, hand_over_id: UUID, *, answer: str, now: datetime
) -> None:
    """A body answered: whoever chases the others at the spot looks whether the answer is theirs too."""
    for each in list_resting_on(session, municipality, hand_over_id):
        case = cases.lock_case(session, municipality, each.case_id)
        if case.is_open:
            facts = {"hand_over_id": str(each.id), "reason": each.body_name, "answer": answer}
            whose = each.chaser or Whose.KONTAKTCENTER
            cases.raise_attention(session, case, Why.NEXT_LOOK, whose=whose, facts=facts, now=now)
