"""What staff do with a message that did not get through: see it, send it again, send it another way."""

from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, deliveries, messages
from backend.accounts import Right
from backend.cases import Why
from backend.deliveries import Channel
from backend.doors.kontaktcenter.acting import choice_missing
from backend.doors.kontaktcenter.deliveries_page import render_deliveries
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import (
    current_actor,
    current_house,
    current_scope,
    door,
    keep_typed,
    transaction,
    translate,
)
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid

ONE = "/<town:municipality_code>/kontaktcenter/leveranser/<uuid:delivery_id>"


@pages.post(f"{ONE}/resend")
@door(Right.RESEND_DELIVERIES)
def resend(municipality_code: str, delivery_id: UUID) -> BaseResponse:
    """Let a message try again the same way; the case leaves the list it stood on for it."""
    with transaction(current_scope()) as session:
        now = clock.now(session)
        deliveries.resend_delivery(session, municipality_code, delivery_id, actor=current_actor(), now=now)
        settle_attention(session, municipality_code, delivery_id)
    return back(municipality_code, "resent")


@pages.post(f"{ONE}/seen")
@door(Right.RESEND_DELIVERIES)
def see(municipality_code: str, delivery_id: UUID) -> BaseResponse:
    """Write down who has seen that it did not get through."""
    with transaction(current_scope()) as session:
        now = clock.now(session)
        deliveries.mark_seen(session, municipality_code, delivery_id, actor=current_actor(), now=now)
    return back(municipality_code, "seen")


@pages.post(f"{ONE}/other-way")
@door(Right.RESEND_DELIVERIES)
def send_other_way(municipality_code: str, delivery_id: UUID) -> BaseResponse:
    """Send it by another channel; refused, the page with what is wrong."""
    address = request.form.get("address", "")
    keep_typed({gettext("Where to, if not where they said themselves"): address})
    try:
        with transaction(current_scope()) as session:
            messages.send_another_way(
                session,
                municipality_code,
                delivery_id,
                channel=_read_channel(request.form.get("channel", "")),
                address=address,
                open_prefixes=current_house().settings.sms.open_prefixes,
                actor=current_actor(),
                now=clock.now(session),
            )
            settle_attention(session, municipality_code, delivery_id)
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page = render_deliveries(session, municipality_code, told=translate(error), failed_id=delivery_id)
        return make_response(page, 422 if isinstance(error, Invalid) else 409)
    return back(municipality_code, "other_way")


def _read_channel(code: str) -> Channel:
    if code not in set(Channel):
        raise choice_missing("channel")
    return Channel(code)


def settle_attention(session: Session, municipality_code: str, delivery_id: UUID) -> None:
    """Take the message's case off the list where it stood because of it."""
    case_id = deliveries.get_delivery(session, municipality_code, delivery_id).case_id
    if case_id is not None:
        actor, now = current_actor(), clock.now(session)
        cases.settle_attention(session, municipality_code, case_id, Why.DELIVERY_PARKED, settled_by=actor.id, now=now)


def back(municipality_code: str, done: str) -> BaseResponse:
    """The list, saying what was done."""
    return redirect(url_for("kontaktcenter.list_deliveries", municipality_code=municipality_code, done=done), 303)
