"""How another system's file is read: which column is what, and which of its words is which of ours. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.cases import Channel, Outcome, State
from backend.moving_in.errors import MappingWrong

WGS84 = 4326
NEEDED = ("old_id", "opened_at", "category", "state")
COLUMNS = (
    *NEEDED, "closed_at", "outcome", "channel", "unit", "words", "place", "longitude", "latitude", "name", "mail",
    "mobile",
)  # fmt: skip
STATES = (State.RECEIVED, State.WITH_UNIT, State.IN_PROGRESS, State.CLOSED)
"""What a matter may be when it comes: what waits here for an order, a body or an answer was never asked for here."""
_PARTS = frozenset(
    {"source", "time_zone", "time_format", "file", "columns", "position", "categories", "states", "outcomes",
     "channels", "units"}
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Their words → ours; ``otherwise`` for those that are not named, where there is one."""

    of: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None

    def find(self, theirs: str) -> str | None:
        """Ours for theirs, spaces around it forgiven; None where nobody has said."""
        return self.of.get(theirs.strip(), self.otherwise)


@dataclass(frozen=True)
class Shift:
    """A place moved so that metres stay metres: east and north of ``start`` become east and north of ``end``.

    Both are (latitude, longitude), WGS84 degrees.
    """

    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """A mapping file, read. ``columns``: our field → their columns, joined by a comma where several.

    ``crs`` is an EPSG number; ``longitude`` is then the easting. ``without_place`` says that a row without a place is
    laid at the municipality's middle rather than refused. ``time_format`` as ``strptime`` has it, None for ISO 8601.
    """

    source: str
    zone: ZoneInfo
    time_format: str | None
    encoding: str
    delimiter: str
    columns: Mapping[str, tuple[str, ...]]
    crs: int
    shift: Shift | None
    without_place: bool
    categories: Words
    states: Words
    outcomes: Words
    channels: Words
    units: Words


def read_mapping(text: str) -> Plan:
    """The mapping written in ``text`` (TOML, see ``docs/moving-in.md``). Raises ``MappingWrong``."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingWrong(str(error)) from error
    unknown = sorted(set(written) - _PARTS)
    if unknown:
        raise MappingWrong(f"{', '.join(unknown)} says nothing here")
    file, position = written.get("file", {}), written.get("position", {})
    source = str(written.get("source", "")).strip()
    if not source:
        raise MappingWrong('source is missing: the name of the system they come from, source = "…"')
    return Plan(
        source=source,
        zone=_read_zone(written.get("time_zone", "Europe/Stockholm")),
        time_format=written.get("time_format"),
        encoding=file.get("encoding", "utf-8-sig"),
        delimiter=file.get("delimiter", ","),
        columns=_read_columns(written.get("columns", {})),
        crs=int(position.get("crs", WGS84)),
        shift=_read_shift(position),
        without_place=position.get("missing", "refuse") == "middle",
        categories=_read_words(written, "categories"),
        states=_read_words(written, "states", allowed=[each.value for each in STATES]),
        outcomes=_read_words(written, "outcomes", allowed=[each.value for each in Outcome], usual="answered"),
        channels=_read_words(written, "channels", allowed=[each.value for each in Channel], usual="phone"),
        units=_read_words(written, "units"),
    )


def _read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise MappingWrong(f"time_zone: there is no zone {name}") from None


def _read_columns(written: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    unknown = sorted(set(written) - set(COLUMNS))
    if unknown:
        raise MappingWrong(f"columns: {', '.join(unknown)} is none of {', '.join(COLUMNS)}")
    missing = [name for name in NEEDED if not written.get(name)]
    if missing:
        raise MappingWrong(f"columns: {', '.join(missing)} is missing")
    return {ours: (theirs,) if isinstance(theirs, str) else tuple(theirs) for ours, theirs in written.items()}


def _read_shift(position: Mapping[str, Any]) -> Shift | None:
    pair = [position.get("shift_from"), position.get("shift_to")]
    if pair == [None, None]:
        return None
    if any(not isinstance(each, list) or len(each) != 2 for each in pair):
        raise MappingWrong("position: shift_from and shift_to are each [latitude, longitude]")
    start, end = ((float(each[0]), float(each[1])) for each in pair if each)
    return Shift(start, end)


def _read_words(
    written: Mapping[str, Any], part: str, *, allowed: list[str] | None = None, usual: str | None = None
) -> Words:
    said = written.get(part, {})
    of = {str(theirs).strip(): str(ours) for theirs, ours in said.get("of", {}).items()}
    otherwise = said.get("otherwise", usual)
    wrong = sorted({*of.values(), *filter(None, [otherwise])} - set(allowed)) if allowed else []
    if wrong:
        raise MappingWrong(f"{part}: {', '.join(wrong)} is none of {', '.join(allowed or ())}")
    return Words(of, otherwise)
