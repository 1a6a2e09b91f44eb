"""Telling those above that a delivery waits for a person."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.deliveries.events import DeliveryParked, DeliveryTaken
from backend.deliveries.lifecycle import CAME_BACK, ParkedReason
from backend.deliveries.models import Delivery
from backend.foundation.events import announce

PARKED_FACTS = (
    Delivery.municipality, Delivery.id, Delivery.case_id, Delivery.step_id, Delivery.channel,
    Delivery.recipient_kind, Delivery.text_code,
)  # fmt: skip


def announce_parked(session: Session, row: Any, reason: ParkedReason, *, now: datetime) -> None:
    """Announce that the delivery in ``row`` (with ``PARKED_FACTS``) waits for a person."""
    _announce(session, row, reason.value, now=now)


def announce_taken(session: Session, row: Any, *, now: datetime) -> None:
    """Announce that another's system has taken the delivery in ``row`` (with ``PARKED_FACTS``)."""
    taken = DeliveryTaken(row.municipality, row.id, row.case_id, row.channel.value)
    announce(session, row.municipality, row.case_id or row.id, taken, now)


def announce_came_back(session: Session, delivery: Delivery, *, now: datetime) -> None:
    """Announce that a delivery failed after it was handed over."""
    _announce(session, delivery, CAME_BACK, now=now)


def _announce(session: Session, row: Any, reason: str, *, now: datetime) -> None:
    parked = DeliveryParked(
        municipality=row.municipality,
        delivery_id=row.id,
        case_id=row.case_id,
        step_id=row.step_id,
        channel=row.channel.value,
        recipient_kind=row.recipient_kind.value,
        text_code=row.text_code,
        reason_code=reason,
    )
    announce(session, row.municipality, row.case_id or row.id, parked, now)
