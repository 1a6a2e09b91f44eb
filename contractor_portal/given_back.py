"""The page that gives a form back with everything that was typed in it, and says why and what now."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask import make_response, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import browser_session, calls, codes
from contractor_portal.act_forms import Draft, new_act_id
from contractor_portal.addresses import address_of_order
from contractor_portal.backend_api import ApiDown, NotSignedIn, Refused


class Why(StrEnum):
    """Why a form comes back."""

    DOWN = "down"
    SIGNED_OUT = "signed_out"
    FORM_EXPIRED = "form_expired"
    MOVED_ON = "moved_on"
    SENT_BEFORE = "sent_before"
    WRONG = "wrong"
    NOT_ALLOWED = "not_allowed"
    PHOTO_LOST = "photo_lost"


_STATUS = {
    Why.DOWN: 503,
    Why.SIGNED_OUT: 401,
    Why.FORM_EXPIRED: 400,
    Why.MOVED_ON: 409,
    Why.SENT_BEFORE: 409,
    Why.WRONG: 422,
    Why.NOT_ALLOWED: 403,
    Why.PHOTO_LOST: 503,
}
_FINAL = frozenset({Why.MOVED_ON, Why.NOT_ALLOWED})
"""Sending again would not help: what was typed is shown to be read and copied."""


@dataclass(frozen=True)
class Reason:
    """Why, with what the backend said of it. ``invalid`` maps the API's field names to what is wrong."""

    why: Why
    detail: str = ""
    invalid: tuple[tuple[str, str], ...] = ()


def why_of(error: ApiDown | NotSignedIn | Refused) -> Reason:
    """What a failed call means for the form that made it."""
    if isinstance(error, ApiDown):
        return Reason(Why.DOWN)
    if isinstance(error, NotSignedIn):
        return Reason(Why.SIGNED_OUT)
    if error.code == "act_not_allowed":
        return Reason(Why.MOVED_ON, error.detail)
    if error.code == "sent_with_other_content":
        return Reason(Why.SENT_BEFORE)
    if error.status == 429 or error.code == "busy":
        return Reason(Why.DOWN, error.detail)
    if error.status in (403, 404):
        return Reason(Why.NOT_ALLOWED, error.detail)
    return Reason(Why.WRONG, error.detail, tuple(error.invalid.items()))


def give_back(municipality: str, reference: str, draft: Draft, reason: Reason) -> BaseResponse:
    """The form as it was typed, under the same id, so that pressing again cannot do it twice.

    Where the session is over the words are kept for after signing in as well.
    """
    kept = False
    if reason.why is Why.SENT_BEFORE:
        draft = replace(draft, act_id=new_act_id())
    if reason.why is Why.SIGNED_OUT:
        browser_session.forget_token(going_to=address_of_order(municipality, reference))
        kept = browser_session.keep_draft(municipality, reference, draft)
    page = render_template(
        "portal/given_back.html",
        **_of_order(municipality, reference, reason),
        invalid=dict(reason.invalid),
        draft=draft,
        button=codes.word_for(codes.ACTS, draft.act),
        reasons=codes.REASONS_OF_ACT,
        outcomes=codes.OUTCOMES,
        kept_for_sign_in=kept,
    )
    return make_response(page, _STATUS[reason.why])


def give_back_photo(municipality: str, reference: str, reason: Reason) -> BaseResponse:
    """The same for a photo sent by itself: a browser cannot keep it, so it is chosen again."""
    if reason.why is Why.SIGNED_OUT:
        browser_session.forget_token(going_to=address_of_order(municipality, reference))
    page = render_template("portal/photo_given_back.html", **_of_order(municipality, reference, reason))
    return make_response(page, _STATUS[reason.why])


def _of_order(municipality: str, reference: str, reason: Reason) -> dict[str, Any]:
    town = calls.recall_municipality(municipality)
    return {
        "town": town,
        "kind": town.kind if town else "",
        "title": _title(reason.why),
        "why": reason.why,
        "detail": reason.detail,
        "reference": reference,
        "address": address_of_order(municipality, reference),
        "sign_in_address": url_for("sign_in.show_sign_in"),
        "may_send": reason.why not in _FINAL,
    }


def _title(why: Why) -> str:
    titles = {
        Why.DOWN: gettext("Nothing is lost – try again"),
        Why.SIGNED_OUT: gettext("You have been signed out, but nothing is lost"),
        Why.FORM_EXPIRED: gettext("Read it through and send again"),
        Why.MOVED_ON: gettext("The order has moved on"),
        Why.SENT_BEFORE: gettext("What you sent first has arrived"),
        Why.WRONG: gettext("Something is missing"),
        Why.NOT_ALLOWED: gettext("That cannot be done"),
        Why.PHOTO_LOST: gettext("The photo did not arrive"),
    }
    return str(titles[why])
