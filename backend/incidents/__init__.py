"""Personal data breaches (personuppgiftsincidenter): each authority's register of its own, with the clock of 72 hours."""

from backend.incidents.actions import NewIncident, enter_incident, take_step
from backend.incidents.due import list_due_warnings, warn_incident
from backend.incidents.errors import (
    AuthorityMissing,
    IncidentChanged,
    IncidentNotFound,
    NotNow,
    NotOfTheAuthority,
    SayingMissing,
    TimeNotPossible,
)
from backend.incidents.lifecycle import IncidentKind, IncidentStep, Risk, list_allowed
from backend.incidents.models import Incident, IncidentEntry, Touched
from backend.incidents.notice import write_notice
from backend.incidents.queries import get_incident, list_incidents, list_pressing, list_steps, list_touched
from backend.incidents.stepping import StepForm

__all__ = [
    "AuthorityMissing",
    "Incident",
    "IncidentChanged",
    "IncidentEntry",
    "IncidentKind",
    "IncidentNotFound",
    "IncidentStep",
    "NewIncident",
    "NotNow",
    "NotOfTheAuthority",
    "Risk",
    "SayingMissing",
    "StepForm",
    "TimeNotPossible",
    "Touched",
    "enter_incident",
    "get_incident",
    "list_allowed",
    "list_due_warnings",
    "list_incidents",
    "list_pressing",
    "list_steps",
    "list_touched",
    "take_step",
    "warn_incident",
    "write_notice",
]  # fmt: skip
