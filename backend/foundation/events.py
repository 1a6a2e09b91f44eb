"""Events: what happened, announced in the transaction that made it happen, and unaware of who listens.

An event holds ids and facts of the moment, never personal data. Fields are only ever added, with a default, so that an
old row can always be read. Numbers are given per stream (a case's id) under the stream's lock: order as it happened.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import UnionType
from typing import Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.ids import new_id
from backend.foundation.tracing import current_traceparent
from backend.foundation.writing import Row


@dataclass(frozen=True)
class Event:
    """The base of every event. ``occurred_at`` is the promise clock's time of the act."""

    name: ClassVar[str]
    version: ClassVar[int]

    def facts(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


E = TypeVar("E", bound=Event)
_KNOWN: dict[str, type[Event]] = {}


def event(name: str, *, version: int = 1) -> Callable[[type[E]], type[E]]:
    """Give an event class its permanent name."""

    def register(cls: type[E]) -> type[E]:
        cls.name, cls.version = name, version
        if _KNOWN.setdefault(name, cls) is not cls:
            raise TypeError(f"Two events are called {name}.")
        return cls

    return register


def known_events() -> dict[str, type[Event]]:
    """Every event class by its permanent name."""
    return dict(_KNOWN)


_ANNOUNCE = sa.text(
    "WITH stream AS ("
    "  INSERT INTO event_stream (municipality, stream_id, last_number) VALUES (:municipality, :stream_id, 1)"
    "  ON CONFLICT (municipality, stream_id) DO UPDATE SET last_number = event_stream.last_number + 1"
    "  RETURNING last_number)"
    " INSERT INTO event (municipality, id, stream_id, number, name, version, facts, occurred_at, traceparent)"
    " SELECT :municipality, :id, :stream_id, last_number, :name, :version, :facts, :occurred_at, :traceparent FROM stream"
).bindparams(sa.bindparam("facts", type_=sa.JSON))


def announce(session: Session, municipality: str, stream_id: UUID, happened: Event, now: datetime) -> UUID:
    """Write ``happened`` to the outbox in this transaction and return its id.

    Locks the stream until the transaction ends, so that numbers follow the order of commits.
    """
    event_id = new_id()
    session.flush()
    session.execute(
        _ANNOUNCE,
        {
            "municipality": municipality,
            "id": event_id,
            "stream_id": stream_id,
            "name": happened.name,
            "version": happened.version,
            "facts": happened.facts(),
            "occurred_at": now,
            "traceparent": current_traceparent(),
        },
    )
    return event_id


def first_rows(municipality: str, stream_id: UUID, happened: Event, now: datetime) -> tuple[Row, Row]:
    """The rows of the first event of a stream that begins in this transaction, for ``writing.insert_once``."""
    own = {"municipality": municipality, "stream_id": stream_id}
    told = {"name": happened.name, "version": happened.version, "facts": happened.facts(), "occurred_at": now}
    return (
        Row("event_stream", {**own, "last_number": 1}),
        Row("event", {**own, "id": new_id(), "number": 1, **told, "traceparent": current_traceparent()}),
    )


def read_event(name: str, facts: dict[str, Any]) -> Event:
    """The event a row holds. Facts this version does not know are left out; raises ``KeyError`` on an unknown name."""
    cls = _KNOWN[name]
    hints = get_type_hints(cls)
    names = {field.name for field in dataclasses.fields(cls)}
    return cls(**{key: _read(hints[key], value) for key, value in facts.items() if key in names})


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        kind = next(choice for choice in get_args(kind) if choice is not type(None))
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    return value
