"""The tables of responsibility."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.responsibility.words import ForceAct, LackKind, OrderMode, Route, Way


class Body(Base):
    """Someone outside who may be responsible, and the way they take faults. ``names`` is language → name.

    ``open311`` is the address of their Open311 server, ``jurisdiction`` what it asks for where it serves several, and
    ``services`` our category, its group or ``*`` → their service code. Their key is the operator's setting, never data.
    """

    __tablename__ = "body"

    municipality: Mapped[MunicipalityCode]
    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]
    way: Mapped[Way] = mapped_column(enum_column(Way))
    phone: Mapped[str | None]
    acute_phone: Mapped[str | None]
    web: Mapped[str | None]
    mail: Mapped[str | None]
    open311: Mapped[str | None]
    jurisdiction: Mapped[str | None]
    services: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class Contract(Base):
    """Which contractor does a trade for a unit, and on what terms. ``pauses`` lists reasons that stop its clock.

    ``targets`` (make_safe, start, mend → a target as the catalogue writes it) go before the catalogue's own. Of what a
    rule would approve, ``sample_percent`` goes to a person. Above ``orders_an_hour``, and for acute ones from reporters
    nobody knows above ``acute_orders_an_hour``, an order is written and held.

    ``season`` (``10-01/04-30``) and ``hours`` (``open``, ``closed`` or ``16:00-07:00``) say when in the year and the day
    it takes cases, None: always. A call-off up to ``call_off_kr`` kronor goes without a person's yes; ``frame_kr`` is
    all that may be ordered under it and ``frame_used_kr`` what was before Lagat. ``jour_phone`` answers at any hour.

    Terms agreed anew from a day are a row of their own under the same ``code``, from ``valid_from`` to ``valid_to``; an
    order keeps the row, and so the terms, it was sent under.
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
    season: Mapped[str | None]
    hours: Mapped[str | None]
    jour_phone: Mapped[str | None]
    call_off_kr: Mapped[int | None]
    frame_kr: Mapped[int | None] = mapped_column(sa.BigInteger)
    frame_used_kr: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class ContractCoverage(Base):
    """A contract covers a category (or a whole group, by its first part) in an area (``*`` for everywhere).

    ``usual_kr`` is what an order of it costs as a rule, None where that is not known beforehand.
    """

    __tablename__ = "contract_coverage"

    municipality: Mapped[MunicipalityCode]
    contract_id: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(primary_key=True)
    usual_kr: Mapped[int | None]


class RuleEdition(Base):
    """A published set of rules with the tests it passed; immutable, and a decision says which one it followed.

    ``rules`` as ``rules.check_rules`` takes them, ``tests`` as ``rule_tests.read_tests``; ``RuleForce`` says when it holds.
    """

    __tablename__ = "rule_edition"

    municipality: Mapped[MunicipalityCode]
    number: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    rules: Mapped[list[Any]]
    name: Mapped[str] = mapped_column(default="", server_default="")
    tests: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    based_on: Mapped[int | None]
    published_by: Mapped[UUID | None]


class RuleForce(Base):
    """That an edition holds from a moment on, until another does. Rows are added, never changed.

    In force at a moment is the row that began last by then, of two that began together the later numbered: one, always.
    """

    __tablename__ = "rule_force"

    municipality: Mapped[MunicipalityCode]
    number: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[int]
    valid_from: Mapped[datetime]
    act: Mapped[ForceAct] = mapped_column(enum_column(ForceAct))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class RuleDraft(Base):
    """Rules being written; ``published_as`` is the edition it became, and then it is changed no more."""

    __tablename__ = "rule_draft"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    based_on: Mapped[int | None]
    rules: Mapped[list[Any]]
    tests: Mapped[list[Any]]
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    published_as: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class KnownLack(Base):
    """What is so on purpose: lamps that are off, or upkeep that goes no further. ``explanation`` is language → words.

    ``category`` may be a whole group; ``asset_numbers`` empty: every one there; ``area_code`` None: everywhere.
    """

    __tablename__ = "known_lack"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[LackKind] = mapped_column(enum_column(LackKind))
    category: Mapped[str]
    area_code: Mapped[str | None]
    asset_numbers: Mapped[list[Any]]
    season: Mapped[str | None]
    hours: Mapped[str | None]
    explanation: Mapped[dict[str, Any]]
    decision_reference: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


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
