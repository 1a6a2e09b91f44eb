"""What staff do with work orders: order, let go, release, approve, send back, pause, cancel, order anew. Each once."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, dispatch, responsibility
from backend.accounts import Right
from backend.cases import Case
from backend.dispatch import Act, ActForm, Purpose
from backend.doors.kontaktcenter.acting import act_on_case, read_day, read_id, written
from backend.doors.kontaktcenter.allowed import Form
from backend.doors.kontaktcenter.case_acts import CASE
from backend.doors.kontaktcenter.frame import public_role
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, door
from backend.foundation.errors import Invalid

_ORDER = f"{CASE}/orders/<uuid:order_id>"


@pages.post(f"{CASE}/orders")
@door(Right.DISPATCH_ORDERS)
def send_order(municipality_code: str, reference: str) -> BaseResponse:
    """Order under a contract: mend, or make the place safe; at once, or after another order of the case."""

    def act(session: Session, case: Case, now: datetime) -> None:
        purpose = Purpose.MAKE_SAFE if request.form.get("purpose") == Purpose.MAKE_SAFE.value else Purpose.MEND
        dispatch.order_by_person(
            session,
            municipality_code,
            case.id,
            contract_id=_read_contract(session, municipality_code),
            purpose=purpose,
            after_order_id=read_id(request.form.get("after", "")),
            actor=current_actor(),
            now=now,
        )

    return act_on_case(municipality_code, reference, Form.ORDER, act)


@pages.post(f"{_ORDER}/<any(approve, send_back, cancel, pause):what>")
@door(Right.APPROVE_ORDERS)
def act_on_order(municipality_code: str, reference: str, order_id: UUID, what: str) -> BaseResponse:
    """Approve done work, send it back with words, let its clock stand, or take the order back, as its table allows."""

    def act(session: Session, case: Case, now: datetime) -> None:
        form = ActForm(
            act_id=request.form.get("act_id", ""),
            act=Act(what),
            words=written("words"),
            reason=request.form.get("reason", ""),
            until=read_day("until", session=session, municipality=municipality_code, now=now),
        )
        _act(session, case, order_id, form, now)

    return act_on_case(municipality_code, reference, f"{what}-{order_id}", act, done=what, checks_version=False)


@pages.post(f"{_ORDER}/<any(send, release):what>")
@door(Right.DISPATCH_ORDERS)
def let_order_go(municipality_code: str, reference: str, order_id: UUID, what: str) -> BaseResponse:
    """Let a held order go, or say who released a locked one and when."""

    def act(session: Session, case: Case, now: datetime) -> None:
        at = _read_time(session, municipality_code, now)
        form = ActForm(act_id=request.form.get("act_id", ""), act=Act(what), words=written("words"), occurred_at=at)
        _act(session, case, order_id, form, now)

    return act_on_case(municipality_code, reference, f"{what}-{order_id}", act, done=what, checks_version=False)


@pages.post(f"{_ORDER}/redispatch")
@door(Right.DISPATCH_ORDERS)
def redispatch_order(municipality_code: str, reference: str, order_id: UUID) -> BaseResponse:
    """Order the same from another contractor."""

    def act(session: Session, case: Case, now: datetime) -> None:
        _check_own(session, case, order_id)
        dispatch.redispatch_order(
            session,
            municipality_code,
            order_id,
            contract_id=_read_contract(session, municipality_code),
            words=written("words"),
            actor=current_actor(),
            role=public_role(municipality_code),
            now=now,
        )

    return act_on_case(municipality_code, reference, f"redispatch-{order_id}", act, done="redispatch")


def _act(session: Session, case: Case, order_id: UUID, form: ActForm, now: datetime) -> None:
    _check_own(session, case, order_id)
    dispatch.act_on_order(session, case.municipality, order_id, form, actor=current_actor(), now=now)


def _check_own(session: Session, case: Case, order_id: UUID) -> None:
    if dispatch.get_order(session, case.municipality, order_id).case_id != case.id:
        raise cases.CaseNotFound


def _read_contract(session: Session, municipality_code: str) -> UUID:
    contract_id = read_id(request.form.get("contract", ""))
    if contract_id is None:
        said = "Choose a contract."
        raise Invalid("contract_missing", said, fields={"contract": "Choose a contract."})
    return responsibility.get_contract(session, municipality_code, contract_id).id


def _read_time(session: Session, municipality_code: str, now: datetime) -> datetime | None:
    """A time of the day that has been, today or yesterday; None where none is written: then it is now."""
    text = request.form.get("time", "").strip()
    if not text:
        return None
    local = catalogue.get_calendar(session, municipality_code).local(now)
    try:
        at = datetime.combine(local.date(), time.fromisoformat(text), local.tzinfo)
    except ValueError:
        said = "Write the time as 15:20."
        raise Invalid("time_wrong", said, fields={"time": "Write the time as 15:20."}) from None
    return at if at <= now else at - timedelta(days=1)
