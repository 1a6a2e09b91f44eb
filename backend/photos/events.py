"""What photos announce, on the stream of their case."""

from dataclasses import dataclass
from uuid import UUID

from backend.foundation.events import Event, event


@event("PhotoReady", version=1)
@dataclass(frozen=True)
class PhotoReady(Event):
    """A photo passed the gate. ``kind`` is report or proof."""

    municipality: str
    photo_id: UUID
    case_id: UUID
    kind: str


@event("PhotoRefused", version=1)
@dataclass(frozen=True)
class PhotoRefused(Event):
    """A photo stays sealed. ``reason_code`` is a ``Refusal``."""

    municipality: str
    photo_id: UUID
    case_id: UUID
    kind: str
    reason_code: str
