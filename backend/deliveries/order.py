"""Keeping what one recipient is told of one case in the order it happened, also when the next system was away for days.

Letters are tried in the order of ``next_attempt_at``, and of two at the same moment the earlier first. So an earlier one
that still waits is tried no later than a new one, and later ones no sooner than an earlier one that has to wait.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.letters import Channel, Letter
from backend.deliveries.lifecycle import WAITING, Fate
from backend.deliveries.models import Delivery

WAS_AWAY = ("no_connection", "not_let_in", "connection_lost", "sender_refused", "not_taken")
"""Failures that say something of the next system and nothing of the recipient."""
_ONE_TRY_LESS = sa.func.greatest(Delivery.attempts - 1, 0)
"""A try that comes sooner because of another letter is not taken from those a letter has."""


def pull_earlier(session: Session, municipality: str, letter: Letter, *, due_at: datetime) -> None:
    """Let what the same person is still to be told of the case go with the new letter, before it."""
    if letter.case_id is None:
        return
    session.execute(
        sa.update(Delivery)
        .where(
            _same(municipality, letter.case_id, letter.recipient_key, letter.channel),
            Delivery.attempts > 0,
            Delivery.next_attempt_at > due_at,
        )
        .values(next_attempt_at=due_at, attempts=_ONE_TRY_LESS)
        .execution_options(synchronize_session=False)
    )


def push_later(session: Session, municipality: str, delivery_id: UUID, *, next_attempt_at: datetime) -> None:
    """Let what the same person is to be told after this one wait for it. What is urgent waits for nothing."""
    this = sa.orm.aliased(Delivery)
    later = (
        (this.municipality == municipality)
        & (this.id == delivery_id)
        & (this.case_id == Delivery.case_id)
        & (this.recipient_key == Delivery.recipient_key)
        & (this.channel == Delivery.channel)
        & (this.id < Delivery.id)
    )
    session.execute(
        sa.update(Delivery)
        .where(
            Delivery.municipality == municipality,
            later,
            Delivery.fate.in_(WAITING),
            ~Delivery.urgent,
            Delivery.next_attempt_at < next_attempt_at,
        )
        .values(next_attempt_at=next_attempt_at)
        .execution_options(synchronize_session=False)
    )


def wake_after_outage(session: Session, channel: Channel, *, now: datetime) -> None:
    """The next system is there again: what waited because it was away is tried now, and what waited behind it.

    In the worker's scope.
    """
    away = sa.or_(*(Delivery.last_error.startswith(code) for code in WAS_AWAY))
    behind = (Delivery.attempts == 0) & (Delivery.next_attempt_at > Delivery.not_before)
    session.execute(
        sa.update(Delivery)
        .where(
            Delivery.fate == Fate.QUEUED,
            Delivery.channel == channel,
            Delivery.leased_until.is_(None),
            Delivery.next_attempt_at > now,
            away | behind,
        )
        .values(next_attempt_at=now, attempts=_ONE_TRY_LESS)
        .execution_options(synchronize_session=False)
    )


def _same(municipality: str, case_id: UUID, recipient_key: str, channel: Channel) -> sa.ColumnElement[bool]:
    return (
        (Delivery.municipality == municipality)
        & (Delivery.recipient_key == recipient_key)
        & (Delivery.case_id == case_id)
        & (Delivery.channel == channel)
        & (Delivery.fate == Fate.QUEUED)
        & Delivery.leased_until.is_(None)
    )
