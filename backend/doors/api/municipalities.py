"""Municipalities, and where a point or a name lies in one of them."""

from typing import Any

from marshmallow import fields, validate

from backend import geography
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, PageQuery, PageSchema, QuerySchema, cut_page, note
from backend.doors.shared import PUBLIC, door, transaction
from backend.foundation.database import GLOBAL, Scope

resource = ApiBlueprint("municipalities", __name__, description="Municipalities, their places and boundaries.")

_LON = note("Longitude, WGS 84 degrees.", 18.6)
_LAT = note("Latitude, WGS 84 degrees.", 58.2)


class MunicipalityBrief(ApiSchema):
    """A municipality that uses Lagat."""

    code = fields.String(metadata=note("SCB code; leading zeros are part of it.", "9901"))
    name = fields.String(metadata=note("Its name.", "Ängsby"))
    full_name = fields.String(metadata=note("Its name in full.", "Ängsby kommun"))
    kind = fields.String(metadata=note("real, practice or replay.", "practice"))


class Municipality(MunicipalityBrief):
    """A municipality and how it is reached."""

    active = fields.Boolean(metadata=note("Whether it takes reports here.", True))
    languages = fields.List(fields.String(), metadata=note("Languages of its texts.", ["sv", "en"]))
    default_language = fields.String(metadata=note("The first of them.", "sv"))
    time_zone = fields.String(metadata=note("Where its days begin.", "Europe/Stockholm"))
    lon = fields.Float(allow_none=True, metadata=_LON)
    lat = fields.Float(allow_none=True, metadata=_LAT)
    phone = fields.String(allow_none=True, metadata=note("The kontaktcenter.", "0980-31 92 00"))
    acute_phone = fields.String(allow_none=True, metadata=note("At any hour.", "0980-31 92 99"))
    email = fields.String(allow_none=True, metadata=note("The kontaktcenter.", "kontaktcenter@angsby.example"))
    web_address = fields.String(allow_none=True, metadata=note("Its own pages.", "https://angsby.example"))
    opening_hours = fields.Dict(
        metadata=note("Local times [from, to] by weekday in English.", {"monday": [["07:30", "16:30"]]})
    )


class MunicipalityPage(PageSchema):
    """A page of municipalities."""

    items = fields.List(fields.Nested(MunicipalityBrief), metadata=note("The municipalities."))


class PlaceQuery(QuerySchema):
    """What is looked for."""

    q = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata=note("A street, address, corner, local name or lamp post; spelling is forgiven.", "storgatan 12"),
    )
    limit = fields.Integer(
        load_default=20, validate=validate.Range(min=1, max=20), metadata=note("At most so many places.", 8)
    )


class Place(ApiSchema):
    """A place the text may mean."""

    name = fields.String(metadata=note("The place's name.", "Storgatan 12"))
    kind = fields.String(metadata=note("street, address, corner, local_name, lamp_post, area or stop.", "address"))
    lon = fields.Float(metadata=_LON)
    lat = fields.Float(metadata=_LAT)
    context = fields.String(metadata=note("The street it lies by, where the name does not say it.", ""))
    exact = fields.Boolean(metadata=note("False: that number is unknown, this is the nearest one.", True))


class PlaceList(ApiSchema):
    """Places, likeliest first."""

    items = fields.List(fields.Nested(Place), metadata=note("The places, likeliest first."))


_BRIEF_EXAMPLE = {"code": "9901", "name": "Ängsby", "fullName": "Ängsby kommun", "kind": "practice"}
_MUNICIPALITY_EXAMPLE = {
    **_BRIEF_EXAMPLE,
    "active": True,
    "languages": ["sv", "en"],
    "defaultLanguage": "sv",
    "timeZone": "Europe/Stockholm",
    "lon": 18.6,
    "lat": 58.2,
    "phone": "0980-31 92 00",
    "acutePhone": "0980-31 92 99",
    "email": "kontaktcenter@angsby.example",
    "webAddress": "https://angsby.example",
    "openingHours": {"monday": [["07:30", "16:30"]]},
}
_PLACE_EXAMPLE = {
    "name": "Storgatan 12",
    "kind": "address",
    "lon": 18.601,
    "lat": 58.2003,
    "context": "",
    "exact": True,
}


@resource.route("/municipalities")
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=MunicipalityPage,
    example={"items": [_BRIEF_EXAMPLE], "page": 1, "limit": 20, "hasMore": False},
    description="Municipalities by code.",
)
@door(PUBLIC)
def list_municipalities(query: dict[str, Any]) -> dict[str, Any]:
    """List the municipalities that take reports here

    Ordered by SCB code.
    """
    with transaction(GLOBAL) as session:
        return cut_page(list(geography.list_municipalities(session, active_only=True)), query)


@resource.route("/<municipality:municipality_code>")
@resource.response(200, schema=Municipality, example=_MUNICIPALITY_EXAMPLE, description="The municipality.")
@door(PUBLIC)
def get_municipality(municipality_code: str) -> Any:
    """Tell of one municipality and how it is reached

    Any municipality in Sweden is told of; active says whether it takes reports here.
    """
    with transaction(GLOBAL) as session:
        return geography.get_municipality(session, municipality_code)


@resource.route("/<municipality:municipality_code>/places")
@resource.arguments(PlaceQuery, location="query")
@resource.response(
    200, schema=PlaceList, example={"items": [_PLACE_EXAMPLE]}, description="Places, likeliest first; may be none."
)
@door(PUBLIC, limit="240/minute")
def search_places(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Find a place by what people call it

    Streets, addresses, corners, local names and lamp posts of one municipality; spelling is forgiven.
    """
    with transaction(Scope((municipality_code,))) as session:
        geography.get_municipality(session, municipality_code)
        return {"items": geography.search_places(session, municipality_code, query["q"], limit=query["limit"])}
