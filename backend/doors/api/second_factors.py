"""Signing in by password or device, showing a second factor, and setting one up."""

from typing import Any
from uuid import UUID

from flask import Response

from backend import accounts
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.second_factor_schemas import (
    AddedFactor,
    AppCode,
    Code,
    DeviceSignIn,
    FactorsItem,
    NewApp,
    PasskeyAnswer,
    PasskeyOptions,
    PasswordBody,
    PasswordSignIn,
)
from backend.doors.api.sessions import (
    MANY_BEHIND_ONE,
    NEW_SESSION_EXAMPLE,
    NewSession,
    new_session,
)
from backend.doors.shared import HALF_SIGNED_IN, PUBLIC, SIGNED_IN, current_caller, door, proving, transaction
from backend.doors.shared.sign_in import sign_in_by_device, sign_in_by_password
from backend.foundation.database import GLOBAL

resource = ApiBlueprint("second-factors", __name__, description="Passwords, devices and second factors.")


ADDED_EXAMPLE = {"token": None, "recoveryCodes": ["K7M4-RTXB-2345-BCDF"]}


@resource.route("/password-sessions", methods=["POST"])
@resource.arguments(PasswordSignIn, example={"email": "cleo@ljus.example", "password": "tre egna ord blir bra"})
@resource.response(201, schema=NewSession, example=NEW_SESSION_EXAMPLE, description="Half a session.")
@door(PUBLIC, limit=MANY_BEHIND_ONE)
def begin_password_session(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in by a password

    The session then needs its second factor. After three wrong tries at one account a growing pause is told by 429 and
    Retry-After; the mailed link stays open meanwhile.
    """
    begun = sign_in_by_password(
        body["email"], body["password"], device_token=body.get("device_token"), label=body["device_label"]
    )
    return new_session(begun.token, begun.device_token)


@resource.route("/device-sessions", methods=["POST"])
@resource.arguments(DeviceSignIn, example={"deviceToken": NEW_SESSION_EXAMPLE["deviceToken"]})
@resource.response(201, schema=NewSession, example=NEW_SESSION_EXAMPLE, description="The session.")
@door(PUBLIC, limit=MANY_BEHIND_ONE)
def begin_device_session(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a crew's next session by its device

    For fourteen days after the mailed link, until the device is revoked.
    """
    return new_session(sign_in_by_device(body["device_token"]), body["device_token"])


@resource.route("/sessions/current/second-factor", methods=["POST"])
@resource.arguments(Code, example={"code": "042917"})
@resource.response(201, schema=NewSession, example=NEW_SESSION_EXAMPLE, description="The session, raised.")
@door(HALF_SIGNED_IN, limit="30/minute")
def show_second_factor(body: dict[str, Any]) -> dict[str, Any]:
    """Show a second factor

    The earlier token ends; the new one opens everything. A code works once.
    """
    if "recovery_code" in body:
        return new_session(proving.prove_by_recovery_code(body["recovery_code"]))
    return new_session(proving.prove_by_code(body.get("code", "")))


@resource.route("/sessions/current/passkey-options", methods=["POST"])
@resource.response(200, schema=PasskeyOptions, example={"options": {}}, description="For navigator.credentials.get.")
@door(HALF_SIGNED_IN, limit="30/minute")
def ask_for_passkey() -> Any:
    """Ask for what a passkey signs

    Options of the Web Authentication API, bytes as base64url. They work once.
    """
    return {"options": proving.ask_for_passkey()}


@resource.route("/sessions/current/passkey", methods=["POST"])
@resource.arguments(PasskeyAnswer, example={"credential": {}})
@resource.response(201, schema=NewSession, example=NEW_SESSION_EXAMPLE, description="The session, raised.")
@door(HALF_SIGNED_IN, limit="30/minute")
def show_passkey(body: dict[str, Any]) -> dict[str, Any]:
    """Show a passkey

    The earlier token ends; the new one opens everything.
    """
    return new_session(proving.prove_by_passkey(body["credential"]))


@resource.route("/me/second-factors")
@resource.response(
    200,
    schema=FactorsItem,
    example={"hasAuthenticator": True, "hasPassword": False, "recoveryCodesLeft": 10, "passkeys": []},
    description="What is set up.",
)
@door(HALF_SIGNED_IN)
def get_factors() -> Any:
    """Tell which second factors the caller has

    And whether there is a password.
    """
    with transaction(GLOBAL) as session:
        return accounts.get_factors(session, current_caller().person_id)


@resource.route("/me/authenticator", methods=["POST"])
@resource.response(
    201, schema=NewApp, example={"secret": "JBSWY3DPEHPK3PXP", "address": "otpauth://totp/…"}, description="To confirm."
)
@door(HALF_SIGNED_IN, limit="20/minute")
def begin_authenticator() -> Any:
    """Begin to set up an authenticator app

    It counts once its first code was sent.
    """
    begun = proving.begin_authenticator()
    return {"secret": begun.secret, "address": begun.address}


@resource.route("/me/authenticator/confirmation", methods=["POST"])
@resource.arguments(AppCode, example={"code": "042917"})
@resource.response(201, schema=AddedFactor, example=ADDED_EXAMPLE, description="It counts.")
@door(HALF_SIGNED_IN, limit="30/minute")
def confirm_authenticator(body: dict[str, Any]) -> Any:
    """Confirm an authenticator app by its first code

    Ten recovery codes are told this once.
    """
    added = proving.confirm_authenticator(body["code"])
    return {"token": added.token, "recovery_codes": list(added.recovery_codes)}


@resource.route("/me/authenticator", methods=["DELETE"])
@resource.response(204, description="It is gone.")
@door(SIGNED_IN)
def remove_authenticator() -> Response:
    """Take the authenticator app away

    The password goes too where no other second factor is left.
    """
    with transaction(GLOBAL) as session:
        accounts.remove_authenticator(session, current_caller())
    return Response(status=204)


@resource.route("/me/passkey-options", methods=["POST"])
@resource.response(200, schema=PasskeyOptions, example={"options": {}}, description="For navigator.credentials.create.")
@door(HALF_SIGNED_IN, limit="30/minute")
def begin_passkey() -> Any:
    """Ask for what a new passkey is made by

    Options of the Web Authentication API, bytes as base64url. They work once, at the portal's address.
    """
    return {"options": proving.begin_passkey()}


@resource.route("/me/passkeys", methods=["POST"])
@resource.arguments(PasskeyAnswer, example={"credential": {}, "label": "Nyckel"})
@resource.response(201, schema=AddedFactor, example=ADDED_EXAMPLE, description="It counts.")
@door(HALF_SIGNED_IN, limit="30/minute")
def add_passkey(body: dict[str, Any]) -> Any:
    """Add a passkey

    The first factor of a person brings ten recovery codes, told this once.
    """
    added = proving.add_passkey(body["credential"], label=body["label"])
    return {"token": added.token, "recovery_codes": list(added.recovery_codes)}


@resource.route("/me/passkeys/<uuid:passkey_id>", methods=["DELETE"])
@resource.response(204, description="It is gone.")
@door(SIGNED_IN)
def remove_passkey(passkey_id: UUID) -> Response:
    """Take a passkey away

    The password goes too where no other second factor is left.
    """
    with transaction(GLOBAL) as session:
        accounts.remove_passkey(session, current_caller(), passkey_id)
    return Response(status=204)


@resource.route("/me/recovery-codes", methods=["POST"])
@resource.response(201, schema=AddedFactor, example=ADDED_EXAMPLE, description="The new codes.")
@door(SIGNED_IN, limit="10/minute")
def make_recovery_codes() -> Any:
    """Make new recovery codes

    The earlier ones end. The session must have shown its second factor.
    """
    caller = current_caller()
    if not caller.proven:
        raise accounts.factor_needed()
    with transaction(GLOBAL) as session:
        return {"token": None, "recovery_codes": list(accounts.make_recovery_codes(session, caller.person_id))}


@resource.route("/me/password", methods=["PUT"])
@resource.arguments(PasswordBody, example={"password": "tre egna ord blir bra"})
@resource.response(204, description="It is set.")
@door(SIGNED_IN, limit="10/minute")
def set_password(body: dict[str, Any]) -> Response:
    """Set or change the password

    Only beside a second factor that the session has shown.
    """
    caller = current_caller()
    with transaction(GLOBAL) as session:
        accounts.set_password(session, caller.person_id, password=body["password"], has_factor=caller.proven)
    return Response(status=204)


@resource.route("/me/password", methods=["DELETE"])
@resource.response(204, description="It is gone.")
@door(SIGNED_IN)
def remove_password() -> Response:
    """Take the password away

    The mailed link works as before.
    """
    with transaction(GLOBAL) as session:
        accounts.remove_password(session, current_caller().person_id)
    return Response(status=204)
