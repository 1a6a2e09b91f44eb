"""How a mail says a moment. It is read later than it is written, so it never says "today" or "tomorrow". Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.catalogue.targets import Precision
from backend.catalogue.wording import words_for_moment
from backend.messages.shipped import say

_EXACT = (Precision.TIME, Precision.DAY)


def words_in_mail(at: datetime, precision: Precision, language: str, *, tz: ZoneInfo, now: datetime) -> str:
    """Says "tors 4 dec kl. 14.30", "tors 4 dec", "v. 49" or "i höst"."""
    if precision in _EXACT and abs((at.astimezone(tz).date() - now.astimezone(tz).date()).days) <= 1:
        # Seen from two days before, a day is called by its date.
        now = at - timedelta(days=2)
    return words_for_moment(at, precision, language, now=now, tz=tz)


def period_in_mail(at: datetime, precision: Precision, language: str, *, tz: ZoneInfo, now: datetime) -> str:
    """Says "senast tors 4 dec", or "v. 49" and "i höst" as they are."""
    when = words_in_mail(at, precision, language, tz=tz, now=now)
    return say("period", "by" if precision in _EXACT else "in", language).replace("{when}", when)
