"""The gate: what strangers send is decoded away from us and encoded anew; only our own encodes are ever shown.

A photo is claimed with a lease, the database let go, the bytes decoded by a child under limits, and the result
recorded if the lease is still ours. Bytes that kill the gate again and again are refused too.
"""

import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import clock
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Unavailable
from backend.foundation.events import announce
from backend.photos.events import PhotoReady, PhotoRefused
from backend.photos.lifecycle import PhotoState, Refusal
from backend.photos.models import Photo
from backend.photos.ports import Decoded, PhotoDecoder, PhotoStore, Undecodable

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 4
PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class _Claimed:
    municipality: str
    id: UUID
    lease_token: UUID
    attempts: int


class Gate:
    """Takes photos through. ``database`` is the worker's; ``lease_seconds`` is longer than the decoder may take."""

    def __init__(self, database: Database, store: PhotoStore, decoder: PhotoDecoder, *, lease_seconds: float) -> None:
        self._database = database
        self._store = store
        self._decoder = decoder
        self._lease_seconds = lease_seconds

    def process_next(self, municipalities: tuple[str, ...]) -> bool:
        """Take one waiting photo of these municipalities through; False when none waits (or the store is down)."""
        if not municipalities:
            return False
        with self._database.transaction(Scope(municipalities)) as session:
            claimed = self._claim(session)
        if claimed is None:
            return False
        try:
            outcome = self._look_at(claimed)
        except Unavailable as error:  # a full or absent store says nothing about the photo: it waits
            log.warning("photo waits", exc_info=error, extra={"photo": str(claimed.id)})
            self._put_back(claimed)
            return False
        self._record(claimed, outcome)
        return True

    def _claim(self, session: Session) -> _Claimed | None:
        row = session.execute(_CLAIM, {"lease": self._lease_seconds, "token": uuid4()}).one_or_none()
        return None if row is None else _Claimed(row.municipality, row.id, row.lease_token, row.attempts)

    def _look_at(self, claimed: _Claimed) -> Decoded | Refusal:
        if claimed.attempts > MOST_ATTEMPTS:
            return Refusal.TOO_DEMANDING
        try:
            decoded = self._decoder.decode(self._store.read_sealed(claimed.municipality, claimed.id))
        except Undecodable as undecodable:
            return undecodable.why
        for rendition, content in decoded.renditions.items():
            self._store.put_rendition(claimed.municipality, claimed.id, rendition, content)
        return decoded

    def _record(self, claimed: _Claimed, outcome: Decoded | Refusal) -> None:
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            photo = session.scalars(
                sa.select(Photo)
                .where(Photo.municipality == claimed.municipality, Photo.id == claimed.id)
                .where(Photo.lease_token == claimed.lease_token)
                .with_for_update()
            ).one_or_none()
            if photo is None:  # the lease ran out and another gate took it up
                return
            photo.leased_until, photo.lease_token = None, None
            if isinstance(outcome, Refusal):
                _refuse(session, photo, outcome)
            else:
                _let_through(session, photo, outcome)

    def _put_back(self, claimed: _Claimed) -> None:
        with self._database.transaction(Scope((claimed.municipality,))) as session:
            session.execute(_PUT_BACK, {"id": claimed.id, "token": claimed.lease_token, "pause": PAUSE_SECONDS})


def _refuse(session: Session, photo: Photo, why: Refusal) -> None:
    photo.state, photo.refused_why = PhotoState.REFUSED, why
    refused = PhotoRefused(photo.municipality, photo.id, photo.case_id, photo.kind.value, why.value)
    announce(session, photo.municipality, photo.case_id, refused, clock.now(session))


def _let_through(session: Session, photo: Photo, decoded: Decoded) -> None:
    photo.state = PhotoState.READY
    photo.width, photo.height = decoded.width, decoded.height
    photo.taken_at, photo.taken_lon, photo.taken_lat = decoded.taken_at, decoded.taken_lon, decoded.taken_lat
    ready = PhotoReady(photo.municipality, photo.id, photo.case_id, photo.kind.value)
    announce(session, photo.municipality, photo.case_id, ready, clock.now(session))


_CLAIM = sa.text(
    "WITH next AS ("
    "  SELECT municipality, id FROM photo WHERE state = 'received'"
    "    AND (leased_until IS NULL OR leased_until < clock_timestamp())"
    "  ORDER BY municipality, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " UPDATE photo p SET attempts = p.attempts + 1, lease_token = :token,"
    "   leased_until = clock_timestamp() + make_interval(secs => :lease)"
    " FROM next WHERE p.municipality = next.municipality AND p.id = next.id"
    " RETURNING p.municipality, p.id, p.lease_token, p.attempts"
)
_PUT_BACK = sa.text(
    "UPDATE photo SET attempts = attempts - 1, leased_until = clock_timestamp() + make_interval(secs => :pause)"
    " WHERE id = :id AND lease_token = :token"
)
