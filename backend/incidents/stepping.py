"""What each step makes of an incident."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.incidents.errors import NotNow, SayingMissing, TimeNotPossible
from backend.incidents.lifecycle import IncidentStep, Risk, list_allowed, must_explain_delay, reopened_by
from backend.incidents.models import Incident


@dataclass(frozen=True)
class StepForm:
    """One step. ``words``: why, how or what follows; ``at``: when it was done, now where not said.

    ``number`` is IMY's; ``measures`` and ``risk`` are an assessment's. ``seen`` is the version it rests on.
    """

    step: IncidentStep
    words: str = ""
    risk: Risk | None = None
    measures: str = ""
    number: str = ""
    at: datetime | None = None
    seen: int | None = None


def change(incident: Incident, form: StepForm, *, now: datetime) -> dict[str, Any]:
    """Let the incident be as after the step; returns what the log says of it. Raises as ``take_step``."""
    if form.step not in list_allowed(incident.standing):
        raise NotNow
    at = form.at or now
    if at > now or at < incident.noticed_at:
        raise TimeNotPossible("at")
    words = form.words.strip()
    if form.step is IncidentStep.ASSESS:
        return _assess(incident, form, words)
    if form.step is IncidentStep.CLOSE:
        incident.closed_at = now
        return {}
    tells = form.step in (IncidentStep.TELL_IMY, IncidentStep.TELL_PEOPLE)
    if form.step in (IncidentStep.TELL_IMY, IncidentStep.NEED_NOT_TELL_IMY):
        late = tells and must_explain_delay(incident.noticed_at, at)
        if not words and (late or not tells):
            raise SayingMissing("words")
        incident.imy_settled_at, incident.imy_told_at = now, at if tells else None
        incident.imy_words, incident.imy_number = words, form.number.strip()
        return {"at": at.isoformat(), "is_late": late}
    if not words:
        raise SayingMissing("words")
    incident.people_settled_at, incident.people_told_at = now, at if tells else None
    incident.people_words = words
    return {"at": at.isoformat()}


def _assess(incident: Incident, form: StepForm, words: str) -> dict[str, Any]:
    if form.risk is None:
        raise SayingMissing("risk")
    if not words:
        raise SayingMissing("words")
    incident.risk, incident.risk_words = form.risk, words
    incident.measures = form.measures.strip() or incident.measures
    told = {"imy_told": incident.imy_told_at is not None, "people_told": incident.people_told_at is not None}
    asks_imy, asks_people = reopened_by(form.risk, **told)
    if asks_imy:
        incident.imy_settled_at, incident.imy_words = None, ""
    if asks_people:
        incident.people_settled_at, incident.people_words = None, ""
    return {"risk": form.risk.value}
