"""Decoding photos in a child process under limits: whatever the bytes do, they do it there."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.foundation.errors import Unavailable
from backend.photos import Decoded, Refusal, Rendition, Undecodable

CHILD = Path(__file__).with_name("photo_child.py")
HOME_ZONE = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class ChildDecoder:
    """Starts one child for each photo.

    40 million pixels were measured to need 384 MB as JPEG or HEIC, 512 as PNG with transparency, 768 as WebP, 896 as
    WebP with transparency.
    """

    memory_bytes: int = 896 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 30.0

    def decode(self, content: bytes) -> Decoded:
        """See ``photos.ports.PhotoDecoder``."""
        try:
            ended_well, written = self._run(content)
        except OSError as error:
            raise Unavailable(
                "photo_gate_down", "We cannot look at photos right now. Everything else works."
            ) from error
        if not written.startswith(b"ready\n"):
            raise Unavailable("photo_gate_down", "We cannot look at photos right now. Everything else works.")
        if ended_well is None:
            raise Undecodable(Refusal.TOO_DEMANDING)
        if not ended_well:
            raise Undecodable(Refusal.DAMAGED)
        return _read(written)

    def _run(self, content: bytes) -> tuple[bool | None, bytes]:
        """Whether the child ended well (None: it was killed or ran into a limit), and what it wrote."""
        command = [sys.executable, "-I", str(CHILD), str(self.memory_bytes), str(self.cpu_seconds)]
        with tempfile.TemporaryFile() as written:
            try:
                code: int | None = subprocess.run(
                    command,
                    input=content,
                    stdout=written,
                    stderr=subprocess.DEVNULL,
                    timeout=self.wall_seconds,
                    env={},
                    cwd="/",
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                code = None
            written.seek(0)
            return None if code is None or code < 0 else code == 0, written.read()


def _read(written: bytes) -> Decoded:
    _, line, encodes = written.split(b"\n", 2)
    facts: dict[str, Any] = json.loads(line)
    if "refused" in facts:
        raise Undecodable(Refusal(facts["refused"]))
    longitude, latitude = facts["position"] or (None, None)
    return Decoded(
        width=facts["width"],
        height=facts["height"],
        taken_at=_moment(facts["taken"]),
        taken_lon=longitude,
        taken_lat=latitude,
        renditions=_split(encodes, facts["lengths"]),
    )


def _split(encodes: bytes, lengths: dict[str, int]) -> dict[Rendition, bytes]:
    """The encodes as they stand one after another, largest first."""
    found, begin = {}, 0
    for size, length in lengths.items():
        found[Rendition(size)] = encodes[begin : begin + length]
        begin += length
    return found


def _moment(said: str | None) -> datetime | None:
    """A camera without an offset shows local time; here that is Sweden's."""
    try:
        moment = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HOME_ZONE)
