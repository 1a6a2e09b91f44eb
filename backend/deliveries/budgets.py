"""What a channel may cost a municipality in a month, and how many messages a number or a network may lead to in a day.

Above each of them a message is parked, where staff see it; no report is ever lost for it, and what is urgent goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.deliveries.decisions import Result
from backend.deliveries.letters import Channel
from backend.deliveries.lifecycle import Fate
from backend.deliveries.models import Delivery, DeliveryBudget, DeliverySpending
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid

MICRO = 1_000_000
"""Millionths in a krona."""
DAY = timedelta(days=1)
_WENT_OUT = (Fate.HANDED_OVER, Fate.DELIVERED, Fate.FAILED, Fate.IN_DOUBT)
COSTING = frozenset({Channel.SMS})
"""Channels each message of which costs money."""


@dataclass(frozen=True)
class Budget:
    """What a month may cost in millionths of a krona, and most messages a day to one number and because of one network."""

    limit_micro: int = 2000 * MICRO
    most_a_number: int = 10
    most_a_source: int = 20


@dataclass(frozen=True)
class Spending:
    """A month's budget and what is spent of it, in millionths of a krona."""

    month: date
    budget: Budget
    spent_micro: int
    segments: int


@dataclass(frozen=True)
class Wanted:
    """A message that is about to cost: what, to whom, and because of whose report (None where that is unknown)."""

    address: str
    source_mark: str | None
    segments: int
    cost_micro: int
    urgent: bool


def month_of(at: datetime) -> date:
    """The first day of the month in UTC."""
    return date(at.year, at.month, 1)


def get_budget(session: Session, municipality: str, channel: Channel) -> Budget:
    """The municipality's own budget of a channel, else the one every municipality begins with."""
    return _budget_of(session.get(DeliveryBudget, (municipality, channel)))


def _budget_of(own: DeliveryBudget | None) -> Budget:
    return Budget(own.limit_micro, own.most_a_number, own.most_a_source) if own else Budget()


def get_spending(session: Session, municipality: str, channel: Channel, *, now: datetime) -> Spending:
    """What is spent of this month's budget."""
    one, month = sa.select(sa.literal(1).label("one")).subquery(), month_of(now)
    of_channel = (DeliveryBudget.municipality == municipality) & (DeliveryBudget.channel == channel)
    spent = DeliverySpending.municipality == municipality, DeliverySpending.channel == channel
    found = session.execute(
        sa.select(DeliveryBudget, DeliverySpending)
        .select_from(one)
        .outerjoin(DeliveryBudget, of_channel)
        .outerjoin(DeliverySpending, sa.and_(*spent, DeliverySpending.month == month))
        .execution_options(populate_existing=True)
    ).one()
    budget, spending = _budget_of(found[0]), cast(DeliverySpending | None, found[1])
    if spending is None:
        return Spending(month, budget, 0, 0)
    return Spending(month, budget, spending.spent_micro, spending.segments)


def list_spending(session: Session, municipality: str, channel: Channel, *, months: int = 12) -> Sequence[Spending]:
    """The last months in which anything was spent, newest first, each beside the budget as it is now."""
    budget = get_budget(session, municipality, channel)
    rows = session.scalars(
        sa.select(DeliverySpending)
        .where(DeliverySpending.municipality == municipality, DeliverySpending.channel == channel)
        .order_by(DeliverySpending.month.desc())
        .limit(months)
        .execution_options(populate_existing=True)
    )
    return [Spending(row.month, budget, row.spent_micro, row.segments) for row in rows]


def set_budget(
    session: Session, municipality: str, channel: Channel, budget: Budget, *, actor: Actor, now: datetime
) -> None:
    """Let the municipality decide what a month may cost; audited. Raises ``Invalid`` for what is below nothing."""
    figures = {
        "limit_micro": budget.limit_micro,
        "most_a_number": budget.most_a_number,
        "most_a_source": budget.most_a_source,
    }
    wrong = {name: "This must be zero or more." for name, figure in figures.items() if figure < 0}
    if channel not in COSTING:
        wrong["channel"] = "This channel costs nothing."
    if wrong:
        raise Invalid("budget_wrong", "This budget cannot be used.", fields=wrong)
    row = insert(DeliveryBudget).values(municipality=municipality, channel=channel, **figures, edited_at=now)
    session.execute(
        row.on_conflict_do_update(index_elements=["municipality", "channel"], set_={**figures, "edited_at": now})
    )
    session.expire_all()
    facts = {"channel": channel.value, **figures}
    audit.record(session, municipality, actor=actor, act="set_budget", subject=("budget", None), facts=facts, now=now)


def reserve(session: Session, municipality: str, channel: Channel, wanted: Wanted, *, now: datetime) -> Result | None:
    """Set aside what a message will cost; else why it may not go. None: it may.

    Two senders at once cannot spend the same money: the month's row decides.
    """
    budget = get_budget(session, municipality, channel)
    if not wanted.urgent:
        if _count_sent(session, Delivery.address == wanted.address, now=now) >= budget.most_a_number:
            return Result.OVER_NUMBER_CAP
        by_source = (Delivery.municipality == municipality) & (Delivery.source_mark == wanted.source_mark)
        if wanted.source_mark and _count_sent(session, by_source, now=now) >= budget.most_a_source:
            return Result.OVER_SOURCE_CAP
        if wanted.cost_micro > budget.limit_micro:
            return Result.OVER_BUDGET
    row = insert(DeliverySpending).values(
        municipality=municipality,
        channel=channel,
        month=month_of(now),
        spent_micro=wanted.cost_micro,
        segments=wanted.segments,
    )
    spent = DeliverySpending.spent_micro + wanted.cost_micro
    added = row.on_conflict_do_update(
        index_elements=["municipality", "channel", "month"],
        set_={"spent_micro": spent, "segments": DeliverySpending.segments + wanted.segments},
        where=sa.or_(sa.literal(wanted.urgent), spent <= budget.limit_micro),
    )
    taken = session.execute(added.returning(DeliverySpending.month)).one_or_none()
    return None if taken else Result.OVER_BUDGET


def settle_cost(
    session: Session, municipality: str, channel: Channel, *, cost_micro: int, segments: int, now: datetime
) -> None:
    """Add what a message cost more than was set aside for it; less is below zero."""
    if cost_micro == 0 and segments == 0:
        return
    session.execute(
        sa.update(DeliverySpending)
        .where(
            DeliverySpending.municipality == municipality,
            DeliverySpending.channel == channel,
            DeliverySpending.month == month_of(now),
        )
        .values(
            spent_micro=sa.func.greatest(0, DeliverySpending.spent_micro + cost_micro),
            segments=sa.func.greatest(0, DeliverySpending.segments + segments),
        )
        .execution_options(synchronize_session=False)
    )


def _count_sent(session: Session, whose: sa.ColumnElement[bool], *, now: datetime) -> int:
    counted = sa.select(sa.func.count()).where(
        whose, Delivery.channel == Channel.SMS, Delivery.fate.in_(_WENT_OUT), Delivery.queued_at > now - DAY
    )
    return session.scalar(counted) or 0
