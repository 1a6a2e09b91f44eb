"""The map on pages: what a template tells its module, and the installation's own base map, served in parts."""

from dataclasses import dataclass

from flask import Flask, Response, g, request, send_file, url_for
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable

from backend.doors.shared.access import PUBLIC, door
from backend.doors.shared.house import current_house

MOST_BYTES_AT_ONCE = 4 * 1024 * 1024
"""More than any part of a base map a browser asks for; nobody draws the whole file through here."""
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class MapView:
    """Where a page's map finds what it shows. ``kind`` and ``address`` are the base map's, both "" without one."""

    tiles: str
    location: str
    kind: str
    address: str
    attribution: str


def map_of(municipality_code: str) -> MapView:
    """For a template that shows a map; lets this page's browser call the base map's host, where that is another's."""
    base = current_house().settings.base_map
    g.base_map_origin = base.origin
    here = f"/api/v1/{municipality_code}"
    address = url_for("base_map_file") if base.file is not None else base.address
    return MapView(f"{here}/map-tiles/{{z}}/{{x}}/{{y}}", f"{here}/location", base.kind, address, base.attribution)


def register(app: Flask) -> None:
    """Let templates show maps, and serve the installation's own base map."""
    app.jinja_env.globals["map_of"] = map_of
    app.add_url_rule("/karta/grundkarta.pmtiles", "base_map_file", serve_base_map)


@door(PUBLIC, limit="2400/minute")
def serve_base_map() -> Response:
    """A part of the PMTiles file, by Range."""
    file = current_house().settings.base_map.file
    if file is None or not file.is_file():
        raise NotFound
    size = file.stat().st_size
    asked = request.range.range_for_length(size) if request.range is not None else None
    if asked is None or asked[1] - asked[0] > MOST_BYTES_AT_ONCE:
        raise RequestedRangeNotSatisfiable(size)
    return send_file(file, mimetype="application/vnd.pmtiles", conditional=True, max_age=KEPT_SECONDS)
