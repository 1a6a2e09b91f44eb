"""What the API answers of an order's lock, pauses and deadlines, read once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contractor_portal.moments import read_moment


@dataclass(frozen=True)
class Pause:
    """A time in which the order's clock stood; no end while nobody knows it."""

    reason: str
    begins_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class OrderTerms:
    """What an order waits or waited for, and what it is held to besides its deadline."""

    started_at: datetime | None
    make_safe_by: datetime | None
    start_by: datetime | None
    is_locked: bool
    waits_for_kind: str
    waits_for_name: str
    waits_for_reference: str
    released_at: datetime | None
    released_words: str
    pauses: tuple[Pause, ...]


def read_terms(told: dict[str, Any]) -> OrderTerms:
    """The terms of one order as the API tells of it."""
    waits_for = told.get("waitsFor") or {}
    return OrderTerms(
        started_at=read_moment(told.get("startedAt")),
        make_safe_by=read_moment(told.get("makeSafeBy")),
        start_by=read_moment(told.get("startBy")),
        is_locked=bool(told.get("isLocked")),
        waits_for_kind=waits_for.get("kind") or "",
        waits_for_name=waits_for.get("name") or "",
        waits_for_reference=waits_for.get("reference") or "",
        released_at=read_moment(told.get("releasedAt")),
        released_words=told.get("releasedWords") or "",
        pauses=tuple(_read_pause(each) for each in told.get("pauses") or ()),
    )


def _read_pause(told: dict[str, Any]) -> Pause:
    return Pause(told.get("reason") or "", read_moment(told.get("beginsAt")), read_moment(told.get("endsAt")))
