"""Taking a photo in by the citizens' door: after its report, in a transaction of its own, never at its cost."""

import logging
from enum import StrEnum
from uuid import UUID

from werkzeug.datastructures import FileStorage

from backend import photos
from backend.doors.shared import transaction
from backend.doors.shared.photo_room import photo_store
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import LagatError
from backend.photos import NewPhoto, PhotoKind

log = logging.getLogger(__name__)


class PhotoFate(StrEnum):
    """What became of a photo that was sent; stands in the address of the page after."""

    KEPT = "kept"
    TOO_LARGE = "too_large"
    FULL = "full"
    NOT_NOW = "not_now"


_FATE_OF_CODE = {"photo_too_large": PhotoFate.TOO_LARGE, "photos_full": PhotoFate.FULL}


def keep_photo(
    municipality_code: str,
    *,
    case_id: UUID,
    report_id: UUID,
    upload: FileStorage,
    client_photo_id: str | None,
    shown_ok: bool,
) -> PhotoFate:
    """Keep a report's photo, where that is possible now. The report stands either way."""
    content = upload.stream.read(photos.MOST_BYTES + 1)
    photo = NewPhoto(
        case_id=case_id,
        kind=PhotoKind.REPORT,
        content=content,
        client_photo_id=client_photo_id,
        report_id=report_id,
        content_type=upload.content_type or "",
        shown_ok=shown_ok,
    )
    try:
        with transaction(Scope((municipality_code,))) as session:
            photos.add_photo(session, municipality_code, photo, store=photo_store(), now=clock.now(session))
    except LagatError as error:
        log.warning("photo not kept", extra={"code": error.code})
        return _FATE_OF_CODE.get(error.code, PhotoFate.NOT_NOW)
    return PhotoFate.KEPT
