"""The unit's orders: held until somebody lets them go, and past a deadline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, dispatch, responsibility
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch import WorkOrder
from backend.doors.kontaktcenter.acting import read_id
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.order_terms_views import DeadlineView, list_deadline_views
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import HELD, ORDER_STATES
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

TABS = ("own", "all")
PAGE = "/<town:municipality_code>/kontaktcenter/bestallningar"


@dataclass(frozen=True)
class OrderRow:
    """One order and its case, in a list."""

    id: UUID
    reference: str
    case_reference: str
    title: str
    is_acute: bool
    state: str
    contract: str
    contractor: str
    because: str
    since: datetime
    late: tuple[DeadlineView, ...]


@dataclass(frozen=True)
class HeldGroup:
    """What one contract holds."""

    contract_id: UUID
    contract: str
    contractor: str
    rows: tuple[OrderRow, ...]


@pages.get(PAGE)
@door(Right.SEE_CASES)
def list_orders(municipality_code: str) -> str:
    """What is held, by contract, and what is late; of one's own unit, or of every unit."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        tab = request.args.get("tab", "own")
        tab = tab if tab in TABS and frame.own_units else "all"
        unit_code = frame.own_units[0] if tab == "own" else None
        held = dispatch.list_held_orders(session, municipality_code, unit_code=unit_code)
        late = dispatch.list_overdue_orders(session, municipality_code, unit_code=unit_code)
        name = _Naming(session, frame)
        return render_template(
            "kontaktcenter/orders.html",
            frame=frame,
            tab=tab,
            tabs=TABS if frame.own_units else (),
            groups=_group(name.rows(held)),
            late=[row for _, row in name.rows(late)],
            sent=request.args.get("sent", ""),
            gone=request.args.get("gone", ""),
        )


@pages.post(f"{PAGE}/slapp")
@door(Right.DISPATCH_ORDERS)
def send_held_orders(municipality_code: str) -> BaseResponse:
    """Let the chosen orders go, or all that one contract holds on the page."""
    every = request.form.get("every", "")
    names = request.form.getlist(f"of-{every}") if every else request.form.getlist("order")
    chosen = [order_id for order_id in map(read_id, names) if order_id is not None]
    with transaction(current_scope()) as session:
        now = clock.now(session)
        done = dispatch.send_held_orders(session, municipality_code, chosen, actor=current_actor(), now=now)
    address = url_for(
        "kontaktcenter.list_orders",
        municipality_code=municipality_code,
        tab=request.form.get("tab", "own"),
        sent=len(done.sent),
        gone=len(done.gone),
    )
    return redirect(address, 303)


class _Naming:
    """What things are called on the page; read once."""

    def __init__(self, session: Session, frame: Frame) -> None:
        self.frame = frame
        self.firms = {each.id: each.name for each in accounts.list_organisations(session, frame.code)}
        self.contracts = {each.id: each.name for each in responsibility.list_contracts(session, frame.code)}
        self.categories = name_categories(session, frame.code)

    def rows(self, found: Iterable[tuple[WorkOrder, Case]]) -> list[tuple[UUID, OrderRow]]:
        """Each order's contract and row."""
        return [(order.contract_id, self._row(order, case)) for order, case in found]

    def _row(self, order: WorkOrder, case: Case) -> OrderRow:
        deadlines = list_deadline_views(order, self.frame.now)
        return OrderRow(
            id=order.id,
            reference=show_reference(order.reference),
            case_reference=show_reference(case.reference),
            title=f"{self.categories.get(case.category, case.category)}, {case.place}",
            is_acute=order.is_acute,
            state=word_for(ORDER_STATES, order.state),
            contract=self.contracts.get(order.contract_id, ""),
            contractor=self.firms.get(order.contractor_id, ""),
            because=word_for(HELD, order.held_because) if order.held_because else "",
            since=order.sent_at,
            late=tuple(each for each in deadlines if each.is_overdue),
        )


def _group(rows: list[tuple[UUID, OrderRow]]) -> list[HeldGroup]:
    """By contract, in the order of its first row: what is acute comes first."""
    first = {contract_id: place for place, (contract_id, _) in reversed(list(enumerate(rows)))}
    ordered = sorted(rows, key=lambda each: first[each[0]])
    return [
        HeldGroup(contract_id, of_one[0].contract, of_one[0].contractor, of_one)
        for contract_id, found in groupby(ordered, key=lambda each: each[0])
        if (of_one := tuple(row for _, row in found))
    ]
