"""Alarms as the console shows them: since when, who has been called, and whether each call was delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, deliveries, dispatch, messages
from backend.cases import Case
from backend.catalogue import Urgency, word_in
from backend.deliveries import Fate
from backend.dispatch import Alarm, AlarmCall, AlarmState
from backend.doors.kontaktcenter.frame import Frame, name_categories
from backend.doors.kontaktcenter.words import FATES, word_for
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference

ARRIVED = (Fate.HANDED_OVER, Fate.DELIVERED)


@dataclass(frozen=True)
class CallView:
    """One call. ``fate`` says what became of its mail; ``is_undelivered`` until the mail is surely on its way."""

    number: int
    role: str
    called_at: datetime
    fate: str
    is_undelivered: bool


@dataclass(frozen=True)
class AlarmView:
    """One alarm and its case. ``waits_turn``: so many are called for that nobody has been called for this one yet; ``is_life``: somebody may be hurt."""

    id: UUID
    is_calling: bool
    raised_at: datetime
    next_call_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_role: str
    calls: tuple[CallView, ...]
    reference: str
    category: str
    place: str
    is_life: bool
    waits_turn: bool = False

    @property
    def reached_nobody(self) -> bool:
        """Whether no call at all has been delivered."""
        return all(call.is_undelivered for call in self.calls)


def list_alarm_views(session: Session, frame: Frame, alarms: Sequence[Alarm]) -> list[AlarmView]:
    """The alarms in their order, each with its calls; those of another authority's cases are left out."""
    if not alarms:
        return []
    found = cases.find_cases(session, frame.code, {alarm.case_id for alarm in alarms})
    calls = dispatch.list_calls_of(session, frame.code, {alarm.id for alarm in alarms})
    fates = deliveries.find_fates(session, frame.code, {call.step_id for call in calls})
    names = name_categories(session, frame.code)
    waiting = list_waiting(session, alarms)
    return [
        view_alarm(alarm, found[alarm.case_id], calls, fates, names, waits_turn=alarm.id in waiting)
        for alarm in alarms
        if alarm.case_id in found
    ]


def list_waiting(session: Session, alarms: Sequence[Alarm]) -> set[UUID]:
    """Those nobody has been called for though somebody is on their lists; asked only where there are any uncalled."""
    uncalled = [alarm for alarm in alarms if alarm.state is AlarmState.CALLING and not alarm.calls]
    if not uncalled:
        return set()
    lists = {entry.list_code for entry in dispatch.list_call_list(session, uncalled[0].municipality)}
    return {alarm.id for alarm in uncalled if lists.intersection(alarm.list_codes)}


def view_alarm(
    alarm: Alarm,
    case: Case,
    calls: Sequence[AlarmCall],
    fates: dict[UUID, Fate],
    names: dict[str, str],
    *,
    waits_turn: bool = False,
) -> AlarmView:
    """One alarm as it is shown; of ``calls`` its own are taken."""
    return AlarmView(
        id=alarm.id,
        is_calling=alarm.state is AlarmState.CALLING,
        raised_at=alarm.raised_at,
        next_call_at=alarm.next_call_at,
        acknowledged_at=alarm.acknowledged_at,
        acknowledged_role=messages.words_for_role(alarm.acknowledged_role or "", current_language()),
        calls=tuple(_call(call, fates.get(call.step_id)) for call in calls if call.alarm_id == alarm.id),
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        is_life=case.urgency >= Urgency.LIFE,
        waits_turn=waits_turn,
    )


def _call(call: AlarmCall, fate: Fate | None) -> CallView:
    return CallView(
        number=call.number,
        role=word_in(call.role, current_language()),
        called_at=call.called_at,
        fate=word_for(FATES, fate or Fate.QUEUED),
        is_undelivered=fate not in ARRIVED,
    )
