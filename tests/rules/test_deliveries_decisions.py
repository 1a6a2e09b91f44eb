"""The rules of deliveries as tables: what follows a try, which fate may follow which, how a text is filled."""

from datetime import timedelta

import pytest

from backend.deliveries import MOVES, Channel, Fate, render_preview
from backend.deliveries.decisions import (
    MOST_ATTEMPTS,
    MOST_URGENT_ATTEMPTS,
    PAUSES,
    After,
    Result,
    Try,
    asks_instead,
    counts_as_repeat,
    decide_after,
    pause_after,
)
from backend.deliveries.letters import check_letter, render_body
from backend.deliveries.lifecycle import ParkedReason, check_move, fate_by_reports
from backend.foundation.errors import Conflict, Invalid
from tests.delivery_builders import NOON, build_letter

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fate", "attempts", "urgent", "result", "after"),
    [
        (Fate.QUEUED, 1, False, Result.SENT, After(Fate.HANDED_OVER)),
        (Fate.IN_DOUBT, MOST_ATTEMPTS, False, Result.SENT, After(Fate.HANDED_OVER)),
        (Fate.QUEUED, 1, False, Result.PERMANENT, After(Fate.PARKED, parked=ParkedReason.REFUSED)),
        (Fate.QUEUED, 1, False, Result.NO_ADDRESS, After(Fate.PARKED, parked=ParkedReason.NO_ADDRESS)),
        (Fate.QUEUED, 1, False, Result.PASSING, After(Fate.QUEUED, NOON + MINUTE)),
        (Fate.QUEUED, 3, False, Result.PASSING, After(Fate.QUEUED, NOON + 5 * MINUTE)),
        (Fate.QUEUED, MOST_ATTEMPTS, False, Result.PASSING, After(Fate.PARKED, parked=ParkedReason.GAVE_UP)),
        (Fate.IN_DOUBT, 2, False, Result.PASSING, After(Fate.IN_DOUBT, NOON + 2 * MINUTE)),
        (Fate.IN_DOUBT, MOST_ATTEMPTS, False, Result.PASSING, After(Fate.PARKED, parked=ParkedReason.IN_DOUBT)),
        (Fate.QUEUED, 1, False, Result.IN_DOUBT, After(Fate.IN_DOUBT, NOON + MINUTE)),
        (Fate.QUEUED, MOST_ATTEMPTS, False, Result.IN_DOUBT, After(Fate.PARKED, parked=ParkedReason.IN_DOUBT)),
        (Fate.QUEUED, MOST_ATTEMPTS, True, Result.PASSING, After(Fate.QUEUED, NOON + MINUTE)),
        (Fate.IN_DOUBT, 3, False, Result.NOT_FOUND, After(Fate.PARKED, parked=ParkedReason.IN_DOUBT)),
        (Fate.QUEUED, 1, False, Result.OVER_BUDGET, After(Fate.PARKED, parked=ParkedReason.BUDGET)),
        (Fate.QUEUED, 1, False, Result.OVER_NUMBER_CAP, After(Fate.PARKED, parked=ParkedReason.NUMBER_CAP)),
        (Fate.QUEUED, 1, False, Result.OVER_SOURCE_CAP, After(Fate.PARKED, parked=ParkedReason.SOURCE_CAP)),
        (Fate.QUEUED, MOST_URGENT_ATTEMPTS, True, Result.PASSING, After(Fate.PARKED, parked=ParkedReason.GAVE_UP)),
    ],
)
def test_what_follows_a_try(fate: Fate, attempts: int, urgent: bool, result: Result, after: After) -> None:
    assert decide_after(Try(fate, attempts, urgent), result, NOON) == after


def test_pauses_grow_and_end_after_two_days() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert MOST_ATTEMPTS == 14
    assert pause_after(MOST_ATTEMPTS, urgent=False) is None
    assert sum(PAUSES, timedelta()) > timedelta(hours=48), "a mail server that is away for two days loses nothing"


def test_what_is_urgent_is_tried_every_minute_for_half_an_hour_and_outlives_two_days_without_mail() -> None:
    pauses = [pause_after(attempts, urgent=True) for attempts in range(1, MOST_URGENT_ATTEMPTS + 1)]
    assert pauses[:31] == [MINUTE] * 30 + [5 * MINUTE]
    assert pauses[-1] is None
    assert sum(filter(None, pauses), timedelta()) > timedelta(hours=48)


