"""Pages of lists that grow: followed by a cursor, never counted. Pages by number end at a thousand rows."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend.doors.api.schemas import ApiSchema, PageQuery, note
from backend.foundation import positions
from backend.foundation.errors import Invalid

Row = TypeVar("Row")


class CursorQuery(PageQuery):
    """A page of a list that grows."""

    after = fields.String(
        validate=validate.Length(max=500, error="This cursor is not one of ours."),
        metadata=note("The next of the page before, as it came; goes before page.", "WyIyMDI2LTExLTIxIl0"),
    )


class CursorPage(ApiSchema):
    """The base of such a page: subclasses add ``items``."""

    next = fields.String(
        allow_none=True, metadata=note("The cursor of the next page; null on the last.", "WyIyMDI2Il0")
    )


class FollowedPage(CursorPage):
    """A page of staff's, who may follow what happens after it."""

    position = fields.String(
        metadata=note("How far the municipality's events had been placed: epoch and number.", "1.4711")
    )


def rows_wanted(query: dict[str, Any]) -> int:
    """How many rows to read for the page asked for: one more than is shown tells whether there is a next."""
    page = 1 if "after" in query else query["page"]
    return int(page * query["limit"]) + 1


def read_cursor(query: dict[str, Any], *kinds: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    """The place in a list that ``after`` names, read by ``kinds``; None without one. Raises ``Invalid``."""
    if "after" not in query:
        return None
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(query["after"] + "=" * (-len(query["after"]) % 4)))
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError, AttributeError) as error:
        words = "This cursor is not one of ours."
        raise Invalid("cursor_unknown", words, fields={"after": "This cursor is not one of ours."}) from error


def write_cursor(parts: Sequence[Any]) -> str:
    """An opaque cursor that ``read_cursor`` reads."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def cut_rows(
    rows: Sequence[Row], query: dict[str, Any], place: Callable[[Row], Sequence[Any]]
) -> tuple[list[Row], str | None]:
    """The rows of the page out of those ``rows_wanted`` asked for, and the cursor after them; ``place`` of a row."""
    end = rows_wanted(query) - 1
    shown = list(rows[end - query["limit"] : end])
    return shown, write_cursor(place(shown[-1])) if shown and len(rows) > end else None


def page_of(session: Session, municipality: str, items: list[Any], next_cursor: str | None) -> dict[str, Any]:
    """A page as ``FollowedPage`` shows it. Not for a firm: it sees few of the events that are placed."""
    position = positions.get_position(session, municipality)
    return {"items": items, "next": next_cursor, "position": str(position)}


read_time: Callable[[Any], datetime] = datetime.fromisoformat
"""For a cursor that holds a moment."""
read_id: Callable[[Any], UUID] = UUID
"""For a cursor that holds an id."""
