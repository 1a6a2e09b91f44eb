"""Work orders: a contractor's list, one order, and what a contractor or a unit does with it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, dispatch, photos, responsibility
from backend.accounts import Right
from backend.cases import CaseNotFound
from backend.dispatch import Act, ActForm, ActNotAllowed, OrderLocked, OrderWaitsForOther, WorkOrder
from backend.dispatch.errors import OrderNotFound
from backend.doors.api.entry import Entry, enter_with
from backend.doors.api.paging import cut_rows, read_cursor, read_id, read_time, rows_wanted
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.work_order_schemas import (
    ORDER_EXAMPLE,
    ORDER_IN_FULL_EXAMPLE,
    OrderAct,
    OrderQuery,
    WorkOrderInFull,
    WorkOrderPage,
)
from backend.doors.shared import SIGNED_IN, door, transaction
from backend.foundation import clock, idempotency
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference, show_reference

resource = ApiBlueprint("work-orders", __name__, description="Orders to contractors, and what they do with them.")

_ADDRESS = "/<municipality:municipality_code>/work-orders"
_RIGHTS = {
    **dict.fromkeys((Act.APPROVE, Act.SEND_BACK, Act.CANCEL, Act.PAUSE), Right.APPROVE_ORDERS),
    **dict.fromkeys((Act.SEND, Act.RELEASE), Right.DISPATCH_ORDERS),
}
"""What is the unit's to do, and by which right; everything else is the contractor's."""
_SAME = (
    *("id", "state", "purpose", "trade", "unit_code", "contractor_id", "contract_id", "is_acute", "is_warranty"),
    *("sent_at", "received_at", "accept_by", "acceptance_overdue", "deadline_at", "accepted_at", "started_at"),
    *("waiting_on", "waiting_reason", "waiting_until", "done_at", "outcome", "done_words", "declined_reason"),
    *("sent_back_reason", "approved_at", "approved_how", "ended_at", "version", "make_safe_by", "start_by"),
    *("make_safe_overdue", "start_overdue", "mend_overdue", "is_locked", "waits_for", "released_at", "released_words"),
    *("held_because", "let_go_at", "replaces_order_id", "sampled"),
)

UNREAD: dict[str, Any] = {"words": "", "answers": {}, "place": "", "asset_number": None}
"""What a briefing keeps to itself once its case is another authority's matter."""


@dataclass(frozen=True)
class PhotoView:
    """A photo as the lists of orders, reports and cases show it."""

    id: Any
    kind: str
    state: str


