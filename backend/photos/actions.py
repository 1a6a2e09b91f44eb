"""Taking a photo in: first the file, durable, then the row."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
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
from backend.photos.room import claim_room

MOST_BYTES = 25_000_000


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

    What the bytes are is found out later, at the gate. Raises ``Invalid`` where they are none or more than 25 MB,
    ``Conflict`` where other bytes came under the same client id or no more photos fit, and ``Unavailable`` where the
    store is full or down: that costs the photo alone, if the report has a transaction of its own.
    """
    check_length(len(photo.content))
    sha256 = hashlib.sha256(photo.content).hexdigest()
    client_hash = _hash_of(photo, sha256)
    earlier = _find_earlier(session, municipality, client_hash, sha256)
    if earlier is not None:
        return earlier
    claim_room(session, municipality, report_id=photo.report_id, order_id=photo.order_id)
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
        "shown_ok": photo.shown_ok,
        "received_at": now,
    }
    if insert_photo(session, row):
        return photo_id
    store.remove_sealed(municipality, photo_id)  # the same photo came at the same moment by another request
    earlier = _find_earlier(session, municipality, client_hash, sha256)
    if earlier is None:
        raise sent_before()
    return earlier


def insert_photo(session: Session, row: dict[str, Any]) -> bool:
    """Write the row of a photo whose bytes are sealed; False where one of the same client id is there."""
    received = {**row, "state": PhotoState.RECEIVED}
    once = insert(Photo).values(received).on_conflict_do_nothing(constraint="photo_client_id_unique")
    return session.scalars(once.returning(Photo.id)).one_or_none() is not None


def check_length(byte_length: int) -> None:
    """Raise ``Invalid`` for a length that no photo of ours has."""
    if byte_length < 1:
        raise Invalid("photo_empty", "The photo is empty.")
    if byte_length > MOST_BYTES:
        raise Invalid("photo_too_large", "The photo is larger than 25 MB. A smaller one works.")


def hash_of_client_id(client_photo_id: str) -> str:
    """What is kept of a sender's own id. Raises ``Invalid`` where it can be guessed."""
    if not SHORTEST_KEY <= len(client_photo_id) <= 100:
        raise Invalid("key_too_short", "The sending's own id must be at least 128 random bits, as text.")
    return hashlib.sha256(f"photo:{client_photo_id}".encode()).hexdigest()


def _hash_of(photo: NewPhoto, sha256: str) -> str:
    if photo.client_photo_id is not None:
        return hash_of_client_id(photo.client_photo_id)
    words = f"content:{photo.case_id}:{photo.kind}:{photo.order_id}:{sha256}"
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
        raise sent_before()
    return UUID(str(earlier.id))


def sent_before() -> Conflict:
    """The refusal of other content under an id that was used."""
    return Conflict("sent_with_other_content", "This was sent before with other content. Nothing was changed.")
