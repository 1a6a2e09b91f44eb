"""The tables of responsibility."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.responsibility.words import OrderMode, Route, Way


class Body(Base):
    """Someone outside who may be responsible, and the way they take faults. ``names`` is language → name."""

    __tablename__ = "body"

    municipality: Mapped[MunicipalityCode]
    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]
    way: Mapped[Way] = mapped_column(enum_column(Way))
    phone: Mapped[str | None]
    acute_phone: Mapped[str | None]
    web: Mapped[str | None]
    mail: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class Contract(Base):
    """Which contractor does a trade for a unit, and on what terms. ``pauses`` lists reasons that stop its clock.

    ``targets`` (make_safe, start, mend → a target as the catalogue writes it) go before the catalogue's own. Of what a
    rule would approve, ``sample_percent`` goes to a person. Above ``orders_an_hour``, and for acute ones from reporters
    nobody knows above ``acute_orders_an_hour``, an order is written and held.
    """

    __tablename__ = "contract"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    contractor_id: Mapped[UUID]
    unit_code: Mapped[str]
    trade: Mapped[str]
    is_in_house: Mapped[bool]
    order_mode: Mapped[OrderMode] = mapped_column(enum_column(OrderMode))
    accept_within_hours: Mapped[int]
    may_decline: Mapped[bool]
    approves_by_rule: Mapped[bool]
    warranty_days: Mapped[int]
    pauses: Mapped[list[Any]]
    orders_an_hour: Mapped[int]
    acute_orders_an_hour: Mapped[int] = mapped_column(default=30, server_default="30")
    sample_percent: Mapped[int] = mapped_column(default=10, server_default="10")
    targets: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class ContractCoverage(Base):
    """A contract covers a category (or a whole group, by its first part) in an area (``*`` for everywhere)."""

    __tablename__ = "contract_coverage"

    municipality: Mapped[MunicipalityCode]
    contract_id: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(primary_key=True)


class RuleEdition(Base):
    """A published set of rules; immutable, and every decision says which one it followed."""

    __tablename__ = "rule_edition"

    municipality: Mapped[MunicipalityCode]
    number: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    rules: Mapped[list[Any]]


class DecisionRow(Base):
    """A decision as it was made; ``explanation`` is language → words; ``decided_by`` None for a rule."""

    __tablename__ = "decision"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    edition: Mapped[int | None]
    route: Mapped[Route] = mapped_column(enum_column(Route))
    contract_id: Mapped[UUID | None]
    unit_code: Mapped[str | None]
    body_code: Mapped[str | None]
    confidence: Mapped[float] = mapped_column(sa.Double)
    explanation: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime]
