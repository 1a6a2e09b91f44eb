"""Which text follows, what it overtakes, and when it leaves."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.cases import Cause, PromiseKind
from backend.catalogue import SWEDISH_TIME, Precision
from backend.deliveries.quiet_hours import after_quiet_hours
from backend.messages.codes import MOVES, OUTCOMES, RECEIPTS, TextCode
from backend.messages.decisions import (
    moment_to_send,
    overtaken_by,
    step_of,
    text_of_move,
    text_of_order,
    text_of_receipt,
)

T = TextCode
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CASE = UUID(int=1)


@pytest.mark.parametrize(
    ("is_acute", "is_read", "is_open", "can_be_acute", "code"),
    [
        (False, False, True, False, T.RECEIVED),
        (False, False, True, True, T.RECEIVED),
        (False, False, False, False, T.RECEIVED),
        (False, False, False, True, T.RECEIVED_CLOSED),
        (True, False, True, True, T.RECEIVED_ACUTE),
        (True, False, False, True, T.RECEIVED_ACUTE),
        (True, True, False, True, T.RECEIVED),
    ],
)
def test_the_receipt(is_acute: bool, is_read: bool, is_open: bool, can_be_acute: bool, code: TextCode) -> None:
    assert text_of_receipt(is_acute=is_acute, is_read=is_read, is_open=is_open, can_be_acute=can_be_acute) is code


@pytest.mark.parametrize(
    ("cause", "kind", "precision", "waiting_on", "has_their_ref", "has_reason", "code"),
    [
        (Cause.LATE, PromiseKind.MEND, Precision.DAY, None, False, True, T.DELAYED),
        (Cause.WAITING, PromiseKind.ASK_AGAIN, Precision.DAY, "frost", False, True, T.WAITING),
        (Cause.WAITING, PromiseKind.ASK_AGAIN, Precision.DAY, "power_company", False, True, T.WAITING),
        (Cause.WAITING, PromiseKind.ASK_AGAIN, Precision.DAY, "body", True, True, T.WAITING_OTHER),
        (Cause.WAITING, PromiseKind.ASK_AGAIN, Precision.DAY, "body", False, True, T.WAITING_OTHER_WITHOUT_REF),
        (Cause.NEXT_STEP, PromiseKind.MEND, Precision.SEASON, None, False, True, T.PLANNED),
        (Cause.NEXT_STEP, PromiseKind.MEND, Precision.WEEK, None, False, False, T.PLANNED_WITHOUT_REASON),
        (Cause.NEXT_STEP, PromiseKind.MEND, Precision.DAY, None, False, False, None),
        (Cause.NEXT_STEP, PromiseKind.INSPECT, Precision.WEEK, None, False, False, None),
        (Cause.REOPENED, PromiseKind.NEXT_WORD, Precision.DAY, None, False, False, None),
        (Cause.NEXT_STEP, PromiseKind.NEXT_WORD, Precision.DAY, None, False, True, T.NEXT_STEP),
        (Cause.NEXT_STEP, PromiseKind.NEXT_WORD, Precision.DAY, None, False, False, None),
        (Cause.FIRST, PromiseKind.READ, Precision.TIME, None, False, False, None),
    ],
)
def test_the_text_of_a_move(
    cause: Cause,
    kind: PromiseKind,
    precision: Precision,
    waiting_on: str | None,
    has_their_ref: bool,
    has_reason: bool,
    code: TextCode | None,
) -> None:
    told = text_of_move(
        cause,
        kind=kind,
        precision=precision,
        waiting_on=waiting_on,
        has_their_ref=has_their_ref,
        has_reason=has_reason,
    )
    assert told is code


@pytest.mark.parametrize(
    ("is_acute", "is_warranty", "code"),
    [(False, False, T.ORDER_SENT), (False, True, T.ORDER_SENT_WARRANTY), (True, True, T.ORDER_SENT_ACUTE)],
)
def test_the_text_of_an_order(is_acute: bool, is_warranty: bool, code: TextCode) -> None:
    assert text_of_order(is_acute=is_acute, is_warranty=is_warranty) is code


@pytest.mark.parametrize("code", [T.MENDED, T.ANSWERED, T.NOT_OURS_SHOWN])
def test_an_outcome_overtakes_everything_on_the_way_and_no_receipt_that_is_still_true(code: TextCode) -> None:
    overtaken = overtaken_by(code)
    assert {
        T.DELAYED, T.WAITING, T.WAITING_OTHER, T.PLANNED, T.NEED_INFO, T.SEEN, T.MADE_SAFE, T.REOPENED, T.RECEIVED_ACUTE,
    } <= overtaken  # fmt: skip
    assert not overtaken & (RECEIPTS - {T.RECEIVED_ACUTE, T.RECEIVED_JOINED_UNREAD})


@pytest.mark.parametrize(
    ("code", "overtaken"),
    [
        (T.SEEN, {T.RECEIVED_ACUTE, T.RECEIVED_JOINED_UNREAD}),
        (T.DELAYED, set(MOVES)),
        (T.WAITING_OTHER, set(MOVES)),
        (T.MADE_SAFE, MOVES | {T.MADE_SAFE}),
        (T.REOPENED, set(OUTCOMES)),
        (T.REOPENED_FOR_OTHERS, set(OUTCOMES)),
        (T.RECEIVED, set()),
        (T.NEED_INFO, set()),
        (T.ALARM, set()),
        (T.ORDER_SENT, set()),
    ],
)
def test_a_step_overtakes_what_it_makes_untrue(code: TextCode, overtaken: set[TextCode]) -> None:
    assert overtaken_by(code) == overtaken


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SWEDISH_TIME)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(2, 7), local(2, 7)),
        (local(2, 12), local(2, 12)),
        (local(2, 20, 59), local(2, 20, 59)),
        (local(2, 21), local(3, 7)),
        (local(2, 23, 40), local(3, 7)),
        (local(3, 0, 4), local(3, 7)),
        (local(3, 6, 59), local(3, 7)),
        # The night the clocks go forward.
        (local(28, 23), local(29, 7)),
    ],
)
def test_it_is_quiet_from_nine_in_the_evening_until_seven(at: datetime, until: datetime) -> None:
    assert after_quiet_hours(at.astimezone(UTC), SWEDISH_TIME) == until


def test_quiet_hours_are_the_municipalitys_own() -> None:
    assert after_quiet_hours(datetime(2026, 3, 2, 20, 30, tzinfo=UTC), ZoneInfo("UTC")).hour == 20


@pytest.mark.parametrize(
    ("code", "is_acute", "last_move_at", "now", "moment"),
    [
        (T.RECEIVED, False, None, local(2, 23), local(2, 23)),
        (T.RECEIVED_ACUTE, True, None, local(2, 23), local(2, 23)),
        (T.SEEN, True, None, local(3, 0, 4), local(3, 0, 4)),
        (T.NEED_INFO, False, None, local(2, 12), local(2, 12)),
        (T.NEED_INFO, False, None, local(2, 22), local(3, 7)),
        (T.NEED_INFO, True, None, local(2, 22), local(2, 22)),
        (T.MENDED, False, None, local(2, 12), local(2, 12, 10)),
        (T.MENDED, False, local(2, 11, 55), local(2, 12), local(2, 12, 10)),
        (T.MENDED, False, None, local(2, 20, 55), local(3, 7)),
        (T.MENDED, True, None, local(2, 23), local(2, 23, 10)),
        (T.MADE_SAFE, True, None, local(3, 2), local(3, 2, 10)),
        (T.DELAYED, False, None, local(2, 12), local(2, 12, 10)),
        (T.DELAYED, False, local(2, 11, 30), local(2, 12), local(2, 12, 30)),
        (T.DELAYED, False, local(2, 9), local(2, 12), local(2, 12, 10)),
        (T.DELAYED, False, local(2, 20, 30), local(2, 20, 45), local(3, 7)),
        (T.WAITING, True, local(2, 22), local(2, 22, 5), local(2, 22, 15)),
        (T.REOPENED, False, None, local(2, 12), local(2, 12, 10)),
        (T.ORDER_SENT, False, None, local(2, 23), local(2, 23)),
        (T.ALARM, True, None, local(2, 23), local(2, 23)),
        (T.HAND_OVER, False, None, local(2, 23), local(2, 23)),
    ],
)
def test_the_moment_a_text_leaves(
    code: TextCode, is_acute: bool, last_move_at: datetime | None, now: datetime, moment: datetime
) -> None:
    assert moment_to_send(code, is_acute=is_acute, last_move_at=last_move_at, tz=SWEDISH_TIME, now=now) == moment


def test_a_step_has_the_same_id_at_every_try_and_another_for_every_number() -> None:
    assert step_of(CASE, "PromiseMoved", 2) == step_of(CASE, "PromiseMoved", 2)
    steps = {step_of(CASE, name, number) for name in ("PromiseMoved", "MadeSafe") for number in (1, 2)}
    assert len(steps) == 4
    assert step_of(UUID(int=2), "PromiseMoved", 2) not in steps


def test_nothing_is_sent_before_it_happened() -> None:
    for code in TextCode:
        assert moment_to_send(code, is_acute=False, last_move_at=None, tz=SWEDISH_TIME, now=NOON) - NOON in (
            timedelta(0),
            timedelta(minutes=10),
        )
