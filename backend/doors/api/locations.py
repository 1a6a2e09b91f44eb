"""Where a point lies in one municipality, what is near it, and whether to ask "carriageway or path?" there."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend import catalogue, geography, responsibility
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, QuerySchema, note
from backend.doors.shared import PUBLIC, door, transaction
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.geography import RoadNear as Road

resource = ApiBlueprint("locations", __name__, description="Where a point is, and what is near it.")

_LON = note("Longitude, WGS 84 degrees.", 18.6)
_LAT = note("Latitude, WGS 84 degrees.", 58.2)


class PointQuery(QuerySchema):
    """A point."""

    lon = fields.Float(required=True, validate=validate.Range(-180, 180), metadata=_LON)
    lat = fields.Float(required=True, validate=validate.Range(-90, 90), metadata=_LAT)
    accuracy = fields.Float(validate=validate.Range(min=0), metadata=note("How exact the fix is, in metres.", 12))
    category = fields.String(
        validate=validate.Length(max=60, error="At most 60 characters."),
        metadata=note("What is to be reported there: whether its rules need to know the surface.", "vag.linjer"),
    )


class Near(ApiSchema):
    """Something near the point."""

    name = fields.String(metadata=note("Its name.", "Storgatan 12"))
    distance_metres = fields.Float(metadata=note("How far it is.", 8.0))


class RoadNear(Near):
    """A road near the point, and how sure it is that the point is on it."""

    kind = fields.String(metadata=note("carriageway or path.", "carriageway"))
    keeper = fields.String(metadata=note("state, municipal or private.", "municipal"))
    confidence = fields.Float(metadata=note("0 to 1.", 0.9))


class AssetNear(Near):
    """A known thing near the point, of a class that is shown to all. Its id may go with a report."""

    id = fields.UUID(metadata=note("Its id."))
    kind = fields.String(metadata=note("Its class.", "lamp_post"))
    number = fields.String(metadata=note("What is painted on it.", "4711"))


class Location(ApiSchema):
    """What is known of the point."""

    inside = fields.Boolean(metadata=note("Whether it lies in this municipality.", True))
    taken_here = fields.Boolean(metadata=note("Whether a report there is this municipality's to take.", True))
    neighbour_code = fields.String(allow_none=True, metadata=note("SCB code of the one it lies in.", None))
    neighbour_name = fields.String(allow_none=True, metadata=note("Its name in full.", "Söderköpings kommun"))
    address = fields.Nested(Near, allow_none=True, metadata=note("The nearest address, within 60 m."))
    lamp_post = fields.Nested(Near, allow_none=True, metadata=note("The nearest lamp post, within 30 m."))
    street = fields.String(allow_none=True, metadata=note("The nearest road, within 30 m.", "Storgatan"))
    roads = fields.List(fields.Nested(RoadNear), metadata=note("Roads within 30 m, the nearest first."))
    assets = fields.List(fields.Nested(AssetNear), metadata=note("Known things within 30 m, the nearest first."))
    ask_surface = fields.Boolean(
        metadata=note(
            "Whether to ask: carriageway or path? Two keepers' lines run side by side here, and, where a `category` is"
            " said, the rules in force cannot tell whose it is without the answer, nor does the category ask it in its own"
            " words. Without one the place alone decides: then it may be asked in vain, never left out. A report answers"
            " `surface` with `carriageway`, `path` or `unknown`.",
            False,
        )
    )


_LOCATION_EXAMPLE = {
    "inside": True,
    "takenHere": True,
    "neighbourCode": None,
    "neighbourName": None,
    "address": {"name": "Storgatan 12", "distanceMetres": 8.0},
    "lampPost": {"name": "Lyktstolpe 4711", "distanceMetres": 5.2},
    "street": "Storgatan",
    "roads": [
        {
            "name": "Storgatan",
            "distanceMetres": 3.0,
            "kind": "carriageway",
            "keeper": "municipal",
            "confidence": 0.9,
        }
    ],
    "assets": [],
    "askSurface": False,
}


@resource.route("/<municipality:municipality_code>/location")
@resource.arguments(PointQuery, location="query")
@resource.response(200, schema=Location, example=_LOCATION_EXAMPLE, description="What is known of the point.")
@door(PUBLIC, limit="240/minute")
def get_location(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Tell where a point is, asked in one municipality

    Whether it lies inside, the neighbour's name if not, and the nearest address, lamp post and road.
    """
    with transaction(Scope((municipality_code,))) as session:
        geography.get_municipality(session, municipality_code)
        here = {"lon": query["lon"], "lat": query["lat"]}
        found = geography.locate(session, municipality_code, **here)
        assets = geography.list_assets_near(session, municipality_code, **here, metres=30, public_only=True, limit=5)
        asks = _asks_surface(session, municipality_code, found.roads, query)
    address, lamp_post = found.address, found.lamp_post
    return {
        "inside": found.inside,
        "taken_here": found.taken_here,
        "neighbour_code": found.neighbour_code,
        "neighbour_name": found.neighbour_name,
        "address": address and {"name": address.text, "distance_metres": round(address.distance_m, 1)},
        "lamp_post": lamp_post and {"name": lamp_post.name, "distance_metres": round(lamp_post.distance_m, 1)},
        "street": found.street,
        "roads": [_road(road, found.roads, query.get("accuracy")) for road in found.roads],
        "assets": [{**vars(asset), "distance_metres": round(asset.distance_m, 1)} for asset in assets],
        "ask_surface": asks,
    }


def _road(road: Road, near: tuple[Road, ...], accuracy_m: float | None) -> dict[str, Any]:
    confidence = geography.confidence_of(road, near, accuracy_m=accuracy_m)
    told = {"name": road.name, "kind": road.kind.value, "keeper": road.keeper.value}
    return {**told, "distance_metres": round(road.distance_m, 1), "confidence": confidence}


def _asks_surface(session: Session, municipality: str, roads: Sequence[Road], query: Mapping[str, Any]) -> bool:
    """As the pages ask it. ``query``: ``lon`` and ``lat`` (WGS84), perhaps ``accuracy`` in metres and ``category``.

    Raises ``NotFound`` for a category there is not.
    """
    accuracy_m, code = query.get("accuracy"), query.get("category")
    if code is None:
        return geography.must_ask_surface(tuple(roads), accuracy_m=accuracy_m)
    asked = responsibility.list_asking_surface(
        session,
        municipality,
        [catalogue.get_category(session, municipality, code)],
        roads=roads,
        place=(query["lon"], query["lat"]),
        accuracy_m=accuracy_m,
        now=clock.now(session),
    )
    return bool(asked)
