"""How a moment is said to people: "i dag kl. 14.30", "tors 4 dec". Never ISO.

The backend says the same words of the same moments; the portal may not import them, and says them itself.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
NEXT_LOOK_AT = time(16, 0)
"""A waiting is asked for as a day; it is looked at again at the end of that working day."""

_YEAR_IS_CLEAR = timedelta(days=183)
_WEEKDAYS = {
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "sv": ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
_NEAR = {
    "sv": {-1: "i går", 0: "i dag", 1: "i morgon"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_CLOCK = {"sv": "kl. {hour:02}.{minute:02}", "en": "at {hour:02}:{minute:02}"}


def words_for_day(at: datetime, language: str, *, now: datetime) -> str:
    """Says "i dag", "i morgon", "i går", else "tors 4 dec", with its year when that is more than half a year away."""
    day, today = at.astimezone(SWEDISH_TIME).date(), now.astimezone(SWEDISH_TIME).date()
    near = _NEAR[language].get((day - today).days)
    if near:
        return near
    year = "" if abs(day - today) <= _YEAR_IS_CLEAR else f" {day.year}"
    return f"{_WEEKDAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]}{year}"


def words_for_moment(at: datetime, language: str, *, now: datetime) -> str:
    """Day and time: "tors 4 dec kl. 14.30"."""
    local = at.astimezone(SWEDISH_TIME)
    clock = _CLOCK[language].format(hour=local.hour, minute=local.minute)
    return f"{words_for_day(at, language, now=now)} {clock}"


def read_moment(written: str | None) -> datetime | None:
    """An API's moment, aware; None for none."""
    return datetime.fromisoformat(written) if written else None


def next_look(day: str) -> datetime | None:
    """When a day as a date field sends it ("2026-12-04") is looked at again; None where it is no day."""
    try:
        return datetime.combine(date.fromisoformat(day), NEXT_LOOK_AT, SWEDISH_TIME)
    except ValueError:
        return None
