"""What dispatch does when it hears of an assignment, an acute report, an approval or a resolution."""

import itertools
from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, responsibility
from backend.cases import Case, Outcome, Step, Whose, Why
from backend.cases.events import CaseAssigned, CaseResolved, ReportSubmitted
from backend.dispatch import alarms, hand_overs, orders, queries
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.decisions import ENDED
from backend.dispatch.events import WorkOrderApproved
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import Act, HandOverState, OrderState, Purpose
from backend.foundation.actor import SYSTEM
from backend.foundation.ids import new_id
from backend.responsibility import DecisionRow, Route


def dispatch_assigned(session: Session, assigned: CaseAssigned, now: datetime) -> None:
    """Write the work order or the hand-over the decision asks for; what a unit answers itself comes to its list."""
    case = cases.lock_case(session, assigned.municipality, assigned.case_id)
    decision = responsibility.list_decisions(session, assigned.municipality, assigned.case_id)[-1]
    # Decided again since: what follows from that one follows when its own event comes.
    if not case.is_open or decision.id != assigned.decision_id:
        return
    if _take_back_earlier(session, case, decision, now=now):
        return
    if decision.route is Route.CONTRACT and decision.contract_id is not None:
        contract = responsibility.get_contract(session, assigned.municipality, decision.contract_id)
        if decision.decided_by is None:
            orders.order_by_decision(session, case, contract, decision_id=decision.id, now=now)
        else:
            orders.send_order(session, case, contract, decision_id=decision.id, actor=SYSTEM, now=now)
    elif decision.route is Route.BODY:
        hand_overs.hand_over_by_decision(session, case, decision, now=now)
    else:
        cases.raise_attention(session, case, Why.ANSWER, whose=Whose.UNIT, until=case.promise_due_at, now=now)


def alarm_on_acute(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """An acute report wakes a person."""
    if submitted.is_acute:
        alarms.raise_alarm(session, submitted.municipality, submitted.case_id, now=now)


def resolve_on_approved(session: Session, approved: WorkOrderApproved, now: datetime) -> None:
    """Resolve the case as its mending ended, when every order it needs is approved. A place made safe is not mended."""
    case = cases.lock_case(session, approved.municipality, approved.case_id)
    of_case = queries.list_orders_of_case(session, approved.municipality, approved.case_id)
    order = next(order for order in of_case if order.id == approved.order_id)
    if not case.is_open or any(other.state not in ENDED for other in of_case) or _resolved_since(session, approved):
        return
    if order.purpose is Purpose.MAKE_SAFE:
        done = [each for each in of_case if each.purpose is Purpose.MEND and (each.approved_at or now) >= order.sent_at]
        if not done or done[-1].state is not OrderState.APPROVED:
            facts = {"mode": "made_safe", "order_id": str(order.id)}
            cases.raise_attention(session, case, Why.ORDER_NEEDED, whose=Whose.UNIT, facts=facts, now=now)
            return
        order = done[-1]
    outcome = order.outcome or Outcome.MENDED
    facts = {"order_id": str(order.id)}
    cases.resolve_case(
        session, approved.municipality, approved.case_id, outcome=outcome, facts=facts, actor=SYSTEM, now=now
    )


def cancel_on_resolved(session: Session, resolved: CaseResolved, now: datetime) -> None:
    """A case resolved another way needs its open orders no more, nor anybody woken; reopened since, it may."""
    case = cases.lock_case(session, resolved.municipality, resolved.case_id)
    if case.is_open or case.resolutions != resolved.resolution:
        return
    alarms.rest_alarm(session, case, now=now)
    for order in queries.list_orders_of_case(session, resolved.municipality, resolved.case_id):
        if order.state not in ENDED:
            _cancel(session, order, now=now)


def _take_back_earlier(session: Session, case: Case, decision: DecisionRow, *, now: datetime) -> bool:
    """Take back what an earlier decision ordered; True where what this one asks for is under way already."""
    for hand_over in hand_overs.list_hand_overs(session, case.municipality, case.id):
        if hand_over.state is HandOverState.TO_DO:
            hand_over.state, hand_over.ended_at = HandOverState.ENDED, now
    for order in queries.list_orders_of_case(session, case.municipality, case.id):
        if order.state in ENDED or order.purpose is not Purpose.MEND:
            continue
        if order.contract_id == decision.contract_id:
            return True
        _cancel(session, order, now=now)
    return False


def _resolved_since(session: Session, approved: WorkOrderApproved) -> bool:
    """Whether the case was resolved after the approval, and thus reopened for another reason."""
    approval = {"order_id": str(approved.order_id), "act": Act.APPROVE.value}
    timeline = cases.list_timeline(session, approved.municipality, approved.case_id)
    since = itertools.dropwhile(lambda entry: not approval.items() <= entry.facts.items(), timeline)
    return any(entry.step is Step.RESOLVE for entry in since)


def _cancel(session: Session, order: WorkOrder, *, now: datetime) -> None:
    form = ActForm(act_id=str(new_id()), act=Act.CANCEL)
    act_on_order(session, order.municipality, order.id, form, actor=SYSTEM, now=now)
