"""The tables of records: rules of retention, erasures with their items, legal holds, and the words cases are found by."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, Code, MunicipalityCode, enum_column


class What(StrEnum):
    """What goes. Of the first three the case itself, its steps and its times stay, without a person."""

    PERSONS = "persons"
    """Everything in the reports that is a person's: words, names, addresses, messages, photos."""
    MESSAGES = "messages"
    """Messages as they were sent, and the addresses they went to."""
    ORIGINALS = "originals"
    """The sealed bytes of photos as they came; our own encodes stay."""
    CASES = "cases"
    """Whole cases with all that hangs on them; that they were, and by which decision they went, stays."""


class ItemKind(StrEnum):
    """What an erasure names."""

    REPORT = "report"
    CASE = "case"


class HoldOf(StrEnum):
    """What is held."""

    CASE = "case"
    PERSON = "person"
    SEARCH = "search"


class RetentionRule(Base):
    """A rule as the authority decided it. Nothing goes before ``active_since``; ``after_days`` None: it is kept for ever.

    Days are counted from the moment a case is closed. ``authority_id`` and ``category`` None: every one. The cursor says
    how far closed cases have been gone through; lifting a hold sets it back.
    """

    __tablename__ = "retention_rule"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None]
    category: Mapped[str | None]
    what: Mapped[What] = mapped_column(enum_column(What))
    after_days: Mapped[int | None]
    decision: Mapped[str]
    basis: Mapped[str]
    plan_reference: Mapped[str]
    decided_on: Mapped[date]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    active_since: Mapped[datetime | None]
    activated_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    next_run_at: Mapped[datetime | None]
    cursor_at: Mapped[datetime | None]
    cursor_id: Mapped[UUID | None]
    culled: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))

    @property
    def is_active(self) -> bool:
        """Whether anything may go by it."""
        return self.active_since is not None and self.ended_at is None


class Erasure(Base):
    """One erasure, by a person's request or by a rule: decided first, carried out by the worker. Ids and counts alone.

    ``authority_id``: whose records; None where nobody's alone (decided outside every authority).
    """

    __tablename__ = "erasure"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None]
    what: Mapped[What] = mapped_column(enum_column(What))
    rule_id: Mapped[UUID | None]
    decision: Mapped[str]
    basis: Mapped[str]
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    held: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sa.text("'{}'"))


class ErasureItem(Base):
    """What an erasure is about, by id."""

    __tablename__ = "erasure_item"

    municipality: Mapped[MunicipalityCode]
    erasure_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)


class CulledCase(Base):
    """The proof that a case was and went: the protocol of culling. No person, no words, no place."""

    __tablename__ = "culled_case"

    municipality: Mapped[MunicipalityCode]
    erasure_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Code(8), primary_key=True)
    authority_id: Mapped[UUID]
    category: Mapped[str]
    reports: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    culled_at: Mapped[datetime]


class LegalHold(Base):
    """A decision that nothing of this goes. Of a person it also covers what they report later (``recipient_key``).

    ``authority_id``: whose records are held; None holds those of all.
    """

    __tablename__ = "legal_hold"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None]
    of_kind: Mapped[HoldOf] = mapped_column(enum_column(HoldOf))
    decision: Mapped[str]
    reason: Mapped[str]
    recipient_key: Mapped[str | None]
    cases: Mapped[int]
    decided_by: Mapped[UUID | None]
    begun_at: Mapped[datetime]
    review_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_reason: Mapped[str | None]


class LegalHoldCase(Base):
    """A case that a hold covers."""

    __tablename__ = "legal_hold_case"

    municipality: Mapped[MunicipalityCode]
    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    hold_id: Mapped[UUID] = mapped_column(primary_key=True)


class CaseWord(Base):
    """A word in its first form, and a case in whose reports, additions, notes or place it stands."""

    __tablename__ = "case_word"

    municipality: Mapped[MunicipalityCode]
    word: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(primary_key=True)


class WordProgress(Base):
    """How far a source has been read for its words: every row with a smaller id has been."""

    __tablename__ = "word_progress"

    municipality: Mapped[MunicipalityCode]
    source: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    read_to: Mapped[UUID]
