"""How many photos fit: ten of a report and ten of an order, and no more tries than twice that."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Conflict
from backend.photos.lifecycle import PhotoState
from backend.photos.models import Photo, PhotoKind, PhotoUpload

MOST_PHOTOS = 10
MOST_TRIES = 20
"""Photos that were refused make room for better ones, but not for ever: each keeps its sealed bytes."""


def count_room(
    session: Session, municipality: str, *, report_id: UUID | None = None, order_id: UUID | None = None
) -> int:
    """How many photos of a report, or proofs of an order, still fit; those under way count as here."""
    of_subject = Photo.report_id == report_id if order_id is None else Photo.order_id == order_id
    kind = PhotoKind.REPORT if order_id is None else PhotoKind.PROOF
    here = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(Photo.state == PhotoState.REFUSED)).where(
            Photo.municipality == municipality, of_subject, Photo.kind == kind
        )
    ).one()
    under_way = 0
    if report_id is not None:
        coming = sa.select(sa.func.count()).where(
            PhotoUpload.municipality == municipality, PhotoUpload.report_id == report_id
        )
        under_way = session.scalar(coming) or 0
    tried, refused = here
    return max(0, min(MOST_PHOTOS - (tried - refused), MOST_TRIES - tried) - under_way)


def claim_room(
    session: Session, municipality: str, *, report_id: UUID | None = None, order_id: UUID | None = None
) -> None:
    """Raise ``Conflict`` where no more fit. Until the transaction ends nobody else adds one to the same."""
    subject = order_id or report_id
    if subject is None:
        return
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 12))"), {"subject": str(subject)})
    if count_room(session, municipality, report_id=report_id, order_id=order_id) < 1:
        raise Conflict("photos_full", "There are ten photos already. No more fit.")