@pytest.mark.parametrize(
    ("current", "delivered", "failed", "in_hand", "after"),
    [
        (Fate.HANDED_OVER, True, False, False, Fate.DELIVERED),
        (Fate.HANDED_OVER, False, True, False, Fate.FAILED),
        (Fate.HANDED_OVER, True, True, False, Fate.DELIVERED),
        (Fate.DELIVERED, True, True, False, Fate.DELIVERED),
        (Fate.FAILED, True, True, False, Fate.DELIVERED),
        (Fate.FAILED, False, True, False, Fate.FAILED),
        (Fate.IN_DOUBT, True, False, False, Fate.DELIVERED),
        (Fate.IN_DOUBT, False, True, False, Fate.FAILED),
        (Fate.QUEUED, True, False, True, Fate.QUEUED),
        (Fate.QUEUED, True, False, False, Fate.DELIVERED),
        (Fate.QUEUED, False, True, False, Fate.QUEUED),
        (Fate.PARKED, True, False, False, Fate.DELIVERED),
        (Fate.PARKED, False, True, False, Fate.PARKED),
        (Fate.OVERTAKEN, True, False, False, Fate.OVERTAKEN),
        (Fate.HANDED_OVER, False, False, False, Fate.HANDED_OVER),
    ],
)
def test_a_fate_only_moves_forward_whatever_is_reported_in_whatever_order(
    current: Fate, delivered: bool, failed: bool, in_hand: bool, after: Fate
) -> None:
    assert fate_by_reports(current, delivered=delivered, failed=failed, in_hand=in_hand) is after


@pytest.mark.parametrize("channel", list(Channel))
def test_only_an_sms_or_a_systems_request_in_doubt_is_asked_for_instead_of_sent_again(channel: Channel) -> None:
    assert asks_instead(channel, Fate.IN_DOUBT) is (channel in (Channel.SMS, Channel.OPEN311))
    assert not asks_instead(channel, Fate.QUEUED)


@pytest.mark.parametrize(
    ("fate", "result", "counts"),
    [
        (Fate.IN_DOUBT, Result.SENT, True),
        (Fate.IN_DOUBT, Result.IN_DOUBT, True),
        (Fate.IN_DOUBT, Result.PASSING, False),
        (Fate.QUEUED, Result.SENT, False),
    ],
)
def test_only_what_may_have_come_twice_counts_as_a_repeat(fate: Fate, result: Result, counts: bool) -> None:
    assert counts_as_repeat(fate, result) is counts


def test_every_fate_says_what_may_follow_it() -> None:
    assert set(MOVES) == set(Fate)
    assert all(fate not in MOVES[fate] for fate in Fate)


@pytest.mark.parametrize("settled", [Fate.HANDED_OVER, Fate.DELIVERED, Fate.OVERTAKEN, Fate.UNWANTED])
def test_what_is_settled_is_not_sent_again(settled: Fate) -> None:
    with pytest.raises(Conflict):
        check_move(settled, Fate.QUEUED)


def test_links_are_filled_in_as_plain_text_and_other_braces_stay() -> None:
    letter = build_letter(body="Följ {link}. {namn} {link}", links={"link": {"maker": "web"}})
    assert render_body(letter, lambda name, entry: f"<{name}:{entry['maker']}>") == "Följ <link:web>. {namn} <link:web>"


def test_what_a_link_holds_is_not_filled_in_again() -> None:
    letter = build_letter(body="{one} {two}", links={"one": {"maker": "web"}, "two": {"maker": "web"}})
    assert render_body(letter, lambda name, _: "{two}" if name == "one" else "2") == "{two} 2"


def test_a_preview_shows_no_token() -> None:
    assert render_preview(build_letter(body="Följ: {link}", links={"link": {"maker": "web"}})) == "Följ: [link]"


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Din anmälan\r\nBcc: dag@example.org"},
        {"address": "amira@example.org\nBcc: dag@example.org"},
        {"subject": ""},
        {"address": ""},
    ],
)
def test_a_letter_that_cannot_become_a_message_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        check_letter(build_letter(**changes))


@pytest.mark.parametrize("changes", [{}, {"body": "{link}", "links": {"link": {"code": "web"}}}])
def test_a_link_without_a_place_or_a_maker_is_our_mistake(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no place in its text or no maker"):
        check_letter(build_letter(**({"links": {"link": {"maker": "web"}}} | changes)))
