"""The rules of signing in, as pure functions."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SECRET_LIFE = timedelta(minutes=15)
"""How long a link works after it was sent."""

REQUEST_LIFE = timedelta(hours=24)
"""How long after the asking a delayed mail may still get a link."""

SESSION_LIFE = timedelta(hours=12)
WRONG_TRIES = 5
MAILS_IN_A_WHILE = 5
"""Sign-in mails one person gets within ``SECRET_LIFE``; those asked for above it are silently not sent."""

SHORTEST_BROWSER_SECRET = 22


class SignInRefusal(StrEnum):
    """Why a link did not open. ``OVER`` stands for unknown, used, too old and ended alike."""

    OVER = "over"
    DIGITS_NEEDED = "digits_needed"
    DIGITS_WRONG = "digits_wrong"


@dataclass(frozen=True)
class SecretState:
    """What is stored of a secret and its request."""

    digits_hash: str
    attempts: int
    used: bool
    expires_at: datetime
    browser_hash: str
    person_active: bool


def judge_redemption(
    secret: SecretState | None, *, token: str, digits: str | None, browser_secret: str | None, real_now: datetime
) -> SignInRefusal | None:
    """Whether the link opens: None for yes. In the browser that asked it does alone, elsewhere with the digits."""
    if secret is None or secret.used or secret.attempts >= WRONG_TRIES:
        return SignInRefusal.OVER
    if secret.expires_at <= real_now or not secret.person_active:
        return SignInRefusal.OVER
    if browser_secret and hmac.compare_digest(seal(browser_secret), secret.browser_hash):
        return None
    if not digits:
        return SignInRefusal.DIGITS_NEEDED
    if hmac.compare_digest(seal_digits(token, digits), secret.digits_hash):
        return None
    return SignInRefusal.OVER if secret.attempts + 1 >= WRONG_TRIES else SignInRefusal.DIGITS_WRONG


def seal(secret: str) -> str:
    """SHA-256 in hex: enough for secrets of 128 random bits and more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seal_digits(token: str, digits: str) -> str:
    """Six digits alone could be found by trying; the token, which is not stored, is sealed in with them."""
    return seal(f"{token}:{''.join(character for character in digits if character.isdigit())}")


def new_token() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_digits() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"
