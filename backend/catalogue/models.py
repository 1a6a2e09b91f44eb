"""The tables: a municipality's groups, categories and questions, copied from the shipped tree and its own from then.

Texts are objects by language code, so that a language is added without a migration; targets are in the written form of
``targets``. Decisions never read these rows: ``queries`` turns them into the values of ``tree``.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalogue.tree import CaseKind, Priority, QuestionKind
from backend.foundation.database import Base, MunicipalityCode, enum_column


class CategoryGroupRow(Base):
    """A top group of one municipality's tree."""

    __tablename__ = "category_group"

    municipality: Mapped[MunicipalityCode] = mapped_column(sa.ForeignKey("municipality.code"))
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    names: Mapped[dict[str, Any]]


class CategoryRow(Base):
    """A leaf of one municipality's tree. ``retired_at``: from then on no new case gets it; old ones keep it."""

    __tablename__ = "category"

    municipality: Mapped[MunicipalityCode]
    code: Mapped[str] = mapped_column(primary_key=True)
    group_code: Mapped[str]
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
    kind: Mapped[CaseKind] = mapped_column(enum_column(CaseKind))
    unit_code: Mapped[str]
    authority_code: Mapped[str]
    trade: Mapped[str | None]
    priority: Mapped[Priority] = mapped_column(enum_column(Priority))
    can_be_acute: Mapped[bool]
    joinable: Mapped[bool]
    public_at_once: Mapped[bool]
    accusation_likely: Mapped[bool]
    hidden: Mapped[bool]
    warranty_days: Mapped[int]
    near_metres: Mapped[int] = mapped_column(server_default="50")
    season: Mapped[str | None]
    targets: Mapped[dict[str, Any]]
    names: Mapped[dict[str, Any]]
    helps: Mapped[dict[str, Any]]
    public_names: Mapped[dict[str, Any]]
    verbs: Mapped[dict[str, Any]]
    advice: Mapped[dict[str, Any]]
    search_words: Mapped[str]
    not_ours: Mapped[list[Any]]
    planned_words: Mapped[dict[str, Any]] = mapped_column(server_default=sa.text("'{}'"))
    look_again_on: Mapped[date | None]
    season_targets: Mapped[str] = mapped_column(server_default="")
    count_rules: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality", "group_code"], ["category_group.municipality", "category_group.code"]),
    )


class CategoryVersionRow(Base):
    """One change of a category, never changed itself: field → what it was and what it became, as they are written."""

    __tablename__ = "category_version"

    municipality: Mapped[MunicipalityCode]
    category_code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[dict[str, Any]]
    edited_by: Mapped[UUID | None]
    edited_at: Mapped[datetime]


class QuestionRow(Base):
    """A question of a category, with its choices in order (see ``choices``)."""

    __tablename__ = "question"

    municipality: Mapped[MunicipalityCode]
    category_code: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    restricted: Mapped[bool]
    texts: Mapped[dict[str, Any]]
    choices: Mapped[list[Any]]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["municipality", "category_code"], ["category.municipality", "category.code"], ondelete="CASCADE"
        ),
    )
