"""Writing files that stand a power cut, and saying in our words what a disk refuses."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from backend.foundation.errors import Unavailable

UNFINISHED = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_file(final: Path, content: bytes) -> None:
    """Put ``content`` at ``final``, whole or not at all; it and its folder are synced when the call returns."""
    with told_as_unavailable():
        make_folder(final.parent)
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
        sync_folder(final.parent)


def list_files(folder: Path) -> list[os.DirEntry[str]]:
    """The whole files of a folder; none where there is no such folder."""
    with told_as_unavailable():
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.endswith(UNFINISHED)]


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for us alone."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        sync_folder(parent.parent)


def sync_folder(folder: Path) -> None:
    """Let what was renamed in ``folder`` stand a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Say what a disk refuses as ``Unavailable``: full, or down."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            words = "There is no room for photos right now. Everything else works."
            raise Unavailable("photo_store_full", words) from error
        raise Unavailable(
            "photo_store_down", "We cannot save or show photos right now. Everything else works."
        ) from error
