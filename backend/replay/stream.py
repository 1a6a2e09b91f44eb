"""The stream of a day: one JSON object a line, read into reports with invented reporters."""

import hashlib
import hmac
import json
import random
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backend.foundation.errors import Invalid
from backend.replay.mapping import Rule, find_rule

CHANNELS = {"Constituent Call": "phone", "Self Service": "web"}
"""The stream's ``src`` → our channel; anything else came by an app."""
EVERY_REPEATS = 10
"""Every tenth report comes from somebody who has reported before."""


@dataclass(frozen=True)
class StreamReport:
    """One report of the stream. ``at`` is aware; WGS 84 degrees; ``close_at`` None: it was never closed.

    ``number`` counts from 0 in the order of the day; ``reporter`` numbers the person.
    """

    number: int
    ref: str
    at: datetime
    longitude: float
    latitude: float
    rule: Rule
    channel: str
    close_at: datetime | None
    reporter: int

    @property
    def email(self) -> str:
        """Where its reporter is answered: an address that can never exist."""
        return f"reporter-{self.reporter}@reporters.example"

    @property
    def source(self) -> str:
        """The address its reporter's own machine has, from the range for documentation (RFC 5737, RFC 3849)."""
        return f"2001:db8:0:{self.number + 1:x}::1"

    def words(self) -> str:
        """What the reporter wrote: made up, and neutral."""
        return f"Det är något fel här. Anmälan {self.number + 1} den här dagen."


def read_stream(path: Path, *, midnight: datetime) -> list[StreamReport]:
    """The reports of ``path`` in order of their moment; ``midnight`` is the local one their ``t`` counts from.

    Raises ``Invalid`` naming the line that cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Invalid("stream_no_file", "There is no file {path} to read.", path=str(path)) from error
    rows = [_read_line(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if len({row["ref"] for row in rows}) != len(rows):
        raise Invalid("stream_refs_repeat", "Two reports of the stream have the same ref.")
    rows.sort(key=lambda row: (row["t"], row["ref"]))
    reporters = choose_reporters(len(rows))
    return [_build(number, row, reporters[number], midnight) for number, row in enumerate(rows)]


def choose_reporters(count: int) -> Sequence[int]:
    """Who reports each of ``count`` reports: every tenth an earlier person, the same in every run."""
    chosen: list[int] = []
    dice = random.Random(count)  # noqa: S311  # no secret: the same persons in every run
    for number in range(count):
        repeats = chosen and number % EVERY_REPEATS == EVERY_REPEATS - 1
        chosen.append(dice.choice(chosen) if repeats else len(set(chosen)) + 1)
    return chosen


def client_id_of(salt: bytes, municipality: str, ref: str, purpose: str = "report") -> str:
    """The sender's own 256 bits for one report or act of the stream: the same whenever it is sent again."""
    digest = hmac.new(salt, f"{purpose}|{municipality}|{ref}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _read_line(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {
            "t": float(row["t"]),
            "ref": str(row["ref"]),
            "lat": float(row["lat"]),
            "long": float(row["long"]),
            "description": str(row.get("description", "")),
            "src": str(row.get("src", "")),
            "close_after_h": None if row.get("close_after_h") is None else float(row["close_after_h"]),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(
            "stream_line_wrong",
            "Line {number} of the stream cannot be read: it needs t, ref, lat and long in a JSON object.",
            number=number,
        ) from error


def _build(number: int, row: dict[str, Any], reporter: int, midnight: datetime) -> StreamReport:
    at = midnight + timedelta(seconds=row["t"])
    hours = row["close_after_h"]
    return StreamReport(
        number=number,
        ref=row["ref"],
        at=at,
        longitude=row["long"],
        latitude=row["lat"],
        rule=find_rule(row["description"]),
        channel=CHANNELS.get(row["src"], "app"),
        close_at=None if hours is None else at + timedelta(hours=hours),
        reporter=reporter,
    )
