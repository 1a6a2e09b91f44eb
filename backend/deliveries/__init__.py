"""What leaves the house, to one recipient each, and its fate."""

from backend.deliveries.actions import hold_all_queued, overtake_waiting, queue_delivery
from backend.deliveries.budgets import (
    MICRO,
    Budget,
    Spending,
    get_budget,
    get_spending,
    list_spending,
    set_budget,
)
from backend.deliveries.events import DeliveryParked, DeliveryTaken
from backend.deliveries.letters import TASKS, Channel, Letter, LinkEntry, RecipientKind, render_body, render_preview
from backend.deliveries.lifecycle import CAME_BACK, MOVES, Fate, ParkedReason
from backend.deliveries.models import Delivery, DeliveryReport
from backend.deliveries.numbers import normalise_number, read_mobile, read_phone
from backend.deliveries.ports import (
    TOKEN,
    AnswersLater,
    InDoubt,
    LinkMaker,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    Receipt,
    SendFailure,
    Sought,
    Transport,
)
from backend.deliveries.queries import (
    count_by_fate,
    find_cases_with_waiting,
    find_deliveries,
    find_fates,
    find_next_due,
    get_delivery,
    list_deliveries,
    list_due_deliveries,
    list_tasks,
)
from backend.deliveries.reports import follow_reports, list_reports, store_report
from backend.deliveries.segments import Coding, Length, measure_sms
from backend.deliveries.sending import Sender
from backend.deliveries.staff_acts import OtherWay, carry_out, mark_seen, resend_by, resend_delivery

__all__ = [
    "CAME_BACK", "MICRO", "MOVES", "TASKS", "TOKEN", "AnswersLater", "Budget", "Channel", "Coding", "Delivery",
    "DeliveryParked", "DeliveryReport", "DeliveryTaken", "Fate", "InDoubt", "Length", "Letter", "LinkEntry", "LinkMaker",
    "OtherWay", "Outgoing", "ParkedReason", "PassingFailure", "PermanentFailure", "Receipt", "RecipientKind",
    "SendFailure", "Sender", "Sought", "Spending", "Transport", "carry_out", "count_by_fate",
    "find_cases_with_waiting", "find_deliveries", "find_fates", "find_next_due", "follow_reports", "get_budget", "get_delivery",
    "get_spending", "hold_all_queued", "list_deliveries", "list_due_deliveries", "list_reports", "list_spending",
    "list_tasks", "mark_seen", "measure_sms", "normalise_number", "overtake_waiting", "queue_delivery",
    "read_mobile", "read_phone", "render_body", "render_preview", "resend_by", "resend_delivery", "set_budget",
    "store_report",
]  # fmt: skip
