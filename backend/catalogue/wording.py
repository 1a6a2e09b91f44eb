"""How a moment is said to people: "i dag kl. 14.30", "tors 4 dec", "v. 49", "i höst". Never ISO.

Every function takes aware moments and says them in ``tz``; languages other than Swedish are said in English until
they bring words of their own.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.catalogue.calendar import SWEDISH_TIME
from backend.catalogue.targets import Precision, Season, season_of

_YEAR_IS_CLEAR = timedelta(days=183)
"""Within half a year a date without its year is understood."""


@dataclass(frozen=True)
class _Speech:
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    near_days: dict[int, str]
    clock: str
    week: str
    this_season: dict[Season, str]
    season_of_year: dict[Season, str]


_SWEDISH = _Speech(
    weekdays=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"),
    near_days={-1: "i går", 0: "i dag", 1: "i morgon"},
    clock="kl. {hour:02}.{minute:02}",
    week="v. {week}",
    this_season={
        Season.SPRING: "i vår",
        Season.SUMMER: "i sommar",
        Season.AUTUMN: "i höst",
        Season.WINTER: "i vinter",
    },
    season_of_year={
        Season.SPRING: "våren",
        Season.SUMMER: "sommaren",
        Season.AUTUMN: "hösten",
        Season.WINTER: "vintern",
    },
)
_ENGLISH = _Speech(
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
    near_days={-1: "yesterday", 0: "today", 1: "tomorrow"},
    clock="at {hour:02}:{minute:02}",
    week="week {week}",
    this_season={season: f"this {season.value}" for season in Season},
    season_of_year={season: season.value for season in Season},
)


def words_for_moment(
    at: datetime, precision: Precision, language: str, *, now: datetime, tz: ZoneInfo = SWEDISH_TIME
) -> str:
    """``at`` as exactly as ``precision`` allows, seen from ``now``: day and time, day, week or season."""
    match precision:
        case Precision.TIME:
            return f"{words_for_day(at, language, now=now, tz=tz)} {words_for_time(at, language, tz=tz)}"
        case Precision.DAY:
            return words_for_day(at, language, now=now, tz=tz)
        case Precision.WEEK:
            return words_for_week(at, language, now=now, tz=tz)
        case Precision.SEASON:
            return words_for_season(at, language, now=now, tz=tz)


def words_for_day(at: datetime, language: str, *, now: datetime, tz: ZoneInfo = SWEDISH_TIME) -> str:
    """Says "i dag", "i morgon", "i går", else "tors 4 dec", with the year when it is more than half a year away."""
    speech, day, today = _speech(language), at.astimezone(tz).date(), now.astimezone(tz).date()
    near = speech.near_days.get((day - today).days)
    if near:
        return near
    year = "" if _is_near(day, today) else f" {day.year}"
    return f"{speech.weekdays[day.weekday()]} {day.day} {speech.months[day.month - 1]}{year}"


def words_for_time(at: datetime, language: str, *, tz: ZoneInfo = SWEDISH_TIME) -> str:
    """Says "kl. 14.30" or "at 14:30"."""
    local = at.astimezone(tz)
    return _speech(language).clock.format(hour=local.hour, minute=local.minute)


def words_for_week(at: datetime, language: str, *, now: datetime, tz: ZoneInfo = SWEDISH_TIME) -> str:
    """Says "v. 49" or "week 49", with the year of the week when it is more than half a year away."""
    day, today = at.astimezone(tz).date(), now.astimezone(tz).date()
    year = "" if _is_near(day, today) else f" {day.isocalendar().year}"
    return _speech(language).week.format(week=day.isocalendar().week) + year


def words_for_season(at: datetime, language: str, *, now: datetime, tz: ZoneInfo = SWEDISH_TIME) -> str:
    """Says "i höst" for this one or the coming one, "sommaren 2027" for one further off, "vintern 2026–2027"."""
    speech, day, today = _speech(language), at.astimezone(tz).date(), now.astimezone(tz).date()
    season, first = season_of(day), _season_year(day)
    same_as_now = (season, first) == (season_of(today), _season_year(today))
    if same_as_now or timedelta(0) <= day - today <= _YEAR_IS_CLEAR:
        return speech.this_season[season]
    years = f"{first}–{first + 1}" if season is Season.WINTER else str(first)
    return f"{speech.season_of_year[season]} {years}"


def _speech(language: str) -> _Speech:
    return _SWEDISH if language == "sv" else _ENGLISH


def _is_near(day: date, today: date) -> bool:
    return abs(day - today) <= _YEAR_IS_CLEAR


def _season_year(day: date) -> int:
    """The year a season begins in: January and February belong to the winter of the year before."""
    return day.year - 1 if day.month <= 2 else day.year