@resource.route(_ADDRESS)
@resource.arguments(OrderQuery, location="query")
@resource.response(
    200,
    schema=WorkOrderPage,
    example={"items": [ORDER_EXAMPLE], "next": None},
    description="The orders.",
)
@door(SIGNED_IN, limit="600/minute")
def list_work_orders(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List work orders

    A contractor sees its own. Active ones come acute first, then by deadline; ended ones latest first. What is held,
    or past a deadline, is the unit's to look at.
    """
    scope, _ = enter_with(municipality_code, Right.SEE_ORDERS, Right.SEE_CASES)
    if query["state"] in ("held", "overdue"):
        return _list_for_unit(query, municipality_code, scope)
    contractor_id = scope.firm or query.get("contractor_id")
    if contractor_id is None:
        words = "Say whose work orders you want to see."
        raise Invalid("contractor_missing", words, fields={"contractor_id": "Say whose work orders you want to see."})
    limit = rows_wanted(query)
    with transaction(scope) as session:
        if query["state"] == "active":
            active_after = read_cursor(query, int, read_time, read_id)
            rows = dispatch.list_active_orders(
                session, municipality_code, contractor_id, after=active_after, limit=limit
            )
            shown, following = cut_rows(rows, query, lambda order: (order.urgency, order.deadline_at, order.id))
        else:
            ended_after = read_cursor(query, read_time, read_id)
            rows = dispatch.list_ended_orders(session, municipality_code, contractor_id, after=ended_after, limit=limit)
            shown, following = cut_rows(rows, query, lambda order: (order.ended_at, order.id))
        return {"items": _views(session, shown, scope), "next": following, "now": clock.now(session)}


@resource.route(f"{_ADDRESS}/<reference>")
@resource.response(200, schema=WorkOrderInFull, example=ORDER_IN_FULL_EXAMPLE, description="The order.")
@door(SIGNED_IN, limit="600/minute")
def get_work_order(municipality_code: str, reference: str) -> dict[str, Any]:
    """Tell of one work order

    What is to be done and where, how it stands, its photos, and what the caller may do with it now.
    """
    entry = enter_with(municipality_code, Right.SEE_ORDERS, Right.SEE_CASES)
    with transaction(entry.scope) as session:
        return order_in_full(session, find_order(session, municipality_code, reference), entry)


@resource.route(f"{_ADDRESS}/<reference>/acts", methods=["POST"])
@resource.arguments(
    OrderAct,
    example={"actId": "m3Zk0o0q9eV5bFQnT7rGxA", "act": "complete", "outcome": "mended", "words": "Bytte lampan."},
)
@resource.response(200, schema=WorkOrderInFull, example=ORDER_IN_FULL_EXAMPLE, description="The order after the act.")
@door(SIGNED_IN, limit="600/minute")
def act_on_work_order(body: dict[str, Any], municipality_code: str, reference: str) -> dict[str, Any]:
    """Act on a work order

    The same act sent again is done once. An act the order has moved past is refused with 409 and kept for the unit.
    """
    entry = enter_with(municipality_code, _RIGHTS.get(body["act"], Right.ACT_ON_ORDERS))
    form = ActForm(**body)
    try:
        with transaction(entry.scope) as session:
            found = find_order(session, municipality_code, reference)
            now = clock.now(session)
            order = dispatch.act_on_order(session, municipality_code, found.id, form, actor=entry.actor, now=now)
            return order_in_full(session, order, entry)
    except (ActNotAllowed, OrderLocked, OrderWaitsForOther):
        _keep_refused(municipality_code, reference, form, entry)
        raise


def _list_for_unit(query: dict[str, Any], municipality_code: str, scope: Scope) -> dict[str, Any]:
    unit_code = query.get("unit_code")
    with transaction(scope) as session:
        if query["state"] == "held":
            rows = dispatch.list_held_orders(
                session, municipality_code, contract_id=query.get("contract_id"), unit_code=unit_code
            )
        else:
            rows = dispatch.list_overdue_orders(session, municipality_code, unit_code=unit_code)
        orders = [order for order, _ in rows]
        return {"items": _views(session, orders, scope), "next": None, "now": clock.now(session)}


def find_order(session: Session, municipality: str, reference: str) -> WorkOrder:
    """The order by the reference of its address. Raises ``OrderNotFound``, also where its case is not the caller's."""
    order = dispatch.get_order_by_reference(session, municipality, read_reference(reference))
    try:
        cases.get_case(session, municipality, order.case_id)
    except CaseNotFound as error:  # another authority's: its orders have no wall of their own
        raise OrderNotFound from error
    return order


def _views(session: Session, orders: Sequence[WorkOrder], scope: Scope) -> list[dict[str, Any]]:
    """Orders of a list; of what has become another authority's matter without what was written."""
    case_ids = {order.case_id for order in orders}
    codes = scope.municipalities
    unread = cases.find_unread(session, codes[0], case_ids, scope.authority)
    return [order_view(order, unread=order.case_id in unread) for order in orders]


def order_view(order: WorkOrder, *, unread: bool = False) -> dict[str, Any]:
    """An order as ``WorkOrderSchema`` shows it; ``unread``: without what was written, which is another authority's."""
    case_reference = show_reference(order.briefing["case_reference"])
    hidden = UNREAD if unread else {}
    said: dict[str, Any] = {"briefing": {**order.briefing, "case_reference": case_reference, **hidden}}
    said |= {"reference": show_reference(order.reference), "case_reference": case_reference}
    return {name: getattr(order, name) for name in _SAME} | said | ({"done_words": None} if unread else {})


def order_in_full(session: Session, order: WorkOrder, entry: Entry) -> dict[str, Any]:
    """An order as ``WorkOrderInFull`` shows it to the caller: photos of the fault and of this order's work."""
    found = photos.list_photos(session, order.municipality, order.case_id)
    shown = [PhotoView(each.id, each.kind, each.state) for each in found if each.order_id in (None, order.id)]
    return {
        **_views(session, [order], entry.scope)[0],
        "pauses": dispatch.list_pauses_of(session, order.municipality, [order.id])[order.id],
        "photos": [asdict(each) for each in shown],
        "acts": _acts_of(session, order, entry),
        "now": clock.now(session),
    }


def _acts_of(session: Session, order: WorkOrder, entry: Entry) -> list[Act]:
    of_firm = entry.scope.firm is not None
    allowed = dispatch.list_acts_allowed(order.state, is_locked=order.is_locked)
    acts = [act for act in allowed if (act in _RIGHTS) is not of_firm]
    if Act.DECLINE in acts:
        contract = responsibility.get_contract(session, order.municipality, order.contract_id)
        if not contract.may_decline:
            acts.remove(Act.DECLINE)
    return acts


def _keep_refused(municipality: str, reference: str, form: ActForm, entry: Entry) -> None:
    with transaction(entry.scope) as session:
        order = find_order(session, municipality, reference)
        now = clock.now(session)
        # A phone sends again until it is answered: what was refused is kept once.
        kept = idempotency.claim(
            session,
            municipality,
            form.act_id,
            purpose=f"refused:{order.id}",
            body=asdict(form),
            subject_id=order.id,
            now=now,
        )
        if kept is None:
            dispatch.keep_refused_act(session, municipality, order.id, form, actor=entry.actor, now=now)
