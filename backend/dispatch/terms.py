"""The deadlines an order is held to: set when it is sent, moved by its pauses, met by what is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, responsibility
from backend.cases import Case, Why
from backend.catalogue import Target, Targets, TargetUnit
from backend.dispatch.deadlines import Pause, clock_of, deadline_after, moves_deadline, pauses_since, target_of
from backend.dispatch.decisions import clock_stands
from backend.dispatch.models import OrderPause, WorkOrder
from backend.dispatch.words import Deadline, DeadlineClock, PausedBy, Purpose
from backend.foundation.actor import Actor, ActorKind
from backend.responsibility import Contract

ACUTE_ACCEPT_WITHIN = timedelta(minutes=30)
COLUMNS = {
    Deadline.ACCEPT: "accept_by",
    Deadline.MAKE_SAFE: "make_safe_by",
    Deadline.START: "start_by",
    Deadline.MEND: "deadline_at",
}
MARKS = {
    Deadline.ACCEPT: ("acceptance_overdue", Why.ACCEPTANCE_OVERDUE),
    Deadline.MAKE_SAFE: ("make_safe_overdue", Why.MAKE_SAFE_OVERDUE),
    Deadline.START: ("start_overdue", Why.START_OVERDUE),
    Deadline.MEND: ("mend_overdue", Why.MEND_OVERDUE),
}
"""The mark of each deadline on the order, and why it stands on the unit's list."""


def set_terms(session: Session, case: Case, order: WorkOrder, contract: Contract, *, now: datetime) -> None:
    """Set every deadline of an order that is sent ``now``: the contract's own targets before the catalogue's."""
    calendar = catalogue.get_calendar(session, case.municipality)
    wanted = _targets(contract, cases.targets_of_case(session, case, now=now), order, is_safe=bool(case.made_safe_at))
    terms = {}
    for deadline, target in wanted.items():
        held_to = target_of(target, is_acute=order.is_acute)
        by = calendar.add_target(now, held_to)
        if deadline is Deadline.ACCEPT and order.is_acute:
            by = now + ACUTE_ACCEPT_WITHIN
        setattr(order, COLUMNS[deadline], by)
        terms[deadline.value] = {"by": by.isoformat(), "clock": clock_of(held_to).value}
    order.terms = terms


def shorten_terms(session: Session, case: Case, order: WorkOrder, *, now: datetime) -> None:
    """Hold a locked order to what the case asks for ``now``, wherever that ends sooner; what the contract says stands.

    Pauses that are over belong to the time before: a deadline set now is moved by those to come alone.
    """
    calendar = catalogue.get_calendar(session, case.municipality)
    contract = responsibility.get_contract(session, case.municipality, order.contract_id)
    targets = cases.targets_of_case(session, case, now=now)
    wanted = _targets(contract, targets, order, is_safe=bool(case.made_safe_at))
    terms = dict(order.terms or _terms_as_they_stand(order))
    for deadline, target in wanted.items():
        held_to = target_of(target, is_acute=order.is_acute)
        by, stands = calendar.add_target(now, held_to), getattr(order, COLUMNS[deadline])
        if deadline is not Deadline.ACCEPT and (stands is None or by < stands):
            terms[deadline.value] = {"by": by.isoformat(), "clock": clock_of(held_to).value, "since": now.isoformat()}
            setattr(order, COLUMNS[deadline], by)
    order.terms = terms
    count_anew(session, order, now=now)


