"""Reading orders, alarms and call-lists."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case
from backend.dispatch.errors import AlarmNotFound, OrderNotFound
from backend.dispatch.models import Alarm, AlarmCall, CallListEntry, WorkOrder
from backend.dispatch.words import AlarmState


def get_order(session: Session, municipality: str, order_id: UUID) -> WorkOrder:
    """One work order. Raises ``OrderNotFound``, also for another firm's."""
    order = session.get(WorkOrder, (municipality, order_id))
    if order is None:
        raise OrderNotFound
    return order


def get_order_by_reference(session: Session, municipality: str, reference: str) -> WorkOrder:
    """The order with ``reference`` in stored form. Raises ``OrderNotFound``."""
    wanted = sa.select(WorkOrder).where(WorkOrder.municipality == municipality, WorkOrder.reference == reference)
    order = session.scalars(wanted).one_or_none()
    if order is None:
        raise OrderNotFound
    return order


def list_orders_of_case(session: Session, municipality: str, case_id: UUID) -> Sequence[WorkOrder]:
    """The case's orders, first sent first."""
    return session.scalars(
        sa.select(WorkOrder)
        .where(WorkOrder.municipality == municipality, WorkOrder.case_id == case_id)
        .order_by(WorkOrder.sent_at, WorkOrder.id)
    ).all()


def list_active_orders(
    session: Session,
    municipality: str,
    contractor_id: UUID,
    *,
    after: tuple[int, datetime, UUID] | None = None,
    limit: int = 100,
) -> Sequence[WorkOrder]:
    """A firm's orders that are not ended: the most urgent first, then by deadline; after (urgency, deadline_at, id)."""
    wanted = sa.select(WorkOrder).where(
        WorkOrder.municipality == municipality,
        WorkOrder.contractor_id == contractor_id,
        WorkOrder.ended_at.is_(None),
    )
    if after:
        urgency, *place = after
        later = sa.tuple_(WorkOrder.deadline_at, WorkOrder.id) > sa.tuple_(*map(sa.literal, place))
        wanted = wanted.where(sa.or_(WorkOrder.urgency < urgency, (WorkOrder.urgency == urgency) & later))
    return session.scalars(
        wanted.order_by(WorkOrder.urgency.desc(), WorkOrder.deadline_at, WorkOrder.id).limit(limit)
    ).all()


def list_ended_orders(
    session: Session,
    municipality: str,
    contractor_id: UUID,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 20,
) -> Sequence[WorkOrder]:
    """A firm's ended orders, latest first, after an (ended_at, id) already shown."""
    wanted = sa.select(WorkOrder).where(
        WorkOrder.municipality == municipality,
        WorkOrder.contractor_id == contractor_id,
        WorkOrder.ended_at.is_not(None),
    )
    if after:
        wanted = wanted.where(sa.tuple_(WorkOrder.ended_at, WorkOrder.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(WorkOrder.ended_at.desc(), WorkOrder.id.desc()).limit(limit)).all()


def get_alarm(session: Session, municipality: str, alarm_id: UUID) -> Alarm:
    """One alarm. Raises ``AlarmNotFound``."""
    alarm = session.get(Alarm, (municipality, alarm_id))
    if alarm is None:
        raise AlarmNotFound
    return alarm


def find_alarm_of_case(session: Session, municipality: str, case_id: UUID) -> Alarm | None:
    """The latest alarm of the case, or None."""
    return session.scalars(
        sa.select(Alarm)
        .where(Alarm.municipality == municipality, Alarm.case_id == case_id)
        .order_by(Alarm.raised_at.desc())
        .limit(1)
    ).one_or_none()


def list_calling_alarms(session: Session, municipality: str) -> Sequence[Alarm]:
    """Alarms nobody has acknowledged, the most urgent first, then the longest calling."""
    return session.scalars(
        sa.select(Alarm)
        .join(Case, (Case.municipality == Alarm.municipality) & (Case.id == Alarm.case_id))
        .where(Alarm.municipality == municipality, Alarm.state == AlarmState.CALLING)
        .order_by(Case.urgency.desc(), Alarm.raised_at, Alarm.id)
        .limit(100)
    ).all()


def count_calling_alarms(session: Session, municipality: str) -> int:
    """How many alarms nobody has acknowledged, of those whose case the scope sees."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Alarm)
        .join(Case, (Case.municipality == Alarm.municipality) & (Case.id == Alarm.case_id))
        .where(Alarm.municipality == municipality, Alarm.state == AlarmState.CALLING)
    )
    return session.scalars(wanted).one()


def list_calls(session: Session, municipality: str, alarm_id: UUID) -> Sequence[AlarmCall]:
    """The calls of an alarm, in order."""
    return session.scalars(
        sa.select(AlarmCall)
        .where(AlarmCall.municipality == municipality, AlarmCall.alarm_id == alarm_id)
        .order_by(AlarmCall.number)
    ).all()


def list_calls_of(session: Session, municipality: str, alarm_ids: Collection[UUID]) -> Sequence[AlarmCall]:
    """The calls of several alarms in one statement, by alarm, then in order."""
    return session.scalars(
        sa.select(AlarmCall)
        .where(AlarmCall.municipality == municipality, AlarmCall.alarm_id.in_(set(alarm_ids)))
        .order_by(AlarmCall.alarm_id, AlarmCall.number)
    ).all()


def get_call(session: Session, municipality: str, alarm_id: UUID, number: int) -> AlarmCall:
    """One call. Raises ``AlarmNotFound``."""
    call = session.get(AlarmCall, (municipality, alarm_id, number))
    if call is None:
        raise AlarmNotFound
    return call


def get_call_list_entry(session: Session, municipality: str, list_code: str, position: int) -> CallListEntry:
    """One person on call. Raises ``AlarmNotFound``."""
    entry = session.get(CallListEntry, (municipality, list_code, position))
    if entry is None:
        raise AlarmNotFound
    return entry


def list_call_list(session: Session, municipality: str) -> Sequence[CallListEntry]:
    """Everybody on call, the municipality's own list last as it is called, in the order of each list."""
    return session.scalars(
        sa.select(CallListEntry)
        .where(CallListEntry.municipality == municipality)
        .order_by(CallListEntry.list_code, CallListEntry.position)
    ).all()
