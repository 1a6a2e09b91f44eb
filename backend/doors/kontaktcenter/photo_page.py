"""Photos of cases for staff: our own encodes alone."""

from uuid import UUID

from flask import Response, request

from backend import cases, photos
from backend.accounts import Right
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.photo_room import photo_store, show_encode
from backend.doors.shared.sight import refuse_unread
from backend.foundation.errors import NotFound
from backend.photos import Rendition


@pages.get("/<town:municipality_code>/kontaktcenter/foto/<uuid:photo_id>")
@door(Right.SEE_CASES, limit="1200/minute")
def show_photo(municipality_code: str, photo_id: UUID) -> Response:
    """One photo; ``size`` is thumb, display or full. Not found until it has passed the gate."""
    asked = request.args.get("size", "")
    rendition = Rendition(asked) if asked in set(Rendition) else Rendition.DISPLAY
    with transaction(current_scope()) as session:
        photo = photos.get_photo(session, municipality_code, photo_id)
        refuse_unread(cases.get_case(session, municipality_code, photo.case_id))
        content = photos.find_rendition(session, municipality_code, photo_id, rendition, store=photo_store())
    if content is None:
        raise NotFound("no_such_photo", "There is no such photo.")
    return show_encode(content)
