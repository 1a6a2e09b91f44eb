"""Reading drafts and editions, and when each edition held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.responsibility.errors import DraftNotFound, EditionNotFound
from backend.responsibility.models import RuleDraft, RuleEdition, RuleForce
from backend.responsibility.queries import list_forced


@dataclass(frozen=True)
class Span:
    """A time in which one edition held or will hold; ``valid_to`` None: until another is put in force."""

    edition: int
    valid_from: datetime
    valid_to: datetime | None
    act: str
    reason: str


def spans_of(forced: Sequence[RuleForce]) -> list[Span]:
    """Which edition holds when: without gaps or overlaps from the first on, first first."""
    ordered = sorted(forced, key=lambda row: (row.valid_from, row.number))
    # Of two that begin together the later numbered holds, and the other never did.
    held = [row for row, following in zip(ordered, [*ordered[1:], None], strict=True)
            if following is None or following.valid_from > row.valid_from]  # fmt: skip
    ends = [row.valid_from for row in held[1:]]
    return [
        Span(row.edition, row.valid_from, end, row.act.value, row.reason)
        for row, end in zip(held, [*ends, None], strict=True)
    ]


def list_spans(session: Session, municipality: str) -> list[Span]:
    """Which edition holds when, first first."""
    return spans_of(list_forced(session, municipality))


def get_draft(session: Session, municipality: str, draft_id: UUID, *, for_change: bool = False) -> RuleDraft:
    """One draft, under its lock where it is changed. Raises ``DraftNotFound``."""
    draft = session.get(RuleDraft, (municipality, draft_id), with_for_update=for_change or None)
    if draft is None:
        raise DraftNotFound
    return draft


def list_drafts(session: Session, municipality: str, *, limit: int = 20) -> Sequence[RuleDraft]:
    """The drafts that have not been published, last begun first."""
    return session.scalars(
        sa.select(RuleDraft)
        .where(RuleDraft.municipality == municipality, RuleDraft.published_as.is_(None))
        .order_by(RuleDraft.begun_at.desc(), RuleDraft.id.desc())
        .limit(limit)
    ).all()


def get_edition(session: Session, municipality: str, number: int) -> RuleEdition:
    """One edition. Raises ``EditionNotFound``."""
    edition = session.get(RuleEdition, (municipality, number))
    if edition is None:
        raise EditionNotFound
    return edition


def list_editions(
    session: Session, municipality: str, *, before: int | None = None, limit: int = 20
) -> Sequence[RuleEdition]:
    """The editions, last published first; ``before`` goes on after that number."""
    query = sa.select(RuleEdition).where(RuleEdition.municipality == municipality)
    if before is not None:
        query = query.where(RuleEdition.number < before)
    return session.scalars(query.order_by(RuleEdition.number.desc()).limit(limit)).all()


def last_number(session: Session, municipality: str) -> int:
    """The number of the last edition, 0 where there is none. Two who publish at once cannot both have the next."""
    query = sa.select(sa.func.max(RuleEdition.number)).where(RuleEdition.municipality == municipality)
    return int(session.scalar(query) or 0)


def next_force_number(session: Session, municipality: str) -> int:
    """The number of the next row of ``RuleForce``."""
    query = sa.select(sa.func.max(RuleForce.number)).where(RuleForce.municipality == municipality)
    return int(session.scalar(query) or 0) + 1
