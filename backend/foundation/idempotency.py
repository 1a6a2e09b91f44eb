"""Writes from outside may come twice. A key is unique for ever, and the answer is rebuilt, never stored.

Keys are 128 random bits made by the sender, a phone that may stay offline for weeks. They are kept as hashes: whoever
reads the table cannot replay one.
"""

import hashlib
from datetime import datetime
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.errors import Conflict, Invalid
from backend.foundation.writing import Row

SHORTEST_KEY = 22


def claim(
    session: Session, municipality: str, key: str, *, purpose: str, body: object, subject_id: UUID, now: datetime
) -> UUID | None:
    """Claim ``key`` for ``subject_id``. None: the first time, go on. Else the id the first sending was given.

    Waits while a first sending is under way, at most the transaction's lock time-out (then ``Unavailable``).
    Raises ``Conflict`` where the body is another than the first one's, and ``Invalid`` where the key is guessable.
    """
    row = row_of_claim(municipality, key, purpose=purpose, body=body, subject_id=subject_id, now=now)
    if session.execute(_CLAIM, row.values).one_or_none() is not None:
        return None
    return get_claimed(session, row)


def row_of_claim(municipality: str, key: str, *, purpose: str, body: object, subject_id: UUID, now: datetime) -> Row:
    """The claim as a row, for ``writing.insert_once``. Raises ``Invalid`` where the key is guessable."""
    if not SHORTEST_KEY <= len(key) <= 100:
        raise Invalid("key_too_short", "The sending's own id must be at least 128 random bits, as text.")
    digest = _digest(purpose, key)
    content = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    claimed = {"municipality": municipality, "digest": digest, "content": content}
    return Row("idempotency_key", {**claimed, "subject_id": subject_id, "recorded_at": now})


def get_claimed(session: Session, row: Row) -> UUID:
    """The id the first sending under a claim was given. Raises ``Conflict`` where its body was another one."""
    earlier = session.execute(_FIND, row.values).one_or_none()
    # None: somebody else's, behind the walls; they are told the same and see nothing of it.
    if earlier is None or earlier.content != row.values["content"]:
        raise Conflict("sent_with_other_content", "This was sent before with other content. Nothing was changed.")
    return UUID(str(earlier.subject_id))


def find_claimed(session: Session, municipality: str, key: str, *, purpose: str) -> UUID | None:
    """What ``key`` was claimed for, None where it is new: claims nothing."""
    arguments = {"municipality": municipality, "digest": _digest(purpose, key)}
    earlier = session.execute(_FIND, arguments).one_or_none()
    return None if earlier is None else UUID(str(earlier.subject_id))


def _digest(purpose: str, key: str) -> str:
    return hashlib.sha256(f"{purpose}:{key}".encode()).hexdigest()


_CLAIM = sa.text(
    "INSERT INTO idempotency_key (municipality, digest, content, subject_id, recorded_at)"
    " VALUES (:municipality, :digest, :content, :subject_id, :recorded_at)"
    " ON CONFLICT (municipality, digest) DO NOTHING RETURNING 1"
)
_FIND = sa.text(
    "SELECT content, subject_id FROM idempotency_key WHERE municipality = :municipality AND digest = :digest"
)
