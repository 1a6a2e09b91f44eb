"""The photo store as a folder: ``sealed/<municipality>/<id>`` as received, ``shown/<municipality>/<id>-<size>.jpg``.

It lies on another volume than the database: full means that photos wait, reports do not.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from backend.foundation.errors import Unavailable
from backend.photos import Rendition

UNFINISHED = ".part"


class FolderPhotoStore:
    """Keeps photos under ``folder``; what is put is on disk when the call returns (file and folder are synced)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_sealed(self, municipality: str, photo_id: UUID, content: bytes) -> None:
        """Keep the bytes as they came, readable by us alone."""
        _write(self._sealed(municipality) / str(photo_id), content)

    def read_sealed(self, municipality: str, photo_id: UUID) -> bytes:
        """The bytes as they came."""
        with _told_as_unavailable():
            return (self._sealed(municipality) / str(photo_id)).read_bytes()

    def remove_sealed(self, municipality: str, photo_id: UUID) -> None:
        """Forget bytes that got no row."""
        with _told_as_unavailable():
            (self._sealed(municipality) / str(photo_id)).unlink(missing_ok=True)

    def list_sealed(self, municipality: str) -> Iterator[tuple[UUID, datetime]]:
        """The photos whose bytes are kept, and when they were written."""
        for entry in _list_files(self._sealed(municipality)):
            yield UUID(entry.name), datetime.fromtimestamp(entry.stat().st_mtime, UTC)

    def list_renditions(self, municipality: str) -> Iterator[tuple[UUID, Rendition]]:
        """The encodes that are kept."""
        for entry in _list_files(self._folder / "shown" / _checked(municipality)):
            photo_id, _, size = entry.name.removesuffix(".jpg").rpartition("-")
            yield UUID(photo_id), Rendition(size)

    def put_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition, content: bytes) -> None:
        """Keep an encode of our own."""
        _write(self._shown(municipality, photo_id, rendition), content)

    def find_rendition(self, municipality: str, photo_id: UUID, rendition: Rendition) -> bytes | None:
        """The encode, or None where there is none."""
        with _told_as_unavailable():
            try:
                return self._shown(municipality, photo_id, rendition).read_bytes()
            except FileNotFoundError:
                return None

    def _sealed(self, municipality: str) -> Path:
        return self._folder / "sealed" / _checked(municipality)

    def _shown(self, municipality: str, photo_id: UUID, rendition: Rendition) -> Path:
        return self._folder / "shown" / _checked(municipality) / f"{photo_id}-{rendition.value}.jpg"


def _checked(municipality: str) -> str:
    if len(municipality) != 4 or not municipality.isdigit():
        raise ValueError("a municipality's code is four digits")
    return municipality


def _list_files(folder: Path) -> list[os.DirEntry[str]]:
    with _told_as_unavailable():
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.endswith(UNFINISHED)]


def _write(final: Path, content: bytes) -> None:
    with _told_as_unavailable():
        _make_folder(final.parent)
        unfinished = final.with_name(f"{final.name}-{uuid4().hex}{UNFINISHED}")
        try:
            with unfinished.open("xb") as file:
                unfinished.chmod(0o600)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(final)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(final.parent)


def _make_folder(folder: Path) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(parent.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _told_as_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "photo_store_down", "We cannot save or show photos right now. Everything else works."
        ) from error
