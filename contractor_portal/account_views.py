"""My account: the password, my devices, and for a firm's manager the devices of its people."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from contractor_portal import account_calls, calls
from contractor_portal.backend_api import Refused

pages = Blueprint("account", __name__)


@pages.get("/account")
def show_account() -> BaseResponse:
    """Password, second factors and devices."""
    return _show()


@pages.post("/account/password")
def set_password() -> BaseResponse:
    """Set, change or, where nothing is written, take away the password."""
    password = request.form.get("password", "")
    try:
        if password:
            account_calls.set_password(password)
        else:
            account_calls.remove("password")
    except Refused as refusal:
        return _show(wrong=next(iter(refusal.invalid.values()), refusal.detail), status=refusal.status)
    return _done()


@pages.post("/account/devices/others")
def revoke_others() -> BaseResponse:
    """Sign out everywhere but here."""
    account_calls.remove("devices")
    return _done()


@pages.post("/account/devices/<uuid:device_id>")
def revoke(device_id: UUID) -> BaseResponse:
    """Sign out on one of one's own devices, for good."""
    account_calls.remove(f"devices/{device_id}")
    return _done()


@pages.post("/<municipality:municipality>/firm/devices/<uuid:device_id>")
def revoke_of_firm(municipality: str, device_id: UUID) -> BaseResponse:
    """Sign one of the firm's people out on one device, for good."""
    account_calls.revoke_firm_device(municipality, str(device_id))
    return _done()


def _done() -> BaseResponse:
    flash(gettext("Done."))
    return redirect(url_for("account.show_account"), 303)


def _show(*, wrong: str = "", status: int = 200) -> BaseResponse:
    me = calls.get_me()
    if me.needs_second_factor:
        return redirect(url_for("second_factor.ask_for_code"), 303)
    page = render_template(
        "portal/account.html",
        name=me.name,
        factors=account_calls.get_factors(),
        proven=me.second_factor == "proven",
        devices=account_calls.list_devices(),
        firm=[(code, _name_of(code), account_calls.list_firm_devices(code)) for code in me.managed],
        wrong=wrong,
    )
    return make_response(page, status)


def _name_of(code: str) -> str:
    town = calls.find_municipality(code)
    return town.name if town else code
