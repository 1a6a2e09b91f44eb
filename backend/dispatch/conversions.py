"""What dispatch does when a case becomes one of another kind: what is answered or handed over needs no orders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case
from backend.cases.events import CaseConverted
from backend.catalogue import WORK_KINDS, CaseKind
from backend.dispatch import alarms, queries
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.decisions import ENDED
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import Act
from backend.foundation.actor import SYSTEM
from backend.foundation.ids import new_id

BY_UNIT = "unit"


def list_orders_to_cancel(session: Session, case: Case, kind: str) -> Sequence[WorkOrder]:
    """The open orders that converting the case to ``kind`` takes back; none where it may still need work."""
    if CaseKind(kind) in WORK_KINDS:
        return []
    orders = queries.list_orders_of_case(session, case.municipality, case.id)
    return [order for order in orders if order.state not in ENDED]


def follow_conversion(session: Session, converted: CaseConverted, now: datetime) -> None:
    """Take back the orders and end the calling: the person who converted an acute case has it."""
    case = cases.lock_case(session, converted.municipality, converted.case_id)
    if not case.is_open or case.kind != converted.kind:
        return
    if CaseKind(case.kind) not in WORK_KINDS:
        alarms.acknowledge_by_case(session, case, role=case.read_by_role or BY_UNIT, actor=SYSTEM, now=now)
    for order in list_orders_to_cancel(session, case, case.kind):
        form = ActForm(act_id=str(new_id()), act=Act.CANCEL)
        act_on_order(session, order.municipality, order.id, form, actor=SYSTEM, now=now)
