"""Rows of dispatch, locked until the transaction ends and as they are now; the case is locked before them."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.dispatch.errors import HandOverNotFound, OrderNotFound
from backend.dispatch.models import HandOver, WorkOrder


def lock_order(session: Session, municipality: str, order_id: UUID) -> WorkOrder:
    """The order, locked until the transaction ends. Raises ``OrderNotFound``."""
    order = session.scalars(
        sa.select(WorkOrder)
        .where(WorkOrder.municipality == municipality, WorkOrder.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if order is None:
        raise OrderNotFound
    return order


def lock_hand_over(session: Session, municipality: str, hand_over_id: UUID) -> HandOver:
    """The hand-over, locked until the transaction ends. Raises ``HandOverNotFound``."""
    hand_over = session.scalars(
        sa.select(HandOver)
        .where(HandOver.municipality == municipality, HandOver.id == hand_over_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if hand_over is None:
        raise HandOverNotFound
    return hand_over
