"""Which text follows a step, what it makes untrue, and when it is sent. Pure; takes codes from below, never rows."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from backend.cases.words import Cause, Outcome, PromiseKind
from backend.catalogue.targets import Precision
from backend.catalogue.tree import CaseKind
from backend.deliveries.quiet_hours import after_quiet_hours
from backend.messages.codes import ALARMS, CONVERSIONS, MOVES, OUTCOMES, RECEIPTS, REOPENINGS, SEEN, TextCode

UNDO = timedelta(minutes=10)
"""How long a step may be taken back before it is told."""
GATHER = timedelta(hours=1)
"""Moves of a promise within this time become one message: the last."""
WAITS_ON_BODY = "body"

_AT_ONCE = RECEIPTS | SEEN | ALARMS
_UNTIL_MORNING = frozenset({TextCode.NEED_INFO})
_ON_THE_WAY = (
    SEEN
    | MOVES
    | REOPENINGS
    | CONVERSIONS
    | {
        TextCode.MADE_SAFE,
        TextCode.NEED_INFO,
        TextCode.RECEIVED_ACUTE,
        TextCode.RECEIVED_JOINED_UNREAD,
        TextCode.JOINED,
        TextCode.UNJOINED,
    }
)
_TO_REPORTERS = RECEIPTS | _ON_THE_WAY | OUTCOMES
UNTRUE_AT_THE_END = _ON_THE_WAY | OUTCOMES
"""What a resolution makes untrue, also one that is told to nobody."""

OUTCOME_TEXTS: dict[Outcome, TextCode | None] = {
    outcome: None if outcome in (Outcome.WITHDRAWN, Outcome.ABUSE) else TextCode(outcome.value) for outcome in Outcome
}
"""The text of each outcome; None where nothing is told: who withdraws knows, and abuse gets no answer."""


RECEIPT_OF_KIND = {
    CaseKind.VIEWPOINT: TextCode.RECEIVED_VIEWPOINT,
    CaseKind.QUESTION: TextCode.RECEIVED_VIEWPOINT,
    CaseKind.ORDER: TextCode.RECEIVED_ORDER,
    CaseKind.AUTHORITY_MATTER: TextCode.RECEIVED_MATTER,
}
"""The receipt of a kind that says how it ends: a question is answered as a viewpoint is, and called what it is."""


def text_of_receipt(
    *,
    is_acute: bool,
    is_read: bool,
    is_open: bool,
    can_be_acute: bool,
    kind: str = CaseKind.FAULT,
    is_late: bool = False,
    is_split: bool = False,
) -> TextCode:
    """What a reporter is told at once. ``is_open``: somebody is at work at the kontaktcenter.

    ``is_late``: it was entered long after it came, and the receipt says when that was. ``is_split``: staff made it
    of a report that told of two faults.
    """
    if is_acute and not is_read:
        return TextCode.RECEIVED_ACUTE
    if is_split:
        return TextCode.RECEIVED_SPLIT
    if is_late:
        return TextCode.RECEIVED_LATE
    if kind in RECEIPT_OF_KIND:
        return RECEIPT_OF_KIND[CaseKind(kind)]
    if can_be_acute and not is_open and not is_acute:
        return TextCode.RECEIVED_CLOSED
    return TextCode.RECEIVED


def text_of_joining(*, by_reporter: bool, is_unread: bool) -> TextCode:
    """What is told when a report is joined to a known fault; ``is_unread``: that one is acute and nobody has read it."""
    if not by_reporter:
        return TextCode.JOINED
    return TextCode.RECEIVED_JOINED_UNREAD if is_unread else TextCode.RECEIVED_JOINED


def text_of_outcome(outcome: Outcome, *, kind: str = CaseKind.FAULT, is_registered: bool = False) -> TextCode | None:
    """The text of an outcome for a case of ``kind``; None where nothing is told."""
    if outcome is Outcome.OTHER_AUTHORITY and is_registered:
        return TextCode.OTHER_AUTHORITY_REGISTERED
    if outcome is Outcome.INSUFFICIENT and kind != CaseKind.FAULT:
        return TextCode.INSUFFICIENT_ANSWER
    return OUTCOME_TEXTS[outcome]


def text_of_conversion(kind: str) -> TextCode:
    """What is told when a case becomes one of ``kind``."""
    return TextCode.CONVERTED_MATTER if kind == CaseKind.AUTHORITY_MATTER else TextCode.CONVERTED


def text_of_move(
    cause: Cause,
    *,
    kind: PromiseKind,
    precision: Precision,
    waiting_on: str | None,
    has_their_ref: bool,
    has_reason: bool,
) -> TextCode | None:
    """What is told when a promise moves; None for a next step as planned that needs no words: staff named no step, and it
    is no work for a week or a season."""
    if cause is Cause.LATE:
        return TextCode.DELAYED
    if cause is Cause.WAITING:
        if waiting_on != WAITS_ON_BODY:
            return TextCode.WAITING
        return TextCode.WAITING_OTHER if has_their_ref else TextCode.WAITING_OTHER_WITHOUT_REF
    if cause is Cause.NEXT_STEP and kind is PromiseKind.NEXT_WORD and has_reason:
        return TextCode.NEXT_STEP
    if cause is Cause.NEXT_STEP and kind is PromiseKind.MEND and precision in (Precision.WEEK, Precision.SEASON):
        return TextCode.PLANNED if has_reason else TextCode.PLANNED_WITHOUT_REASON
    return None


def text_of_order(
    *, is_acute: bool, is_warranty: bool, is_dangerous: bool = False, is_locked: bool = False
) -> TextCode:
    """What a contractor is told of a new order: before all else that it may not begin, and why."""
    if is_dangerous:
        return TextCode.ORDER_SENT_LOCKED
    if is_locked:
        return TextCode.ORDER_SENT_AFTER
    if is_acute:
        return TextCode.ORDER_SENT_ACUTE
    return TextCode.ORDER_SENT_WARRANTY if is_warranty else TextCode.ORDER_SENT


def overtaken_by(code: TextCode) -> frozenset[TextCode]:
    """The texts of the same case that are no longer true once ``code`` is: those still queued go unsent.

    A move leaves "made safe" alone: that stays true, and is what a worried person waits for.
    """
    if code in SEEN:
        return frozenset({TextCode.RECEIVED_ACUTE, TextCode.RECEIVED_JOINED_UNREAD})
    if code in MOVES:
        return MOVES
    if code in CONVERSIONS:
        return MOVES | CONVERSIONS | {TextCode.NEED_INFO}
    if code is TextCode.MADE_SAFE:
        return MOVES | {code}
    if code in OUTCOMES:
        return UNTRUE_AT_THE_END
    if code in REOPENINGS:
        return OUTCOMES
    return frozenset()


def makes_untrue(cause: Cause) -> bool:
    """Whether a promise made for this cause makes the text of an earlier promise untrue."""
    return cause in (Cause.LATE, Cause.WAITING, Cause.REOPENED)


def moment_to_send(
    code: TextCode, *, is_acute: bool, last_move_at: datetime | None, tz: ZoneInfo, now: datetime
) -> datetime:
    """The moment before which a text is not sent. ``last_move_at``: when the case's last move was told, or will be."""
    if code not in _TO_REPORTERS or code in _AT_ONCE:
        return now
    if code in _UNTIL_MORNING:
        return now if is_acute else after_quiet_hours(now, tz)
    at = now + UNDO
    if is_acute:
        return at
    if code in MOVES and last_move_at is not None:
        at = max(at, last_move_at + GATHER)
    return after_quiet_hours(at, tz)


def only_by_day(code: TextCode, *, is_acute: bool) -> bool:
    """Whether a text that is late, whatever kept it, waits for the morning too rather than come at night."""
    return code in _TO_REPORTERS and code not in _AT_ONCE and not is_acute


def step_of(case_id: UUID, event: str, number: object) -> UUID:
    """The id of a step of a case: the same however often its reaction is tried. ``number`` tells equal events apart."""
    return uuid5(case_id, f"{event}:{number}")
