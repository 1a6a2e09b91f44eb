"""The pages for what cannot be shown: not signed in, not there, the backend away, and what nobody foresaw."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import browser_session, calls
from contractor_portal.act_forms import read_draft
from contractor_portal.backend_api import ApiDown, NotSignedIn, Refused
from contractor_portal.given_back import Reason, Why, give_back

_WORTH_COMING_BACK_TO = ("orders.show_order", "orders.show_ended")


@dataclass(frozen=True)
class Failure:
    """A page's heading and what it says beneath."""

    status: int
    title: str
    words: str
    trace: str = ""


def register(app: Flask) -> None:
    """Answer every refusal of ``app`` and every error nobody foresaw, which Flask logs."""
    app.register_error_handler(NotSignedIn, _send_to_sign_in)
    app.register_error_handler(ApiDown, _tell_down)
    app.register_error_handler(Refused, _tell_refusal)
    app.register_error_handler(CSRFError, _give_form_back)
    app.register_error_handler(HTTPException, _tell_http)


def _send_to_sign_in(_: NotSignedIn) -> BaseResponse:
    browser_session.forget_token(going_to=request.path if request.endpoint in _WORTH_COMING_BACK_TO else None)
    return redirect(url_for("sign_in.show_sign_in"), 303)


def _tell_down(error: ApiDown) -> BaseResponse:
    current_app.logger.warning("The API gave no answer: %s", error)
    words = gettext("We cannot reach the municipality's system. Wait a little and try again. Nothing has been lost.")
    return _show(Failure(503, gettext("Right now we get no answer"), words))


def _tell_refusal(refusal: Refused) -> BaseResponse:
    if refusal.code == "second_factor_needed":
        return redirect(url_for("second_factor.ask_for_code"), 303)
    # An address with a misread reference or cursor in it is the address of nothing.
    if refusal.status == 404 or (refusal.status == 422 and request.method == "GET"):
        return _show(_not_found())
    words = refusal.detail or gettext("You may not do that.")
    return _show(Failure(refusal.status, gettext("That cannot be done"), words, refusal.trace))


def _give_form_back(error: CSRFError) -> BaseResponse:
    """A form that lay open too long, or came from another browser: read it through, and send it under a new mark."""
    where = request.view_args or {}
    if request.endpoint == "acts.do_act":
        draft = read_draft(where["act"], request.form)
        return give_back(where["municipality"], where["reference"], draft, Reason(Why.FORM_EXPIRED))
    words = gettext("This form was open too long, or came from another browser. Go back, load the page and send again.")
    return _show(Failure(400, gettext("Read it through and send again"), words))


def _tell_http(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # a redirect werkzeug makes on its own
    if status in (404, 405):
        return _show(_not_found())
    if status == 429:
        words = gettext("That was many tries in a short while. Wait a minute and try again.")
        return _show(Failure(429, gettext("That cannot be done"), words))
    if status == 413:
        words = gettext("What was sent is too large. Go back and choose a smaller photo, or send without one.")
        return _show(Failure(413, gettext("The photo is too large"), words))
    if status >= 500:
        words = gettext("Something went wrong with us. You have not done anything wrong.")
        return _show(Failure(500, gettext("Something went wrong"), words))
    return _show(Failure(status, gettext("That cannot be done"), HTTPStatus(status).phrase))


def _not_found() -> Failure:
    words = gettext("There is no such page, or it belongs to another firm.")
    return Failure(404, gettext("Not found"), words)


def _show(failure: Failure) -> BaseResponse:
    municipality = (request.view_args or {}).get("municipality")
    town = calls.recall_municipality(municipality) if municipality else None
    page = render_template(
        "portal/failure.html",
        failure=failure,
        town=town if failure.status >= 500 else None,
        kind=town.kind if town else "",
        again=request.full_path if request.method == "GET" and failure.status >= 500 else "",
    )
    return make_response(page, failure.status)
