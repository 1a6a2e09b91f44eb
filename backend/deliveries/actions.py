"""What changes deliveries, in the caller's transaction: queue, overtake, hold."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.deliveries.announcing import PARKED_FACTS, announce_parked
from backend.deliveries.letters import Letter, check_letter
from backend.deliveries.lifecycle import WAITING, Fate, ParkedReason
from backend.deliveries.models import Delivery
from backend.deliveries.order import pull_earlier
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
        "by_day_in": letter.by_day_in,
        "fate": Fate.QUEUED,
        "not_before": due_at,
        "next_attempt_at": due_at,
        "queued_at": now,
        "traceparent": current_traceparent(),
        "source_mark": letter.source_mark,
        "form": dict(letter.form) if letter.form is not None else None,
    }
    pull_earlier(session, municipality, letter, due_at=due_at)
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
