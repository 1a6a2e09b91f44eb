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

FREE_TRIES = 3
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
FORGIVEN_AFTER = timedelta(hours=1)
"""After so long without a wrong try the earlier ones count no more."""

CREW_DEVICE_LIFE = timedelta(days=14)
"""How long after its mailed link a crew's phone begins new sessions by its own token."""

SHORTEST_PASSWORD, LONGEST_PASSWORD, FEWEST_CHARACTERS = 12, 200, 5
_GUESSED_FIRST = (
    "password", "passw0rd", "lösenord", "losenord", "qwerty", "asdfgh", "123456", "abcdef", "letmein", "welcome",
    "välkommen", "valkommen", "hejsan", "kommun", "sverige", "sommar", "vinter", "lagat",
)  # fmt: skip
TOTP_SECONDS = 30
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


class SignInRefusal(StrEnum):
    """Why a link did not open. ``OVER`` stands for unknown, used, too old and ended alike."""

    OVER = "over"
    DIGITS_NEEDED = "digits_needed"
    DIGITS_WRONG = "digits_wrong"


class Proof(StrEnum):
    """Where a session stands with its second factor."""

    NOT_NEEDED = "not_needed"
    PROVEN = "proven"
    ASKED = "asked"
    TO_SET_UP = "to_set_up"


def judge_proof(*, proven: bool, has_factor: bool, is_crew: bool, required: bool) -> Proof:
    """Who has a second factor is asked for it; staff and managers without one set it up where it is required.

    ``is_crew``: holds no role but a crew's, whose phones are seen and revoked instead.
    """
    if proven:
        return Proof.PROVEN
    if has_factor:
        return Proof.ASKED
    return Proof.TO_SET_UP if required and not is_crew else Proof.NOT_NEEDED


def pause_left(failures: int, last_failed_at: datetime, real_now: datetime) -> timedelta:
    """How long until the next try counts; zero when it may come. Grows with each wrong one, never over a quarter."""
    since = real_now - last_failed_at
    if failures < FREE_TRIES or since >= FORGIVEN_AFTER:
        return timedelta(0)
    pause = min(FIRST_PAUSE * (1 << min(failures - FREE_TRIES, 10)), LONGEST_PAUSE)
    return max(pause - since, timedelta(0))


def is_weak_password(password: str, *, email: str) -> bool:
    """Whether it is too short or among what is guessed first."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) < FEWEST_CHARACTERS:
        return True
    left = password.lower()
    own = (word for word in (email.lower(), *email.lower().split("@")) if len(word) > 3)
    for word in (*_GUESSED_FIRST, *own):
        left = left.replace(word, "")
    # What is left beside well-known words must itself be long enough to be a secret.
    return len(left.strip("0123456789!. ")) < SHORTEST_PASSWORD // 2


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


def new_recovery_code() -> str:
    """Four groups of four: 76 random bits that can be written on paper."""
    letters = [secrets.choice(_RECOVERY_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def seal_recovery_code(code: str) -> str:
    """The code as it is kept, however it was typed."""
    return seal("".join(character for character in code.upper() if character.isalnum()))


def step_of(real_now: datetime) -> int:
    """The half minute a code of an authenticator belongs to."""
    return int(real_now.timestamp()) // TOTP_SECONDS
