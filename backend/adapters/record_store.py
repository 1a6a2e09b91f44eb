"""Files that are given out, as a folder: ``<municipality>/<disclosure>/<name>``."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from backend.adapters.photo_files import UNFINISHED, make_folder, sync_folder, told_as_unavailable


class FolderRecordStore:
    """Keeps files under ``folder``; what is put is on disk when the call returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, municipality: str, disclosure_id: UUID, name: str, content: BinaryIO) -> None:
        """Keep a file, readable by us alone."""
        final = self._of(municipality, disclosure_id) / _checked(name)
        with told_as_unavailable():
            make_folder(final.parent)
            unfinished = final.with_name(f"{final.name}-{uuid4().hex}{UNFINISHED}")
            with unfinished.open("xb") as file:
                unfinished.chmod(0o600)
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(final)
            sync_folder(final.parent)

    def find(self, municipality: str, disclosure_id: UUID, name: str) -> BinaryIO | None:
        """The file opened for reading, or None."""
        with told_as_unavailable():
            try:
                return (self._of(municipality, disclosure_id) / _checked(name)).open("rb")
            except FileNotFoundError:
                return None

    def remove(self, municipality: str, disclosure_id: UUID) -> None:
        """Forget every file of a disclosure."""
        with told_as_unavailable():
            folder = self._of(municipality, disclosure_id)
            if folder.is_dir():
                shutil.rmtree(folder)

    def _of(self, municipality: str, disclosure_id: UUID) -> Path:
        if len(municipality) != 4 or not municipality.isdigit():
            raise ValueError("a municipality's code is four digits")
        return self._folder / municipality / str(disclosure_id)


def _checked(name: str) -> str:
    if not name.replace(".", "").replace("-", "").isalnum() or name.startswith("."):
        raise ValueError("a file's name is letters and digits")
    return name
