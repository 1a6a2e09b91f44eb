"""What follows a try to send, and a question to a provider: pure rules, with no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.deliveries.letters import Channel
from backend.deliveries.lifecycle import Fate, ParkedReason

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 720, 720, 720))
"""After the first try, the second … by the promise clock: a mail server may be away for two days."""
URGENT_PAUSES = (timedelta(minutes=1),) * 30 + (timedelta(minutes=5),) * 576
"""What is urgent is tried every minute for half an hour, then every five for two days."""
MOST_ATTEMPTS = len(PAUSES) + 1
MOST_URGENT_ATTEMPTS = len(URGENT_PAUSES) + 1

NEVER_REPEATED = frozenset({Channel.SMS, Channel.OPEN311})
"""Channels without a number of our own under which a repeat could be told: at most once by themselves."""
CALLS_BACK = frozenset({Channel.SMS})
"""Channels whose provider tells by itself what became of a message."""
TELLS_TAKEN = frozenset({Channel.OPEN311})
"""Channels whose next system's yes is news to those above: it gives a number."""


class Result(StrEnum):
    """How one try, or one question to the provider, ended."""

    SENT = "sent"
    PASSING = "passing"
    PERMANENT = "permanent"
    IN_DOUBT = "in_doubt"
    NO_ADDRESS = "no_address"
    NOT_FOUND = "not_found"
    """The provider does not know of it, or of several that may be it."""
    OVER_BUDGET = "over_budget"
    OVER_NUMBER_CAP = "over_number_cap"
    OVER_SOURCE_CAP = "over_source_cap"


_PARKED_AT_ONCE = {
    Result.PERMANENT: ParkedReason.REFUSED,
    Result.NO_ADDRESS: ParkedReason.NO_ADDRESS,
    Result.NOT_FOUND: ParkedReason.IN_DOUBT,
    Result.OVER_BUDGET: ParkedReason.BUDGET,
    Result.OVER_NUMBER_CAP: ParkedReason.NUMBER_CAP,
    Result.OVER_SOURCE_CAP: ParkedReason.SOURCE_CAP,
}
MAY_HAVE_GONE = frozenset({Result.SENT, Result.IN_DOUBT, Result.NOT_FOUND})
"""Results after which what a message costs has, or may have, been spent."""


@dataclass(frozen=True)
class Try:
    """One try: ``fate`` is the delivery's while it lasted (queued or in doubt), ``attempts`` counts it too."""

    fate: Fate
    attempts: int
    urgent: bool


@dataclass(frozen=True)
class After:
    """What the delivery becomes: its fate, its next try (None: none by itself) and, when parked, why."""

    fate: Fate
    next_attempt_at: datetime | None = None
    parked: ParkedReason | None = None


def asks_instead(channel: Channel, fate: Fate) -> bool:
    """Whether the provider is asked what became of the last try, where another channel would try again."""
    return channel in NEVER_REPEATED and fate is Fate.IN_DOUBT


def most_attempts(*, urgent: bool) -> int:
    """How many tries a delivery gets before it is parked."""
    return MOST_URGENT_ATTEMPTS if urgent else MOST_ATTEMPTS


def pause_after(attempts: int, *, urgent: bool) -> timedelta | None:
    """How long to wait after ``attempts`` failed tries; None when that was the last."""
    if attempts >= most_attempts(urgent=urgent):
        return None
    return (URGENT_PAUSES if urgent else PAUSES)[attempts - 1]


def decide_after(tried: Try, result: Result, now: datetime) -> After:
    """The fate after a try. What was in doubt stays so until a receiver says yes: the first may have arrived."""
    if result is Result.SENT:
        return After(Fate.HANDED_OVER)
    if result in _PARKED_AT_ONCE:
        return After(Fate.PARKED, parked=_PARKED_AT_ONCE[result])
    fate = Fate.IN_DOUBT if result is Result.IN_DOUBT else tried.fate
    pause = pause_after(tried.attempts, urgent=tried.urgent)
    if pause is None:
        return After(Fate.PARKED, parked=give_up_reason(fate))
    return After(fate, next_attempt_at=now + pause)


def give_up_reason(fate: Fate) -> ParkedReason:
    """Why a delivery of that fate is given up when its tries are used."""
    return ParkedReason.IN_DOUBT if fate is Fate.IN_DOUBT else ParkedReason.GAVE_UP


def counts_as_repeat(fate: Fate, result: Result) -> bool:
    """Whether the try may have put a second copy before the recipient; one that surely failed did not."""
    return fate is Fate.IN_DOUBT and result in (Result.SENT, Result.IN_DOUBT)
