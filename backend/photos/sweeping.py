"""The sweeper: finishes what came whole, forgets what nobody went on with, and says which files and rows lost each other."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.foundation.errors import Invalid
from backend.photos.ports import PhotoStore
from backend.photos.queries import Strays, list_strays
from backend.photos.uploads import finish_upload, forget_abandoned, list_whole_uploads

log = logging.getLogger(__name__)

STILL_COMING = timedelta(hours=1)
"""Files younger than this may still be getting their rows."""


def sweep(session: Session, municipality: str, *, store: PhotoStore, real_now: datetime, now: datetime) -> Strays:
    """Sweep one municipality; what is astray is logged by id and left for a person. Raises ``Unavailable``."""
    before = real_now - STILL_COMING
    for upload_id in list_whole_uploads(session, municipality, store=store, before=before):
        try:
            finish_upload(session, municipality, upload_id, store=store, now=now)
        except Invalid:  # not what was announced: its file is gone, and its sender may begin anew
            log.warning("upload does not agree with its sum", extra={"upload": str(upload_id)})
    forgotten = forget_abandoned(session, municipality, store=store, real_now=real_now)
    if forgotten:
        log.info("uploads forgotten", extra={"municipality": municipality, "count": forgotten})
    strays = list_strays(session, municipality, store=store, written_before=before)
    for kind in ("files_without_rows", "rows_without_files", "ready_without_renditions"):
        lost = getattr(strays, kind)
        if lost:
            shown = [str(photo_id) for photo_id in lost[:20]]
            log.warning(
                "photos astray", extra={"municipality": municipality, "kind": kind, "count": len(lost), "photos": shown}
            )
    return strays
