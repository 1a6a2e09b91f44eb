"""The second factor of those who lead a firm's work: asked for after the link or password, and set up the first time.

These pages alone run a script of the portal's own, since a browser makes and uses passkeys by no other way.
"""

from typing import Any

import segno
from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

import ui.devices
from contractor_portal import account_calls, calls
from contractor_portal.backend_api import ApiDown, Refused
from contractor_portal.headers import CONTENT_SECURITY_POLICY

pages = Blueprint("second_factor", __name__)

SCRIPT_POLICY = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"


@pages.get("/second-factor")
def ask_for_code() -> BaseResponse:
    """The form for the code; on where there is nothing to ask."""
    me = calls.get_me()
    if me.second_factor == "to_set_up":
        return redirect(url_for("second_factor.show_set_up"), 303)
    return _ask() if me.needs_second_factor else redirect("/", 303)


@pages.post("/second-factor")
def take_code() -> BaseResponse:
    """The app's six digits, or a recovery code."""
    recovery = request.form.get("recovery_code", "").strip()
    code = {"recoveryCode": recovery} if recovery else {"code": request.form.get("code", "").strip() or "-"}
    try:
        account_calls.show_code(**code)
    except (ApiDown, Refused) as error:
        status, words = _told(error)
        return _ask("recovery_code" if recovery else "code", words, status=status)
    return redirect("/", 303)


@pages.post("/second-factor/passkey-options")
def give_passkey_options() -> BaseResponse:
    """What a passkey signs, for the module."""
    return _json(account_calls.ask_for_passkey)


@pages.post("/second-factor/passkey")
def take_passkey() -> BaseResponse:
    """What it signed, from the module."""

    def show() -> dict[str, Any]:
        account_calls.show_passkey(_credential())
        return {"next": "/"}

    return _json(show)


@pages.get("/second-factor/set-up")
def show_set_up() -> BaseResponse:
    """What is set up, and how to set up more."""
    return _show()


@pages.post("/second-factor/set-up/app")
def begin_app() -> BaseResponse:
    """A secret, as a QR code and as text."""
    try:
        return _show(begun=account_calls.begin_authenticator())
    except (ApiDown, Refused) as error:
        status, words = _told(error)
        return _show(wrong=words, status=status)


@pages.post("/second-factor/set-up/app/code")
def confirm_app() -> BaseResponse:
    """The app's first code. The secret comes back with the form, so that a wrong code begins nothing anew."""
    begun = request.form.get("secret", "")[:200], request.form.get("address", "")[:500]
    try:
        return _codes(account_calls.confirm_authenticator(request.form.get("code", "").strip() or "-"))
    except (ApiDown, Refused) as error:
        status, words = _told(error)
        return _show(begun=begun, wrong=words, status=status)


@pages.post("/second-factor/set-up/codes")
def make_codes() -> BaseResponse:
    """New recovery codes."""
    return _codes(account_calls.make_recovery_codes())


@pages.post("/second-factor/set-up/remove")
def remove_factor() -> BaseResponse:
    """Take the app or a passkey away."""
    passkey = request.form.get("passkey", "")
    account_calls.remove(f"passkeys/{passkey}" if passkey.replace("-", "").isalnum() else "authenticator")
    return redirect(url_for("second_factor.show_set_up"), 303)


@pages.post("/second-factor/set-up/passkey-options")
def give_new_passkey_options() -> BaseResponse:
    """What a new passkey is made by, for the module."""
    return _json(account_calls.begin_passkey)


@pages.post("/second-factor/set-up/passkey")
def add_passkey() -> BaseResponse:
    """What the browser made, from the module."""

    def add() -> dict[str, Any]:
        codes = account_calls.add_passkey(_credential(), label=ui.devices.name_device(request.user_agent.string))
        return {"next": url_for("second_factor.show_set_up"), "codes": codes}

    return _json(add)


def _credential() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    found = sent.get("credential") if isinstance(sent, dict) else None
    return found if isinstance(found, dict) else {"id": ""}


def _json(answer: Any) -> BaseResponse:
    try:
        return jsonify(answer())
    except (ApiDown, Refused) as error:
        status, words = _told(error)
        return make_response(jsonify(detail=words), status)


def _told(error: ApiDown | Refused) -> tuple[int, str]:
    if isinstance(error, Refused):
        return error.status, error.detail
    return 503, gettext("We cannot reach the municipality's system. Wait a little and try again.")


def _ask(field: str = "", words: str = "", *, status: int = 200) -> BaseResponse:
    factors = account_calls.get_factors()
    page = render_template("portal/second_factor.html", factors=factors, field=field, wrong=words)
    return _with_script(page, status)


def _show(*, begun: tuple[str, str] | None = None, wrong: str = "", status: int = 200) -> BaseResponse:
    me, factors = calls.get_me(), account_calls.get_factors()
    if me.second_factor == "asked":
        return redirect(url_for("second_factor.ask_for_code"), 303)
    qr = segno.make(begun[1], error="m").svg_data_uri(scale=5, border=3, light="#fff") if begun and begun[1] else ""
    page = render_template("portal/set_up.html", factors=factors, begun=begun, qr=qr, wrong=wrong)
    return _with_script(page, status)


def _codes(codes: tuple[str, ...]) -> BaseResponse:
    return make_response(render_template("portal/recovery_codes.html", codes=codes))


def _with_script(page: str, status: int) -> BaseResponse:
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = SCRIPT_POLICY
    return response
