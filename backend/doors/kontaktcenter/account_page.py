"""My account: the password, and the devices I am signed in on; and the form that waited for me to sign in again."""

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts
from backend.doors.kontaktcenter.room import own_response, pages
from backend.doors.shared import SIGNED_IN, current_caller, door, transaction, translate
from backend.doors.shared.browser_session import drop_form_ticket, find_form_ticket
from backend.foundation import clock
from backend.foundation.database import GLOBAL
from backend.foundation.errors import Conflict, Invalid

ACCOUNT = "/konto"


@pages.get(ACCOUNT)
@door(SIGNED_IN)
def show_account() -> str:
    """Password, second factors and devices."""
    return _show()


@pages.post(f"{ACCOUNT}/password")
@door(SIGNED_IN, limit="10/minute")
def set_password() -> BaseResponse:
    """Set or change the password."""
    caller = current_caller()
    try:
        with transaction(GLOBAL) as session:
            accounts.set_password(
                session, caller.person_id, password=request.form.get("password", ""), has_factor=caller.proven
            )
    except (Invalid, Conflict) as error:
        return make_response(_show(wrong=translate(error)), 422)
    return redirect(url_for("kontaktcenter.show_account", done="password"), 303)


@pages.post(f"{ACCOUNT}/password/remove")
@door(SIGNED_IN)
def remove_password() -> BaseResponse:
    """Sign in by the mailed link alone again."""
    with transaction(GLOBAL) as session:
        accounts.remove_password(session, current_caller().person_id)
    return redirect(url_for("kontaktcenter.show_account", done="password"), 303)


@pages.post(f"{ACCOUNT}/devices/<uuid:device_id>/revoke")
@door(SIGNED_IN)
def revoke_device(device_id: UUID) -> BaseResponse:
    """Sign out on one device, for good."""
    with transaction(GLOBAL) as session:
        accounts.revoke_device(session, device_id, person_id=current_caller().person_id)
    return redirect(url_for("kontaktcenter.show_account", done="device"), 303)


@pages.post(f"{ACCOUNT}/devices/revoke-others")
@door(SIGNED_IN)
def revoke_other_devices() -> BaseResponse:
    """Sign out everywhere but here."""
    caller = current_caller()
    with transaction(GLOBAL) as session:
        accounts.revoke_other_devices(session, caller.person_id, but_session=caller.session_id)
    return redirect(url_for("kontaktcenter.show_account", done="device"), 303)


@pages.get("/kept")
@door(SIGNED_IN)
def show_kept_form() -> BaseResponse:
    """What was typed when the session ended, with one button that sends it where it was going."""
    with transaction(GLOBAL) as session:
        form = accounts.find_kept_form(session, current_caller().person_id, ticket=find_form_ticket() or "")
    if form is None:
        return _leave_kept()
    return make_response(render_template("kontaktcenter/kept.html", form=form))


@pages.post("/kept/drop")
@door(SIGNED_IN)
def drop_kept_form() -> BaseResponse:
    """It is not wanted."""
    with transaction(GLOBAL) as session:
        accounts.drop_kept_form(session, current_caller().person_id)
    return _leave_kept()


@pages.after_request
def forget_sent_form(response: Response) -> Response:
    """What waited was sent and taken: the browser's ticket goes, and what it opened ends within the hour."""
    if response.status_code == 303 and request.method == "POST" and request.form.get("kept_form"):
        drop_form_ticket(response)
    return response


def _leave_kept() -> BaseResponse:
    response = redirect(url_for("kontaktcenter.choose_municipality"), 303)
    drop_form_ticket(own_response(response))
    return response


def _show(*, wrong: str = "") -> str:
    caller = current_caller()
    with transaction(GLOBAL) as session:
        factors = accounts.get_factors(session, caller.person_id)
        devices = accounts.list_devices(session, caller.person_id, current=caller.device_id)
        now = clock.real_now(session)
    return render_template(
        "kontaktcenter/account.html",
        name=caller.name,
        factors=factors,
        has_factor=caller.has_factor,
        proven=caller.proven,
        devices=devices,
        now=now,
        wrong=wrong,
        done=request.args.get("done", ""),
    )
