"""What a person does with a delivery: sends it again the same way or another, marks it seen, carries a task out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.actions import queue_delivery
from backend.deliveries.announcing import announce_parked
from backend.deliveries.decisions import NEVER_REPEATED
from backend.deliveries.letters import TASKS, Channel, Letter, LinkEntry
from backend.deliveries.lifecycle import Fate, ParkedReason, check_move
from backend.deliveries.models import Delivery
from backend.deliveries.queries import no_such_delivery
from backend.deliveries.reports import forget_failures
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Conflict, Invalid

UNDELIVERED = (Fate.PARKED, Fate.FAILED)
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class OtherWay:
    """Another way to the same person: ``address`` as its channel wants it, and the text as that channel carries it."""

    channel: Channel
    address: str
    body: str
    links: dict[str, LinkEntry]


def resend_delivery(session: Session, municipality: str, delivery_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let a parked or failed delivery try again from the start, a mail under the same Message-ID; audited.

    An SMS that may have arrived goes a second time then: that is the person's choice, and counted. Raises
    ``NotFound``, and ``Conflict`` where it is neither parked nor failed, or has been sent another way.
    """
    delivery = _lock(session, municipality, delivery_id)
    _refuse_sent_otherwise(delivery)
    reason = delivery.parked_reason
    again = reason is not None and reason.may_have_arrived
    is_once = delivery.channel in NEVER_REPEATED or delivery.channel in TASKS
    to = Fate.IN_DOUBT if again and not is_once else Fate.QUEUED
    check_move(delivery.fate, to)
    facts: dict[str, Any] = {"from": delivery.fate.value, "attempts": delivery.attempts}
    if delivery.channel in NEVER_REPEATED:
        delivery.repeats += int(again)
        delivery.provider_id = delivery.first_tried_at = delivery.cost_micro = None
        forget_failures(session, municipality, delivery_id)
    delivery.fate, delivery.parked_reason = to, None
    delivery.attempts, delivery.next_attempt_at, delivery.ended_at = 0, now, None
    session.flush()
    _record(session, delivery, "resend_delivery", facts, actor=actor, now=now)


def resend_by(
    session: Session, municipality: str, delivery_id: UUID, way: OtherWay, *, actor: Actor, now: datetime
) -> UUID:
    """Send what was given up, or came back, by another channel; the two point at each other. Returns the new one's id.

    It stays the same step to the same recipient. Raises ``NotFound``, ``Invalid`` for an address the channel does not
    take, and ``Conflict`` where the first is neither parked nor failed, or has been sent another way already.
    """
    first = _lock(session, municipality, delivery_id)
    _refuse_sent_otherwise(first)
    if first.fate not in UNDELIVERED:
        raise Conflict("delivery_fate_settled", "This message is settled and cannot be sent again.")
    if way.channel is first.channel:
        raise Invalid(
            "channel_same", "Choose another way than the one that failed.", fields={"channel": "Choose another way."}
        )
    letter = Letter(
        recipient_kind=first.recipient_kind,
        recipient_key=first.recipient_key,
        address=way.address,
        language=first.language,
        text_code=first.text_code,
        subject=first.subject,
        body=way.body,
        step_id=first.step_id,
        case_id=first.case_id,
        authority_id=first.authority_id,
        channel=way.channel,
        links=way.links,
        urgent=first.urgent,
        source_mark=first.source_mark,
    )
    new_id = queue_delivery(session, municipality, letter, now=now)
    if new_id is None:
        raise Conflict("told_that_way_before", "This has been sent that way already.")
    first.resent_as = new_id
    second = session.get_one(Delivery, (municipality, new_id))
    second.resent_from = first.id
    _mark(first, actor, now)
    session.flush()
    facts = {"from": first.channel.value, "to": way.channel.value, "new": str(new_id)}
    _record(session, first, "resend_delivery_otherwise", facts, actor=actor, now=now)
    return new_id


def mark_seen(session: Session, municipality: str, delivery_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Write down who first saw that a message did not get through; a second look changes nothing. Audited."""
    delivery = _lock(session, municipality, delivery_id)
    if delivery.fate not in UNDELIVERED:
        raise Conflict("delivery_not_parked", "This message has not been given up.")
    if delivery.seen_at is None:
        _mark(delivery, actor, now)
        session.flush()
        _record(session, delivery, "see_delivery", {}, actor=actor, now=now)


def carry_out(
    session: Session, municipality: str, delivery_id: UUID, *, done: bool, words: str = "", actor: Actor, now: datetime
) -> None:
    """A letter was posted (handed over), a call was answered (delivered); or neither (parked, for another way).

    ``words`` say how it went. Raises ``NotFound``, and ``Conflict`` where it is no task or is no longer to be done:
    a later step may have made it untrue.
    """
    task = _lock(session, municipality, delivery_id)
    if task.channel not in TASKS or task.fate is not Fate.QUEUED:
        raise Conflict("task_not_open", "This is no longer to be done.")
    reached = Fate.DELIVERED if task.channel is Channel.CALL else Fate.HANDED_OVER
    to = reached if done else Fate.PARKED
    check_move(task.fate, to)
    task.fate, task.ended_at, task.attempts = to, now, task.attempts + 1
    task.parked_reason = None if done else ParkedReason.NOT_REACHED
    task.done_by, task.done_words = actor.id, words.strip()[:LONGEST_WORDS] or None
    session.flush()
    _record(session, task, "carry_out_delivery", {"done": done}, actor=actor, now=now)
    if not done:
        announce_parked(session, task, ParkedReason.NOT_REACHED, now=now)


def _lock(session: Session, municipality: str, delivery_id: UUID) -> Delivery:
    delivery = session.scalars(
        sa.select(Delivery)
        .where(Delivery.municipality == municipality, Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if delivery is None:
        raise no_such_delivery()
    return delivery


def _refuse_sent_otherwise(delivery: Delivery) -> None:
    if delivery.resent_as is not None:
        raise Conflict("delivery_sent_otherwise", "This message has been sent another way already.")


def _mark(delivery: Delivery, actor: Actor, now: datetime) -> None:
    if delivery.seen_at is None:
        delivery.seen_at, delivery.seen_by = now, actor.id


def _record(
    session: Session, delivery: Delivery, act: str, facts: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    subject = ("delivery", delivery.id)
    audit.record(session, delivery.municipality, actor=actor, act=act, subject=subject, facts=facts, now=now)
