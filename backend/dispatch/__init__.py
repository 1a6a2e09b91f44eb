"""Work orders, hand-overs and alarms: from a decision to somebody who acts, with proof."""

from backend.dispatch.acts import ActForm, act_on_order, keep_refused_act
from backend.dispatch.alarms import (
    MUNICIPALITY_LIST,
    acknowledge_alarm,
    acknowledge_alarms,
    acknowledge_by_case,
    find_calling,
    raise_alarm,
)
from backend.dispatch.call_lists import list_called, list_entries, list_last_calls, set_call_list
from backend.dispatch.ceilings import frame_left, sum_ordered
from backend.dispatch.conversions import list_orders_to_cancel
from backend.dispatch.counted import list_row
from backend.dispatch.decisions import OUTCOMES_OF_WORK, list_acts_allowed, mask_words
from backend.dispatch.errors import ActNotAllowed, OrderLocked, OrderWaitsForOther
from backend.dispatch.following import StatusFollower
from backend.dispatch.hand_over_acts import (
    acknowledge_hand_over,
    answer_hand_over,
    tell_hand_over,
    withdraw_hand_over,
)
from backend.dispatch.hand_over_steps import list_steps_allowed
from backend.dispatch.hand_overs import WAYS_OF_STAFF, get_hand_over, hand_over_by_person, list_hand_overs
from backend.dispatch.held_orders import Sent, list_held_orders, list_overdue_orders, send_held_orders
from backend.dispatch.locks import is_dangerous_to_begin
from backend.dispatch.models import Alarm, AlarmCall, CallListEntry, HandOver, OrderPause, WorkOrder
from backend.dispatch.orders import order_by_person, send_order
from backend.dispatch.ports import Heard, HeardState, Question, StatusDesk
from backend.dispatch.queries import (
    count_calling_alarms,
    find_alarm_of_case,
    get_alarm,
    get_call,
    get_call_list_entry,
    get_order,
    get_order_by_reference,
    list_active_orders,
    list_call_list,
    list_calling_alarms,
    list_calls,
    list_calls_of,
    list_ended_orders,
    list_orders_of_case,
)
from backend.dispatch.redispatching import redispatch_order
from backend.dispatch.system_steps import keep_delivery
from backend.dispatch.terms import list_pauses_of
from backend.dispatch.words import (
    Act,
    AlarmState,
    BodyAnswer,
    Deadline,
    DeclineReason,
    HandOverEnding,
    HandOverState,
    HandOverStep,
    HeldBecause,
    OrderState,
    PausedBy,
    Purpose,
    WaitReason,
)

__all__ = [
    "MUNICIPALITY_LIST", "OUTCOMES_OF_WORK", "WAYS_OF_STAFF", "Act", "ActForm", "ActNotAllowed", "Alarm",
    "AlarmCall", "AlarmState", "BodyAnswer", "CallListEntry", "Deadline", "DeclineReason", "HandOver",
    "HandOverEnding", "HandOverState", "HandOverStep", "Heard", "HeardState", "HeldBecause", "OrderLocked",
    "OrderPause", "OrderState", "OrderWaitsForOther", "PausedBy", "Purpose", "Question", "Sent", "StatusDesk",
    "StatusFollower", "WaitReason", "WorkOrder", "acknowledge_alarm", "acknowledge_alarms", "acknowledge_by_case",
    "acknowledge_hand_over", "act_on_order", "answer_hand_over", "count_calling_alarms", "find_alarm_of_case",
    "find_calling", "frame_left", "get_alarm", "get_call", "get_call_list_entry", "get_hand_over", "get_order",
    "get_order_by_reference", "hand_over_by_person", "is_dangerous_to_begin", "keep_delivery", "keep_refused_act",
    "list_active_orders", "list_acts_allowed", "list_call_list", "list_called", "list_calling_alarms", "list_calls",
    "list_calls_of", "list_ended_orders", "list_entries", "list_hand_overs", "list_held_orders", "list_last_calls",
    "list_orders_of_case", "list_orders_to_cancel", "list_overdue_orders", "list_pauses_of", "list_row",
    "list_steps_allowed", "mask_words", "order_by_person", "raise_alarm", "redispatch_order", "send_held_orders",
    "send_order", "set_call_list", "sum_ordered", "tell_hand_over", "withdraw_hand_over",
]  # fmt: skip
