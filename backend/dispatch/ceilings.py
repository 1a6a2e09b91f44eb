"""What holds an order until a person lets it go: its contract's mode, and ceilings an hour that floods and pranks meet."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case
from backend.dispatch.models import WorkOrder
from backend.dispatch.words import HeldBecause
from backend.responsibility import Contract, OrderMode

_MODES = {OrderMode.CALL_OFF: HeldBecause.CALL_OFF, OrderMode.APPROVAL_FIRST: HeldBecause.APPROVAL_FIRST}


def held_because(session: Session, case: Case, contract: Contract, *, now: datetime) -> HeldBecause | None:
    """Why a person comes before an automatic order; None where it may go at once."""
    if contract.order_mode in _MODES:
        return _MODES[contract.order_mode]
    sent, acute = _sent_last_hour(session, contract, now=now)
    if sent >= contract.orders_an_hour:
        return HeldBecause.CEILING
    if case.is_acute and acute >= contract.acute_orders_an_hour and not _is_confirmed(session, case):
        return HeldBecause.UNCONFIRMED
    return None


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
