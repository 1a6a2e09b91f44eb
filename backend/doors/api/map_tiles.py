"""The municipality's own map, as vector tiles that shared caches may keep for a minute: the same for everybody."""

from flask import Response, request

from backend import geography
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import PUBLIC, door, transaction
from backend.foundation.database import Scope

resource = ApiBlueprint("map_tiles", __name__, description="The municipality's own map.")

VECTOR_TILE = "application/vnd.mapbox-vector-tile"
SHARED_FOR_A_MINUTE = "public, max-age=60, s-maxage=60, stale-while-revalidate=600"


@resource.route("/<municipality:municipality_code>/map-tiles/<int:zoom>/<int:column>/<int:row>")
@resource.response(
    200,
    schema={"type": "string", "format": "binary"},
    content_type=VECTOR_TILE,
    example="",
    description="A Mapbox vector tile; empty where nothing of the municipality is there.",
)
@resource.alt_response(304, description="The tile is as the caller has it (If-None-Match).", success=True)
@door(PUBLIC, limit="1200/minute")
def get_map_tile(municipality_code: str, zoom: int, column: int, row: int) -> Response:
    """Draw one tile of the map

    Web Mercator; zoom 6 to 17. Layers: boundary and districts (name), from zoom 13 roads (name, keeper, kind). Its ETag
    is of its content.
    """
    with transaction(Scope((municipality_code,))) as session:
        geography.get_municipality(session, municipality_code)
        drawn = geography.draw_tile(session, municipality_code, zoom=zoom, column=column, row=row)
    response = Response(drawn, content_type=VECTOR_TILE)
    response.add_etag()
    response.headers["Cache-Control"] = SHARED_FOR_A_MINUTE
    response.make_conditional(request)
    return response
