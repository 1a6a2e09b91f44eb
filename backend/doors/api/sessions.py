"""Signing in and out over the API, and who is signed in."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.accounts import ReturnTo
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import HALF_SIGNED_IN, PUBLIC, current_caller, current_proof, door
from backend.doors.shared.browser_session import SESSION_SECONDS, current_token
from backend.doors.shared.sign_in import ask_for_link, redeem_link, sign_out

MANY_BEHIND_ONE = "600/minute"
"""A portal is one source for all its people: it counts its visitors itself, and accounts count tries by account."""

resource = ApiBlueprint("sessions", __name__, description="Signing in by a mailed link, and who is signed in.")


def _browser_secret(*, required: bool) -> fields.String:
    said = "128 random bits or more, made and kept by the program for one browser. In it the link needs no digits."
    return fields.String(
        required=required,
        validate=validate.Length(min=22, max=200),
        metadata=note(said, "m3Zk0o0q9eV5bFQnT7rGxA"),
    )


def read_device_token(*, required: bool = False) -> fields.String:
    """The token by which a device is known again."""
    said = "What this device was given at its last sign-in; without one it is a new device."
    return fields.String(
        required=required,
        validate=validate.Length(min=22, max=200),
        metadata=note(said, "b7Qm1Xw2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z"),
    )


def read_device_label() -> fields.String:
    """What people recognise the device by."""
    return fields.String(
        load_default="?", validate=validate.Length(max=80), metadata=note("Browser and system.", "Firefox · Android")
    )


class SignInRequest(ApiSchema):
    """Whose sign-in link is asked for."""

    email = fields.Email(required=True, metadata=note("The person's mail address.", "cleo@ljus.example"))
    browser_secret = _browser_secret(required=True)
    return_to = fields.Enum(
        ReturnTo, by_value=True, load_default=ReturnTo.PORTAL, metadata=note("Which face the link opens.", "portal")
    )


class SignInAccepted(ApiSchema):
    """The same answer whoever has the address."""

    expires_at = Moment(metadata=note("After this the link must be asked for again.", "2026-11-21T12:15:00.000Z"))


class Redemption(ApiSchema):
    """The link's token, with what proves the browser or the digits."""

    token = fields.String(
        required=True,
        validate=validate.Length(min=22, max=200),
        metadata=note("The last part of the mailed link.", "wY5x0cN2s3bUu0o8u5gJkq8eW1m2n3b4v5c6x7z8a9s"),
    )
    digits = fields.String(
        validate=validate.Length(max=20), metadata=note("The six digits from the mail, in another browser.", "042917")
    )
    browser_secret = _browser_secret(required=False)
    device_token = read_device_token()
    device_label = read_device_label()


class NewSession(ApiSchema):
    """A session that has begun. It may have to show its second factor before it opens anything: ``/me`` tells."""

    token = fields.String(metadata=note("Sent as Authorization: Bearer …", "Q2p8t0kVw0y3…"))
    expires_in_seconds = fields.Integer(metadata=note("How long the session lives.", SESSION_SECONDS))
    device_token = fields.String(metadata=note("Kept by the device, and sent along at its next sign-in.", "b7Qm1X…"))


NEW_SESSION_EXAMPLE = {
    "token": "Q2p8t0kVw0y3cT5d7f9h1j3k5m7p9r1t3v5x7z9b1d3",
    "expiresInSeconds": SESSION_SECONDS,
    "deviceToken": "b7Qm1Xw2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z",
}


class Membership(ApiSchema):
    """One role of the caller."""

    municipality = fields.String(metadata=note("SCB code.", "9901"))
    role = fields.String(metadata=note("agent, officer, head, admin, manager or crew.", "manager"))
    organisation_id = fields.UUID(allow_none=True, metadata=note("The firm the role is held for."))
    organisation_name = fields.String(allow_none=True, metadata=note("Its name.", "Cleos Ljus AB"))
    unit_id = fields.UUID(allow_none=True, metadata=note("The unit the role is held in."))


