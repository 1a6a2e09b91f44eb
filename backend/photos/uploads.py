"""Photos that come part by part: begun, resumed where the file ends, and a photo when the whole has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.foundation.ids import new_id
from backend.photos.actions import check_length, hash_of_client_id, insert_photo, sent_before
from backend.photos.models import Photo, PhotoKind, PhotoUpload
from backend.photos.ports import PhotoStore
from backend.photos.room import claim_room

ABANDONED_AFTER = timedelta(days=14)
"""An upload that has not become a photo by then is forgotten, with what came of it."""


@dataclass(frozen=True)
class NewUpload:
    """A photo of a report as it is announced: how long it is, and what it is called by its sender.

    ``client_photo_id``: at least 128 random bits as text. ``sha256`` of the whole, 64 hexadecimal digits, is looked at
    when all has come.
    """

    case_id: UUID
    report_id: UUID
    client_photo_id: str
    byte_length: int
    sha256: str | None = None
    content_type: str = ""
    shown_ok: bool = False


@dataclass(frozen=True)
class Upload:
    """An upload, or the photo it became (``is_done``)."""

    id: UUID
    report_id: UUID
    byte_length: int
    is_done: bool


def begin_upload(session: Session, municipality: str, new: NewUpload, *, real_now: datetime) -> Upload:
    """Announce a photo; announced again, it is the same upload, or the photo it became.

    Raises ``Invalid`` for a length that no photo has, ``Conflict`` where the report has its ten photos or another
    photo was announced under the same id. ``real_now`` is the database's real time.
    """
    check_length(new.byte_length)
    client_hash = hash_of_client_id(new.client_photo_id)
    earlier = _find_by_client_id(session, municipality, client_hash, new)
    if earlier is not None:
        return earlier
    claim_room(session, municipality, report_id=new.report_id)
    row = {
        "municipality": municipality,
        "id": new_id(),
        "case_id": new.case_id,
        "report_id": new.report_id,
        "client_photo_hash": client_hash,
        "byte_length": new.byte_length,
        "sha256": new.sha256,
        "content_type": new.content_type[:100],
        "shown_ok": new.shown_ok,
        "started_at": real_now,
    }
    session.execute(insert(PhotoUpload).values(row).on_conflict_do_nothing(constraint="photo_upload_client_id_unique"))
    begun = _find_by_client_id(session, municipality, client_hash, new)
    if begun is None:
        raise sent_before()
    return begun


def get_upload(session: Session, municipality: str, upload_id: UUID) -> Upload:
    """An upload under way, or the photo of a report it became. Raises ``NotFound``."""
    row = session.get(PhotoUpload, (municipality, upload_id))
    if row is not None:
        return Upload(row.id, row.report_id, row.byte_length, is_done=False)
    photo = session.get(Photo, (municipality, upload_id))
    if photo is None or photo.report_id is None or photo.kind is not PhotoKind.REPORT:
        raise NotFound("no_such_upload", "There is no such upload.")
    return Upload(photo.id, photo.report_id, photo.byte_length, is_done=True)


def finish_upload(session: Session, municipality: str, upload_id: UUID, *, store: PhotoStore, now: datetime) -> None:
    """Make the photo of an upload that is whole: its file first, then its row. Done before, nothing happens.

    Raises ``Invalid`` where the whole is not what was announced: the upload then begins anew, at nothing.
    """
    row = session.get(PhotoUpload, (municipality, upload_id), with_for_update=True, populate_existing=True)
    if row is None:
        return
    sha256 = store.seal_part(municipality, upload_id, sha256=row.sha256)
    made = insert_photo(
        session,
        {
            "municipality": municipality,
            "id": row.id,
            "case_id": row.case_id,
            "report_id": row.report_id,
            "order_id": None,
            "kind": PhotoKind.REPORT,
            "client_photo_hash": row.client_photo_hash,
            "sha256": sha256,
            "byte_length": row.byte_length,
            "content_type": row.content_type,
            "shown_ok": row.shown_ok,
            "received_at": now,
        },
    )
    if not made:  # the same photo came whole by another way meanwhile
        store.remove_sealed(municipality, upload_id)
    session.delete(row)
    session.flush()


def end_upload(session: Session, municipality: str, upload_id: UUID, *, store: PhotoStore) -> None:
    """Give an upload up, with what came of it. Raises ``Conflict`` where it is a photo already."""
    if get_upload(session, municipality, upload_id).is_done:
        raise Conflict("photo_is_here", "The photo is here already, and stays.")
    session.execute(sa.delete(PhotoUpload).where(PhotoUpload.municipality == municipality, PhotoUpload.id == upload_id))
    store.remove_part(municipality, upload_id)


def list_whole_uploads(session: Session, municipality: str, *, store: PhotoStore, before: datetime) -> Sequence[UUID]:
    """Uploads announced before ``before`` (real time) of which all has come and nobody made the photo."""
    rows = session.execute(
        sa.select(PhotoUpload.id, PhotoUpload.byte_length)
        .where(PhotoUpload.municipality == municipality, PhotoUpload.started_at < before)
        .order_by(PhotoUpload.id)
    )
    return [row.id for row in rows if store.length_of_part(municipality, row.id) == row.byte_length]


def forget_abandoned(session: Session, municipality: str, *, store: PhotoStore, real_now: datetime) -> int:
    """Forget uploads nobody went on with, and parts whose upload is gone; how many. Rows go first, then files."""
    before = real_now - ABANDONED_AFTER
    gone = session.scalars(
        sa.delete(PhotoUpload)
        .where(PhotoUpload.municipality == municipality, PhotoUpload.started_at < before)
        .returning(PhotoUpload.id)
    ).all()
    kept = set(session.scalars(sa.select(PhotoUpload.id).where(PhotoUpload.municipality == municipality)))
    old = [each for each, grown_at in store.list_parts(municipality) if grown_at < before and each not in kept]
    for upload_id in {*gone, *old}:
        store.remove_part(municipality, upload_id)
    return len({*gone, *old})


def _find_by_client_id(session: Session, municipality: str, client_hash: str, new: NewUpload) -> Upload | None:
    for table in (PhotoUpload, Photo):
        row = session.execute(
            sa.select(table.id, table.report_id, table.byte_length, table.sha256).where(
                table.municipality == municipality, table.client_photo_hash == client_hash
            )
        ).one_or_none()
        if row is None:
            continue
        another = None not in (row.sha256, new.sha256) and row.sha256 != new.sha256
        if row.report_id != new.report_id or row.byte_length != new.byte_length or another:
            raise sent_before()
        return Upload(row.id, row.report_id, row.byte_length, is_done=table is Photo)
    return None


def read_sha256(said: str) -> str:
    """A SHA-256 as 64 hexadecimal digits. Raises ``Invalid``."""
    if len(said) == 64 and all(digit in "0123456789abcdef" for digit in said.lower()):
        return said.lower()
    raise Invalid("sum_unreadable", "A SHA-256 is 64 hexadecimal digits.")
