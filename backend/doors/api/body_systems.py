"""The systems other bodies take faults by: entered here, while their keys are the operator's settings."""

from marshmallow import fields, validate

from backend import responsibility
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.directory import BodyItem
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock

resource = ApiBlueprint("body-systems", __name__, description="Where other bodies take faults by system.")

_EXAMPLE = {
    "address": "https://open311.elnat.example/v2",
    "jurisdiction": "elnat.example",
    "services": {"belysning": "LAMP", "*": "OTHER"},
    "isWay": True,
}


class BodySystemBody(ApiSchema):
    """Where the body's Open311 server is, and what goes there."""

    address = fields.String(
        required=True,
        allow_none=True,
        validate=validate.Length(max=500),
        metadata=note("The server, without /requests; null where they have none.", _EXAMPLE["address"]),
    )
    jurisdiction = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100),
        metadata=note("What it asks for where it serves several.", _EXAMPLE["jurisdiction"]),
    )
    services = fields.Dict(
        fields.String(),
        fields.String(validate=validate.Length(1, 100)),
        load_default=dict,
        validate=validate.Length(max=500),
        metadata=note("Our category, its group or * → their service code.", _EXAMPLE["services"]),
    )
    is_way = fields.Boolean(
        required=True,
        metadata=note("Whether faults go there from now on; else by the way they took them before.", True),
    )


@resource.route("/<municipality:municipality_code>/bodies/<body_code>/open311", methods=["PUT"])
@resource.arguments(BodySystemBody, example=_EXAMPLE)
@resource.response(
    200,
    schema=BodyItem,
    example={"code": "elnat", "way": "open311", "open311": _EXAMPLE["address"], "services": _EXAMPLE["services"]},
    description="The body.",
)
@door(Right.KEEP_RULES)
def change_body_system(body: Body, municipality_code: str, body_code: str) -> responsibility.Body:
    """Say where another body's Open311 server is

    GeoReport v2. The same again changes nothing. Its key, where it asks for one, is set by whoever runs Lagat.
    """
    with transaction(current_scope()) as session:
        return responsibility.change_system(
            session, municipality_code, body_code, **body, actor=current_actor(), now=clock.now(session)
        )
