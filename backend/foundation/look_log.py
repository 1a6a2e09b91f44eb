"""The log of looks: who has looked at what nobody looks at without a reason, read from its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

LOOKS = ("look_at_address", "look_at_looks", "search_person", "export")
"""The acts of the audit log that are looks."""


@dataclass(frozen=True)
class Look:
    """One look. ``facts`` hold the session and the device it was taken from, where they are known."""

    id: UUID
    actor_kind: str
    actor_id: UUID | None
    act: str
    subject_kind: str
    subject_id: UUID | None
    facts: dict[str, Any]
    occurred_at: datetime


def list_looks(
    session: Session,
    municipality: str,
    *,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Look]:
    """Looks, latest first; by one person or at one thing where given; ``before``: the last look of the page before."""
    asked: dict[str, Any] = {"municipality": municipality, "limit": limit}
    conditions = []
    for column, value in (("actor_id", actor_id), ("subject_id", subject_id)):
        if value is not None:
            conditions.append(f" AND {column} = :{column}")
            asked[column] = value
    if before is not None:
        conditions.append(" AND id < :before")
        asked["before"] = before
    rows = session.execute(sa.text(_LIST.format(conditions="".join(conditions))), asked)
    return [Look(*row) for row in rows]


_ACTS = ", ".join(f"'{act}'" for act in LOOKS)
# The acts are said in the words of the index, or it would not be used.
_LIST = (
    "SELECT id, actor_kind, actor_id, act, subject_kind, subject_id, facts, occurred_at FROM audit_entry"
    f" WHERE municipality = cast(:municipality AS bpchar) AND act IN ({_ACTS}){{conditions}}"
    " ORDER BY id DESC LIMIT :limit"
)
