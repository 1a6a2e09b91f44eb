"""Photos on their way, as files that only grow: ``parts/<municipality>/<id>``. The file's length is the offset."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.adapters.photo_files import make_folder, sync_folder, told_as_unavailable
from backend.foundation.errors import Conflict, Invalid


def append(part: Path, pieces: Iterable[bytes], *, at: int, sha256: bytes | None) -> int:
    """Add ``pieces`` where ``part`` ends, which must be ``at``; see ``photos.ports.PhotoStore.append_part``."""
    with _opened(part, at=at) as descriptor:
        said = hashlib.sha256()
        try:
            for piece in pieces:
                _write_all(descriptor, piece)
                said.update(piece)
        finally:
            with told_as_unavailable():
                os.fsync(descriptor)
        if sha256 is not None and said.digest() != sha256:
            os.ftruncate(descriptor, at)
            raise wrong_sum()
        return os.fstat(descriptor).st_size


def seal(part: Path, sealed: Path, *, sha256: str | None) -> str:
    """Rename a whole part to where sealed photos lie; done before, only its sum is made again."""
    with told_as_unavailable():
        found = sum_of(part if part.exists() else sealed)
        if sha256 is not None and found != sha256:
            part.unlink(missing_ok=True)
            raise wrong_sum()
        if part.exists():
            make_folder(sealed.parent)
            part.replace(sealed)
            sync_folder(sealed.parent)
            sync_folder(part.parent)
        return found


def sum_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def wrong_sum() -> Invalid:
    """The refusal of bytes that are not those announced."""
    return Invalid("checksum_mismatch", "What arrived is not what was sent. Please send it again.")


@contextmanager
def _opened(part: Path, *, at: int) -> Iterator[int]:
    """The part's descriptor, locked: one writer at a time. Only the first piece makes the file."""
    with told_as_unavailable():
        make_folder(part.parent)
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_APPEND | (0 if at else os.O_CREAT), 0o600)
        except FileNotFoundError:
            raise _elsewhere(0) from None
    try:
        with told_as_unavailable():
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                words = "This photo is being sent by another request. Please wait a little."
                raise Conflict("busy", words) from None
            if not at:
                sync_folder(part.parent)
        length = os.fstat(descriptor).st_size
        if length != at or not _is_still(part, descriptor):
            raise _elsewhere(length)
        yield descriptor
    finally:
        os.close(descriptor)


def _elsewhere(length: int) -> Conflict:
    return Conflict("offset_elsewhere", "The upload goes on at byte {length}.", length=length)


def _is_still(part: Path, descriptor: int) -> bool:
    """Whether what was opened is still the part, and not sealed or gone meanwhile."""
    try:
        return part.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _write_all(descriptor: int, piece: bytes) -> None:
    with told_as_unavailable():
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
