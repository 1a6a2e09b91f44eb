"""Signing in by a mailed link or a password, signing out, and choosing the municipality."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import ui.devices
from backend import geography
from backend.accounts import ReturnTo, Right, list_municipalities_with
from backend.doors.kontaktcenter.room import own_response, pages
from backend.doors.shared import (
    HALF_SIGNED_IN,
    PUBLIC,
    SIGNED_IN,
    current_caller,
    current_house,
    door,
    transaction,
    translate,
)
from backend.doors.shared.browser_session import (
    SIGN_IN_PATH,
    begin_browser_session,
    current_token,
    end_browser_session,
    find_browser_secret,
    find_current_caller,
    find_device_token,
    find_form_ticket,
    give_browser_secret,
    new_browser_secret,
)
from backend.doors.shared.sign_in import TOKEN_PATH, ask_for_link, redeem_link, sign_in_by_password, sign_out
from backend.foundation.database import GLOBAL
from backend.foundation.errors import Conflict, Invalid


@pages.get(SIGN_IN_PATH)
@door(PUBLIC, keep=False)
def ask_to_sign_in() -> BaseResponse | str:
    """The form that asks for a link; whoever is signed in already goes on."""
    if find_current_caller() is not None and "again" not in request.args:
        return redirect(url_for("kontaktcenter.choose_municipality"), 303)
    return _show_form(asked="asked" in request.args)


@pages.post(SIGN_IN_PATH)
@door(PUBLIC, limit="20/minute", csrf=True, keep=False)
def send_link() -> BaseResponse:
    """Ask for the mail; the answer is the same whoever has the address."""
    secret = new_browser_secret()
    email = request.form.get("email", "").strip()
    if "@" not in email:
        return make_response(_show_form(email=email, is_wrong=True), 422)
    ask_for_link(email, browser_secret=secret, return_to=ReturnTo.KONTAKTCENTER)
    response = redirect(url_for("kontaktcenter.ask_to_sign_in", asked="1", again="1"), 303)
    give_browser_secret(own_response(response), secret)
    return response


@pages.get(f"{TOKEN_PATH}<token>")
@door(PUBLIC, keep=False)
def show_link(token: str) -> str:
    """A button: mail scanners open links, so opening one does nothing. Digits are asked for in another browser."""
    return render_template(
        "kontaktcenter/redeem.html", asks_digits=find_browser_secret() is None, told="", is_over=False
    )


@pages.post(f"{TOKEN_PATH}<token>")
@door(PUBLIC, limit="60/minute", csrf=True, keep=False)
def redeem(token: str) -> BaseResponse:
    """Redeem the link, begin a session in this browser."""
    digits = "".join(request.form.get("digits", "").split()) or None
    try:
        begun = redeem_link(
            token,
            digits=digits,
            browser_secret=find_browser_secret(),
            device_token=find_device_token(),
            label=ui.devices.name_device(request.user_agent.string),
        )
    except (Invalid, Conflict) as error:
        is_over = isinstance(error, Conflict)
        page = render_template(
            "kontaktcenter/redeem.html", asks_digits=not is_over, told=translate(error), is_over=is_over
        )
        return make_response(page, 409 if is_over else 422)
    response = redirect(url_for("kontaktcenter.choose_municipality"), 303)
    begin_browser_session(own_response(response), begun.token, device_token=begun.device_token)
    return response


@pages.get(f"{SIGN_IN_PATH}/password")
@door(PUBLIC, keep=False)
def ask_for_password() -> str:
    """The form for those who have set a password; a second factor is asked for after it."""
    return _show_password_form()


@pages.post(f"{SIGN_IN_PATH}/password")
@door(PUBLIC, limit="20/minute", csrf=True, keep=False)
def take_password() -> BaseResponse:
    """Begin half a session, and go on to the second factor."""
    email = request.form.get("email", "").strip()
    try:
        begun = sign_in_by_password(
            email,
            request.form.get("password", ""),
            device_token=find_device_token(),
            label=ui.devices.name_device(request.user_agent.string),
        )
    except (Invalid, Conflict) as error:
        page = _show_password_form(email=email, told=translate(error))
        return make_response(page, 429 if isinstance(error, Conflict) else 422)
    response = redirect(url_for("kontaktcenter.choose_municipality"), 303)
    begin_browser_session(own_response(response), begun.token, device_token=begun.device_token)
    return response


@pages.post("/sign-out")
@door(HALF_SIGNED_IN)
def leave() -> BaseResponse:
    """End the session."""
    sign_out(current_token())
    response = redirect(url_for("kontaktcenter.ask_to_sign_in"), 303)
    end_browser_session(own_response(response))
    return response


@pages.get("/kontaktcenter/")
@door(SIGNED_IN)
def choose_municipality() -> BaseResponse | str:
    """The municipalities where the caller may see cases; straight on where there is one, or to what waits to be sent."""
    caller = current_caller()
    if find_form_ticket() is not None:
        return redirect(url_for("kontaktcenter.show_kept_form"), 303)
    codes = list_municipalities_with(caller, Right.SEE_CASES)
    if len(codes) == 1:
        return redirect(url_for("kontaktcenter.list_attention", municipality_code=codes[0]), 303)
    with transaction(GLOBAL) as session:
        towns = [(code, geography.get_municipality(session, code).full_name) for code in codes]
    portal = current_house().settings.portal_address if any(each.organisation_id for each in caller.memberships) else ""
    return render_template("kontaktcenter/choose.html", towns=towns, name=caller.name, portal=portal)


def _show_form(*, asked: bool = False, email: str = "", is_wrong: bool = False) -> str:
    settings = current_house().settings
    has_postbox = settings.mail_folder is not None and not settings.is_production
    return render_template(
        "kontaktcenter/sign_in.html", asked=asked, email=email, is_wrong=is_wrong, has_postbox=has_postbox
    )


def _show_password_form(*, email: str = "", told: str = "") -> str:
    return render_template("kontaktcenter/password.html", email=email, told=told)
