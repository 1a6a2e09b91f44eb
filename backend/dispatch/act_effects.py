"""What each act on a work order does to the order and, by calling down, to its case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, photos, responsibility
from backend.cases import Case, NewPromise, Outcome, PromiseKind, Step, Whose, Why
from backend.dispatch import alarms, orders, terms
from backend.dispatch.decisions import LONGEST_WAIT, OUTCOMES_OF_WORK, is_approved_by_rule
from backend.dispatch.errors import DeclineNotAllowed, OutcomeNotForOrders, ReasonUnknown, UntilMissing
from backend.dispatch.events import (
    WorkOrderAccepted,
    WorkOrderApproved,
    WorkOrderCompleted,
    WorkOrderDeclined,
    WorkOrderSentBack,
)
from backend.dispatch.models import WorkOrder
from backend.dispatch.sampling import is_drawn
from backend.dispatch.words import Act, DeclineReason, OrderState, WaitReason
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor, ActorKind
from backend.foundation.events import Event

CONTRACTOR_ROLE = "contractor"


@dataclass(frozen=True)
class Doing:
    """An act under way: case and order are locked, the order already in its new state. ``at`` is when it occurred."""

    session: Session
    case: Case
    order: WorkOrder
    act: Act
    reason: str
    until: datetime | None
    outcome: Outcome | None
    words: str
    actor: Actor
    at: datetime
    now: datetime

    @property
    def subject(self) -> tuple[Session, str, UUID]:
        """What every action of cases begins with."""
        return self.session, self.case.municipality, self.case.id

    @property
    def facts(self) -> dict[str, Any]:
        """What the timeline keeps of the act."""
        return {"order_id": str(self.order.id), "act": self.act.value}

    @property
    def role(self) -> str | None:
        """The public role of a contractor who acts and thereby has read the case."""
        return CONTRACTOR_ROLE if self.actor.kind is ActorKind.CONTRACTOR else None

    def move(self, step: Step = Step.ORDER_MOVED, *, promise: NewPromise | None = None, **more: str | bool) -> None:
        """Take a step of the case for this act; ``promise`` replaces the one that stands."""
        cases.move_case(
            *self.subject,
            step,
            facts={**self.facts, **more},
            promise=promise,
            role=self.role,
            occurred_at=self.at,
            actor=self.actor,
            now=self.now,
        )

    def settle(self, *whys: Why) -> None:
        """Take the case off the lists this act answers."""
        cases.settle_attention(*self.subject, *whys, settled_by=self.actor.id, now=self.now)

    def announce(self, event: Callable[..., Event], *more: str) -> None:
        """Announce what happened to the order."""
        happened = event(self.case.municipality, self.case.id, self.order.id, *more)
        events.announce(*self.subject, happened, self.now)


def _receive(doing: Doing) -> None:
    doing.order.received_at = doing.at
    doing.move()


def _accept(doing: Doing) -> None:
    doing.order.accepted_at = doing.at
    alarms.acknowledge_by_case(doing.session, doing.case, role=CONTRACTOR_ROLE, actor=doing.actor, now=doing.now)
    doing.move()
    doing.settle(Why.ACCEPTANCE_OVERDUE)
    doing.announce(WorkOrderAccepted)


def _accept_silently(doing: Doing) -> None:
    """A later act says that the order was accepted: a phone may have been without coverage when it was."""
    if doing.order.accepted_at is None:
        _accept(doing)


def _decline(doing: Doing) -> None:
    if doing.reason not in set(DeclineReason):
        raise ReasonUnknown
    contract = responsibility.get_contract(doing.session, doing.case.municipality, doing.order.contract_id)
    if not contract.may_decline:
        raise DeclineNotAllowed
    doing.order.declined_reason = doing.reason
    doing.move(reason=doing.reason)
    facts = {"order_id": str(doing.order.id), "reason": doing.reason, "words": doing.words[:500]}
    cases.leave_to_person(
        *doing.subject, why=Why.ORDER_DECLINED, whose=Whose.UNIT, facts=facts, actor=doing.actor, now=doing.now
    )
    doing.settle(Why.ACCEPTANCE_OVERDUE)
    doing.announce(WorkOrderDeclined, doing.reason)


def _start(doing: Doing) -> None:
    _accept_silently(doing)
    doing.order.started_at = doing.at
    doing.move(Step.START, promise=_promise_after_waiting(doing))


def _make_safe(doing: Doing) -> None:
    _accept_silently(doing)
    doing.case.made_safe_at = doing.at
    promise = cases.next_promise(doing.session, doing.case, now=doing.now)
    cases.make_safe(
        *doing.subject,
        promise=promise,
        facts=doing.facts,
        occurred_at=doing.at,
        actor=doing.actor,
        role=doing.role,
        now=doing.now,
    )


def _wait(doing: Doing) -> None:
    if doing.reason not in set(WaitReason):
        raise ReasonUnknown
    if doing.until is None or not doing.now < doing.until <= doing.now + LONGEST_WAIT:
        raise UntilMissing
    _accept_silently(doing)
    order = doing.order
    terms.wait(doing.session, order, reason=doing.reason, until=doing.until, actor=doing.actor, now=doing.now)
    order.waiting_on, order.waiting_reason, order.waiting_until = doing.reason, doing.words or None, doing.until
    cases.wait_on(
        *doing.subject,
        waiting_on=doing.reason,
        reason=doing.reason,
        until=doing.until,
        facts=doing.facts,
        occurred_at=doing.at,
        actor=doing.actor,
        role=doing.role,
        now=doing.now,
    )


def _resume(doing: Doing) -> None:
    order = doing.order
    order.waiting_on = order.waiting_reason = order.waiting_until = None
    order.started_at = order.started_at or doing.at
    promise = _promise_after_waiting(doing)
    doing.case.waiting_on = doing.case.waiting_reason = None
    doing.move(Step.START, promise=promise)


def _promise_after_waiting(doing: Doing) -> NewPromise | None:
    """What is promised once the wait is over: "we ask again" is kept by going on."""
    if doing.case.promise_kind is not PromiseKind.ASK_AGAIN:
        return None
    return cases.next_promise(doing.session, doing.case, now=doing.now)


def _complete(doing: Doing) -> None:
    outcome = doing.outcome
    if outcome not in OUTCOMES_OF_WORK:
        raise OutcomeNotForOrders
    _accept_silently(doing)
    order = doing.order
    order.done_at, order.outcome, order.done_words = doing.at, outcome, doing.words or None
    doing.move(outcome=outcome.value)
    doing.announce(WorkOrderCompleted)
    contract = responsibility.get_contract(doing.session, doing.case.municipality, order.contract_id)
    has_proof = any(photo.order_id == order.id for photo in photos.list_photos(*doing.subject))
    by_rule = is_approved_by_rule(contract_says_so=contract.approves_by_rule, outcome=outcome, has_proof=has_proof)
    order.sampled = is_drawn(contract.sample_percent) if by_rule else None
    if by_rule and not order.sampled:
        order.state = OrderState.APPROVED
        _approve_as(doing, how="rule", actor=SYSTEM)
    else:
        facts = {"order_id": str(order.id), "has_proof": has_proof, "sampled": by_rule}
        cases.raise_attention(doing.session, doing.case, Why.APPROVE, whose=Whose.UNIT, facts=facts, now=doing.now)


def _approve(doing: Doing) -> None:
    _approve_as(doing, how="person", actor=doing.actor)


def _approve_as(doing: Doing, *, how: str, actor: Actor) -> None:
    order = doing.order
    order.approved_at, order.approved_how, order.ended_at = doing.now, how, doing.now
    facts = {"order_id": str(order.id), "act": Act.APPROVE.value, "how": how}
    cases.move_case(*doing.subject, Step.ORDER_MOVED, facts=facts, actor=actor, now=doing.now)
    doing.settle(Why.APPROVE)
    doing.announce(WorkOrderApproved, how)


def _send_back(doing: Doing) -> None:
    if not doing.words:
        raise cases.WordsMissing
    order = doing.order
    order.done_at = order.outcome = None
    order.sent_back_reason = doing.words
    doing.move()
    doing.settle(Why.APPROVE)
    doing.announce(WorkOrderSentBack)


def _cancel(doing: Doing) -> None:
    doing.move()
    doing.settle(Why.APPROVE, Why.ORDER_NEEDED)
    orders.announce_cancelled(doing.session, doing.case, doing.order, now=doing.now)


EFFECTS: dict[Act, Callable[[Doing], None]] = {
    Act.RECEIVE: _receive,
    Act.ACCEPT: _accept,
    Act.DECLINE: _decline,
    Act.START: _start,
    Act.MAKE_SAFE: _make_safe,
    Act.WAIT: _wait,
    Act.RESUME: _resume,
    Act.COMPLETE: _complete,
    Act.APPROVE: _approve,
    Act.SEND_BACK: _send_back,
    Act.CANCEL: _cancel,
}
