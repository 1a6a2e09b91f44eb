"""What dispatch does when it hears of an assignment, an acute report, an approval or a resolution."""

import itertools
from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Outcome, Step, Whose, Why
from backend.cases.events import CaseAssigned, CaseMadeAcute, CaseResolved, PromiseMoved, ReportSubmitted
from backend.dispatch import alarms, hand_over_acts, hand_over_spot, hand_overs, locks, orders, queries
from backend.dispatch.acts import ActForm, act_on_order
from backend.dispatch.decisions import ENDED
from backend.dispatch.events import HandOverAnswered, WorkOrderApproved, WorkOrderCancelled, WorkOrderDeclined
from backend.dispatch.hand_over_waiting import WAITS_ON_BODY, ask_again
from backend.dispatch.models import HandOver, WorkOrder
from backend.dispatch.words import Act, HandOverEnding, HandOverState, OrderState, Purpose
from backend.foundation.actor import SYSTEM, Actor, ActorKind
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
        _order_behind_lock(session, case, decision, now=now)
    else:
        cases.raise_attention(session, case, Why.ANSWER, whose=Whose.UNIT, until=case.promise_due_at, now=now)


def alarm_on_acute(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """An acute report wakes a person."""
    if submitted.is_acute:
        alarms.raise_alarm(session, submitted.municipality, submitted.case_id, now=now)


def alarm_on_made_acute(session: Session, found: CaseMadeAcute, now: datetime) -> None:
    """So does what a rule found acute."""
    alarms.raise_alarm(session, found.municipality, found.case_id, now=now)


def rest_on_moved(session: Session, moved: PromiseMoved, now: datetime) -> None:
    """Whoever gave a new date has the case: nobody is called for it any more."""
    alarms.rest_when_read(session, cases.lock_case(session, moved.municipality, moved.case_id), now=now)


def resolve_on_approved(session: Session, approved: WorkOrderApproved, now: datetime) -> None:
    """Resolve the case as its mending ended, when every order it needs is approved. A place made safe is not mended."""
    case = cases.lock_case(session, approved.municipality, approved.case_id)
    of_case = queries.list_orders_of_case(session, approved.municipality, approved.case_id)
    order = next(order for order in of_case if order.id == approved.order_id)
    if not case.is_open or any(other.state not in ENDED for other in of_case) or _resolved_since(session, approved):
        return
    if _waits_on_body(session, case, order, now=now):
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
            _act(session, order, Act.CANCEL, now=now)
    hand_over_acts.end_open(session, case, HandOverEnding.CASE_RESOLVED, now=now)


def release_those_waiting(session: Session, approved: WorkOrderApproved, now: datetime) -> None:
    """What waited for the approved order may begin."""
    case = cases.lock_case(session, approved.municipality, approved.case_id)
    locks.release_after(session, case, approved.order_id, now=now)


def look_at_those_waiting(session: Session, ended: WorkOrderDeclined | WorkOrderCancelled, now: datetime) -> None:
    """What waited for an order that was declined or taken back waits in vain."""
    case = cases.lock_case(session, ended.municipality, ended.case_id)
    locks.look_at_those_waiting(session, case, ended.order_id, now=now)


def look_at_same_spot(session: Session, answered: HandOverAnswered, now: datetime) -> None:
    """A body answered for one case: others that rest on the same hand-over are looked at."""
    hand_over_spot.look_at_those_resting(
        session, answered.municipality, answered.hand_over_id, answer=answered.answer, now=now
    )


def _order_behind_lock(session: Session, case: Case, decision: DecisionRow, *, now: datetime) -> None:
    """A tree on a power line: the company is told, and our own order stands ready, locked until its all-clear."""
    facts = responsibility.gather_facts(session, case, now=now)
    if not case.is_open or "locked" not in facts.routes:
        return
    contracts = {offer.contract_id for offer in facts.offers}
    if len(contracts) != 1:
        facts_told = {"mode": "locked"}
        cases.raise_attention(session, case, Why.ORDER_NEEDED, whose=Whose.UNIT, facts=facts_told, now=now)
        return
    contract = responsibility.get_contract(session, case.municipality, contracts.pop())
    if not _has_order(session, case, contract.trade):
        orders.order_by_decision(session, case, contract, decision_id=decision.id, now=now)


def _has_order(session: Session, case: Case, trade: str) -> bool:
    of_case = queries.list_orders_of_case(session, case.municipality, case.id)
    return any(each.state not in ENDED and each.trade == trade and each.purpose is Purpose.MEND for each in of_case)


def _waits_on_body(session: Session, case: Case, order: WorkOrder, *, now: datetime) -> bool:
    """Our part is done and another body still has its own: the case waits on them."""
    left = [each for each in hand_overs.list_hand_overs(session, case.municipality, case.id) if each.is_open]
    if not left:
        return False
    last = left[-1]
    at = last.ask_again_at
    if all(each.state is HandOverState.ACKNOWLEDGED and each.ask_again_at is None for each in left):
        _leave_to_body(session, case, order, last, now=now)
        return True
    if at is not None and at > now and case.waiting_on == WAITS_ON_BODY and case.promise_due_at == at:
        return True  # it waits on them already, and everybody has been told so
    if at is None or at <= now:
        calendar = catalogue.get_calendar(session, case.municipality)
        at = calendar.add_target(now, catalogue.read_target("5 working_days"))
    facts = {"order_id": str(order.id), "hand_over_id": str(last.id)}
    ask_again(session, case, last, at=at, facts=facts, actor=SYSTEM, now=now)
    return True


def _leave_to_body(session: Session, case: Case, order: WorkOrder, theirs: HandOver, *, now: datetime) -> None:
    """They have taken it over for good and our own part is done: the case is resolved as theirs."""
    hand_over_acts.end_open(session, case, HandOverEnding.THEIRS, now=now)
    facts = {
        "order_id": str(order.id),
        "hand_over_id": str(theirs.id),
        "body": theirs.body_code,
        "body_name": theirs.body_name,
    }
    outcome = Outcome.NOT_OURS_HANDED_OVER
    cases.resolve_case(session, case.municipality, case.id, outcome=outcome, facts=facts, actor=SYSTEM, now=now)


def _take_back_earlier(session: Session, case: Case, decision: DecisionRow, *, now: datetime) -> bool:
    """Take back what an earlier decision ordered; True where what this one asks for is under way already.

    What a person handed over inside the case lives on, and so does what is with the body that is decided on again.
    """
    for each in hand_overs.list_hand_overs(session, case.municipality, case.id):
        if each.is_open and each.made_by is None and each.body_code != decision.body_code:
            hand_over_acts.end_one(session, each, HandOverEnding.DECIDED_OTHERWISE, now=now)
    for order in queries.list_orders_of_case(session, case.municipality, case.id):
        if order.state in ENDED or order.purpose is not Purpose.MEND:
            continue
        if order.contract_id == decision.contract_id:
            if order.state is OrderState.UNSENT and decision.decided_by is not None:
                _act(session, order, Act.SEND, actor=Actor(ActorKind.STAFF, decision.decided_by), now=now)
            return True
        _act(session, order, Act.CANCEL, now=now)
    return False


def _resolved_since(session: Session, approved: WorkOrderApproved) -> bool:
    """Whether the case was resolved after the approval, and thus reopened for another reason."""
    approval = {"order_id": str(approved.order_id), "act": Act.APPROVE.value}
    timeline = cases.list_timeline(session, approved.municipality, approved.case_id)
    since = itertools.dropwhile(lambda entry: not approval.items() <= entry.facts.items(), timeline)
    return any(entry.step is Step.RESOLVE for entry in since)


def _act(session: Session, order: WorkOrder, what: Act, *, actor: Actor = SYSTEM, now: datetime) -> None:
    form = ActForm(act_id=str(new_id()), act=what)
    act_on_order(session, order.municipality, order.id, form, actor=actor, now=now)
