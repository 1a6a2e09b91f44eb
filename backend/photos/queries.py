"""Reading photos, and looking for files and rows that lost each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import NotFound
from backend.photos.lifecycle import PhotoState
from backend.photos.models import Photo
from backend.photos.ports import PhotoStore, Rendition


def get_photo(session: Session, municipality: str, photo_id: UUID) -> Photo:
    """The photo; raises ``NotFound``."""
    found = session.scalars(
        sa.select(Photo).where(Photo.municipality == municipality, Photo.id == photo_id)
    ).one_or_none()
    if found is None:
        raise NotFound("no_such_photo", "There is no such photo.")
    return found


def list_photos(session: Session, municipality: str, case_id: UUID) -> Sequence[Photo]:
    """The case's photos as the session's scope sees them, oldest first; those not ready or refused too."""
    of_case = sa.select(Photo).where(Photo.municipality == municipality, Photo.case_id == case_id)
    return session.scalars(of_case.order_by(Photo.id)).all()


def find_rendition(
    session: Session, municipality: str, photo_id: UUID, rendition: Rendition, *, store: PhotoStore
) -> bytes | None:
    """Our own encode of a photo the session may see, ``RENDITION_TYPE``; None until it passed the gate.

    Raises ``NotFound``, and ``Unavailable`` where the store is down. Serve it with ``nosniff`` and ``CSP: sandbox``.
    """
    if get_photo(session, municipality, photo_id).state is not PhotoState.READY:
        return None
    found = store.find_rendition(municipality, photo_id, rendition)
    if found is None and rendition is Rendition.FULL:  # photos that passed before there was that size
        return store.find_rendition(municipality, photo_id, Rendition.DISPLAY)
    return found


_NEEDED = (Rendition.DISPLAY, Rendition.THUMB)


@dataclass(frozen=True)
class Strays:
    """Photos whose file and row do not meet, in order of id."""

    files_without_rows: tuple[UUID, ...]
    rows_without_files: tuple[UUID, ...]
    ready_without_renditions: tuple[UUID, ...]


def list_strays(session: Session, municipality: str, *, store: PhotoStore, written_before: datetime) -> Strays:
    """Sweep one municipality. Files written after ``written_before`` (real time) may still be getting their rows."""
    written = dict(store.list_sealed(municipality))
    shown = set(store.list_renditions(municipality))
    rows = {
        row.id: row.state
        for row in session.execute(sa.select(Photo.id, Photo.state).where(Photo.municipality == municipality))
    }
    by_rule = session.scalars(
        sa.select(Photo.id).where(Photo.municipality == municipality, Photo.original_gone_at.is_not(None))
    )
    whole = {photo_id for photo_id, _ in shown if all((photo_id, rendition) in shown for rendition in _NEEDED)}
    ready = {photo_id for photo_id, state in rows.items() if state is PhotoState.READY}
    return Strays(
        files_without_rows=tuple(
            sorted(lost for lost in written.keys() - rows.keys() if written[lost] < written_before)
        ),
        rows_without_files=tuple(sorted(rows.keys() - written.keys() - set(by_rule))),
        ready_without_renditions=tuple(sorted(ready - whole)),
    )
