"""Work orders, hand-overs and alarms: from a decision to somebody who acts, with proof."""

from backend.dispatch.acts import ActForm, act_on_order, keep_refused_act
from backend.dispatch.alarms import acknowledge_alarm, acknowledge_by_case, find_calling, raise_alarm
from backend.dispatch.decisions import OUTCOMES_OF_WORK, list_acts_allowed, mask_words
from backend.dispatch.errors import ActNotAllowed
from backend.dispatch.hand_overs import acknowledge_hand_over, get_hand_over, list_hand_overs
from backend.dispatch.models import Alarm, AlarmCall, CallListEntry, HandOver, WorkOrder
from backend.dispatch.orders import order_by_person, send_order
from backend.dispatch.queries import (
    find_alarm_of_case,
    get_alarm,
    get_call,
    get_call_list_entry,
    get_order,
    get_order_by_reference,
    list_active_orders,
    list_calling_alarms,
    list_calls,
    list_calls_of,
    list_ended_orders,
    list_orders_of_case,
)
from backend.dispatch.words import Act, AlarmState, DeclineReason, HandOverState, OrderState, Purpose, WaitReason

__all__ = [
    "OUTCOMES_OF_WORK", "Act", "ActForm", "ActNotAllowed", "Alarm", "AlarmCall", "AlarmState", "CallListEntry",
    "DeclineReason", "HandOver", "HandOverState", "OrderState", "Purpose", "WaitReason", "WorkOrder",
    "acknowledge_alarm", "acknowledge_by_case", "acknowledge_hand_over", "act_on_order", "find_alarm_of_case",
    "find_calling", "get_alarm", "get_call", "get_call_list_entry", "get_hand_over", "get_order",
    "get_order_by_reference", "keep_refused_act", "list_active_orders", "list_acts_allowed", "list_calling_alarms",
    "list_calls", "list_calls_of", "list_ended_orders", "list_hand_overs", "list_orders_of_case", "mask_words",
    "order_by_person", "raise_alarm", "send_order",
]  # fmt: skip
