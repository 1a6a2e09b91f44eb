"""The codes a case is described with. The words people read are data, elsewhere."""

from enum import StrEnum


class State(StrEnum):
    """Where the work stands; never how it ended and never what was told."""

    RECEIVED = "received"
    HELD = "held"
    WITH_UNIT = "with_unit"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    NEEDS_ANSWER = "needs_answer"
    RESOLVED = "resolved"
    CLOSED = "closed"


ENDED = (State.RESOLVED, State.CLOSED)


class Step(StrEnum):
    """What may be done to a case. Each leaves one row on the timeline."""

    SUBMIT = "submit"
    HOLD = "hold"
    RELEASE = "release"
    LEAVE_TO_PERSON = "leave_to_person"
    PASS_TO_UNIT = "pass_to_unit"
    ASSIGN = "assign"
    READ = "read"
    START = "start"
    WAIT = "wait"
    RESUME = "resume"
    ASK = "ask"
    TAKE_ANSWER = "take_answer"
    MAKE_SAFE = "make_safe"
    MOVE_PROMISE = "move_promise"
    NOTE = "note"
    ADD_WORDS = "add_words"
    ORDER_MOVED = "order_moved"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    JOIN = "join"
    UNJOIN = "unjoin"
    TAKE_REPORT = "take_report"
    LOSE_REPORT = "lose_report"
    SPLIT = "split"
    CONVERT = "convert"
    CHANGE_AUTHORITY = "change_authority"
    CLOSE = "close"
    COUNT_REPEAT = "count_repeat"
    COUNT_ROW = "count_row"
    MOVE_IN = "move_in"


class Outcome(StrEnum):
    """How a case was resolved. Each has its own words, its own question and its own consequence of a "no"."""

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
    WITHDRAWN = "withdrawn"
    ABUSE = "abuse"


class PromiseKind(StrEnum):
    """What the reporters were told happens next."""

    READ = "read"
    INSPECT = "inspect"
    MAKE_SAFE = "make_safe"
    MEND = "mend"
    ANSWER = "answer"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    ASK_AGAIN = "ask_again"
    NEXT_WORD = "next_word"
    DATE_TO_BE_GIVEN = "date_to_be_given"


class Cause(StrEnum):
    """Why a promise was made or moved."""

    FIRST = "first"
    NEXT_STEP = "next_step"
    WAITING = "waiting"
    LATE = "late"
    REOPENED = "reopened"


class Why(StrEnum):
    """Why a case needs a person."""

    UNDECIDED = "undecided"
    HELD = "held"
    ACUTE_UNREAD = "acute_unread"
    ORDER_DECLINED = "order_declined"
    ACCEPTANCE_OVERDUE = "acceptance_overdue"
    PROMISE_PASSED = "promise_passed"
    THIRD_MOVE = "third_move"
    APPROVE = "approve"
    ANSWER = "answer"
    ORDER_NEEDED = "order_needed"
    HAND_OVER = "hand_over"
    OBJECTION = "objection"
    NEW_WORDS = "new_words"
    DELIVERY_PARKED = "delivery_parked"
    REACTION_PARKED = "reaction_parked"
    REFUSED_ACT = "refused_act"
    NEXT_LOOK = "next_look"
    MAKE_SAFE_OVERDUE = "make_safe_overdue"
    START_OVERDUE = "start_overdue"
    MEND_OVERDUE = "mend_overdue"
    PROBLEM = "problem"


class Whose(StrEnum):
    """On whose list it stands."""

    KONTAKTCENTER = "kontaktcenter"
    UNIT = "unit"
    HEAD = "head"


class NoteKind(StrEnum):
    """What staff's words on a case are for."""

    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"


class Channel(StrEnum):
    """The way a report came in."""

    WEB = "web"
    PHONE = "phone"
    APP = "app"
    MAIL = "mail"
    VISIT = "visit"
    STAFF = "staff"
    API = "api"


class LateReason(StrEnum):
    """Why a report is entered after it came."""

    OUTAGE = "outage"
    PAPER = "paper"
    LETTER = "letter"
    OTHER = "other"
