"""``/api-info``: what the national profile asks every API to say of itself."""

from datetime import date
from typing import Any

from marshmallow import fields

from backend.doors.api.room import BASE_PATH, ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import PUBLIC, current_house, door

VERSION = "1.0.0"
RELEASED = "2026-11-21"
TITLE = "Lagat"

resource = ApiBlueprint("about", __name__, description="What this API is.")


class ApiInfo(ApiSchema):
    """The API's name, version and state."""

    api_name = fields.String(metadata=note("The API's name.", TITLE))
    api_version = fields.String(metadata=note("The version that answers.", VERSION))
    api_released = fields.Date(metadata=note("When that version was released.", RELEASED))
    api_documentation = fields.Url(metadata=note("Where its document is."))
    api_status = fields.String(metadata=note("active, deprecated or retired.", "active"))


INFO_EXAMPLE = {
    "apiName": TITLE,
    "apiVersion": VERSION,
    "apiReleased": RELEASED,
    "apiDocumentation": "https://felanmalan.example.se/api/v1/openapi.json",
    "apiStatus": "active",
}


@resource.route("/api-info")
@resource.response(200, schema=ApiInfo, example=INFO_EXAMPLE, description="The API's name, version and state.")
@door(PUBLIC)
def get_api_info() -> dict[str, Any]:
    """Tell what this API is

    Name, version, date of release, address of the document, and whether the version is active.
    """
    return {
        "api_name": TITLE,
        "api_version": VERSION,
        "api_released": date.fromisoformat(RELEASED),
        "api_documentation": f"{current_house().settings.web_address}{BASE_PATH}/openapi.json",
        "api_status": "active",
    }
