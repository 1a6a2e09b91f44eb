"""Signing in by a mailed link that a button redeems or by a password, and signing out. GET never signs in: mail scanners open links."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import account_calls, browser_session, calls
from contractor_portal.backend_api import ApiDown, NotSignedIn, Refused

pages = Blueprint("sign_in", __name__)

_LINK = "/sign-in/t/<string(minlength=22, maxlength=200):token>"


@pages.get("/sign-in")
def show_sign_in() -> str:
    """Ask for the mail address. Signed in or not: one may want to be another."""
    return _ask()


@pages.post("/sign-in")
def ask_for_link() -> BaseResponse:
    """Have a link mailed. The answer is the same for known and unknown addresses."""
    email = request.form.get("email", "").strip()
    if "@" not in email:
        return make_response(_ask(email, wrong=gettext("Write your mail address, such as name@company.se.")), 422)
    try:
        calls.ask_for_link(email, browser_secret=browser_session.give_browser_secret())
    except ApiDown:
        return make_response(_ask(email, wrong=_no_answer()), 503)
    except Refused as refusal:
        return make_response(_ask(email, wrong=next(iter(refusal.invalid.values()), refusal.detail)), refusal.status)
    return redirect("/sign-in/sent", 303)


@pages.get("/sign-in/sent")
def show_sent() -> str:
    """Say what to do now; nothing about whether the address is known."""
    return render_template("portal/sign_in_sent.html")


@pages.get(_LINK)
def show_link(token: str) -> str:
    """The button that signs in, with a field for the six digits where another browser asked."""
    return _offer(token, digits_needed=browser_session.find_browser_secret() is None)


@pages.post(_LINK)
def redeem_link(token: str) -> BaseResponse:
    """Sign in, and go where the person was going."""
    digits = "".join(character for character in request.form.get("digits", "") if character.isdigit())
    try:
        bearer = calls.redeem_link(token, digits=digits, browser_secret=browser_session.find_browser_secret())
    except ApiDown:
        return make_response(_offer(token, digits_needed=bool(digits), wrong=_no_answer()), 503)
    except Refused as refusal:
        return _answer_refusal(token, refusal)
    return redirect(browser_session.begin(bearer, person_id=_person_of(bearer)), 303)


@pages.get("/sign-in/password")
def show_password_form() -> str:
    """For those who have set a password; a second factor is asked for after it."""
    return render_template("portal/password.html", email="", wrong="")


@pages.post("/sign-in/password")
def take_password() -> BaseResponse:
    """Begin half a session, and go on to the second factor."""
    email = request.form.get("email", "").strip()
    try:
        bearer = account_calls.sign_in_by_password(email, request.form.get("password", ""))
    except ApiDown:
        return make_response(render_template("portal/password.html", email=email, wrong=_no_answer()), 503)
    except Refused as refusal:
        wrong = next(iter(refusal.invalid.values()), refusal.detail) if refusal.code == "invalid" else refusal.detail
        return make_response(render_template("portal/password.html", email=email, wrong=wrong), refusal.status)
    return redirect(browser_session.begin(bearer, person_id=_person_of(bearer)), 303)


@pages.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the session here and at the backend."""
    calls.end_session()
    browser_session.end()
    return redirect("/sign-in", 303)


def _person_of(bearer: str) -> str:
    """Whose session it is; nobody's where that cannot be told now: the link is used up, so signing in goes on."""
    try:
        return calls.get_me(bearer).person_id
    except (ApiDown, NotSignedIn, Refused):
        return ""


def _no_answer() -> str:
    return str(gettext("We cannot reach the municipality's system. Wait a little and try again."))


def _answer_refusal(token: str, refusal: Refused) -> Response:
    if refusal.code in ("digits_needed", "digits_wrong", "too_many"):
        wrong = refusal.detail if request.form.get("digits") or refusal.code == "too_many" else ""
        return make_response(_offer(token, digits_needed=True, wrong=wrong), refusal.status)
    return make_response(render_template("portal/sign_in_over.html"), 410)


def _ask(email: str = "", *, wrong: str = "") -> str:
    return render_template("portal/sign_in.html", email=email, wrong=wrong)


def _offer(token: str, *, digits_needed: bool, wrong: str = "") -> str:
    return render_template("portal/sign_in_link.html", token=token, digits_needed=digits_needed, wrong=wrong)
