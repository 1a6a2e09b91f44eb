"""What leaves the house, to one recipient each, and its fate."""

from backend.deliveries.actions import hold_all_queued, overtake_waiting, queue_delivery, resend_delivery
from backend.deliveries.events import DeliveryParked
from backend.deliveries.letters import Channel, Letter, LinkEntry, RecipientKind, render_preview
from backend.deliveries.lifecycle import MOVES, Fate, ParkedReason
from backend.deliveries.models import Delivery
from backend.deliveries.ports import (
    InDoubt,
    LinkMaker,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    SendFailure,
    Transport,
)
from backend.deliveries.queries import (
    count_by_fate,
    find_fates,
    find_next_due,
    get_delivery,
    list_deliveries,
    list_due_deliveries,
)
from backend.deliveries.sending import Sender

__all__ = [
    "MOVES",
    "Channel",
    "Delivery",
    "DeliveryParked",
    "Fate",
    "InDoubt",
    "Letter",
    "LinkEntry",
    "LinkMaker",
    "Outgoing",
    "ParkedReason",
    "PassingFailure",
    "PermanentFailure",
    "RecipientKind",
    "SendFailure",
    "Sender",
    "Transport",
    "count_by_fate",
    "find_fates",
    "find_next_due",
    "get_delivery",
    "hold_all_queued",
    "list_deliveries",
    "list_due_deliveries",
    "overtake_waiting",
    "queue_delivery",
    "render_preview",
    "resend_delivery",
]
