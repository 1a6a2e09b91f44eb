"""Opening hours as people read them: "måndag–torsdag 7.30–16.30"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from backend.catalogue import OpeningHours
from backend.doors.citizen.speech import gettext
from backend.doors.shared import current_language


@dataclass(frozen=True)
class OpenDays:
    """Days in a row with the same hours; ``hours`` says "stängt" where they are closed."""

    days: str
    hours: str


def words_for_hours(opening: OpeningHours) -> tuple[OpenDays, ...]:
    """The week from Monday, alike days together."""
    names = _weekdays()
    by_hours = groupby(range(7), key=lambda day: opening.days.get(day, ()))
    return tuple(_words(names, list(days), spans) for spans, days in by_hours)


def _words(names: Sequence[str], days: list[int], spans: Sequence[tuple[time, time]]) -> OpenDays:
    first, last = names[days[0]], names[days[-1]]
    if current_language() == "sv":
        last = last if first == last else last.lower()
    said = ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)
    return OpenDays(first if first == last else f"{first}–{last}", said or gettext("closed"))


def _clock(at: time) -> str:
    if current_language() == "sv":
        return f"{at.hour}.{at.minute:02}"
    return f"{at.hour}:{at.minute:02}"


def _weekdays() -> tuple[str, ...]:
    return (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
