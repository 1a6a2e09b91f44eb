"""Reading another system's file, plain or gzipped, row by row: nothing is held but what is counted."""

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from backend.moving_in.errors import FileWrong
from backend.moving_in.mapping import Plan
from backend.moving_in.matters import Matter, Refused, find_opened_at, read_row, take

GZIP = b"\x1f\x8b"
COUNTED = ("month", "category", "state")


@dataclass
class Counted:
    """The file as it was read: its rows by local month, by their category and by their state, and those refused."""

    rows: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})
    refused: list[Refused] = field(default_factory=list)


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def list_rows(file: Path, plan: Plan) -> Iterator[tuple[dict[str, str], Matter | Refused]]:
    """Each row of the file with what it says. Raises ``FileWrong`` for a file that cannot be read."""
    with _open(file, plan) as lines:
        try:
            reader = csv.DictReader(lines, delimiter=plan.delimiter)
            there = set(reader.fieldnames or ())
            missing = sorted({column for columns in plan.columns.values() for column in columns} - there)
            if missing:
                raise FileWrong(f"it has no column {', '.join(missing)}")
            for number, row in enumerate(reader, start=1):
                yield row, read_row(number, row, plan)
        except (csv.Error, UnicodeDecodeError, OSError, EOFError) as error:
            raise FileWrong(str(error)) from error


def list_matters(file: Path, plan: Plan) -> Iterator[Matter | Refused]:
    """What each row says; a reference that has come before in the same file is refused."""
    seen: dict[str, int] = {}
    for _, read in list_rows(file, plan):
        yield _once(read, seen)


def count_file(file: Path, plan: Plan) -> Counted:
    """Read the whole file and write nothing."""
    counted, seen = Counted(), dict[str, int]()
    for row, each in list_rows(file, plan):
        read = _once(each, seen)
        counted.rows += 1
        opened_at = read.opened_at if isinstance(read, Matter) else find_opened_at(row, plan)
        month = f"{opened_at.astimezone(plan.zone):%Y-%m}" if opened_at else "?"
        said = {"month": month, "category": take(row, plan, "category"), "state": take(row, plan, "state")}
        for name in COUNTED:
            counted.by[name][said[name]] += 1
        if isinstance(read, Refused):
            counted.refused.append(read)
    return counted


def _once(read: Matter | Refused, seen: dict[str, int]) -> Matter | Refused:
    if isinstance(read, Refused):
        return read
    earlier = seen.setdefault(read.old_id, read.number)
    return read if earlier == read.number else Refused(read.number, read.old_id, f"the same reference as row {earlier}")


@contextmanager
def _open(file: Path, plan: Plan) -> Iterator[IO[str]]:
    try:
        with file.open("rb") as start:
            is_packed = start.read(2) == GZIP
    except OSError as error:
        raise FileWrong(f"{file}: {error.strerror}") from error
    if is_packed:
        with gzip.open(file, "rt", encoding=plan.encoding, newline="") as lines:
            yield lines
    else:
        with file.open(encoding=plan.encoding, newline="") as lines:
            yield lines
