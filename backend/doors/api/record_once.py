"""A record is written once, however often its sending comes: the answer to a repeated one is the first one's record."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from backend.doors.api.acting import Body
from backend.foundation import idempotency
from backend.foundation.errors import Unavailable

PERSON = frozenset({"person"})
"""Left out of the fingerprint of a sending: it would outlive the person it names."""


class Record(Protocol):
    """What has an id."""

    id: UUID


R = TypeVar("R", bound=Record)


def write_once(
    session: Session, municipality: str, body: Body, *, make: Callable[[], R], find: Callable[[UUID], R], now: datetime
) -> R:
    """What ``make`` makes; what it made the first time where the body's ``client_id`` came before.

    Raises ``Conflict`` where it came with other content, ``Unavailable`` where it comes twice at once.
    """
    key = body.get("client_id")
    if key is None:
        return make()
    purpose = f"record:{request.endpoint}:{sorted((request.view_args or {}).items())}"
    sent = {name: said for name, said in body.items() if name not in PERSON | {"client_id"}}
    earlier = idempotency.find_claimed(session, municipality, key, purpose=purpose)
    made = make() if earlier is None else None
    subject_id = made.id if made is not None else earlier
    assert subject_id is not None  # one of the two is there
    first = idempotency.claim(session, municipality, key, purpose=purpose, body=sent, subject_id=subject_id, now=now)
    if made is None:
        return find(subject_id)
    if first is not None:
        raise Unavailable("busy", "Somebody is changing the same thing right now. Please try again in two seconds.")
    return made