def pause_clock(
    session: Session,
    order: WorkOrder,
    *,
    reason: str,
    begins_at: datetime,
    ends_at: datetime | None,
    granted_by: PausedBy,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the order's clock stand; ``ends_at`` None: until it is ended. The deadlines are counted anew."""
    number = 1 + max((pause.number for pause in list_pauses(session, order.municipality, order.id)), default=0)
    pause = OrderPause(
        municipality=order.municipality,
        order_id=order.id,
        number=number,
        reason=reason,
        begins_at=begins_at,
        ends_at=ends_at,
        granted_by=granted_by,
        person_id=actor.id if actor.kind is ActorKind.STAFF else None,
        recorded_at=now,
    )
    session.add(pause)
    session.flush()
    count_anew(session, order, now=now)


def wait(session: Session, order: WorkOrder, *, reason: str, until: datetime, actor: Actor, now: datetime) -> None:
    """The work waits until ``until``: the clock stands where the contract names the reason, and else runs on."""
    end_pauses(session, order, granted_by=PausedBy.CONTRACT, at=now, now=now)
    contract = responsibility.get_contract(session, order.municipality, order.contract_id)
    if clock_stands(reason, contract.pauses):
        pause_clock(
            session, order, reason=reason, begins_at=now, ends_at=until, granted_by=PausedBy.CONTRACT, actor=actor,
            now=now,
        )  # fmt: skip


def end_pauses(
    session: Session, order: WorkOrder, *, granted_by: PausedBy | None = None, at: datetime, now: datetime
) -> None:
    """The clock goes on from ``at``: what a pause had left is given back."""
    for pause in list_pauses(session, order.municipality, order.id):
        is_wanted = granted_by is None or pause.granted_by is granted_by
        if is_wanted and pause.begins_at <= at and (pause.ends_at is None or pause.ends_at > at):
            pause.ends_at = at
    session.flush()
    count_anew(session, order, now=now)


def count_anew(session: Session, order: WorkOrder, *, now: datetime) -> None:
    """Count the deadlines from their first setting and every pause; what lies ahead again is overdue no more."""
    pauses = [
        Pause(row.begins_at, row.ends_at, row.granted_by)
        for row in list_pauses(session, order.municipality, order.id)
        if row.ends_at is not None
    ]
    calendar = catalogue.get_calendar(session, order.municipality)
    order.terms = order.terms or _terms_as_they_stand(order)
    for deadline, column in COLUMNS.items():
        term = order.terms.get(deadline.value)
        if term is None or getattr(order, column) is None:
            continue
        since = datetime.fromisoformat(term["since"]) if "since" in term else None
        moving = [
            pause for pause in pauses_since(pauses, since) if moves_deadline(pause, deadline, purpose=order.purpose)
        ]
        first = datetime.fromisoformat(term["by"])
        at = deadline_after(first, DeadlineClock(term["clock"]), moving, calendar)
        setattr(order, column, at)
        mark, why = MARKS[deadline]
        if at > now and getattr(order, mark):
            setattr(order, mark, False)
            cases.settle_attention(session, order.municipality, order.case_id, why, now=now)


def settle_met(session: Session, order: WorkOrder, *, is_safe: bool, settled_by: UUID | None, now: datetime) -> None:
    """Take off the lists what an act has met: begun, made safe, done or ended. The marks stay: it was late."""
    over = order.ended_at is not None or order.done_at is not None
    is_met = {
        Why.ACCEPTANCE_OVERDUE: order.accepted_at is not None,
        Why.START_OVERDUE: order.started_at is not None,
        Why.MAKE_SAFE_OVERDUE: is_safe,
        Why.MEND_OVERDUE: False,
    }
    met = [why for why, done in is_met.items() if done or over]
    if met:
        cases.settle_attention(session, order.municipality, order.case_id, *met, settled_by=settled_by, now=now)


def list_pauses(session: Session, municipality: str, order_id: UUID) -> Sequence[OrderPause]:
    """The order's pauses, first begun first."""
    return session.scalars(
        sa.select(OrderPause)
        .where(OrderPause.municipality == municipality, OrderPause.order_id == order_id)
        .order_by(OrderPause.number)
    ).all()


def list_pauses_of(session: Session, municipality: str, order_ids: Sequence[UUID]) -> dict[UUID, list[OrderPause]]:
    """The pauses of several orders in one statement, by order, first begun first."""
    found: dict[UUID, list[OrderPause]] = {order_id: [] for order_id in order_ids}
    wanted = sa.select(OrderPause).where(
        OrderPause.municipality == municipality, OrderPause.order_id.in_(list(order_ids))
    )
    for pause in session.scalars(wanted.order_by(OrderPause.order_id, OrderPause.number)) if order_ids else ():
        found[pause.order_id].append(pause)
    return found


def _targets(contract: Contract, targets: Targets, order: WorkOrder, *, is_safe: bool) -> dict[Deadline, Target]:
    own = {name: catalogue.read_target(text) for name, text in (contract.targets or {}).items()}
    make_safe = own.get("make_safe", targets.make_safe)
    wanted = {Deadline.ACCEPT: Target(contract.accept_within_hours, TargetUnit.WORKING_HOURS)}
    if order.purpose is Purpose.MAKE_SAFE:
        return {**wanted, Deadline.MEND: make_safe or own.get("mend", targets.main)}
    if make_safe is not None and not is_safe:
        wanted[Deadline.MAKE_SAFE] = make_safe
    start = own.get("start", targets.start)
    if start is not None:
        wanted[Deadline.START] = start
    return {**wanted, Deadline.MEND: own.get("mend", targets.main)}


def _terms_as_they_stand(order: WorkOrder) -> dict[str, dict[str, str]]:
    """For an order sent before terms were kept: by the hour from where its deadlines are."""
    stand = {deadline: getattr(order, column) for deadline, column in COLUMNS.items()}
    clock = DeadlineClock.HOURS.value
    return {deadline.value: {"by": at.isoformat(), "clock": clock} for deadline, at in stand.items() if at is not None}
