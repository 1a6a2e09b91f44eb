"""When a sign-in link opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backend.accounts.decisions import (
    WRONG_TRIES,
    SecretState,
    SignInRefusal,
    judge_redemption,
    seal,
    seal_digits,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TOKEN, DIGITS, BROWSER = "t" * 43, "042917", "b" * 43
OPEN = SecretState(
    digits_hash=seal_digits(TOKEN, DIGITS),
    attempts=0,
    used=False,
    expires_at=NOW + timedelta(minutes=15),
    browser_hash=seal(BROWSER),
    person_active=True,
)


def judge(
    secret: SecretState | None = OPEN, *, digits: str | None = None, browser: str | None = None
) -> SignInRefusal | None:
    return judge_redemption(secret, token=TOKEN, digits=digits, browser_secret=browser, real_now=NOW)


def test_the_browser_that_asked_needs_the_link_alone() -> None:
    assert judge(browser=BROWSER) is None


def test_another_browser_needs_the_digits_too() -> None:
    assert judge() is SignInRefusal.DIGITS_NEEDED
    assert judge(browser="another browser entirely") is SignInRefusal.DIGITS_NEEDED
    assert judge(digits=DIGITS) is None


def test_digits_may_be_written_with_a_space() -> None:
    assert judge(digits="042 917") is None


def test_the_fifth_wrong_try_ends_the_link() -> None:
    assert judge(digits="111111") is SignInRefusal.DIGITS_WRONG
    assert judge(replace(OPEN, attempts=WRONG_TRIES - 1), digits="111111") is SignInRefusal.OVER
    assert judge(replace(OPEN, attempts=WRONG_TRIES), digits=DIGITS) is SignInRefusal.OVER


def test_an_unknown_used_or_old_link_is_answered_alike() -> None:
    for secret in (None, replace(OPEN, used=True), replace(OPEN, expires_at=NOW), replace(OPEN, person_active=False)):
        assert judge(secret, browser=BROWSER) is SignInRefusal.OVER
