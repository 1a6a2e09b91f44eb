"""What feedback announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.foundation.events import Event, event


@event("VerdictGiven")
@dataclass(frozen=True)
class VerdictGiven(Event):
    """A reporter answered what the outcome asked."""

    municipality: str
    case_id: UUID
    report_id: UUID
    verdict_id: UUID
    answer: str
