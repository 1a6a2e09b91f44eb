"""Taking a photo in by the citizens' door: after its report, in a transaction of its own, never at its cost."""

import logging
from enum import StrEnum
from uuid import UUID

from werkzeug.datastructures import FileStorage

from backend import photos
from backend.adapters.photo_store import FolderPhotoStore
from backend.doors.shared import current_house, transaction
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import LagatError
from backend.photos import NewPhoto, PhotoKind

log = logging.getLogger(__name__)


class PhotoFate(StrEnum):
    """What became of a photo that was sent; stands in the address of the page after."""

    KEPT = "kept"
    TOO_LARGE = "too_large"
    NOT_NOW = "not_now"


def photo_store() -> FolderPhotoStore:
    """Where this installation keeps its photos."""
    return FolderPhotoStore(current_house().settings.photo_folder)


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
        return PhotoFate.TOO_LARGE if error.code == "photo_too_large" else PhotoFate.NOT_NOW
    return PhotoFate.KEPT
