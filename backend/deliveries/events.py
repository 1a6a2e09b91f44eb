"""What deliveries announce to those above."""

from dataclasses import dataclass
from uuid import UUID

from backend.foundation.events import Event, event


@event("DeliveryParked", version=1)
@dataclass(frozen=True)
class DeliveryParked(Event):
    """A delivery was given up and waits for a person. ``reason_code`` is a ``ParkedReason``; stream: the case, else it."""

    municipality: str
    delivery_id: UUID
    case_id: UUID | None
    step_id: UUID
    channel: str
    recipient_kind: str
    text_code: str
    reason_code: str


@event("DeliveryTaken", version=1)
@dataclass(frozen=True)
class DeliveryTaken(Event):
    """Another body's system has taken a delivery; its number there is on the delivery. Stream: the case, else it."""

    municipality: str
    delivery_id: UUID
    case_id: UUID | None
    channel: str
