"""What staff do with work orders: order, approve, send back, cancel. Each may come twice and happens once."""

from datetime import datetime
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, dispatch, responsibility
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch import Act, ActForm, Purpose
from backend.doors.kontaktcenter.acting import act_on_case, read_id, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door
from backend.foundation.errors import Invalid


@pages.post(f"{CASE}/orders")
@door(Right.DISPATCH_ORDERS)
def send_order(municipality_code: str, reference: str) -> BaseResponse:
    """Order under a contract: mend, or make the place safe."""

    def act(session: Session, case: Case, now: datetime) -> None:
        contract_id = read_id(request.form.get("contract", ""))
        if contract_id is None:
            said = "Choose a contract."
            raise Invalid("contract_missing", said, fields={"contract": "Choose a contract."})
        purpose = Purpose.MAKE_SAFE if request.form.get("purpose") == Purpose.MAKE_SAFE.value else Purpose.MEND
        dispatch.order_by_person(
            session,
            municipality_code,
            case.id,
            contract_id=responsibility.get_contract(session, municipality_code, contract_id).id,
            purpose=purpose,
            actor=current_actor(),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.ORDER, act)


@pages.post(f"{CASE}/orders/<uuid:order_id>/<any(approve, send_back, cancel):what>")
@door(Right.APPROVE_ORDERS)
def act_on_order(municipality_code: str, reference: str, order_id: UUID, what: str) -> BaseResponse:
    """Approve done work, send it back with words, or take the order back. The order's own table says whether it may."""

    def act(session: Session, case: Case, now: datetime) -> None:
        if dispatch.get_order(session, municipality_code, order_id).case_id != case.id:
            raise cases.CaseNotFound
        form = ActForm(act_id=request.form.get("act_id", ""), act=Act(what), words=written("words"))
        dispatch.act_on_order(session, municipality_code, order_id, form, actor=current_actor(), now=now)

    return act_on_case(municipality_code, reference, f"{what}-{order_id}", act, done=what, checks_version=False)
