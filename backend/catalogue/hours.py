"""Opening hours of a municipality: when somebody reads what comes in, by weekday, in local time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise
from typing import Any

from backend.foundation.errors import Invalid

Span = tuple[time, time]
"""From opening to closing, local times of one day."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE_HOURS: tuple[Span, ...] = ((time(8, 0), time(16, 30)),)
"""What a municipality keeps that has said nothing else, Monday to Friday."""


@dataclass(frozen=True)
class OpeningHours:
    """``days``: weekday (0 is Monday) → its spans in order, more than one where it closes for lunch.

    A weekday left out is closed. Public holidays and the eves of midsummer, Christmas and New Year are closed whatever
    stands here. Raises ``Invalid`` where no day opens, or spans lie in disorder.
    """

    days: Mapping[int, tuple[Span, ...]] = field(default_factory=lambda: dict.fromkeys(range(5), OFFICE_HOURS))

    def __post_init__(self) -> None:
        if not self.days or not all(day in range(7) and _in_order(spans) for day, spans in self.days.items()):
            raise Invalid(
                "opening_hours_not_possible", "Opening hours need at least one day that opens before it closes."
            )


def read_opening_hours(written: Mapping[str, Any]) -> OpeningHours:
    """The hours stored with a municipality: ``{"monday": [["08:00", "16:30"]], "saturday": [], …}``, local times.

    An empty object means office hours. Raises ``Invalid`` on anything not understood.
    """
    if not written:
        return OpeningHours()
    try:
        return OpeningHours({WEEKDAYS.index(day): _read_spans(spans) for day, spans in written.items() if spans})
    except (ValueError, TypeError) as error:
        raise Invalid(
            "opening_hours_not_understood",
            "Opening hours are written as lists of opening and closing times by weekday.",
        ) from error


def _read_spans(spans: Any) -> tuple[Span, ...]:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def _in_order(spans: tuple[Span, ...]) -> bool:
    clocks = [clock for span in spans for clock in span]
    return bool(clocks) and all(earlier < later for earlier, later in pairwise(clocks))
