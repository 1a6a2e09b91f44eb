"""The forms of a work order: what was typed, and the body it becomes at the API."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contractor_portal.answers import Order
from contractor_portal.moments import SWEDISH_TIME, next_look

ACTS = ("accept", "resume", "start", "complete", "make_safe", "wait", "decline")
"""What a firm does, in the order its buttons stand."""

_SOONEST_DAYS = 7


@dataclass(frozen=True)
class Draft:
    """One form as it was typed. ``act_id``: 128 random bits made when the page was shown, so that sending twice is
    harmless. ``until`` is a day as a date field sends it. ``about`` says which order to a person who sees only the form.
    ``photo_sent``: the photo has arrived already.
    """

    act: str
    act_id: str
    reason: str = ""
    until: str = ""
    outcome: str = ""
    words: str = ""
    about: str = ""
    photo_sent: bool = False


def new_act_id() -> str:
    """128 random bits as text."""
    return secrets.token_urlsafe(16)


def new_draft(order: Order, act: str, *, last_wait_reason: str) -> Draft:
    """An empty form, with what is likeliest chosen beforehand: cold fingers should not have to."""
    return Draft(
        act=act,
        act_id=new_act_id(),
        reason=last_wait_reason if act == "wait" else "",
        until=_in_a_week(order.now) if act == "wait" else "",
        outcome="mended" if act == "complete" and order.purpose == "mend" else "",
        about=f"{order.briefing.name}, {order.briefing.place}".strip(", "),
    )


def read_draft(act: str, sent: Mapping[str, str]) -> Draft:
    """The form as it was sent; one without an id of its own gets one."""
    return Draft(
        act=act,
        act_id=sent.get("act_id", "").strip() or new_act_id(),
        reason=sent.get("reason", ""),
        until=sent.get("until", "").strip(),
        outcome=sent.get("outcome", ""),
        words=sent.get("words", "").replace("\r\n", "\n").strip(),
        about=sent.get("about", "")[:200],
        photo_sent=sent.get("photo_sent") == "1",
    )


def body_of(draft: Draft) -> dict[str, Any]:
    """What the API is sent."""
    until = next_look(draft.until) if draft.until else None
    return {
        "actId": draft.act_id,
        "act": draft.act,
        "reason": draft.reason,
        "until": until.isoformat() if until else None,
        "outcome": draft.outcome,
        "words": draft.words,
    }


def photo_id_of(secret: str, municipality: str, reference: str, content: bytes) -> str:
    """The photo's own id: the same bytes sent for the same order are one photo, however often and from which page."""
    return _mark(secret, b"photo", municipality, reference, hashlib.sha256(content).digest())


def receive_id_of(secret: str, municipality: str, reference: str) -> str:
    """The id of saying that an order was opened: the same from every page, so that it is said once."""
    return _mark(secret, b"receive", municipality, reference)


def _mark(secret: str, purpose: bytes, municipality: str, reference: str, more: bytes = b"") -> str:
    about = b":".join((purpose, municipality.encode(), reference.encode(), more))
    return hmac.new(secret.encode(), about, hashlib.sha256).hexdigest()[:32]


def _in_a_week(now: datetime) -> str:
    return (now.astimezone(SWEDISH_TIME).date() + timedelta(days=_SOONEST_DAYS)).isoformat()
