"""Names of places that staff taught the search."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend import geography
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.paging import CursorPage, CursorQuery, cut_rows, read_cursor, read_id, read_time, rows_wanted
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock, idempotency
from backend.foundation.ids import new_id
from backend.geography import PlaceName

resource = ApiBlueprint("taught_names", __name__, description="Names of places that staff taught the search.")

_ADDRESS = "/<municipality:municipality_code>/taught-names"
_EXAMPLE = {
    "id": "019364c2-7e5a-7c3e-9a55-0f4c7a1b2c3d",
    "name": "Gamla Konsum",
    "lon": 18.601,
    "lat": 58.2003,
    "near": "Storgatan 12",
    "taughtAt": AT,
    "stands": True,
}


class TaughtName(ApiSchema):
    """A name that staff taught."""

    id = fields.UUID(metadata=note("Its id."))
    name = fields.String(metadata=note("What people say.", "Gamla Konsum"))
    lon = fields.Float(metadata=note("Longitude, WGS 84 degrees.", 18.601))
    lat = fields.Float(metadata=note("Latitude, WGS 84 degrees.", 58.2003))
    near = fields.String(attribute="street", allow_none=True, metadata=note("What lies there.", "Storgatan 12"))
    taught_at = Moment(metadata=note("When it was taught.", AT))
    stands = fields.Function(
        lambda taught: taught.ended_at is None,
        metadata=note("False: it was forgotten, and may be brought back.", True, type="boolean"),
    )


class TaughtPage(CursorPage):
    """A page of taught names."""

    items = fields.List(fields.Nested(TaughtName), metadata=note("The newest first."))


class TeachBody(ActBody):
    """A name and where it is."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=2, max=80, error="Write a name of 2 to 80 characters."),
        metadata=note("What people say.", "Gamla Konsum"),
    )
    lon = fields.Float(required=True, metadata=note("Longitude, WGS 84 degrees.", 18.601))
    lat = fields.Float(required=True, metadata=note("Latitude, WGS 84 degrees.", 58.2003))


@resource.route(_ADDRESS)
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=TaughtPage, example={"items": [_EXAMPLE], "next": None}, description="Taught names.")
@door(Right.SEE_CASES, limit="600/minute")
def list_taught_names(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the names staff taught

    The newest first, with those that were forgotten.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, read_id)
        rows = geography.list_taught_names(
            session, municipality_code, after=(after[0], after[1]) if after else None, limit=rows_wanted(query)
        )
        shown, following = cut_rows(rows, query, lambda row: (row.taught_at, row.id))
        return {"items": shown, "next": following}


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(TeachBody, example={"name": "Gamla Konsum", "lon": 18.601, "lat": 58.2003})
@resource.response(201, schema=TaughtName, example=_EXAMPLE, description="The name as it stands.")
@door(Right.DECIDE_CASES)
def teach_name(body: Body, municipality_code: str) -> PlaceName:
    """Teach a name

    The search then finds the place by it, for everybody.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        lon, lat = geography.read_position(body["lat"], body["lon"])
        place_id = new_id()
        earlier = _find_earlier(session, municipality_code, body, place_id, now)
        if earlier is not None:
            return geography.get_taught_name(session, municipality_code, earlier)
        return geography.teach_name(
            session,
            municipality_code,
            place_id,
            name=body["name"],
            lon=lon,
            lat=lat,
            actor=current_actor(),
            now=now,
        )


@resource.route(f"{_ADDRESS}/<uuid:name_id>/endings", methods=["POST"])
@resource.arguments(ActBody, example={})
@resource.response(201, schema=TaughtName, example={**_EXAMPLE, "stands": False}, description="The name, forgotten.")
@door(Right.DECIDE_CASES)
def forget_name(body: Body, municipality_code: str, name_id: UUID) -> PlaceName:
    """Forget a taught name

    The search finds nothing by it any more. Done again it changes nothing.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        return geography.forget_name(session, municipality_code, name_id, actor=current_actor(), now=now)


@resource.route(f"{_ADDRESS}/<uuid:name_id>/returns", methods=["POST"])
@resource.arguments(ActBody, example={})
@resource.response(201, schema=TaughtName, example=_EXAMPLE, description="The name, standing again.")
@door(Right.DECIDE_CASES)
def bring_back_name(body: Body, municipality_code: str, name_id: UUID) -> PlaceName:
    """Bring a forgotten name back

    Done again it changes nothing.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        return geography.bring_back_name(session, municipality_code, name_id, actor=current_actor(), now=now)


def _find_earlier(session: Session, municipality: str, body: Body, place_id: UUID, now: datetime) -> UUID | None:
    """The name an earlier sending under the same clientId taught; None where this is the first, or it carries none."""
    if "client_id" not in body:
        return None
    sent = {name: value for name, value in body.items() if name != "client_id"}
    key, purpose = body["client_id"], f"taught_name:{request.endpoint}"
    return idempotency.claim(session, municipality, key, purpose=purpose, body=sent, subject_id=place_id, now=now)
