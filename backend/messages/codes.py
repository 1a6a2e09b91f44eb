"""The codes of the texts: one for each thing that is told, and for each way of telling it."""

from enum import StrEnum


class TextCode(StrEnum):
    """One text. Deliveries carry it; a municipality's own words are stored under it."""

    RECEIVED = "received"
    RECEIVED_CLOSED = "received_closed"
    RECEIVED_ACUTE = "received_acute"
    RECEIVED_VIEWPOINT = "received_viewpoint"
    RECEIVED_ORDER = "received_order"
    RECEIVED_MATTER = "received_matter"
    RECEIVED_LATE = "received_late"
    RECEIVED_JOINED = "received_joined"
    RECEIVED_JOINED_UNREAD = "received_joined_unread"
    RECEIVED_SPLIT = "received_split"
    REPEAT = "repeat"
    SEEN = "seen"
    SEEN_WITHOUT_TIME = "seen_without_time"
    MADE_SAFE = "made_safe"
    PLANNED = "planned"
    PLANNED_WITHOUT_REASON = "planned_without_reason"
    NEXT_STEP = "next_step"
    WAITING = "waiting"
    WAITING_OTHER = "waiting_other"
    WAITING_OTHER_WITHOUT_REF = "waiting_other_without_ref"
    DELAYED = "delayed"
    NEED_INFO = "need_info"
    REOPENED = "reopened"
    REOPENED_FOR_OTHERS = "reopened_for_others"
    JOINED = "joined"
    UNJOINED = "unjoined"
    CONVERTED = "converted"
    CONVERTED_MATTER = "converted_matter"

    MENDED = "mended"
    OTHER_FAULT_MENDED = "other_fault_mended"
    TEMPORARILY_MENDED = "temporarily_mended"
    NO_FAULT_FOUND = "no_fault_found"
    GONE = "gone"
    OWNER_DID_IT = "owner_did_it"
    MENDED_BY_OTHER = "mended_by_other"
    NOT_OURS_HANDED_OVER = "not_ours_handed_over"
    NOT_OURS_SHOWN = "not_ours_shown"
    PRIVATE = "private"
    WITHIN_CARE_LEVEL = "within_care_level"
    OFF_ON_PURPOSE = "off_on_purpose"
    PLANNED_UPKEEP = "planned_upkeep"
    INSUFFICIENT = "insufficient"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    OTHER_AUTHORITY = "other_authority"
    OTHER_AUTHORITY_REGISTERED = "other_authority_registered"
    INSUFFICIENT_ANSWER = "insufficient_answer"

    ORDER_SENT = "order_sent"
    ORDER_SENT_ACUTE = "order_sent_acute"
    ORDER_SENT_WARRANTY = "order_sent_warranty"
    ORDER_SENT_LOCKED = "order_sent_locked"
    ORDER_SENT_AFTER = "order_sent_after"
    ORDER_RELEASED = "order_released"
    ORDER_SENT_BACK = "order_sent_back"
    ORDER_CANCELLED = "order_cancelled"

    ALARM = "alarm"
    ALARM_CONTRACTOR = "alarm_contractor"

    HAND_OVER = "hand_over"

    FOOT_REPORTER = "foot_reporter"
    FOOT_REPORTER_LINKED = "foot_reporter_linked"
    FOOT_CONTRACTOR = "foot_contractor"
    FOOT_STAFF = "foot_staff"
    FOOT_BODY = "foot_body"


RECEIPTS = frozenset(
    {
        TextCode.RECEIVED,
        TextCode.RECEIVED_CLOSED,
        TextCode.RECEIVED_ACUTE,
        TextCode.RECEIVED_VIEWPOINT,
        TextCode.RECEIVED_ORDER,
        TextCode.RECEIVED_MATTER,
        TextCode.RECEIVED_LATE,
        TextCode.RECEIVED_JOINED,
        TextCode.RECEIVED_JOINED_UNREAD,
        TextCode.RECEIVED_SPLIT,
    }
)
SEEN = frozenset({TextCode.SEEN, TextCode.SEEN_WITHOUT_TIME})
MOVES = frozenset(
    {
        TextCode.PLANNED,
        TextCode.PLANNED_WITHOUT_REASON,
        TextCode.NEXT_STEP,
        TextCode.WAITING,
        TextCode.WAITING_OTHER,
        TextCode.WAITING_OTHER_WITHOUT_REF,
        TextCode.DELAYED,
    }
)
"""A new date and why: the later one says all that the earlier said."""
REOPENINGS = frozenset({TextCode.REOPENED, TextCode.REOPENED_FOR_OTHERS})
JOININGS = frozenset({TextCode.RECEIVED_JOINED, TextCode.RECEIVED_JOINED_UNREAD, TextCode.JOINED})
"""That a fault is known already: by the reporter's own choice, or by ours."""
CONVERSIONS = frozenset({TextCode.CONVERTED, TextCode.CONVERTED_MATTER})
OUTCOMES = frozenset(
    {
        TextCode.MENDED,
        TextCode.OTHER_FAULT_MENDED,
        TextCode.TEMPORARILY_MENDED,
        TextCode.NO_FAULT_FOUND,
        TextCode.GONE,
        TextCode.OWNER_DID_IT,
        TextCode.MENDED_BY_OTHER,
        TextCode.NOT_OURS_HANDED_OVER,
        TextCode.NOT_OURS_SHOWN,
        TextCode.PRIVATE,
        TextCode.WITHIN_CARE_LEVEL,
        TextCode.OFF_ON_PURPOSE,
        TextCode.PLANNED_UPKEEP,
        TextCode.INSUFFICIENT,
        TextCode.ANSWERED,
        TextCode.DELIVERED,
        TextCode.OTHER_AUTHORITY,
        TextCode.OTHER_AUTHORITY_REGISTERED,
        TextCode.INSUFFICIENT_ANSWER,
    }
)
ALARMS = frozenset({TextCode.ALARM, TextCode.ALARM_CONTRACTOR})
FEET = frozenset(
    {
        TextCode.FOOT_REPORTER,
        TextCode.FOOT_REPORTER_LINKED,
        TextCode.FOOT_CONTRACTOR,
        TextCode.FOOT_STAFF,
        TextCode.FOOT_BODY,
    }
)
"""What stands under every mail: a part of a letter, with no subject of its own."""
