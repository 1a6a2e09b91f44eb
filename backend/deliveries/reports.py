"""What a provider calls back to say of a delivery: stored first, as it came; fates only move forward.

It may come before our own sender has written down the provider's yes, twice, late, or backwards. Each report is a row
of its own, and the fate is read from all of them under the delivery's lock.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.announcing import announce_came_back
from backend.deliveries.lifecycle import Fate, fate_by_reports
from backend.deliveries.models import Delivery, DeliveryReport
from backend.foundation.ids import new_id

MOST_REPORTS = 50
"""Of one delivery; a provider that says more than that says nothing new."""
LONGEST = 200
MOST_FIELDS = 20


class Status(StrEnum):
    """What a report says that changes a fate."""

    DELIVERED = "delivered"
    FAILED = "failed"


def store_report(
    session: Session, municipality: str, delivery_id: UUID, *, said: Mapping[str, str], now: datetime
) -> None:
    """Keep a report as it came; ``said`` are its fields, of which ``status`` and ``id`` are read."""
    counted = sa.select(sa.func.count()).where(
        DeliveryReport.municipality == municipality, DeliveryReport.delivery_id == delivery_id
    )
    if (session.scalar(counted) or 0) >= MOST_REPORTS:
        return
    kept = {_clean(name): _clean(value) for name, value in list(said.items())[:MOST_FIELDS]}
    session.add(
        DeliveryReport(
            municipality=municipality,
            id=new_id(),
            delivery_id=delivery_id,
            received_at=now,
            status=kept.get("status", ""),
            provider_id=kept.get("id") or None,
            said=kept,
        )
    )
    session.flush()


def follow_reports(session: Session, municipality: str, delivery_id: UUID, *, now: datetime) -> Fate | None:
    """Let the fate follow what has been reported so far; None where there is no such delivery. Locks it."""
    delivery = session.scalars(
        sa.select(Delivery)
        .where(Delivery.municipality == municipality, Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if delivery is None:
        return None
    reports = list_reports(session, municipality, delivery_id)
    fate = fate_by_reports(
        delivery.fate,
        delivered=any(report.status == Status.DELIVERED for report in reports),
        failed=any(report.status == Status.FAILED and _is_of_this_try(report, delivery) for report in reports),
        in_hand=delivery.leased_until is not None,
    )
    if fate is not delivery.fate:
        delivery.fate, delivery.parked_reason, delivery.ended_at = fate, None, now
        delivery.leased_until = delivery.lease_token = None
        delivery.provider_id = delivery.provider_id or next((r.provider_id for r in reports if r.provider_id), None)
        session.flush()
        if fate is Fate.FAILED:
            announce_came_back(session, delivery, now=now)
    return fate


def forget_failures(session: Session, municipality: str, delivery_id: UUID) -> None:
    """Let what was reported as failed so far say nothing of the try that comes now; how it came stays as it was."""
    session.execute(
        sa.update(DeliveryReport)
        .where(
            DeliveryReport.municipality == municipality,
            DeliveryReport.delivery_id == delivery_id,
            DeliveryReport.status == Status.FAILED,
        )
        .values(status="failed_before")
        .execution_options(synchronize_session=False)
    )


def list_reports(session: Session, municipality: str, delivery_id: UUID) -> list[DeliveryReport]:
    """What was reported of a delivery, first come first."""
    return list(
        session.scalars(
            sa.select(DeliveryReport)
            .where(DeliveryReport.municipality == municipality, DeliveryReport.delivery_id == delivery_id)
            .order_by(DeliveryReport.id)
        )
    )


def _clean(text: str) -> str:
    """Cut to what a report may mean, without what a database cannot keep."""
    return text.replace("\0", "")[:LONGEST]


def _is_of_this_try(report: DeliveryReport, delivery: Delivery) -> bool:
    """Whether what failed is what lies out now, and not an earlier try that a person has sent again since."""
    if delivery.provider_id is not None:
        return report.provider_id == delivery.provider_id
    return delivery.fate is Fate.IN_DOUBT
