"""Setting up second factors: the app by a QR code or its secret, passkeys, recovery codes to print."""

from uuid import UUID

from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import ui.devices
from backend import accounts
from backend.accounts import factor_needed
from backend.doors.kontaktcenter.room import own_response, pages
from backend.doors.shared import HALF_SIGNED_IN, SIGNED_IN, current_caller, door, proving, transaction, translate
from backend.doors.shared.browser_session import begin_browser_session
from backend.doors.shared.proving import Added
from backend.foundation.database import GLOBAL
from backend.foundation.errors import Conflict, Invalid

FACTORS = "/konto/tvasteg"


@pages.get(FACTORS)
@door(HALF_SIGNED_IN)
def show_factors() -> str:
    """What the person has set up, and how to set up more."""
    return _show()


@pages.post(f"{FACTORS}/app")
@door(HALF_SIGNED_IN, limit="20/minute")
def begin_app() -> BaseResponse:
    """Make a secret, and show it as a QR code and as text."""
    proving.begin_authenticator()
    return redirect(url_for("kontaktcenter.show_factors"), 303)


@pages.post(f"{FACTORS}/app/code")
@door(HALF_SIGNED_IN, limit="30/minute")
def confirm_app() -> BaseResponse:
    """The first code of the app: from now on it counts."""
    try:
        added = proving.confirm_authenticator(request.form.get("code", ""))
    except (Invalid, Conflict) as error:
        return make_response(_show(wrong=translate(error)), 429 if error.code == "too_many_tries" else 422)
    return _show_codes(added)


@pages.post(f"{FACTORS}/app/remove")
@door(SIGNED_IN)
def remove_app() -> BaseResponse:
    """Take the app away; the password goes too where nothing else is left."""
    with transaction(GLOBAL) as session:
        accounts.remove_authenticator(session, current_caller())
    return redirect(url_for("kontaktcenter.show_factors"), 303)


@pages.post(f"{FACTORS}/codes")
@door(SIGNED_IN, limit="10/minute")
def make_codes() -> BaseResponse:
    """New recovery codes; the earlier ones end."""
    caller = current_caller()
    if not caller.proven:
        raise factor_needed()
    with transaction(GLOBAL) as session:
        codes = accounts.make_recovery_codes(session, caller.person_id)
    return _show_codes(Added(None, codes))


@pages.post(f"{FACTORS}/passkey-options")
@door(HALF_SIGNED_IN, limit="30/minute")
def give_new_passkey_options() -> BaseResponse:
    """What the browser is asked to make, for the module."""
    return jsonify(options=proving.begin_passkey())


@pages.post(f"{FACTORS}/passkey")
@door(HALF_SIGNED_IN, limit="30/minute")
def add_passkey() -> BaseResponse:
    """What the browser made, from the module, which puts the page that is answered in its place."""
    label = ui.devices.name_device(request.user_agent.string)
    added = proving.add_passkey(request.get_json().get("credential") or {}, label=label)
    response = jsonify(next=url_for("kontaktcenter.show_factors"), codes=added.recovery_codes)
    if added.token is not None:
        begin_browser_session(response, added.token)
    return response


@pages.post(f"{FACTORS}/passkeys/<uuid:passkey_id>/remove")
@door(SIGNED_IN)
def remove_passkey(passkey_id: UUID) -> BaseResponse:
    """Take a passkey away."""
    with transaction(GLOBAL) as session:
        accounts.remove_passkey(session, current_caller(), passkey_id)
    return redirect(url_for("kontaktcenter.show_factors"), 303)


def _show_codes(added: Added) -> BaseResponse:
    response = make_response(render_template("kontaktcenter/recovery_codes.html", codes=added.recovery_codes))
    if added.token is not None:
        begin_browser_session(own_response(response), added.token)
    return response


def _show(*, wrong: str = "") -> str:
    caller = current_caller()
    if caller.has_factor and not caller.proven:
        raise factor_needed()
    begun = proving.find_begun()
    with transaction(GLOBAL) as session:
        factors = accounts.get_factors(session, caller.person_id)
    return render_template(
        "kontaktcenter/factors.html",
        factors=factors,
        begun=begun,
        qr=proving.draw_qr(begun.address) if begun else "",
        passkeys_work=proving.current_site() is not None,
        is_first=not caller.has_factor,
        wrong=wrong,
    )
