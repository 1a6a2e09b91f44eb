"""Doing something with an order. Whatever goes wrong, what was typed comes back, and sending again does no harm."""

from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import browser_session, calls, codes
from contractor_portal.act_forms import ACTS, Draft, body_of, photo_id_of, read_draft
from contractor_portal.addresses import address_of_order
from contractor_portal.answers import Order
from contractor_portal.backend_api import MOST_PHOTO_BYTES, ApiDown, NotSignedIn, Refused
from contractor_portal.given_back import Reason, Why, give_back, give_back_photo, why_of

pages = Blueprint("acts", __name__)

_ORDER = "/<municipality:municipality>/order/<reference:reference>"
_ACT = f"{_ORDER}/<any({', '.join(ACTS)}):act>"


@pages.get(_ACT, endpoint="act_again")
@pages.get(f"{_ORDER}/photo", endpoint="photo_again", defaults={"act": "photo"})
def show_order_again(municipality: str, reference: str, act: str) -> BaseResponse:
    """Where a page that gave a form back is asked for anew: the order, with its forms."""
    return redirect(f"{address_of_order(municipality, reference)}#{act}")


@pages.post(_ACT)
def do_act(municipality: str, reference: str, act: str) -> BaseResponse:
    """Do one act, for the last one with its photo first, and go back to the order."""
    draft = read_draft(act, request.form)
    if act == "complete":
        sent = _send_photo_first(municipality, reference, draft)
        if isinstance(sent, BaseResponse):
            return sent
        draft = sent
    try:
        order = calls.act(municipality, reference, body_of(draft))
    except (ApiDown, NotSignedIn, Refused) as error:
        return give_back(municipality, reference, draft, why_of(error))
    return _go_on(order, draft)


@pages.post(f"{_ORDER}/photo")
def add_photo(municipality: str, reference: str) -> BaseResponse:
    """Send photos by themselves: those that did not arrive with the rest, or of how it looked before."""
    try:
        sent = _send_photos(municipality, reference)
    except (ApiDown, NotSignedIn, Refused) as error:
        return give_back_photo(municipality, reference, why_of(error))
    arrived = ngettext(
        "The photo has arrived. It is shown here in a little while.",
        "%(num)s photos have arrived. They are shown here in a little while.",
        sent,
    )
    flash(arrived if sent else gettext("No photo was chosen."))
    return redirect(f"{address_of_order(municipality, reference)}#photos", 303)


def _send_photo_first(municipality: str, reference: str, draft: Draft) -> Draft | BaseResponse:
    """The draft with its photo marked as sent, or the page that gives the form back because the photo did not arrive."""
    if request.form.get("without_photo"):
        return draft
    try:
        sent = _send_photos(municipality, reference)
    except NotSignedIn:
        return give_back(municipality, reference, draft, Reason(Why.SIGNED_OUT))
    except (ApiDown, Refused) as error:
        return give_back(municipality, reference, draft, Reason(Why.PHOTO_LOST, getattr(error, "detail", "")))
    return replace(draft, photo_sent=True) if sent else draft


def _send_photos(municipality: str, reference: str) -> int:
    """Pass the chosen photos on, one by one; how many. Raises ``Refused`` also for one that is too large.

    Those passed on before a refusal have arrived: chosen again, they are the same photos.
    """
    sent = 0
    for chosen in request.files.getlist("photo"):
        content = chosen.stream.read()
        if not content:
            continue
        if len(content) > MOST_PHOTO_BYTES:
            raise Refused(413, "photo_too_large", gettext("The photo is larger than 25 MB. A smaller one works."))
        photo_id = photo_id_of(current_app.config["SECRET_KEY"], municipality, reference, content)
        calls.send_photo(municipality, reference, content, content_type=chosen.mimetype, client_photo_id=photo_id)
        sent += 1
    return sent


def _go_on(order: Order, draft: Draft) -> BaseResponse:
    if draft.act == "wait":
        browser_session.remember_wait_reason(draft.reason)
    flash(str(codes.ACTED[draft.act]))
    return redirect(address_of_order(order.municipality, order.reference), 303)
