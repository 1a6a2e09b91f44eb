"""The codes of dispatch."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where a work order stands. ``unsent``: written, and held until a person lets it go."""

    UNSENT = "unsent"
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
    SEND = "send"
    RELEASE = "release"
    PAUSE = "pause"


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


class HeldBecause(StrEnum):
    """Why an order was written and not sent."""

    CALL_OFF = "call_off"
    APPROVAL_FIRST = "approval_first"
    CEILING = "ceiling"
    UNCONFIRMED = "unconfirmed"
    FRAME = "frame"


class Deadline(StrEnum):
    """What an order is held to."""

    ACCEPT = "accept"
    MAKE_SAFE = "make_safe"
    START = "start"
    MEND = "mend"


class DeadlineClock(StrEnum):
    """How a deadline counts a pause: by the hour, by working time, or by whole days that end on a working day."""

    HOURS = "hours"
    WORKING = "working"
    DAYS = "days"


class PausedBy(StrEnum):
    """Who lets an order's clock stand."""

    CONTRACT = "contract"
    UNIT = "unit"


class HandOverState(StrEnum):
    """Where a hand-over stands. ``to_do`` waits for a person to ring or fill in a form."""

    TO_DO = "to_do"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ENDED = "ended"


class HandOverStep(StrEnum):
    """What happens to a hand-over."""

    TELL = "tell"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    END = "end"


class BodyAnswer(StrEnum):
    """What another body answers: it is mended, they will do it, it is not theirs."""

    MENDED = "mended"
    WILL_DO = "will_do"
    NOT_THEIRS = "not_theirs"


class HandOverEnding(StrEnum):
    """How a hand-over ended."""

    THEIRS = "theirs"
    MENDED = "mended"
    NOT_THEIRS = "not_theirs"
    ALL_CLEAR = "all_clear"
    DECIDED_OTHERWISE = "decided_otherwise"
    CASE_RESOLVED = "case_resolved"
    WITHDRAWN = "withdrawn"


class AlarmState(StrEnum):
    """Whether persons are still being called."""

    CALLING = "calling"
    ACKNOWLEDGED = "acknowledged"
