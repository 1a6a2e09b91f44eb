"""Keys with which programs read: made once, shown once, kept by their seal, cut off by one act."""

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import decisions
from backend.accounts.callers import Caller, CallerMembership
from backend.accounts.credential_models import ApiKey
from backend.accounts.decisions import seal
from backend.accounts.errors import not_yours
from backend.accounts.rights import Right, Role
from backend.foundation import audit, clock
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id

KEY_RIGHTS = (Right.SEE_CASES, Right.SEE_DELIVERIES)
"""What a key may be given: reading, and nothing that holds a reporter's address."""

_TOKEN = re.compile(r"lk_([0-9]{4})_[\w-]{43}")
_PREFIX = 12


def make_key(
    session: Session, municipality: str, *, name: str, rights: Collection[Right], actor: Actor, now: datetime
) -> tuple[UUID, str]:
    """A key for a program, audited: its id, and the key itself, which is shown this once.

    Raises ``Invalid`` without a name, or with rights that no key may have.
    """
    if not name.strip() or not rights or not set(rights) <= set(KEY_RIGHTS) or actor.id is None:
        raise Invalid("key_wrong", "A key needs a name and at least one right to read.")
    key_id, token = new_id(), f"lk_{municipality}_{decisions.new_token()}"
    session.add(
        ApiKey(
            municipality=municipality, id=key_id, name=name.strip()[:80], prefix=token[:_PREFIX], hash=seal(token),
            rights=sorted(right.value for right in set(rights)), made_at=clock.real_now(session), made_by=actor.id,
        )
    )  # fmt: skip
    session.flush()
    audit.record(session, municipality, actor=actor, act="make_key", subject=("key", key_id), now=now)
    return key_id, token


def municipality_of_key(token: str) -> str | None:
    """The SCB code a key names; None for what is no key."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else None


def find_key_caller(session: Session, municipality: str, token: str) -> Caller | None:
    """The program behind a key, as a caller with the key's rights; None for one that is unknown or cut off."""
    wanted = sa.select(ApiKey).where(ApiKey.municipality == municipality, ApiKey.hash == seal(token))
    key = session.scalars(wanted.where(ApiKey.revoked_at.is_(None))).one_or_none()
    if key is None:
        return None
    only = frozenset(Right(right) for right in key.rights)
    membership = CallerMembership(municipality, Role.ADMIN, only=only)
    return Caller(key.id, key.name, "sv", (membership,), is_key=True)


def cut_off_key(session: Session, key_id: UUID, *, municipality: str, actor: Actor, now: datetime) -> None:
    """End a key from the next call on; audited. Raises ``NotFound``; one that is cut off already stays so."""
    key = session.get(ApiKey, (municipality, key_id))
    if key is None:
        raise not_yours()
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = clock.real_now(session), actor.id
    audit.record(session, municipality, actor=actor, act="cut_off_key", subject=("key", key_id), now=now)
