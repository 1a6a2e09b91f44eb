"""What a message in a sender's hand costs: set aside before it goes, put right when the provider has said."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries import budgets
from backend.deliveries.claims import Claimed
from backend.deliveries.decisions import Result, asks_instead
from backend.deliveries.models import Delivery
from backend.deliveries.ports import Receipt
from backend.deliveries.segments import measure_sms

_SURELY_NOT = frozenset({Result.PASSING, Result.PERMANENT})


def reserve_cost(session: Session, claimed: Claimed, body: str, *, price_micro: int, now: datetime) -> Result | None:
    """Set aside what ``body`` will cost, and write down how many segments it takes; else why it may not go."""
    segments = measure_sms(body).segments
    wanted = budgets.Wanted(
        address=claimed.address or "",
        source_mark=claimed.source_mark,
        segments=segments,
        cost_micro=segments * price_micro,
        urgent=claimed.tried.urgent,
    )
    refusal = budgets.reserve(session, claimed.municipality, claimed.channel, wanted, now=now)
    if refusal is None:
        _write_down(session, claimed, segments=segments, cost_micro=wanted.cost_micro)
    return refusal


def keep_cost(
    session: Session, claimed: Claimed, result: Result | None, receipt: Receipt | None, *, now: datetime
) -> None:
    """Give back what was not spent, and count what it cost in truth. Nothing where the lease is no longer ours."""
    kept = session.execute(
        sa.select(Delivery.cost_micro, Delivery.segments).where(*_ours(claimed)).with_for_update()
    ).one_or_none()
    if kept is None:
        return
    set_aside, segments = kept.cost_micro or 0, kept.segments or 0
    more, more_segments = 0, 0
    if result in _SURELY_NOT and not asks_instead(claimed.channel, claimed.tried.fate):
        more, more_segments = -set_aside, -segments
        _write_down(session, claimed, segments=None, cost_micro=None)
    elif receipt is not None and receipt.cost_micro is not None:
        more, more_segments = receipt.cost_micro - set_aside, (receipt.segments or segments) - segments
    budgets.settle_cost(
        session, claimed.municipality, claimed.channel, cost_micro=more, segments=more_segments, now=now
    )


def _write_down(session: Session, claimed: Claimed, *, segments: int | None, cost_micro: int | None) -> None:
    session.execute(
        sa.update(Delivery)
        .where(*_ours(claimed))
        .values(segments=segments, cost_micro=cost_micro)
        .execution_options(synchronize_session=False)
    )


def _ours(claimed: Claimed) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Delivery.municipality == claimed.municipality,
        Delivery.id == claimed.id,
        Delivery.lease_token == claimed.lease_token,
    )
