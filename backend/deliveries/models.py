"""The table of deliveries: what leaves the house, to one recipient each, and its fate."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.deliveries.letters import Channel, RecipientKind
from backend.deliveries.lifecycle import Fate, ParkedReason
from backend.foundation.database import Base, MunicipalityCode, enum_column

_WAITING = sa.text("fate IN ('queued', 'in_doubt')")


class Delivery(Base):
    """One message to one recipient. Personal data: ``address``, ``subject`` and ``body`` (erased here, when erased).

    ``not_before`` and ``next_attempt_at`` are of the promise clock, ``leased_until`` of the database's real time. A
    lease that ran out means that a sender died with the message in hand. ``repeats`` counts the tries that may have
    put a second copy before the recipient.
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
