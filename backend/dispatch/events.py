"""What dispatch announces."""

from dataclasses import dataclass
from uuid import UUID

from backend.foundation.events import Event, event


@dataclass(frozen=True)
class _OrderEvent(Event):
    municipality: str
    case_id: UUID
    order_id: UUID


@event("WorkOrderSent")
@dataclass(frozen=True)
class WorkOrderSent(_OrderEvent):
    """The contractor is to be told of an order."""


@event("WorkOrderAccepted")
@dataclass(frozen=True)
class WorkOrderAccepted(_OrderEvent):
    """The contractor took it."""


@event("WorkOrderDeclined")
@dataclass(frozen=True)
class WorkOrderDeclined(_OrderEvent):
    """The contractor did not take it; ``reason`` is a code."""

    reason: str = ""


@event("AcceptanceOverdue")
@dataclass(frozen=True)
class AcceptanceOverdue(_OrderEvent):
    """Nobody took the order in time."""


@event("WorkOrderCompleted")
@dataclass(frozen=True)
class WorkOrderCompleted(_OrderEvent):
    """The contractor says that it is done."""


@event("WorkOrderApproved")
@dataclass(frozen=True)
class WorkOrderApproved(_OrderEvent):
    """The work was approved, by rule or by a person."""

    how: str = "rule"


@event("WorkOrderSentBack")
@dataclass(frozen=True)
class WorkOrderSentBack(_OrderEvent):
    """The work was not approved; the contractor is told why."""


@event("WorkOrderCancelled")
@dataclass(frozen=True)
class WorkOrderCancelled(_OrderEvent):
    """The order was taken back; the contractor is told."""


@event("WorkOrderReleased")
@dataclass(frozen=True)
class WorkOrderReleased(_OrderEvent):
    """What an order waited for has come; the contractor is told that the work may begin."""


@event("DeadlineOverdue")
@dataclass(frozen=True)
class DeadlineOverdue(_OrderEvent):
    """A deadline of the order passed unmet: make_safe, start or mend."""

    deadline: str = "mend"


@event("HandOverMade")
@dataclass(frozen=True)
class HandOverMade(Event):
    """A body is to be told by mail or in its system; other ways are a person's to do."""

    municipality: str
    case_id: UUID
    hand_over_id: UUID


@event("HandOverAnswered")
@dataclass(frozen=True)
class HandOverAnswered(Event):
    """A body answered: mended, will_do or not_theirs, or its system says closed. Others who wait for the same are looked at."""

    municipality: str
    case_id: UUID
    hand_over_id: UUID
    answer: str


@event("AlarmCalled")
@dataclass(frozen=True)
class AlarmCalled(Event):
    """The next on the call-list is to be called; ``step_id`` names the delivery."""

    municipality: str
    case_id: UUID
    alarm_id: UUID
    number: int
    step_id: UUID


@event("AlarmAcknowledged")
@dataclass(frozen=True)
class AlarmAcknowledged(Event):
    """A person has the acute case."""

    municipality: str
    case_id: UUID
    alarm_id: UUID
