"""Devices: one's own, and those of a firm's people."""

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from backend import accounts
from backend.accounts import Right
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, PageQuery, PageSchema, cut_page, note
from backend.doors.shared import SIGNED_IN, current_actor, current_caller, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.database import GLOBAL

resource = ApiBlueprint("devices", __name__, description="Devices people are signed in on; seen and revoked.")

_EXAMPLE = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a40",
    "personId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    "personName": "Cleo Berg",
    "label": "Firefox · Android",
    "firstSeenAt": "2026-11-20T06:10:00.000Z",
    "lastSeenAt": "2026-11-21T12:15:00.000Z",
    "isCurrent": False,
}
_PAGE = {"page": 1, "limit": 20, "hasMore": False, "items": [_EXAMPLE]}


class DeviceItem(ApiSchema):
    """A browser or phone."""

    id = fields.UUID(metadata=note("Its id."))
    person_id = fields.UUID(metadata=note("Whose it is."))
    person_name = fields.String(metadata=note("The person's name.", "Cleo Berg"))
    label = fields.String(metadata=note("Browser and system.", "Firefox · Android"))
    first_seen_at = Moment(metadata=note("When it first signed in.", "2026-11-20T06:10:00.000Z"))
    last_seen_at = Moment(metadata=note("When it was last seen, within five minutes.", "2026-11-21T12:15:00.000Z"))
    is_current = fields.Boolean(metadata=note("Whether it is the one that calls.", False))


class DevicePage(PageSchema):
    """A page of devices."""

    items = fields.List(fields.Nested(DeviceItem), metadata=note("Latest seen first."))


@resource.route("/me/devices")
@resource.arguments(PageQuery, location="query")
@resource.response(200, schema=DevicePage, example=_PAGE, description="The caller's devices.")
@door(SIGNED_IN)
def list_own_devices(query: dict[str, Any]) -> dict[str, Any]:
    """List the caller's devices

    Those that are not revoked, latest seen first.
    """
    caller = current_caller()
    with transaction(GLOBAL) as session:
        return cut_page(accounts.list_devices(session, caller.person_id, current=caller.device_id), query)


@resource.route("/me/devices/<uuid:device_id>", methods=["DELETE"])
@resource.response(204, description="It is signed out for good.")
@door(SIGNED_IN)
def revoke_own_device(device_id: UUID) -> Response:
    """Revoke one of the caller's devices

    Its sessions end at once.
    """
    with transaction(GLOBAL) as session:
        accounts.revoke_device(session, device_id, person_id=current_caller().person_id)
    return Response(status=204)


@resource.route("/me/devices", methods=["DELETE"])
@resource.response(204, description="The others are signed out for good.")
@door(SIGNED_IN)
def revoke_other_devices() -> Response:
    """Revoke every device of the caller's but this one

    And end every other session.
    """
    caller = current_caller()
    with transaction(GLOBAL) as session:
        accounts.revoke_other_devices(session, caller.person_id, but_session=caller.session_id)
    return Response(status=204)


@resource.route("/<municipality:municipality_code>/firm/devices")
@resource.arguments(PageQuery, location="query")
@resource.response(200, schema=DevicePage, example=_PAGE, description="The devices of the firm's people.")
@door(Right.KEEP_FIRM)
def list_firm_devices(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the devices of the firm's people

    For the firm's manager, latest seen first.
    """
    firm = current_scope().firm
    with transaction(current_scope()) as session:
        found = accounts.list_devices_of_firm(
            session, firm, municipality=municipality_code, current=current_caller().device_id
        ) if firm else []  # fmt: skip
    return cut_page(found, query)


@resource.route("/<municipality:municipality_code>/firm/devices/<uuid:device_id>", methods=["DELETE"])
@resource.response(204, description="It is signed out for good.")
@door(Right.KEEP_FIRM)
def revoke_firm_device(municipality_code: str, device_id: UUID) -> Response:
    """Revoke a device of one of the firm's people

    Its sessions end at once; audited.
    """
    with transaction(current_scope()) as session:
        accounts.cut_off_device(
            session,
            device_id,
            municipality=municipality_code,
            organisation_id=current_scope().firm,
            actor=current_actor(),
            now=clock.now(session),
        )
    return Response(status=204)
