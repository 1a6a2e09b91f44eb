"""Taking a photo in: first the file, durable, then the row."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation.errors import Conflict, Invalid
from backend.foundation.idempotency import SHORTEST_KEY
from backend.foundation.ids import new_id
from backend.photos.lifecycle import PhotoState
from backend.photos.models import Photo, PhotoKind
from backend.photos.ports import PhotoStore

MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class NewPhoto:
    """A photo as it was sent. A proof has ``order_id``.

    ``client_photo_id`` is the sender's own id for it, at least 128 random bits as text; without one, the same bytes
    sent twice to a case are one photo. ``content_type`` is what the sender claims. ``shown_ok``: the reporter lets it
    be shown in public, should staff choose so.
    """

    case_id: UUID
    kind: PhotoKind
    content: bytes = field(repr=False)
    client_photo_id: str | None = None
    report_id: UUID | None = None
    order_id: UUID | None = None
    content_type: str = ""
    shown_ok: bool = False


def add_photo(session: Session, municipality: str, photo: NewPhoto, *, store: PhotoStore, now: datetime) -> UUID:
    """Seal the photo's bytes on ``store``, write its row and return its id; sent again, it is the first one's id.

    What the bytes are is found out later, at the gate. Raises ``Invalid`` where they are none or more than 20 MB,
    ``Conflict`` where other bytes came under the same client id, and ``Unavailable`` where the store is full or down:
    that costs the photo alone, if the report has a transaction of its own.
    """
    sha256 = hashlib.sha256(_check_size(photo.content)).hexdigest()
    client_hash = _hash_of_client_id(photo, sha256)
    earlier = _find_earlier(session, municipality, client_hash, sha256)
    if earlier is not None:
        return earlier
    photo_id = new_id()
    store.put_sealed(municipality, photo_id, photo.content)
    row = {
        "municipality": municipality,
        "id": photo_id,
        "case_id": photo.case_id,
        "report_id": photo.report_id,
        "order_id": photo.order_id,
        "kind": photo.kind,
        "client_photo_hash": client_hash,
        "sha256": sha256,
        "byte_length": len(photo.content),
        "content_type": photo.content_type[:100],
        "state": PhotoState.RECEIVED,
        "shown_ok": photo.shown_ok,
        "received_at": now,
    }
    once = insert(Photo).values(row).on_conflict_do_nothing(constraint="photo_client_id_unique").returning(Photo.id)
    if session.scalars(once).one_or_none() is not None:
        return photo_id
    store.remove_sealed(municipality, photo_id)  # the same photo came at the same moment by another request
    earlier = _find_earlier(session, municipality, client_hash, sha256)
    if earlier is None:
        raise _sent_before()
    return earlier


def _check_size(content: bytes) -> bytes:
    if not content:
        raise Invalid("photo_empty", "The photo is empty.")
    if len(content) > MOST_BYTES:
        raise Invalid("photo_too_large", "The photo is larger than 20 MB. A smaller one works.")
    return content


def _hash_of_client_id(photo: NewPhoto, sha256: str) -> str:
    if photo.client_photo_id is None:
        words = f"content:{photo.case_id}:{photo.kind}:{photo.order_id}:{sha256}"
    elif SHORTEST_KEY <= len(photo.client_photo_id) <= 100:
        words = f"photo:{photo.client_photo_id}"
    else:
        raise Invalid("key_too_short", "The sending's own id must be at least 128 random bits, as text.")
    return hashlib.sha256(words.encode()).hexdigest()


def _find_earlier(session: Session, municipality: str, client_hash: str, sha256: str) -> UUID | None:
    earlier = session.execute(
        sa.select(Photo.id, Photo.sha256).where(
            Photo.municipality == municipality, Photo.client_photo_hash == client_hash
        )
    ).one_or_none()
    if earlier is None:
        return None
    if earlier.sha256 != sha256:
        raise _sent_before()
    return UUID(str(earlier.id))


def _sent_before() -> Conflict:
    return Conflict("sent_with_other_content", "This was sent before with other content. Nothing was changed.")
