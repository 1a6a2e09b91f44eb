"""A report's photos follow it into another case; what a crew took stays with the work it shows."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.photos.models import Photo, PhotoKind, PhotoUpload


def move_photos(session: Session, municipality: str, report_ids: Collection[UUID], *, to_case_id: UUID) -> None:
    """Let the photos of these reports, and those still on their way, belong to another case."""
    session.flush()
    here = sa.update(Photo).where(
        Photo.municipality == municipality, Photo.report_id.in_(report_ids), Photo.kind == PhotoKind.REPORT
    )
    coming = sa.update(PhotoUpload).where(
        PhotoUpload.municipality == municipality, PhotoUpload.report_id.in_(report_ids)
    )
    for statement in (here, coming):
        session.execute(statement.values(case_id=to_case_id).execution_options(synchronize_session="fetch"))
