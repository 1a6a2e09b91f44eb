"""Passwords, by argon2id. They only ever stand beside a second factor, and the mailed link stays open to whoever forgot."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.accounts import decisions
from backend.accounts.actions.devices import find_device
from backend.accounts.actions.pauses import count_wrong_try, forget_wrong_tries, key_of_password, wait_for_try
from backend.accounts.actions.sign_in import start_session
from backend.accounts.credential_models import PersonPassword
from backend.accounts.errors import factor_first, password_weak
from backend.accounts.models import BeganBy, Person, SessionKind
from backend.foundation import clock

# OWASP's second choice for argon2id: 19 MiB, so that many at once do not exhaust a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class WrongTry:
    """A try that did not open; ``wait_seconds`` above 0: it was not even looked at, and may come again after them."""

    wait_seconds: int = 0


def set_password(session: Session, person_id: UUID, *, password: str, has_factor: bool) -> None:
    """Give a person a password, or another. Raises ``Conflict`` without a second factor, ``Invalid`` where weak."""
    if not has_factor:
        raise factor_first()
    person = session.get_one(Person, person_id)
    if decisions.is_weak_password(password, email=person.email):
        raise password_weak()
    row = {"hash": _HASHER.hash(password), "set_at": clock.real_now(session)}
    session.execute(
        insert(PersonPassword).values(person_id=person_id, **row).on_conflict_do_update(
            index_elements=["person_id"], set_=row
        )
    )  # fmt: skip


def remove_password(session: Session, person_id: UUID) -> None:
    """Let the mailed link be the only way again."""
    session.execute(sa.delete(PersonPassword).where(PersonPassword.person_id == person_id))


def begin_by_password(
    session: Session, *, email: str, password: str, device_token: str | None, kind: SessionKind
) -> str | WrongTry:
    """A session of somebody who knows the password, who then shows the second factor; its token, or why not.

    Takes as long and answers the same for an unknown address. What is refused is returned, so that the try counts.
    """
    address = email.strip().lower()
    found = session.execute(_FIND, {"email": address}).one_or_none()
    device = find_device(session, found.id, device_token) if found is not None else None
    key = key_of_password(address, device_id=device.id if device else None)
    if wait := wait_for_try(session, key):
        return WrongTry(wait)
    right = _verify(found.hash if found is not None else _hash_of_nobody(), password)
    if not right or found is None:
        count_wrong_try(session, key)
        return WrongTry()
    forget_wrong_tries(session, key)
    if _HASHER.check_needs_rehash(found.hash):
        session.execute(_REHASH, {"person_id": found.id, "hash": _HASHER.hash(password)})
    return start_session(session, found.id, kind=kind, began_by=BeganBy.PASSWORD)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password[: decisions.LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(decisions.new_token())


_FIND = sa.text(
    "SELECT p.id, w.hash FROM person p JOIN person_password w ON w.person_id = p.id WHERE p.email = :email AND p.active"
)
_REHASH = sa.text("UPDATE person_password SET hash = :hash WHERE person_id = :person_id")
