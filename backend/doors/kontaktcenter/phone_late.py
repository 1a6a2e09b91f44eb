"""A report that came earlier than it is entered: when, why, and the reference its paper form carried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases import LateReason
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference

OLDEST = timedelta(days=183)
_LONGEST = 40


@dataclass(frozen=True)
class CameEarlier:
    """What was typed; all of it empty for a report that comes now."""

    day: str = ""
    time: str = ""
    reason: str = ""
    reference: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether somebody says that it came earlier."""
        return bool(self.day or self.time or self.reference)


NOW = CameEarlier()


def read_came(sent: Mapping[str, str]) -> CameEarlier:
    """What was sent."""
    said = {name: sent.get(name, "").strip()[:_LONGEST] for name in ("received_day", "received_time", "late_reason")}
    reference = sent.get("reserved_reference", "").strip()[:_LONGEST]
    return CameEarlier(said["received_day"], said["received_time"], said["late_reason"], reference)


def as_said(session: Session, municipality: str, came: CameEarlier, *, now: datetime) -> dict[str, Any]:
    """The moment, reason and reference as the intake takes them; empty for a report that comes now.

    Raises ``Invalid`` for a day or time that is none, lies ahead, or more than half a year back.
    """
    if not came.is_typed:
        return {}
    calendar = catalogue.get_calendar(session, municipality)
    try:
        day = date.fromisoformat(came.day) if came.day else calendar.local(now).date()
        at = datetime.combine(day, time.fromisoformat(came.time), calendar.tz)
    except ValueError:
        raise _wrong("Write the day and the time when it came.") from None
    if at > now:
        raise _wrong("It cannot have come later than now.")
    if at < now - OLDEST:
        raise _wrong("At most half a year ago.")
    reason = LateReason(came.reason) if came.reason in set(LateReason) else LateReason.OTHER
    reference = read_reference(came.reference) if came.reference else None
    return {"received_at": at, "late_reason": reason, "reserved_reference": reference}


def _wrong(said: str) -> Invalid:
    return Invalid("came_wrong", said, fields={"received_time": said})
