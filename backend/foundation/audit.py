"""The audit log: acts, and each look at a reporter's address. Insert-only, chained by the worker in commit order."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.actor import Actor
from backend.foundation.ids import new_id
from backend.foundation.tracing import current_traceparent


def record(
    session: Session,
    municipality: str,
    *,
    actor: Actor,
    act: str,
    subject: tuple[str, UUID | None],
    facts: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Write that ``actor`` did ``act`` (verb_noun) to ``subject`` (kind, id); ``facts`` hold ids and codes only."""
    session.execute(
        _RECORD,
        {
            "municipality": municipality,
            "id": new_id(),
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "act": act,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "facts": facts or {},
            "occurred_at": now,
            "traceparent": current_traceparent(),
        },
    )


def seal_new_entries(session: Session) -> int:
    """Chain the entries committed since last time, each to the one before it; returns how many. Worker only."""
    session.execute(sa.text("SELECT pg_advisory_xact_lock(73002)"))
    last = session.execute(
        sa.text("SELECT position, hash FROM audit_seal ORDER BY position DESC LIMIT 1")
    ).one_or_none()
    position, previous = (last.position, last.hash) if last else (0, "")
    rows = session.execute(_UNSEALED).all()
    for row in rows:
        position, previous = position + 1, chain(previous, row.words)
        session.execute(
            sa.text("INSERT INTO audit_seal (position, municipality, entry_id, hash) VALUES (:p, :m, :e, :h)"),
            {"p": position, "m": row.municipality, "e": row.id, "h": previous},
        )
    return len(rows)


def find_broken_link(session: Session) -> int | None:
    """The first position whose seal does not fit its entry and the seal before it; None when the chain is whole."""
    previous = ""
    for row in session.execute(_SEALED):
        previous = chain(previous, row.words)
        if previous != row.hash:
            return int(row.position)
    return None


def chain(previous: str, words: Any) -> str:
    """The seal of an entry: SHA-256 over the seal before it and the entry's canonical JSON."""
    return hashlib.sha256(previous.encode() + orjson.dumps(words, option=orjson.OPT_SORT_KEYS)).hexdigest()


_RECORD = sa.text(
    "INSERT INTO audit_entry (municipality, id, actor_kind, actor_id, act, subject_kind, subject_id, facts,"
    " occurred_at, traceparent) VALUES (:municipality, :id, :actor_kind, :actor_id, :act, :subject_kind, :subject_id,"
    " :facts, :occurred_at, :traceparent)"
).bindparams(sa.bindparam("facts", type_=sa.JSON))
_WORDS = (
    "jsonb_build_array(a.municipality, a.id, a.actor_kind, a.actor_id, a.act, a.subject_kind, a.subject_id, a.facts,"
    " extract(epoch FROM a.occurred_at)::text, extract(epoch FROM a.recorded_at)::text) AS words"
)
_UNSEALED = sa.text(
    f"SELECT a.municipality, a.id, {_WORDS} FROM audit_entry a"
    " LEFT JOIN audit_seal s ON s.municipality = a.municipality AND s.entry_id = a.id"
    " WHERE s.position IS NULL ORDER BY a.recorded_at, a.id LIMIT 500"
)
_SEALED = sa.text(
    f"SELECT s.position, s.hash, {_WORDS} FROM audit_seal s"
    # A seal whose entry was taken away is broken too.
    " LEFT JOIN audit_entry a ON a.municipality = s.municipality AND a.id = s.entry_id ORDER BY s.position"
)
