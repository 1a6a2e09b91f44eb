"""What the unit does with orders it holds, and with those a contractor does not do."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch.errors import OrderNotFound
from backend.doors.api.acting import AS_CASE, Body, as_staff, do_once
from backend.doors.api.cases import Answer
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.work_order_schemas import RedispatchBody, SendingAnswer, SendingBody
from backend.doors.api.work_orders import find_order
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

resource = ApiBlueprint("held-orders", __name__, description="Orders that wait for a person of the unit.")

_ADDRESS = "/<municipality:municipality_code>/work-orders"


@resource.route(f"{_ADDRESS}/sendings", methods=["POST"])
@resource.arguments(SendingBody, example={"references": ["B3XK-9TQW"]})
@resource.response(
    200, schema=SendingAnswer, example={"sent": ["B3XK-9TQW"], "gone": []}, description="What became of them."
)
@door(Right.DISPATCH_ORDERS)
def send_held_orders(body: Body, municipality_code: str) -> dict[str, Any]:
    """Let held orders go

    Many at once; those that were let go or taken back before are told apart, so that sending again does no harm.
    """
    with transaction(current_scope()) as session:
        found = [_find(session, municipality_code, reference) for reference in body["references"]]
        done = dispatch.send_held_orders(
            session,
            municipality_code,
            [order.id for order in found if order is not None],
            actor=current_actor(),
            now=clock.now(session),
        )
    return {
        "sent": [show_reference(reference) for reference in done.sent],
        "gone": [show_reference(reference) for reference in done.gone],
    }


@resource.route(f"{_ADDRESS}/<reference>/re-dispatches", methods=["POST"])
@resource.arguments(
    RedispatchBody,
    example={"contractId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12", "words": "De har inte svarat."},
)
@resource.response(201, **AS_CASE)
@door(Right.DISPATCH_ORDERS)
def redispatch_order(body: Body, municipality_code: str, reference: str) -> Answer:
    """Order the same from another contractor

    The order is taken back and stays in the history; why is kept as a note.
    """
    with transaction(current_scope()) as session:
        order = find_order(session, municipality_code, reference)
        case = cases.get_case(session, municipality_code, order.case_id)

        def act(session: Session, _: Case, now: datetime) -> None:
            dispatch.redispatch_order(
                session,
                municipality_code,
                order.id,
                contract_id=body["contract_id"],
                words=body["words"],
                **as_staff(municipality_code),
                now=now,
            )

        return do_once(session, case, body, {}, act)


def _find(session: Session, municipality_code: str, reference: str) -> dispatch.WorkOrder | None:
    """The order, or None: one of many that is not there is left out."""
    try:
        return find_order(session, municipality_code, reference)
    except OrderNotFound:
        return None
