"""Photos of cases for staff: our own encodes alone."""

from uuid import UUID

from flask import Response, request

from backend import photos
from backend.accounts import Right
from backend.adapters.photo_store import FolderPhotoStore
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_house, current_scope, door, transaction
from backend.foundation.errors import NotFound
from backend.photos import RENDITION_TYPE, Rendition


@pages.get("/<town:municipality_code>/kontaktcenter/foto/<uuid:photo_id>")
@door(Right.SEE_CASES, limit="1200/minute")
def show_photo(municipality_code: str, photo_id: UUID) -> Response:
    """One photo; ``size=thumb`` for the small one. Not found until it has passed the gate."""
    rendition = Rendition.THUMB if request.args.get("size") == "thumb" else Rendition.DISPLAY
    store = FolderPhotoStore(current_house().settings.photo_folder)
    with transaction(current_scope()) as session:
        content = photos.find_rendition(session, municipality_code, photo_id, rendition, store=store)
    if content is None:
        raise NotFound("no_such_photo", "There is no such photo.")
    response = Response(content, content_type=RENDITION_TYPE)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
