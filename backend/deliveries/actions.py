"""What changes deliveries, in the caller's transaction: queue, overtake, send again, hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.deliveries.events import DeliveryParked
from backend.deliveries.letters import Letter, check_letter
from backend.deliveries.lifecycle import WAITING, Fate, ParkedReason, check_move
from backend.deliveries.models import Delivery
from backend.deliveries.queries import no_such_delivery
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.events import announce
from backend.foundation.ids import new_id
from backend.foundation.tracing import current_traceparent


def queue_delivery(session: Session, municipality: str, letter: Letter, *, now: datetime) -> UUID | None:
    """Queue one letter and return its delivery's id; None when this step was told to this recipient before.

    Raises ``Invalid`` or ``ValueError`` where the letter cannot become a message (see ``letters.check_letter``).
    """
    check_letter(letter)
    due_at = max(letter.not_before or now, now)
    row = {
        "municipality": municipality,
        "id": new_id(),
        "authority_id": letter.authority_id,
        "channel": letter.channel,
        "recipient_kind": letter.recipient_kind,
        "recipient_key": letter.recipient_key,
        "address": letter.address,
        "language": letter.language,
        "text_code": letter.text_code,
        "subject": letter.subject,
        "body": letter.body,
        "links": {name: dict(entry) for name, entry in letter.links.items()},
        "case_id": letter.case_id,
        "step_id": letter.step_id,
        "urgent": letter.urgent,
        "fate": Fate.QUEUED,
        "not_before": due_at,
        "next_attempt_at": due_at,
        "queued_at": now,
        "traceparent": current_traceparent(),
    }
    told_once = insert(Delivery).values(row).on_conflict_do_nothing(constraint="delivery_told_once")
    return session.scalars(told_once.returning(Delivery.id)).one_or_none()


def overtake_waiting(
    session: Session,
    municipality: str,
    *,
    case_id: UUID,
    text_codes: Sequence[str],
    recipient_key: str | None = None,
    now: datetime,
) -> int:
    """Let texts of a case that a later step made untrue go unsent; returns how many.

    Only those surely not sent: queued and in no sender's hand. ``recipient_key`` None means every recipient.
    """
    waiting = (
        sa.update(Delivery)
        .where(
            Delivery.municipality == municipality,
            Delivery.case_id == case_id,
            Delivery.text_code.in_(text_codes),
            Delivery.fate == Fate.QUEUED,
            # A lease that ran out is a sender that died: that one may have arrived.
            Delivery.leased_until.is_(None),
        )
        .values(fate=Fate.OVERTAKEN, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    if recipient_key is not None:
        waiting = waiting.where(Delivery.recipient_key == recipient_key)
    return len(session.scalars(waiting.returning(Delivery.id)).all())


def resend_delivery(session: Session, municipality: str, delivery_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let a parked or failed delivery try again from the start, under the same Message-ID; audited.

    Raises ``NotFound``, and ``Conflict`` where it is neither parked nor failed.
    """
    delivery = session.scalars(
        sa.select(Delivery)
        .where(Delivery.municipality == municipality, Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if delivery is None:
        raise no_such_delivery()
    reason = delivery.parked_reason
    to = Fate.IN_DOUBT if reason is not None and reason.may_have_arrived else Fate.QUEUED
    check_move(delivery.fate, to)
    facts: dict[str, Any] = {"from": delivery.fate.value, "attempts": delivery.attempts}
    delivery.fate, delivery.parked_reason = to, None
    delivery.attempts, delivery.next_attempt_at, delivery.ended_at = 0, now, None
    session.flush()
    audit.record(
        session,
        municipality,
        actor=actor,
        act="resend_delivery",
        subject=("delivery", delivery_id),
        facts=facts,
        now=now,
    )


def hold_all_queued(session: Session, *, now: datetime) -> int:
    """After a restore: park all that waits in the session's municipalities until a person looks; returns how many.

    What waited when the backup was taken may have been sent since.
    """
    held = session.execute(
        sa.update(Delivery)
        .where(Delivery.fate.in_(WAITING))
        .values(
            fate=Fate.PARKED, parked_reason=ParkedReason.RESTORED, leased_until=None, lease_token=None, ended_at=now
        )
        .returning(*PARKED_FACTS)
        .execution_options(synchronize_session=False)
    ).all()
    for row in held:
        announce_parked(session, row, ParkedReason.RESTORED, now=now)
    return len(held)


PARKED_FACTS = (
    Delivery.municipality, Delivery.id, Delivery.case_id, Delivery.step_id, Delivery.channel,
    Delivery.recipient_kind, Delivery.text_code,
)  # fmt: skip


def announce_parked(session: Session, row: Any, reason: ParkedReason, *, now: datetime) -> None:
    """Announce that the delivery in ``row`` (with ``PARKED_FACTS``) waits for a person."""
    parked = DeliveryParked(
        municipality=row.municipality,
        delivery_id=row.id,
        case_id=row.case_id,
        step_id=row.step_id,
        channel=row.channel.value,
        recipient_kind=row.recipient_kind.value,
        text_code=row.text_code,
        reason_code=reason.value,
    )
    announce(session, row.municipality, row.case_id or row.id, parked, now)
