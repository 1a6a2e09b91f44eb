"""When nobody is disturbed. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_TO = time(21), time(7)
"""Local times between which nobody is disturbed by what is not acute."""


def after_quiet_hours(at: datetime, tz: ZoneInfo) -> datetime:
    """``at`` itself by day, else the next morning at seven, local time."""
    local = at.astimezone(tz)
    if QUIET_TO <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_TO, tz).astimezone(at.tzinfo)
