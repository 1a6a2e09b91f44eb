"""The folder of the sheets: written whole or not at all, and never printed twice with the same references unknowingly."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

STANDBY = ".html"
PRINTED = ".printed"


@dataclass(frozen=True)
class Found:
    """The last file that was written. ``age`` is by this machine's files; ``is_printed``: its forms were taken before."""

    file: Path
    age: timedelta
    is_printed: bool


def write_file(folder: Path, name: str, words: str) -> Path:
    """Write beside and move there, readable by the owner alone; whoever reads sees the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / name
    partial = file.with_name(f"{name}.{os.getpid()}.partial")
    partial.touch(mode=0o600)
    partial.write_text(words, encoding="utf-8")
    partial.rename(file)
    return file


def find_last(folder: Path, slug: str | None = None) -> Found | None:
    """The last sheets written for ``slug``, or for the only municipality there is; None where there are none."""
    slugs = sorted({each.name.partition(".")[0] for each in folder.glob(f"*{STANDBY}*")}) if folder.is_dir() else []
    if slug is None and len(slugs) == 1:
        [slug] = slugs
    if slug is None:
        return None
    standby = folder / f"{slug}{STANDBY}"
    printed = _list_printed(folder, slug)
    file = standby if standby.exists() else printed[-1] if printed else None
    if file is None:
        return None
    written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    newest = datetime.fromtimestamp(_now_of(folder), UTC)
    return Found(file, newest - written_at, is_printed=file != standby)


def mark_printed(found: Found) -> Path:
    """Remember that these forms were taken: the next standby file carries other references."""
    if found.is_printed:
        return found.file
    slug = found.file.name.removesuffix(STANDBY)
    marked = found.file.with_name(f"{slug}{STANDBY}{PRINTED}-{len(_list_printed(found.file.parent, slug)) + 1:03}")
    found.file.rename(marked)
    return marked


def standby_set(folder: Path, slug: str) -> UUID:
    """The id of the set of references that the standby file of this machine carries until it is printed."""
    return uuid5(NAMESPACE_URL, f"{socket.gethostname()}|{folder}|{slug}|{len(_list_printed(folder, slug))}")


def _list_printed(folder: Path, slug: str) -> list[Path]:
    return sorted(folder.glob(f"{slug}{STANDBY}{PRINTED}-*"))


def _now_of(folder: Path) -> float:
    """The moment by the clock that stamps files, whatever the database says: a file is touched and looked at."""
    touched = folder / f".looked.{os.getpid()}"
    touched.touch()
    try:
        return touched.stat().st_mtime
    finally:
        touched.unlink()
