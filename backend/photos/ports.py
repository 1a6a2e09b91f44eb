"""What photos need from outside: a store for bytes, and a decoder that survives any bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from backend.photos.lifecycle import Refusal


class Rendition(StrEnum):
    """Our own encodes, JPEG: at most 4096, 1280 and 320 pixels on the longer side."""

    FULL = "full"
    DISPLAY = "display"
    THUMB = "thumb"


RENDITION_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Decoded:
    """A photo decoded and encoded anew, upright and without any of the file's own words.

    ``width`` and ``height`` are the original's pixels, upright. ``taken_at`` is aware; the position is WGS 84.
    """

    width: int
    height: int
    taken_at: datetime | None
    taken_lon: float | None
    taken_lat: float | None
    renditions: dict[Rendition, bytes]


class Undecodable(Exception):
    """The bytes will never become a picture, and why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


class PhotoDecoder(Protocol):
    """Turns bytes from strangers into pictures. Raises ``Undecodable``, and ``Unavailable`` where it cannot work now."""

    def decode(self, content: bytes) -> Decoded: ...


class PhotoStore(Protocol):
    """Keeps bytes by municipality and photo. What is put is durable when the call returns, and never changes.

    Every method raises ``Unavailable`` where the store is full or down.
    """

    def put_sealed(self, municipality: str, photo_id: UUID, content: bytes) -> None:
        """Keep the bytes as they came. They are never served."""

    def read_sealed(self, municipality: str, photo_id: UUID) -> bytes:
        """The bytes as they came; raises ``Unavailable`` also where they are not there (yet)."""
        ...

    def remove_sealed(self, municipality: str, photo_id: UUID) -> None:
        """Forget bytes that got no row. Nothing happens where there are none."""

    def remove_photo(self, municipality: str, photo_id: UUID) -> None:
        """Forget a photo altogether: as it came, and every encode of ours. Nothing happens where there is none."""

    def list_sealed(self, municipality: str) -> Iterator[tuple[UUID, datetime]]:
        """The photos whose bytes are kept, and when they were written (real time, aware)."""
        ...

    def list_parts(self, municipality: str) -> Iterator[tuple[UUID, datetime]]:
        """The uploads of which something has come, and when they last grew (real time, aware)."""
        ...

    def length_of_part(self, municipality: str, upload_id: UUID) -> int:
        """How much of an upload has come, all of it once it is sealed: the length of its file. 0: nothing."""
        ...

    def append_part(
        self, municipality: str, upload_id: UUID, pieces: Iterable[bytes], *, at: int, sha256: bytes | None = None
    ) -> int:
        """Add ``pieces`` where the file ends, which must be ``at``; returns its length, durable.

        What came before ``pieces`` ended, raised or found no room stays; with the ``sha256`` of all of them, what does
        not agree goes again. Raises ``Conflict`` where it ends elsewhere or another is writing, ``Invalid`` where the
        sum does not agree.
        """
        ...

    def seal_part(self, municipality: str, upload_id: UUID, *, sha256: str | None) -> str:
        """Turn a whole upload into the photo's sealed bytes, and return their SHA-256. Twice is once.

        Raises ``Invalid`` where the sum is not ``sha256``: what came is worth nothing then, and is gone.
        """
        ...

    def remove_part(self, municipality: str, upload_id: UUID) -> None:
        """Forget what came of an upload. Nothing happens where there is none."""

    def list_renditions(self, municipality: str) -> Iterator[tuple[UUID, Rendition]]:
        """The encodes that are kept."""
        ...

    def put_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition, content: bytes) -> None:
        """Keep an encode of our own."""

    def find_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition) -> bytes | None:
        """The encode, or None where there is none."""
        ...
