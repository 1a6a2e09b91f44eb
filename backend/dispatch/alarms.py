"""Alarms: an acute case calls persons in turn, whatever the hour, until one of them says "I have it"."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, responsibility
from backend.cases import Case, Whose, Why
from backend.catalogue import Urgency
from backend.dispatch import queries
from backend.dispatch.errors import AlarmNotFound
from backend.dispatch.events import AlarmAcknowledged, AlarmCalled
from backend.dispatch.models import Alarm, AlarmCall, CallListEntry
from backend.dispatch.words import AlarmState
from backend.foundation import audit, events
from backend.foundation.actor import Actor
from backend.foundation.agenda import Due
from backend.foundation.ids import new_id

MUNICIPALITY_LIST = "jour"
RETRY_EMPTY_LIST = timedelta(minutes=10)
CEILINGS = ((12, timedelta(minutes=10)), (24, timedelta(hours=1)))
"""In a storm everything is acute: above so many calls within such a time whoever is awake reads the list instead, where
every case already stands; each call says how many wait there. Somebody hurt is called for at once, always."""


def raise_alarm(session: Session, municipality: str, case_id: UUID, *, now: datetime) -> None:
    """Begin to call for an acute case, with the contract's list first where one is decided; once per case."""
    case = cases.lock_case(session, municipality, case_id)
    if not case.is_open or find_calling(session, municipality, case_id) is not None:
        return
    alarm = Alarm(
        municipality=municipality,
        id=new_id(),
        case_id=case_id,
        state=AlarmState.CALLING,
        list_codes=[*_contract_lists(session, case), MUNICIPALITY_LIST],
        raised_at=now,
        next_call_at=now,
        calls=0,
    )
    session.add(alarm)
    session.flush()
    cases.raise_attention(
        session,
        case,
        Why.ACUTE_UNREAD,
        whose=Whose.KONTAKTCENTER,
        facts={"alarm_id": str(alarm.id)},
        until=now,
        now=now,
    )
    call_next(session, alarm.id, municipality, now)


