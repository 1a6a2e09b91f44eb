"""Growing pauses after wrong tries. What is counted is one way in to one account, so that the others stay open."""

import math
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.decisions import FORGIVEN_AFTER, pause_left, seal
from backend.accounts.models import BeganBy
from backend.foundation import clock


def key_of_password(email: str, *, device_id: UUID | None) -> str:
    """Tries at a password: those from a browser the person uses count apart, so that no stranger can make it wait."""
    return seal(f"password|{email}|{device_id or ''}")


def key_of_code(person_id: UUID, *, began_by: BeganBy) -> str:
    """Tries at a second factor: whoever came by a password counts apart from whoever came by the mailed link."""
    return seal(f"code|{person_id}|{began_by.value}")


def wait_for_try(session: Session, key: str) -> int:
    """Seconds until a try at ``key`` is looked at; 0: now. Locks the key, so that tries come one after another."""
    session.execute(_MAKE, {"key": key})
    row = session.execute(_LOCK, {"key": key}).one()
    return math.ceil(pause_left(row.failures, row.last_failed_at, clock.real_now(session)).total_seconds())


def count_wrong_try(session: Session, key: str) -> None:
    """One more wrong try; the first after a quiet hour is the first again."""
    session.execute(_COUNT, {"key": key, "forgiven": FORGIVEN_AFTER})


def forget_wrong_tries(session: Session, key: str) -> None:
    """It was right."""
    session.execute(sa.text("DELETE FROM sign_in_pause WHERE key = :key"), {"key": key})


_MAKE = sa.text(
    "INSERT INTO sign_in_pause (key, failures, last_failed_at) VALUES (:key, 0, clock_timestamp())"
    " ON CONFLICT (key) DO NOTHING"
)
_LOCK = sa.text("SELECT failures, last_failed_at FROM sign_in_pause WHERE key = cast(:key AS bpchar) FOR UPDATE")
_COUNT = sa.text(
    "UPDATE sign_in_pause SET last_failed_at = clock_timestamp(), failures ="
    " CASE WHEN last_failed_at < clock_timestamp() - cast(:forgiven AS interval) THEN 1 ELSE failures + 1 END"
    " WHERE key = cast(:key AS bpchar)"
)
