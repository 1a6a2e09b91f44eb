"""What becomes of orders and alarms when a case is emptied into another, and when it stands alone again."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases
from backend.cases.events import CaseJoined, CaseUnjoined
from backend.dispatch import alarms, queries
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.decisions import ENDED
from backend.dispatch.words import Act
from backend.foundation.actor import SYSTEM
from backend.foundation.ids import new_id


def follow_joined(session: Session, joined: CaseJoined, now: datetime) -> None:
    """Take back what was ordered for the emptied case: the one that remains has its own.

    Where it was calling for somebody and the other has called nobody, the calling goes on for the case that remains.
    """
    locked = cases.lock_cases(session, joined.municipality, {joined.case_id, joined.into_case_id})
    emptied, remaining = locked[joined.case_id], locked[joined.into_case_id]
    if emptied.joined_to is None:
        return
    for order in queries.list_orders_of_case(session, joined.municipality, joined.case_id):
        if order.state not in ENDED:
            form = ActForm(act_id=str(new_id()), act=Act.CANCEL)
            act_on_order(session, joined.municipality, order.id, form, actor=SYSTEM, now=now)
    if alarms.find_calling(session, joined.municipality, emptied.id) is None:
        return
    if remaining.is_acute and queries.find_alarm_of_case(session, joined.municipality, remaining.id) is None:
        alarms.raise_alarm(session, joined.municipality, remaining.id, now=now)
    alarms.rest_alarm(session, emptied, now=now)


def follow_unjoined(session: Session, unjoined: CaseUnjoined, now: datetime) -> None:
    """Call for an acute case that stands alone again: who has the other one has perhaps not this one."""
    case = cases.lock_case(session, unjoined.municipality, unjoined.case_id)
    if case.is_acute:
        alarms.raise_alarm(session, unjoined.municipality, unjoined.case_id, now=now)
