"""The tables of dispatch."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases import Outcome, Whose
from backend.dispatch.words import (
    AlarmState,
    BodyAnswer,
    HandOverEnding,
    HandOverState,
    HeldBecause,
    OrderState,
    PausedBy,
    Purpose,
)
from backend.foundation.database import Base, Code, MunicipalityCode, enum_column
from backend.responsibility import Way


class WorkOrder(Base):
    """An order to one contractor under one contract for one purpose and trade.

    ``briefing`` is what the crew was told, fixed when sent: category, names, answers, place, masked words. ``terms`` are
    the deadlines as first set: name → when (ISO 8601) and by which clock. ``waits_for`` is another order's id or an
    all-clear (see ``locks``); ``held_because`` why it was written and not sent, until ``let_go_at``.
    ``usual_kr`` what such an order costs as a rule.
    """

    __tablename__ = "work_order"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(Code(8))
    case_id: Mapped[UUID]
    contractor_id: Mapped[UUID]
    contract_id: Mapped[UUID]
    unit_code: Mapped[str]
    decision_id: Mapped[UUID | None]
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    trade: Mapped[str]
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState))
    is_acute: Mapped[bool]
    urgency: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    is_warranty: Mapped[bool]
    briefing: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    accept_by: Mapped[datetime]
    acceptance_overdue: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    deadline_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    waiting_on: Mapped[str | None] = mapped_column(sa.String(40))
    waiting_reason: Mapped[str | None]
    waiting_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    done_words: Mapped[str | None]
    declined_reason: Mapped[str | None]
    sent_back_reason: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_how: Mapped[str | None] = mapped_column(sa.String(40))
    ended_at: Mapped[datetime | None]
    make_safe_by: Mapped[datetime | None]
    start_by: Mapped[datetime | None]
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    make_safe_overdue: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    start_overdue: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    mend_overdue: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    usual_kr: Mapped[int | None]
    waits_for: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]
    released_words: Mapped[str | None]
    held_because: Mapped[HeldBecause | None] = mapped_column(enum_column(HeldBecause))
    let_go_at: Mapped[datetime | None]
    let_go_by: Mapped[UUID | None]
    replaces_order_id: Mapped[UUID | None]
    sampled: Mapped[bool | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def is_locked(self) -> bool:
        """Whether work may not begin before it is released; an order without ``waits_for`` is older than locks."""
        return self.released_at is None and bool(self.waits_for or self.briefing.get("locked"))

    @property
    def was_sent(self) -> bool:
        """Whether the contractor ever had it."""
        return self.held_because is None or self.let_go_at is not None


class OrderPause(Base):
    """A time in which an order's clock stands: for a reason the contract names, or granted by the unit."""

    __tablename__ = "order_pause"

    municipality: Mapped[MunicipalityCode]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(40))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by: Mapped[PausedBy] = mapped_column(enum_column(PausedBy))
    person_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class HandOver(Base):
    """A body outside told of its fault, by the way it really takes faults.

    ``chaser`` is whose list a next look comes to; ``mail`` the address of a body that is not in the directory;
    ``same_as_id`` the earlier hand-over at the same spot that the body already has. Told by system: ``delivery_id`` is
    what was sent, ``their_token`` what the number is asked for by, ``ask_status_at`` when their system is next asked how
    it goes and ``status_asks`` how often it has been.
    """

    __tablename__ = "hand_over"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    body_code: Mapped[str]
    body_name: Mapped[str]
    way: Mapped[Way] = mapped_column(enum_column(Way))
    state: Mapped[HandOverState] = mapped_column(enum_column(HandOverState))
    their_reference: Mapped[str | None]
    masked_words: Mapped[str]
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    ask_again_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    made_by: Mapped[UUID | None]
    chaser: Mapped[Whose | None] = mapped_column(enum_column(Whose))
    contact_name: Mapped[str | None]
    mail: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[BodyAnswer | None] = mapped_column(enum_column(BodyAnswer))
    answer_words: Mapped[str | None]
    ended_as: Mapped[HandOverEnding | None] = mapped_column(enum_column(HandOverEnding))
    same_as_id: Mapped[UUID | None]
    cell: Mapped[int | None] = mapped_column(sa.BigInteger)
    group_code: Mapped[str | None]
    next_look_at: Mapped[datetime | None]
    look_asked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    delivery_id: Mapped[UUID | None]
    their_token: Mapped[str | None]
    ask_status_at: Mapped[datetime | None]
    status_asks: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for the body, or has yet to tell it."""
        return self.state is not HandOverState.ENDED


class CallListEntry(Base):
    """One person on call. ``role`` is language → public role; the list is a contract's code or ``jour``.

    ``phone`` (E.164, or None) gets an SMS beside the mail.
    """

    __tablename__ = "call_list_entry"

    municipality: Mapped[MunicipalityCode]
    list_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[dict[str, Any]]
    mail: Mapped[str]
    language: Mapped[str]
    wait_minutes: Mapped[int]
    phone: Mapped[str | None]


class Alarm(Base):
    """An acute case calling persons in turn until one acknowledges; ``calls_before`` were by earlier lists."""

    __tablename__ = "alarm"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    state: Mapped[AlarmState] = mapped_column(enum_column(AlarmState))
    list_codes: Mapped[list[Any]]
    raised_at: Mapped[datetime]
    next_call_at: Mapped[datetime | None]
    calls: Mapped[int]
    calls_before: Mapped[int] = mapped_column(default=0, server_default="0")
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_role: Mapped[str | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class AlarmCall(Base):
    """One call of an alarm; its delivery carries ``step_id``, so that its fate can be shown beside it."""

    __tablename__ = "alarm_call"

    municipality: Mapped[MunicipalityCode]
    alarm_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    list_code: Mapped[str]
    position: Mapped[int]
    role: Mapped[dict[str, Any]]
    called_at: Mapped[datetime]
    step_id: Mapped[UUID]