class Me(ApiSchema):
    """The signed-in person."""

    person_id = fields.UUID(metadata=note("The person's id."))
    name = fields.String(metadata=note("The person's name.", "Cleo Berg"))
    language = fields.String(metadata=note("The person's language.", "sv"))
    second_factor = fields.String(
        metadata=note(
            "not_needed or proven: the session opens everything; asked: show a second factor; to_set_up: set one up.",
            "not_needed",
        )
    )
    memberships = fields.List(fields.Nested(Membership), metadata=note("Roles that have not ended."))


ME_EXAMPLE = {
    "personId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    "name": "Cleo Berg",
    "language": "sv",
    "secondFactor": "not_needed",
    "memberships": [
        {
            "municipality": "9901",
            "role": "manager",
            "organisationId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a11",
            "organisationName": "Cleos Ljus AB",
            "unitId": None,
        }
    ],
}


@resource.route("/sign-in-requests", methods=["POST"])
@resource.arguments(
    SignInRequest,
    example={"email": "cleo@ljus.example", "browserSecret": "m3Zk0o0q9eV5bFQnT7rGxA", "returnTo": "portal"},
)
@resource.response(
    202,
    schema=SignInAccepted,
    example={"expiresAt": "2026-11-21T12:15:00.000Z"},
    description="Where the address is a member's, a mail is on its way.",
)
@door(PUBLIC, limit=MANY_BEHIND_ONE)
def ask_to_sign_in(body: dict[str, Any]) -> dict[str, Any]:
    """Ask for a sign-in link by mail

    The answer is the same for known and unknown addresses. The link works for fifteen minutes and once.
    """
    expires_at = ask_for_link(body["email"], browser_secret=body["browser_secret"], return_to=body["return_to"])
    return {"expires_at": expires_at}


@resource.route("/sessions", methods=["POST"])
@resource.arguments(
    Redemption,
    example={
        "token": "wY5x0cN2s3bUu0o8u5gJkq8eW1m2n3b4v5c6x7z8a9s",
        "browserSecret": "m3Zk0o0q9eV5bFQnT7rGxA",
    },
)
@resource.response(
    201,
    schema=NewSession,
    example=NEW_SESSION_EXAMPLE,
    description="The session; its token is shown this once.",
)
@door(PUBLIC, limit=MANY_BEHIND_ONE)
def begin_session(body: dict[str, Any]) -> dict[str, Any]:
    """Redeem a sign-in link

    Needs the secret of the browser that asked, or else the six digits from the mail; five wrong tries end the link.
    """
    begun = redeem_link(
        body["token"],
        digits=body.get("digits"),
        browser_secret=body.get("browser_secret"),
        device_token=body.get("device_token"),
        label=body["device_label"],
    )
    return new_session(begun.token, begun.device_token)


def new_session(token: str, device_token: str | None = None) -> dict[str, Any]:
    """A ``NewSession``."""
    told = {"token": token, "expires_in_seconds": SESSION_SECONDS}
    return told if device_token is None else {**told, "device_token": device_token}


@resource.route("/sessions/current", methods=["DELETE"])
@resource.response(204, description="The session is over.")
@door(HALF_SIGNED_IN)
def end_current_session() -> Response:
    """Sign out

    Ends the session whose token the call carries.
    """
    sign_out(current_token())
    return Response(status=204)


@resource.route("/me")
@resource.response(200, schema=Me, example=ME_EXAMPLE, description="The person and their roles.")
@door(HALF_SIGNED_IN, limit="600/minute")
def get_me() -> Any:
    """Tell who is signed in

    The person's name, language and roles that have not ended, and whether a second factor is asked for.
    """
    caller = current_caller()
    return {
        "person_id": caller.person_id,
        "name": caller.name,
        "language": caller.language,
        "second_factor": current_proof().value,
        "memberships": caller.memberships,
    }
