"""Entering an incident and taking its steps; each is audited without its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, cases
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import NotFound
from backend.foundation.ids import new_id, read_reference
from backend.incidents.errors import (
    AuthorityMissing,
    IncidentChanged,
    IncidentNotFound,
    NotOfTheAuthority,
    SayingMissing,
    TimeNotPossible,
)
from backend.incidents.lifecycle import TELL_WITHIN, WARN_BEFORE, IncidentKind, IncidentStep
from backend.incidents.models import Incident, IncidentEntry, IncidentItem, Touched
from backend.incidents.stepping import StepForm, change


@dataclass(frozen=True)
class NewIncident:
    """What is known when it is entered. ``cases`` and ``reports`` are references, as people write them.

    ``authority`` is a code, for whoever stands in none; ``people`` about how many it concerns.
    """

    kind: IncidentKind
    noticed_at: datetime
    what: str
    noticed_by: str = ""
    people: int | None = None
    cases: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    authority: str | None = None


def enter_incident(session: Session, municipality: str, new: NewIncident, *, actor: Actor, now: datetime) -> Incident:
    """Enter an incident of the caller's authority; its 72 hours run from when it was noticed.

    Raises ``SayingMissing``, ``TimeNotPossible``, ``AuthorityMissing``, ``NotOfTheAuthority``, and not found for an
    authority that is not there.
    """
    if not new.what.strip():
        raise SayingMissing("what")
    if new.noticed_at > now:
        raise TimeNotPossible("noticed_at")
    authority_id = _authority_of(session, municipality, new)
    due_at = new.noticed_at + TELL_WITHIN
    incident = Incident(
        municipality=municipality,
        id=new_id(),
        authority_id=authority_id,
        kind=new.kind,
        noticed_at=new.noticed_at,
        noticed_by=new.noticed_by.strip(),
        what=new.what.strip(),
        people=new.people,
        entered_by=actor.id,
        entered_at=now,
        imy_due_at=due_at,
        warn_at=due_at - WARN_BEFORE,
        last_number=1,
    )
    touched = _list_touched(session, municipality, new, authority_id)
    session.add(incident)
    session.flush()
    rows = [{"municipality": municipality, "incident_id": incident.id, "kind": k, "item_id": i} for k, i in touched]
    if rows:
        session.execute(sa.insert(IncidentItem), rows)
    facts = {"kind": new.kind.value, "touched": len(rows)}
    _write(session, incident, IncidentStep.ENTER, words=incident.what, facts=facts, actor=actor, now=now)
    return incident


def take_step(
    session: Session, municipality: str, incident_id: UUID, form: StepForm, *, actor: Actor, now: datetime
) -> Incident:
    """Assess it, tell IMY or those concerned (or say why not), or close it.

    Raises ``IncidentNotFound``, ``IncidentChanged``, ``NotNow``, ``SayingMissing``, ``TimeNotPossible``.
    """
    incident = session.get(Incident, (municipality, incident_id), with_for_update=True, populate_existing=True)
    if incident is None:
        raise IncidentNotFound
    if form.seen is not None and form.seen != incident.version:
        raise IncidentChanged
    facts = change(incident, form, now=now)
    incident.last_number += 1
    _write(session, incident, form.step, words=form.words.strip(), facts=facts, actor=actor, now=now)
    return incident


def _authority_of(session: Session, municipality: str, new: NewIncident) -> UUID:
    own: UUID | None = session.info["scope"].authority
    if own is not None:
        return own
    if not new.authority:
        raise AuthorityMissing
    return accounts.get_authority(session, municipality, code=new.authority).id


def _list_touched(
    session: Session, municipality: str, new: NewIncident, authority_id: UUID
) -> list[tuple[Touched, UUID]]:
    found: set[tuple[Touched, UUID]] = set()
    for said in new.cases:
        try:
            case = cases.get_case_by_reference(session, municipality, read_reference(said))
        except NotFound:
            raise NotOfTheAuthority("cases") from None
        if case.authority_id != authority_id:
            raise NotOfTheAuthority("cases")
        found.add((Touched.CASE, case.id))
    for said in new.reports:
        report = cases.find_report_by_reference(session, municipality, read_reference(said))
        if report is None or report.authority_id != authority_id:
            raise NotOfTheAuthority("reports")
        found.add((Touched.REPORT, report.id))
    return sorted(found)


def _write(
    session: Session, incident: Incident, step: IncidentStep, *, words: str, facts: dict[str, Any], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    session.add(
        IncidentEntry(
            municipality=incident.municipality,
            incident_id=incident.id,
            number=incident.last_number,
            step=step,
            words=words,
            facts=facts,
            actor_id=actor.id,
            taken_at=now,
        )
    )
    session.flush()
    act, subject = f"{step.value}_incident", ("incident", incident.id)
    audit.record(session, incident.municipality, actor=actor, act=act, subject=subject, facts=facts, now=now)
