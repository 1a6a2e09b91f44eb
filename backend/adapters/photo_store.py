"""The photo store as a folder: ``parts/<municipality>/<id>`` on their way, ``sealed/<municipality>/<id>`` as received,
``shown/<municipality>/<id>-<size>.jpg`` our own.

It lies on another volume than the database: full means that photos wait, reports do not.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from backend.adapters import photo_parts
from backend.adapters.photo_files import list_files, told_as_unavailable, write_file
from backend.photos import Rendition


class FolderPhotoStore:
    """Keeps photos under ``folder``; what is put is on disk when the call returns (file and folder are synced)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_sealed(self, municipality: str, photo_id: UUID, content: bytes) -> None:
        """Keep the bytes as they came, readable by us alone."""
        write_file(self._sealed(municipality) / str(photo_id), content)

    def read_sealed(self, municipality: str, photo_id: UUID) -> bytes:
        """The bytes as they came."""
        with told_as_unavailable():
            return (self._sealed(municipality) / str(photo_id)).read_bytes()

    def remove_sealed(self, municipality: str, photo_id: UUID) -> None:
        """Forget bytes that got no row."""
        with told_as_unavailable():
            (self._sealed(municipality) / str(photo_id)).unlink(missing_ok=True)

    def remove_photo(self, municipality: str, photo_id: UUID) -> None:
        """Forget a photo altogether."""
        self.remove_sealed(municipality, photo_id)
        self.remove_part(municipality, photo_id)
        with told_as_unavailable():
            for rendition in Rendition:
                self._shown(municipality, photo_id, rendition).unlink(missing_ok=True)

    def list_sealed(self, municipality: str) -> Iterator[tuple[UUID, datetime]]:
        """The photos whose bytes are kept, and when they were written."""
        for entry in list_files(self._sealed(municipality)):
            yield UUID(entry.name), datetime.fromtimestamp(entry.stat().st_mtime, UTC)

    def list_parts(self, municipality: str) -> Iterator[tuple[UUID, datetime]]:
        """The uploads of which something has come, and when they last grew."""
        for entry in list_files(self._part(municipality)):
            yield UUID(entry.name), datetime.fromtimestamp(entry.stat().st_mtime, UTC)

    def length_of_part(self, municipality: str, upload_id: UUID) -> int:
        """How much of an upload has come: the length of its file, sealed or not yet."""
        with told_as_unavailable():
            for folder in (self._sealed(municipality), self._part(municipality)):
                try:
                    return (folder / str(upload_id)).stat().st_size
                except FileNotFoundError:
                    continue
        return 0

    def append_part(
        self, municipality: str, upload_id: UUID, pieces: Iterable[bytes], *, at: int, sha256: bytes | None = None
    ) -> int:
        """Add ``pieces`` where the file ends; one writer at a time."""
        return photo_parts.append(self._part(municipality) / str(upload_id), pieces, at=at, sha256=sha256)

    def seal_part(self, municipality: str, upload_id: UUID, *, sha256: str | None) -> str:
        """Turn a whole upload into sealed bytes, and return their SHA-256."""
        name = str(upload_id)
        return photo_parts.seal(self._part(municipality) / name, self._sealed(municipality) / name, sha256=sha256)

    def remove_part(self, municipality: str, upload_id: UUID) -> None:
        """Forget what came of an upload."""
        with told_as_unavailable():
            (self._part(municipality) / str(upload_id)).unlink(missing_ok=True)

    def list_renditions(self, municipality: str) -> Iterator[tuple[UUID, Rendition]]:
        """The encodes that are kept."""
        for entry in list_files(self._folder / "shown" / _checked(municipality)):
            photo_id, _, size = entry.name.removesuffix(".jpg").rpartition("-")
            yield UUID(photo_id), Rendition(size)

    def put_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition, content: bytes) -> None:
        """Keep an encode of our own."""
        write_file(self._shown(municipality, photo_id, rendition), content)

    def find_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition) -> bytes | None:
        """The encode, or None where there is none."""
        with told_as_unavailable():
            try:
                return self._shown(municipality, photo_id, rendition).read_bytes()
            except FileNotFoundError:
                return None

    def _part(self, municipality: str) -> Path:
        return self._folder / "parts" / _checked(municipality)

    def _sealed(self, municipality: str) -> Path:
        return self._folder / "sealed" / _checked(municipality)

    def _shown(self, municipality: str, photo_id: UUID, rendition: Rendition) -> Path:
        return self._folder / "shown" / _checked(municipality) / f"{photo_id}-{rendition.value}.jpg"


def _checked(municipality: str) -> str:
    if len(municipality) != 4 or not municipality.isdigit():
        raise ValueError("a municipality's code is four digits")
    return municipality
