"""The ledger of erasures: one line each, ids alone, chained; a restore applies it before it opens.

A line is written *before* what it says is carried out. So whatever dies in between, a restored backup can lack nothing
that was erased; what was written and not yet carried out is carried out when the worker is back.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import orjson

from backend.foundation.errors import Conflict
from backend.retention.models import What


@dataclass(frozen=True)
class Entry:
    """One erasure: reports of which the persons went, with their photos, or cases of which messages or originals went.

    Of whole cases ``references`` are theirs and their reports', as stored: the proof of what was culled.
    """

    municipality: str
    erasure_id: UUID
    what: What
    rule: str
    report_ids: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]
    photo_ids: tuple[UUID, ...]
    at: datetime
    references: tuple[str, ...] = ()


def write_line(entry: Entry, previous: str) -> tuple[bytes, str]:
    """The entry as a line that ends the chain ``previous``, and the chain's new end."""
    words = orjson.dumps(asdict(entry), option=orjson.OPT_SORT_KEYS)
    chain = hashlib.sha256(previous.encode() + words).hexdigest()
    return orjson.dumps({"entry": orjson.loads(words), "chain": chain}, option=orjson.OPT_APPEND_NEWLINE), chain


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[Entry, str]]:
    """Entries with the chain's end after each. Raises ``Conflict`` where the chain is broken.

    A last line that was not written to its end is left out: its erasure had not begun.
    """
    previous = ""
    for line in lines:
        if not line.endswith(b"\n"):
            return
        said = orjson.loads(line)
        words = orjson.dumps(said["entry"], option=orjson.OPT_SORT_KEYS)
        previous = hashlib.sha256(previous.encode() + words).hexdigest()
        if previous != said["chain"]:
            raise Conflict("ledger_broken", "The ledger of erasures was changed by another hand.")
        yield _read_entry(said["entry"]), previous


def _read_entry(said: dict[str, object]) -> Entry:
    return Entry(
        municipality=str(said["municipality"]),
        erasure_id=UUID(str(said["erasure_id"])),
        what=What(str(said["what"])),
        rule=str(said["rule"]),
        report_ids=_read_ids(said["report_ids"]),
        case_ids=_read_ids(said["case_ids"]),
        photo_ids=_read_ids(said["photo_ids"]),
        at=datetime.fromisoformat(str(said["at"])),
        references=_read_references(said.get("references", [])),
    )


def _read_references(said: object) -> tuple[str, ...]:
    """None in a line from before whole cases were culled."""
    return tuple(map(str, said)) if isinstance(said, list) else ()


def _read_ids(said: object) -> tuple[UUID, ...]:
    if not isinstance(said, list):
        raise Conflict("ledger_broken", "The ledger of erasures was changed by another hand.")
    return tuple(UUID(str(each)) for each in said)
