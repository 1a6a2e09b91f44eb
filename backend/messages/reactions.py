"""What messages does when it hears of something. Names are permanent: a row in the outbox carries them."""

from backend.cases.events import (
    CaseConverted,
    CaseRead,
    CaseReopened,
    CaseResolved,
    MadeSafe,
    PromiseMoved,
    QuestionAsked,
    ReportJoined,
    ReportSubmitted,
    ReportUnjoined,
)
from backend.deliveries import DeliveryParked
from backend.dispatch.events import (
    AlarmAcknowledged,
    AlarmCalled,
    HandOverMade,
    WorkOrderCancelled,
    WorkOrderReleased,
    WorkOrderSent,
    WorkOrderSentBack,
)
from backend.foundation.outbox import Reaction
from backend.messages import conversions, joined, parked, to_bodies, to_reporters, to_workers

REACTIONS: tuple[Reaction, ...] = (
    Reaction(ReportSubmitted, "messages.received", to_reporters.tell_received),
    Reaction(ReportJoined, "messages.joined", joined.tell_joined),
    Reaction(ReportUnjoined, "messages.unjoined", joined.tell_unjoined),
    Reaction(CaseRead, "messages.seen", to_reporters.tell_seen),
    Reaction(PromiseMoved, "messages.moved", to_reporters.tell_moved),
    Reaction(MadeSafe, "messages.made_safe", to_reporters.tell_made_safe),
    Reaction(QuestionAsked, "messages.question", to_reporters.tell_question),
    Reaction(CaseResolved, "messages.resolved", to_reporters.tell_resolved),
    Reaction(CaseReopened, "messages.reopened", to_reporters.tell_reopened),
    Reaction(CaseConverted, "messages.converted", conversions.tell_converted),
    Reaction(WorkOrderSent, "messages.order_sent", to_workers.tell_order_sent),
    Reaction(WorkOrderReleased, "messages.order_released", to_workers.tell_order_released),
    Reaction(WorkOrderSentBack, "messages.order_sent_back", to_workers.tell_order_sent_back),
    Reaction(WorkOrderCancelled, "messages.order_cancelled", to_workers.tell_order_cancelled),
    Reaction(AlarmCalled, "messages.alarm", to_workers.tell_alarm, urgent=True),
    Reaction(AlarmAcknowledged, "messages.alarm_acknowledged", to_workers.spare_those_on_call),
    Reaction(HandOverMade, "messages.hand_over", to_bodies.tell_body),
    Reaction(DeliveryParked, "messages.delivery_parked", parked.show_parked_delivery),
)
"""Nothing is told at closing: the reporters had their word when it was resolved."""
