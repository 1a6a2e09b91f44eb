"""Reading what an Open311 server (GeoReport v2) answers, in XML or JSON, as servers really write it. Pure.

Nothing of it is trusted: a document with a type of its own (entities) is not read, words are cut and put on plain lines.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree

from backend.dispatch import HeardState

LONGEST_WORDS = 1_000
LONGEST_NUMBER = 100
MOST_LISTED = 2_000
_WRAPPERS = ("service_requests", "requests", "request", "service_request")
_SAID = {
    "closed": HeardState.CLOSED,
    "duplicate": HeardState.CLOSED,
    "no_further_action": HeardState.CLOSED,
    "cancelled": HeardState.CLOSED,
    "fixed": HeardState.MENDED,
    "not_councils_responsibility": HeardState.NOT_THEIRS,
}
"""Status → what it says. ``closed`` alone says neither mended nor refused; the others are an extension in wide use."""

Row = Mapping[str, str]


def read_rows(body: bytes) -> list[Row] | None:
    """The requests in an answer, each field as text; None where it is none."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    try:
        found = _rows_of_json(json.loads(text)) if text[:1] in ("[", "{") else _rows_of_xml(text)
        return [row for row, _ in zip(found, range(MOST_LISTED), strict=False)]
    except (ValueError, RecursionError, ElementTree.ParseError):
        return None


def number_in(row: Row) -> str:
    """Its number there; empty where it has none (yet)."""
    return plain(row.get("service_request_id", ""), LONGEST_NUMBER)


def token_in(row: Row) -> str:
    """What its number is asked for by; empty where it has none."""
    return plain(row.get("token", ""), LONGEST_NUMBER)


def state_in(row: Row) -> HeardState:
    """What its status says; one nobody knows says that they are not done."""
    said = row.get("status", "").strip().lower().replace(" ", "_").replace("-", "_")
    return _SAID.get(said, HeardState.OPEN)


def words_in(row: Row) -> str:
    """What they say of it, as a stranger's words."""
    return plain(row.get("status_notes", ""), LONGEST_WORDS)


def moment_in(row: Row) -> datetime | None:
    """When it was asked for there; None where that cannot be read."""
    try:
        read = datetime.fromisoformat(row.get("requested_datetime", "").strip())
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def errors_in(body: bytes) -> str:
    """The words of an error answer, shortened."""
    return plain(body[:2_000].decode("utf-8", "replace"), 200)


def plain(text: str, longest: int) -> str:
    """On one line, without what cannot be printed, cut."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:longest]


def _rows_of_json(read: object) -> Iterator[Row]:
    while isinstance(read, dict) and any(name in read for name in _WRAPPERS):
        read = next(read[name] for name in _WRAPPERS if name in read)
    rows = read if isinstance(read, list) else [read]
    for row in rows:
        inner = row.get("request", row) if isinstance(row, dict) else row
        if not isinstance(inner, dict):
            raise ValueError("not a request")
        yield {str(name): _text(value) for name, value in inner.items()}


def _rows_of_xml(text: str) -> Iterator[Row]:
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise ValueError("a type of its own")
    root = ElementTree.fromstring(text)  # noqa: S314 - no document type, and so no entities
    if root.tag not in _WRAPPERS:
        raise ValueError("not requests")
    for each in root.iter("request"):
        yield {child.tag: (child.text or "").strip() for child in each}


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value)
