"""The second factor: asked for after the link or the password, by the app's digits, a passkey or a recovery code."""

from collections.abc import Callable

from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts
from backend.accounts import Proof
from backend.doors.kontaktcenter.room import own_response, pages
from backend.doors.shared import HALF_SIGNED_IN, current_caller, current_proof, door, proving, transaction, translate
from backend.doors.shared.browser_session import SECOND_FACTOR_PATH, begin_browser_session
from backend.foundation.database import GLOBAL
from backend.foundation.errors import Conflict, Invalid


@pages.get(SECOND_FACTOR_PATH)
@door(HALF_SIGNED_IN)
def ask_for_second_factor() -> BaseResponse | str:
    """The form for the code; on to setting one up, or further, where there is nothing to ask."""
    proof = current_proof()
    if proof is Proof.TO_SET_UP:
        return redirect(url_for("kontaktcenter.show_factors"), 303)
    if proof is not Proof.ASKED:
        return redirect(url_for("kontaktcenter.choose_municipality"), 303)
    return _show()


@pages.post(SECOND_FACTOR_PATH)
@door(HALF_SIGNED_IN, limit="30/minute")
def take_code() -> BaseResponse:
    """The six digits of the app."""
    return _go_on(proving.prove_by_code, "code")


@pages.post(f"{SECOND_FACTOR_PATH}/recovery")
@door(HALF_SIGNED_IN, limit="30/minute")
def take_recovery_code() -> BaseResponse:
    """A recovery code; it is used up."""
    return _go_on(proving.prove_by_recovery_code, "recovery_code")


@pages.post(f"{SECOND_FACTOR_PATH}/passkey-options")
@door(HALF_SIGNED_IN, limit="30/minute")
def give_passkey_options() -> BaseResponse:
    """What the browser is asked to sign, for the module."""
    return jsonify(options=proving.ask_for_passkey())


@pages.post(f"{SECOND_FACTOR_PATH}/passkey")
@door(HALF_SIGNED_IN, limit="30/minute")
def take_passkey() -> BaseResponse:
    """What the browser signed, from the module."""
    token = proving.prove_by_passkey(request.get_json().get("credential") or {})
    response = jsonify(next=url_for("kontaktcenter.choose_municipality"))
    begin_browser_session(response, token)
    return response


def _go_on(prove: Callable[[str], str], field: str) -> BaseResponse:
    try:
        token = prove(request.form.get(field, ""))
    except (Invalid, Conflict) as error:
        page = _show(wrong={field: translate(error)})
        return make_response(page, 429 if isinstance(error, Conflict) else 422)
    response = redirect(url_for("kontaktcenter.choose_municipality"), 303)
    begin_browser_session(own_response(response), token)
    return response


def _show(*, wrong: dict[str, str] | None = None) -> str:
    with transaction(GLOBAL) as session:
        factors = accounts.get_factors(session, current_caller().person_id)
    site = proving.current_site()
    return render_template(
        "kontaktcenter/second_factor.html",
        has_authenticator=factors.has_authenticator,
        has_passkey=site is not None and any(each.site == site.name for each in factors.passkeys),
        wrong=wrong or {},
    )
