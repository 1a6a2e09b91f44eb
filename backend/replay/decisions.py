"""What the simulated people do and when, from the stream's own course of the day. Pure, and the same in every run.

A crew's acts lie between the sending of an order and the moment the stream says that the case was closed; an office's
follow what is put on its list.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.catalogue.shipped import shipped_categories
from backend.catalogue.targets import Precision
from backend.catalogue.tree import CaseKind
from backend.replay.stream import StreamReport

DECLINES_ONE_IN = 25
WAITS_ONE_IN = 10
WITHOUT_PHOTO_ONE_IN = 5
ACCEPTS_LATE_ONE_IN = 15
NO_FAULT_ONE_IN = 12
ACCEPTED_AT, SAFE_AT, STARTED_AT, WAITS_AT, WAITS_UNTIL = 0.2, 0.35, 0.5, 0.55, 0.85
"""Shares of the time from sending to close."""
RESUMED_AT = 0.8
"""Of the waiting: work goes on a little before the crew said that it would."""
LONGEST_WAIT = timedelta(days=300)
ACCEPTED_BEFORE = timedelta(minutes=5)
LATE_BY = timedelta(hours=1)
UNIT_CLOSES_AFTER = timedelta(hours=2)
"""How long after the stream's close the unit resolves by itself what is still open."""
FAR = timedelta(days=180)

LOOKED_AT_AFTER = {
    "acute_unread": timedelta(minutes=4),
    "undecided": timedelta(minutes=15),
    "answer": timedelta(hours=2),
    "order_declined": timedelta(minutes=30),
    "order_needed": timedelta(minutes=30),
    "hand_over": timedelta(minutes=20),
    "promise_passed": timedelta(minutes=30),
    "approve": timedelta(minutes=60),
    "acceptance_overdue": timedelta(minutes=15),
    "third_move": timedelta(minutes=30),
    "delivery_parked": timedelta(minutes=30),
}
"""Reason on a list → how long until somebody there does something about it."""


@dataclass(frozen=True)
class CrewAct:
    """One act on an order, ``at`` a moment that may have passed. ``body`` is what the API is sent beside the act."""

    at: datetime
    act: str
    body: dict[str, Any] = field(default_factory=dict)
    with_photo: bool = False


def throw(ref: str, purpose: str, sides: int) -> int:
    """A die of ``sides`` sides that falls the same whenever it is thrown for the same report and purpose; from 0."""
    return int.from_bytes(hashlib.sha256(f"{purpose}|{ref}".encode()).digest()[:8]) % sides


def next_act(order: dict[str, Any], report: StreamReport, now: datetime) -> CrewAct | None:
    """What the crew does next with ``order`` (as the API shows it), None when it is somebody else's turn."""
    sent_at, accept_by = _moment(order["sentAt"]), _moment(order["acceptBy"])
    # A second order of the same case is another throw.
    key = f"{report.ref}|{order['sentAt']}"
    match order["state"]:
        case "sent":
            return CrewAct(sent_at, "receive")
        case "received":
            return _take(key, report, sent_at, accept_by)
        case "accepted" if report.close_at is not None:
            return _begin(order, report.close_at, sent_at, now)
        case "started" if report.close_at is not None:
            return _work(key, report.close_at, sent_at, now)
        case "waiting" if report.close_at is not None:
            waits_at = _share(sent_at, report.close_at, WAITS_AT)
            return CrewAct(_share(waits_at, _moment(order["waitingUntil"]), RESUMED_AT), "resume")
    return None


def _take(key: str, report: StreamReport, sent_at: datetime, accept_by: datetime) -> CrewAct:
    latest = accept_by - ACCEPTED_BEFORE
    at = min(_share(sent_at, report.close_at or latest, ACCEPTED_AT), latest)
    if throw(key, "decline", DECLINES_ONE_IN) == 0:
        return CrewAct(at, "decline", {"reason": "no_capacity"})
    late = accept_by + LATE_BY
    if throw(key, "late", ACCEPTS_LATE_ONE_IN) == 0 and (report.close_at is None or late < report.close_at):
        at = late
    return CrewAct(at, "accept")


def _begin(order: dict[str, Any], close_at: datetime, sent_at: datetime, now: datetime) -> CrewAct:
    safe_at = _share(sent_at, close_at, SAFE_AT)
    if order["isAcute"] and now < safe_at:
        return CrewAct(safe_at, "make_safe")
    return CrewAct(_share(sent_at, close_at, STARTED_AT), "start")


def _work(key: str, close_at: datetime, sent_at: datetime, now: datetime) -> CrewAct:
    wait_at = _share(sent_at, close_at, WAITS_AT)
    if throw(key, "wait", WAITS_ONE_IN) == 0 and now < wait_at:
        reason = ("parts", "permit", "police")[throw(key, "why", 3)]
        until = min(_share(sent_at, close_at, WAITS_UNTIL), wait_at + LONGEST_WAIT)
        return CrewAct(wait_at, "wait", {"reason": reason, "until": show_moment(until)})
    done = {0: "no_fault_found", 1: "gone"}.get(throw(key, "outcome", NO_FAULT_ONE_IN), "mended")
    with_photo = throw(key, "photo", WITHOUT_PHOTO_ONE_IN) != 0
    return CrewAct(close_at, "complete", {"outcome": done, "words": "Utfört."}, with_photo)


def _share(start: datetime, end: datetime, share: float) -> datetime:
    return start + max(end - start, timedelta(0)) * share


def office_acts_at(why: str, raised_at: datetime, report: StreamReport) -> datetime | None:
    """When somebody does something about ``why`` on a list; None for what nobody has to do anything about."""
    after = LOOKED_AT_AFTER.get(why)
    if after is None:
        return None
    soon = raised_at + after
    return min(soon, report.close_at) if why == "answer" and report.close_at else soon


def new_date(report: StreamReport, now: datetime) -> tuple[datetime, Precision]:
    """What a unit promises when a promise has passed: far dates by season, nearer ones by week or day."""
    if report.close_at is None:
        return _evening(now + FAR), Precision.SEASON
    left = max(report.close_at - now, timedelta(0))
    if left <= timedelta(days=5):
        return _evening(now + left + timedelta(days=1)), Precision.DAY
    if left <= timedelta(days=45):
        return _evening(min(now + timedelta(days=21), report.close_at + timedelta(days=3))), Precision.WEEK
    return _evening(min(now + FAR, report.close_at + timedelta(days=21))), Precision.SEASON


def outcome_of(report: StreamReport) -> str:
    """How a unit resolves by itself, by what kind of matter it is."""
    category = next(each for each in shipped_categories() if each.code == report.rule.category)
    if category.kind is CaseKind.AUTHORITY_MATTER:
        return "other_authority"
    if category.kind in (CaseKind.VIEWPOINT, CaseKind.QUESTION) or category.code == "annat":
        return "answered"
    if category.code.startswith(("fordon.", "trafik.parkering")):
        return ("gone", "owner_did_it", "mended")[throw(report.ref, "vehicle", 3)]
    return "mended"


def unit_of(report: StreamReport) -> str:
    """The unit the catalogue names for the report's category."""
    return next(each.unit_code for each in shipped_categories() if each.code == report.rule.category)


def show_moment(at: datetime) -> str:
    """As the API takes it: UTC with Z, to the millisecond."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _evening(at: datetime) -> datetime:
    """The end of that day's work, about: 14:30 UTC."""
    return at.replace(hour=14, minute=30, second=0, microsecond=0)
