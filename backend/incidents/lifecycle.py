"""What may follow what in an incident: pure rules, after articles 33 and 34 of the GDPR."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TELL_WITHIN = timedelta(hours=72)
"""The supervisory authority (IMY) is told within so long after it was noticed, or told why it took longer."""
WARN_BEFORE = timedelta(hours=24)


class IncidentKind(StrEnum):
    """What happened."""

    SEEN = "seen"  # somebody saw what they should not
    WRONG_ADDRESS = "wrong_address"
    LOST_DEVICE = "lost_device"
    LOST_OR_CHANGED = "lost_or_changed"
    OTHER = "other"


class Risk(StrEnum):
    """How likely it is that those concerned are harmed."""

    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


class IncidentStep(StrEnum):
    """What is done about it."""

    ENTER = "enter"
    ASSESS = "assess"
    TELL_IMY = "tell_imy"
    NEED_NOT_TELL_IMY = "need_not_tell_imy"
    TELL_PEOPLE = "tell_people"
    NEED_NOT_TELL_PEOPLE = "need_not_tell_people"
    CLOSE = "close"


@dataclass(frozen=True)
class Standing:
    """Where an incident stands."""

    risk: Risk | None
    imy_settled: bool
    people_settled: bool
    closed: bool


def list_allowed(at: Standing) -> list[IncidentStep]:
    """What may be done now, in the order one does it.

    IMY may be told before anything is assessed; it need not be only where harm is unlikely, and those concerned need not
    be told only where there is no high risk. Nothing is closed before all three questions are answered.
    """
    if at.closed:
        return []
    allowed = [IncidentStep.ASSESS]
    if not at.imy_settled:
        allowed.append(IncidentStep.TELL_IMY)
        if at.risk is Risk.UNLIKELY:
            allowed.append(IncidentStep.NEED_NOT_TELL_IMY)
    if not at.people_settled:
        allowed.append(IncidentStep.TELL_PEOPLE)
        if at.risk in (Risk.UNLIKELY, Risk.LIKELY):
            allowed.append(IncidentStep.NEED_NOT_TELL_PEOPLE)
    if at.risk is not None and at.imy_settled and at.people_settled:
        allowed.append(IncidentStep.CLOSE)
    return allowed


def reopened_by(risk: Risk, *, imy_told: bool, people_told: bool) -> tuple[bool, bool]:
    """Whether a new assessment asks again (about IMY, about those concerned) what had been answered with "need not"."""
    return risk is not Risk.UNLIKELY and not imy_told, risk is Risk.HIGH and not people_told


def must_explain_delay(noticed_at: datetime, told_at: datetime) -> bool:
    """Whether telling IMY then needs its reasons said."""
    return told_at > noticed_at + TELL_WITHIN
