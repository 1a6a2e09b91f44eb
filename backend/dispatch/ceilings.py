"""What holds an order until a person lets it go: its contract's mode and frame, and ceilings an hour that floods and pranks meet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from backend import cases
from backend.cases import Case
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import HeldBecause, OrderState
from backend.responsibility import Contract, OrderMode


def held_because(
    session: Session, case: Case, contract: Contract, *, usual_kr: int | None = None, now: datetime
) -> HeldBecause | None:
    """Why a person comes before an automatic order of ``usual_kr`` (None: not known); None where it may go at once.

    A call-off whose usual price is within the contract's sum goes; what is acute never waits for money's sake alone.
    """
    if contract.order_mode is OrderMode.APPROVAL_FIRST:
        return HeldBecause.APPROVAL_FIRST
    if contract.order_mode is OrderMode.CALL_OFF and not _is_within(usual_kr, contract.call_off_kr):
        return HeldBecause.CALL_OFF
    if not case.is_acute and not _fits_frame(session, contract, usual_kr):
        return HeldBecause.FRAME
    sent, acute = _sent_last_hour(session, contract, now=now)
    if sent >= contract.orders_an_hour:
        return HeldBecause.CEILING
    if case.is_acute and acute >= contract.acute_orders_an_hour and not _is_confirmed(session, case):
        return HeldBecause.UNCONFIRMED
    return None


def sum_ordered(session: Session, municipality: str, contract_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Kronor ordered under each contract, by the usual prices of what was sent and not declined or taken back.

    A frame is one for all the rows of a contract's code: what was ordered before its terms were agreed anew counts too.
    """
    asked, row = aliased(Contract), aliased(Contract)
    found = session.execute(
        sa.select(asked.id, sa.func.sum(WorkOrder.usual_kr))
        .join(row, (row.municipality == asked.municipality) & (row.code == asked.code))
        .join(WorkOrder, (WorkOrder.municipality == row.municipality) & (WorkOrder.contract_id == row.id))
        .where(
            asked.municipality == municipality,
            asked.id.in_(list(contract_ids)),
            WorkOrder.usual_kr.is_not(None),
            WorkOrder.state.not_in((OrderState.UNSENT, OrderState.DECLINED, OrderState.CANCELLED)),
        )
        .group_by(asked.id)
    )
    ordered = {row[0]: int(row[1] or 0) for row in found}
    return {contract_id: ordered.get(contract_id, 0) for contract_id in contract_ids}


def frame_left(contract: Contract, ordered_kr: int) -> int | None:
    """Kronor left of the contract's frame after what was used before Lagat and what has been ordered; None: no frame."""
    return None if contract.frame_kr is None else contract.frame_kr - contract.frame_used_kr - ordered_kr


def _fits_frame(session: Session, contract: Contract, usual_kr: int | None) -> bool:
    if contract.frame_kr is None:
        return True
    left = frame_left(contract, sum_ordered(session, contract.municipality, [contract.id])[contract.id]) or 0
    return left > 0 and (usual_kr or 0) <= left


def _is_within(usual_kr: int | None, most_kr: int | None) -> bool:
    return usual_kr is not None and most_kr is not None and usual_kr <= most_kr


def _is_confirmed(session: Session, case: Case) -> bool:
    """Whether a person of ours stands behind it: staff took the report, or somebody has read the case."""
    if case.read_at is not None:
        return True
    return any(report.entered_by is not None for report in cases.list_reports(session, case.municipality, case.id))


def _sent_last_hour(session: Session, contract: Contract, *, now: datetime) -> tuple[int, int]:
    """How many orders the contractor was sent under the contract within the hour, and how many acute ones."""
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(WorkOrder.is_acute))
        .select_from(WorkOrder)
        .where(
            WorkOrder.municipality == contract.municipality,
            WorkOrder.contract_id == contract.id,
            WorkOrder.sent_at > now - timedelta(hours=1),
            sa.or_(WorkOrder.held_because.is_(None), WorkOrder.let_go_at.is_not(None)),
        )
    ).one()
    return int(row[0]), int(row[1])
