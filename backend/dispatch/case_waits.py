"""A case that staff let wait, alone or with many: the clocks of its orders stand, for reasons their contracts name."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case, State
from backend.cases.events import PromiseMoved
from backend.dispatch import queries, terms
from backend.dispatch.decisions import ENDED
from backend.dispatch.locking import lock_order
from backend.dispatch.words import OrderState, PausedBy, WaitReason
from backend.foundation.actor import SYSTEM


def follow_wait(session: Session, moved: PromiseMoved, now: datetime) -> None:
    """Let the clocks stand until the next look, and go on once the case waits no more.

    An order that its own crew lets wait is left alone, and so are the others beside it: that wait is the crew's.
    """
    case = cases.lock_case(session, moved.municipality, moved.case_id)
    of_case = queries.list_orders_of_case(session, case.municipality, case.id)
    if any(order.waiting_on is not None for order in of_case):
        return
    until = _waits_until(case)
    for found in of_case:
        if found.state in ENDED or found.state in (OrderState.UNSENT, OrderState.DONE):
            continue
        order = lock_order(session, case.municipality, found.id)
        if until is not None and until > now:
            terms.wait(session, order, reason=str(case.waiting_on), until=until, actor=SYSTEM, now=now)
        else:
            terms.end_pauses(session, order, granted_by=PausedBy.CONTRACT, at=now, now=now)


def _waits_until(case: Case) -> datetime | None:
    if case.state is not State.WAITING or case.waiting_on not in set(WaitReason):
        return None
    return case.promise_due_at