def list_due_calls(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Alarms whose next person is to be called."""
    wanted = sa.select(Alarm.municipality, Alarm.id, Alarm.next_call_at).where(
        Alarm.state == AlarmState.CALLING, Alarm.next_call_at.is_not(None)
    )
    if by is not None:
        # Those called for least come first: in a storm nobody waits for ever behind the rounds of others.
        wanted = wanted.where(Alarm.next_call_at <= by).order_by(Alarm.calls)
    rows = session.execute(wanted.order_by(Alarm.next_call_at, Alarm.id).limit(limit))
    return [Due(municipality, alarm_id, due_at) for municipality, alarm_id, due_at in rows if due_at is not None]


def call_next(session: Session, alarm_id: UUID, municipality: str, now: datetime) -> None:
    """Call the next person, round and round, until someone acknowledges; looks again under the alarm's lock."""
    alarm = _lock(session, municipality, alarm_id)
    if alarm.state is not AlarmState.CALLING or alarm.next_call_at is None or alarm.next_call_at > now:
        return
    case = cases.get_case(session, municipality, alarm.case_id)
    if _is_read(session, case, alarm, now=now) or _waits_its_turn(session, case, alarm, now=now):
        return
    _choose_lists_anew(session, alarm)
    entries = _entries(session, alarm)
    if not entries:
        # Nobody is on any list: the kontaktcenter's list holds it, and the lists are looked at again.
        alarm.next_call_at = now + RETRY_EMPTY_LIST
        return
    entry = entries[(alarm.calls - alarm.calls_before) % len(entries)]
    alarm.calls += 1
    alarm.next_call_at = now + timedelta(minutes=entry.wait_minutes)
    call = AlarmCall(
        municipality=municipality,
        alarm_id=alarm.id,
        number=alarm.calls,
        list_code=entry.list_code,
        position=entry.position,
        role=entry.role,
        called_at=now,
        step_id=new_id(),
    )
    session.add(call)
    session.flush()
    called = AlarmCalled(municipality, alarm.case_id, alarm.id, call.number, call.step_id)
    events.announce(session, municipality, alarm.case_id, called, now)


def acknowledge_alarm(
    session: Session, municipality: str, alarm_id: UUID, *, role: str, actor: Actor, now: datetime
) -> bool:
    """A person has the case: the calling ends and the reporters are told. False when someone had it already."""
    found = session.get(Alarm, (municipality, alarm_id))
    if found is None:
        raise AlarmNotFound
    case = cases.lock_case(session, municipality, found.case_id)
    return _acknowledge(session, case, alarm_id, role=role, actor=actor, now=now)


def acknowledge_alarms(
    session: Session, municipality: str, alarm_ids: Collection[UUID], *, role: str, actor: Actor, now: datetime
) -> int:
    """The same for many that somebody has read on a list; returns how many of them nobody had before.

    Their cases are locked in the order of their ids. One in which somebody may be hurt is left calling: it is taken by
    itself, by whoever has opened it. So is one whose case the scope does not see.
    """
    alarms = session.scalars(
        sa.select(Alarm).where(Alarm.municipality == municipality, Alarm.id.in_(set(alarm_ids))).order_by(Alarm.case_id)
    ).all()
    found = cases.find_cases(session, municipality, {alarm.case_id for alarm in alarms})
    taken = 0
    for each in alarms:
        if each.case_id not in found:
            continue
        case = cases.lock_case(session, municipality, each.case_id)
        # Looked at under the lock: somebody may have written meanwhile that a person is hurt.
        if case.urgency < Urgency.LIFE:
            taken += _acknowledge(session, case, each.id, role=role, actor=actor, now=now)
    return taken


def acknowledge_by_case(session: Session, case: Case, *, role: str, actor: Actor, now: datetime) -> bool:
    """The same for whoever acts on the locked case itself, as a contractor who accepts its order does."""
    alarm = find_calling(session, case.municipality, case.id)
    return alarm is not None and _acknowledge(session, case, alarm.id, role=role, actor=actor, now=now)


def rest_alarm(session: Session, case: Case, *, now: datetime) -> None:
    """Call nobody any more for a locked case that a person has read and that is resolved.

    What a rule resolved before any person saw it goes on calling.
    """
    calling = find_calling(session, case.municipality, case.id)
    if calling is None or case.is_open or case.read_at is None:
        return
    _rest(session, case, _lock(session, case.municipality, calling.id), now=now)


def rest_when_read(session: Session, case: Case, *, now: datetime) -> None:
    """Call nobody any more for a locked case that a person has read and given a date."""
    calling = find_calling(session, case.municipality, case.id)
    if calling is not None and case.read_at is not None:
        _rest(session, case, _lock(session, case.municipality, calling.id), now=now)


def find_calling(session: Session, municipality: str, case_id: UUID) -> Alarm | None:
    """The alarm that is calling for the case, or None."""
    return session.scalars(
        sa.select(Alarm).where(
            Alarm.municipality == municipality, Alarm.case_id == case_id, Alarm.state == AlarmState.CALLING
        )
    ).one_or_none()


def _acknowledge(session: Session, case: Case, alarm_id: UUID, *, role: str, actor: Actor, now: datetime) -> bool:
    alarm = _lock(session, case.municipality, alarm_id)
    if alarm.state is not AlarmState.CALLING:
        return False
    alarm.state, alarm.next_call_at = AlarmState.ACKNOWLEDGED, None
    alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_role = now, actor.id, role
    audit.record(session, case.municipality, actor=actor, act="acknowledge_alarm", subject=("alarm", alarm_id), now=now)
    cases.read_case(session, case.municipality, case.id, role=role, actor=actor, now=now)
    acknowledged = AlarmAcknowledged(case.municipality, case.id, alarm_id)
    events.announce(session, case.municipality, case.id, acknowledged, now)
    return True


def _is_read(session: Session, case: Case, alarm: Alarm, *, now: datetime) -> bool:
    """A person has read it since, on the list or in the case: there is nobody left to wake."""
    if case.read_at is None or alarm.calls > 0:
        return False
    _rest(session, case, alarm, now=now)
    return True


def _waits_its_turn(session: Session, case: Case, alarm: Alarm, *, now: datetime) -> bool:
    """Whether others were called for so often just now that this one stands on the list until there is room."""
    if case.urgency >= Urgency.LIFE:
        return False
    most = max(many for many, _ in CEILINGS)
    recent = session.scalars(
        sa.select(AlarmCall.called_at)
        .where(AlarmCall.municipality == alarm.municipality, AlarmCall.called_at > now - CEILINGS[-1][1])
        .order_by(AlarmCall.called_at.desc())
        .limit(most)
    ).all()
    passed = [
        (recent[many - 1] + within, within, many)
        for many, within in CEILINGS
        if len(recent) >= many and recent[many - 1] > now - within
    ]
    if not passed:
        return False
    ahead = session.execute(
        sa.select(sa.func.count())
        .select_from(Alarm)
        .where(
            Alarm.municipality == alarm.municipality,
            Alarm.state == AlarmState.CALLING,
            Alarm.next_call_at > now,
            Alarm.calls == 0,
        )
    ).scalar_one()
    # Each is given its turn once, rather than all of them looked at again every ten minutes.
    room_at, within, many = max(passed)
    alarm.next_call_at = room_at + within * (ahead // many)
    return True


def _rest(session: Session, case: Case, alarm: Alarm, *, now: datetime) -> None:
    alarm.state, alarm.next_call_at = AlarmState.ACKNOWLEDGED, None
    alarm.acknowledged_at, alarm.acknowledged_role = case.read_at, case.read_by_role
    events.announce(session, case.municipality, case.id, AlarmAcknowledged(case.municipality, case.id, alarm.id), now)


def _choose_lists_anew(session: Session, alarm: Alarm) -> None:
    """A case that was held, or decided since the last call, has another contract: its list is called from the first."""
    case = cases.get_case(session, alarm.municipality, alarm.case_id)
    lists = [*_contract_lists(session, case), MUNICIPALITY_LIST]
    if lists != alarm.list_codes:
        alarm.list_codes, alarm.calls_before = lists, alarm.calls


def _contract_lists(session: Session, case: Case) -> list[str]:
    """The list of the contract that was decided on, else of the one an order of the case is under."""
    decisions = responsibility.list_decisions(session, case.municipality, case.id)
    contract_id = decisions[-1].contract_id if decisions else None
    if contract_id is None:
        of_case = queries.list_orders_of_case(session, case.municipality, case.id)
        contract_id = next((order.contract_id for order in reversed(of_case) if order.ended_at is None), None)
    if contract_id is None:
        return []
    return [responsibility.get_contract(session, case.municipality, contract_id).code]


def _entries(session: Session, alarm: Alarm) -> list[CallListEntry]:
    rows = session.scalars(
        sa.select(CallListEntry)
        .where(CallListEntry.municipality == alarm.municipality, CallListEntry.list_code.in_(alarm.list_codes))
        .order_by(CallListEntry.position)
    ).all()
    return sorted(rows, key=lambda entry: (alarm.list_codes.index(entry.list_code), entry.position))


def _lock(session: Session, municipality: str, alarm_id: UUID) -> Alarm:
    alarm = session.scalars(
        sa.select(Alarm)
        .where(Alarm.municipality == municipality, Alarm.id == alarm_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if alarm is None:
        raise AlarmNotFound
    return alarm
