"""The tables of deliveries: what leaves the house, what providers report of it, and what it may cost."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.deliveries.letters import Channel, RecipientKind
from backend.deliveries.lifecycle import Fate, ParkedReason
from backend.foundation.database import Base, MunicipalityCode, enum_column

_WAITING = sa.text("fate IN ('queued', 'in_doubt')")


class Delivery(Base):
    """One message to one recipient. Personal data: ``address``, ``subject`` and ``body`` (erased here, when erased).

    ``not_before`` and ``next_attempt_at`` are of the promise clock, ``leased_until`` of the database's real time. A
    lease that ran out means that a sender died with the message in hand. ``repeats`` counts the tries that may have
    put a second copy before the recipient. Of an SMS: ``segments`` and ``cost_micro`` (millionths of a krona) as far
    as they are known, the provider's own id, and ``first_tried_at`` (real time) to ask there about one in doubt.
    ``by_day_in`` is the time zone whose nights it keeps away from. ``resent_from`` and ``resent_as`` link what was sent
    again by another channel; ``done_words`` are those of whoever carried out a letter or a call.
    ``form`` is what another's system is sent beside the words.
    """

    __tablename__ = "delivery"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority_id: Mapped[UUID | None]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    recipient_kind: Mapped[RecipientKind] = mapped_column(enum_column(RecipientKind))
    recipient_key: Mapped[str]
    address: Mapped[str | None]
    language: Mapped[str]
    text_code: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    links: Mapped[dict[str, Any]]
    case_id: Mapped[UUID | None]
    step_id: Mapped[UUID]
    urgent: Mapped[bool]
    by_day_in: Mapped[str | None]
    fate: Mapped[Fate] = mapped_column(enum_column(Fate))
    parked_reason: Mapped[ParkedReason | None] = mapped_column(enum_column(ParkedReason))
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    repeats: Mapped[int] = mapped_column(server_default=sa.text("0"))
    not_before: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    message_id: Mapped[str | None]
    last_error: Mapped[str | None]
    queued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    traceparent: Mapped[str | None]
    segments: Mapped[int | None]
    cost_micro: Mapped[int | None] = mapped_column(sa.BigInteger)
    provider_id: Mapped[str | None]
    first_tried_at: Mapped[datetime | None]
    source_mark: Mapped[str | None]
    resent_from: Mapped[UUID | None]
    resent_as: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None]
    done_by: Mapped[UUID | None]
    done_words: Mapped[str | None]
    form: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    __table_args__ = (
        sa.UniqueConstraint(
            "municipality", "step_id", "recipient_key", "channel", "text_code", name="delivery_told_once"
        ),
        sa.Index("delivery_due", sa.text("urgent DESC"), "next_attempt_at", "id", postgresql_where=_WAITING),
        sa.Index("delivery_next_due", "next_attempt_at", "id", postgresql_where=_WAITING),
        sa.Index("delivery_by_case", "municipality", "case_id", "id"),
        sa.Index("delivery_by_recipient", "municipality", "recipient_key", "case_id"),
        sa.Index("delivery_by_fate", "municipality", "fate", "id"),
    )


class DeliveryReport(Base):
    """What a provider called back to say of one delivery, kept as it came. ``received_at`` is of the promise clock."""

    __tablename__ = "delivery_report"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID]
    received_at: Mapped[datetime]
    status: Mapped[str]
    provider_id: Mapped[str | None]
    said: Mapped[dict[str, Any]]

    __table_args__ = (sa.Index("delivery_report_by_delivery", "municipality", "delivery_id", "id"),)


class DeliveryBudget(Base):
    """What a municipality lets a channel cost in a month (millionths of a krona), and most messages in a day.

    ``most_a_number`` is to one number, ``most_a_source`` because of reports from one network. What is urgent is let
    through above each of them.
    """

    __tablename__ = "delivery_budget"

    municipality: Mapped[MunicipalityCode]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), primary_key=True)
    limit_micro: Mapped[int] = mapped_column(sa.BigInteger)
    most_a_number: Mapped[int]
    most_a_source: Mapped[int]
    edited_at: Mapped[datetime]


class DeliverySpending(Base):
    """What a channel has cost a municipality in a month, given by its first day."""

    __tablename__ = "delivery_spending"

    municipality: Mapped[MunicipalityCode]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    spent_micro: Mapped[int] = mapped_column(sa.BigInteger)
    segments: Mapped[int]
