"""The codes of dispatch."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where a work order stands."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    STARTED = "started"
    WAITING = "waiting"
    DONE = "done"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What a contractor or a unit does with a work order."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    MAKE_SAFE = "make_safe"
    WAIT = "wait"
    RESUME = "resume"
    COMPLETE = "complete"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    CANCEL = "cancel"


class Purpose(StrEnum):
    """What an order is for."""

    MAKE_SAFE = "make_safe"
    MEND = "mend"


class DeclineReason(StrEnum):
    """Why a contractor does not take an order."""

    NOT_OUR_CONTRACT = "not_our_contract"
    NOT_OUR_AREA = "not_our_area"
    NOT_IN_PRICE = "not_in_price"
    NO_CAPACITY = "no_capacity"
    WRONG_PLACE = "wrong_place"
    OTHER = "other"


class WaitReason(StrEnum):
    """Why work waits; whether the contract's clock stands is the contract's to say."""

    FROST = "frost"
    PARTS = "parts"
    POWER_COMPANY = "power_company"
    PERMIT = "permit"
    OWNER = "owner"
    POLICE = "police"
    REPORTER = "reporter"
    OTHER = "other"


class HandOverState(StrEnum):
    """Where a hand-over stands. ``to_do`` waits for a person to ring or fill in a form."""

    TO_DO = "to_do"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ENDED = "ended"


class AlarmState(StrEnum):
    """Whether persons are still being called."""

    CALLING = "calling"
    ACKNOWLEDGED = "acknowledged"
