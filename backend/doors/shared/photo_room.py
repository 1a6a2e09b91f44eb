"""What the doors share of photos: where they lie, until when a report takes more, and how ours are shown."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from backend import photos
from backend.adapters.photo_store import FolderPhotoStore
from backend.cases import Case, Report
from backend.doors.shared.house import current_house
from backend.doors.shared.message_links import PHOTOS
from backend.foundation.errors import Conflict
from backend.foundation.settings import Settings

TAKEN_FOR = timedelta(days=14)
"""After a case is ended, photos are taken until so long after the report."""

SHOWN_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline; filename=photo.jpg",
}
"""No browser takes one of our encodes for anything but a picture."""


def photo_store() -> FolderPhotoStore:
    """Where this house keeps its photos."""
    return FolderPhotoStore(current_house().settings.photo_folder)


def photo_token(settings: Settings, report_id: UUID) -> str:
    """Lets its bearer add photos to the report, and nothing else."""
    return settings.secrets.make_token(PHOTOS, report_id)


def proves_photo_right(token: str, report_id: UUID) -> bool:
    """Whether the token lets its bearer add photos to the report."""
    return current_house().settings.secrets.proves(token, PHOTOS, report_id)


def takes_photos(case: Case, report: Report, *, now: datetime) -> bool:
    """Whether the report still takes photos, however many it has."""
    return case.is_open or now < report.received_at + TAKEN_FOR


def refuse_late_photo(case: Case, report: Report, *, now: datetime) -> None:
    """Raise ``Conflict`` where the report takes no more photos."""
    if not takes_photos(case, report, now=now):
        raise Conflict("photos_over", "The case is ended and takes no more photos. You can still write to us.")


def count_photo_room(session: Session, case: Case, report: Report, *, now: datetime) -> int:
    """How many photos of the report still fit; none where it takes no more."""
    if not takes_photos(case, report, now=now):
        return 0
    return photos.count_room(session, report.municipality, report_id=report.id)


def show_encode(content: bytes) -> Response:
    """Our own encode as a response."""
    return Response(content, content_type=photos.RENDITION_TYPE, headers=SHOWN_HEADERS)
