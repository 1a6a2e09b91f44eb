"""Incidents: each authority's register of personal data breaches, with the clock of 72 hours to IMY."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from backend import incidents
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.case_schemas import VersionHeader
from backend.doors.api.incident_schemas import (
    FULL_EXAMPLE,
    ITEM_EXAMPLE,
    IncidentBody,
    IncidentInFull,
    IncidentPage,
    IncidentStepBody,
)
from backend.doors.api.paging import CursorQuery, cut_rows, page_of, read_cursor, read_id, read_time, rows_wanted
from backend.doors.api.record_once import write_once
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.incidents import Incident, NewIncident, StepForm, Touched

resource = ApiBlueprint("incidents", __name__, description="Personal data breaches: one register an authority.")

_ADDRESS = "/<municipality:municipality_code>/data-incidents"
_ONE = f"{_ADDRESS}/<uuid:incident_id>"
_FULL: dict[str, Any] = {"schema": IncidentInFull, "example": FULL_EXAMPLE, "description": "The incident."}
_PAGE: dict[str, Any] = {"items": [ITEM_EXAMPLE], "next": None, "position": "1.4711"}
_HTML = {"schema": {"type": "string"}, "content_type": "text/html"}
_SAME = (
    *("id", "authority_id", "kind", "noticed_at", "noticed_by", "what", "people", "entered_at", "imy_due_at", "risk"),
    *("risk_words", "measures", "imy_settled_at", "imy_told_at", "imy_number", "imy_words", "people_settled_at"),
    *("people_told_at", "people_words", "closed_at", "version"),
)


@resource.route(_ADDRESS)
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=IncidentPage, example=_PAGE, description="Incidents.")
@door(Right.KEEP_INCIDENTS)
def list_data_incidents(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List incidents

    Those of the caller's authority; an administrator, who stands in none, sees every register.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, read_id)
        rows = incidents.list_incidents(
            session, municipality_code, after=None if after is None else (after[0], after[1]), limit=rows_wanted(query)
        )
        shown, following = cut_rows(rows, query, lambda row: (row.noticed_at, row.id))
        return page_of(session, municipality_code, [_item(each) for each in shown], following)


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(
    IncidentBody,
    example={"kind": "wrong_address", "noticedAt": "2026-09-16T07:00:00Z", "what": "Ett svar gick till fel adress."},
)
@resource.response(201, **_FULL)
@door(Right.KEEP_INCIDENTS)
def enter_data_incident(body: Body, municipality_code: str) -> dict[str, Any]:
    """Enter an incident

    Its 72 hours run from when it was noticed. A day before they run out it comes to the list of what needs a person.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"actor": current_actor(), "now": clock.now(session)}
        said: dict[str, Any] = {name: each for name, each in body.items() if name != "client_id"}
        touched: dict[str, Any] = {name: tuple(said.pop(name)) for name in ("cases", "reports")}
        new = NewIncident(**said, **touched)
        entered = write_once(
            session,
            municipality_code,
            body,
            make=lambda: incidents.enter_incident(session, municipality_code, new, **given),
            find=lambda incident_id: incidents.get_incident(session, municipality_code, incident_id),
            now=given["now"],
        )
        return _in_full(session, entered)


@resource.route(_ONE)
@resource.response(200, **_FULL)
@door(Right.KEEP_INCIDENTS)
def get_data_incident(municipality_code: str, incident_id: UUID) -> dict[str, Any]:
    """Tell of one incident

    What is known, what it touches, what was done and what may follow.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, incidents.get_incident(session, municipality_code, incident_id))


@resource.route(f"{_ONE}/steps", methods=["POST"])
@resource.arguments(
    IncidentStepBody, example={"step": "assess", "risk": "unlikely", "words": "Mottagaren har raderat."}
)
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **_FULL)
@door(Right.KEEP_INCIDENTS)
def take_data_incident_step(body: Body, header: Body, municipality_code: str, incident_id: UUID) -> dict[str, Any]:
    """Take a step with an incident

    Assess it, tell IMY or those concerned or say why not, or close it. What was said stays in its story.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"actor": current_actor(), "now": clock.now(session)}
        seen = header.get("if_match", "*").strip().strip('"')
        said: dict[str, Any] = {name: each for name, each in body.items() if name != "client_id"}
        form = StepForm(**said, seen=int(seen) if seen.isdigit() else None)
        taken = write_once(
            session,
            municipality_code,
            body,
            make=lambda: incidents.take_step(session, municipality_code, incident_id, form, **given),
            find=lambda found_id: incidents.get_incident(session, municipality_code, found_id),
            now=given["now"],
        )
        return _in_full(session, taken)


@resource.route(f"{_ONE}/notice")
@resource.response(200, **_HTML, description="One page.")
@door(Right.KEEP_INCIDENTS)
def write_data_incident_notice(municipality_code: str, incident_id: UUID) -> Response:
    """Write an incident as one page for IMY

    What article 33(3) of the GDPR asks for, in that order, in Swedish; it needs nothing else to be read.
    """
    with transaction(current_scope()) as session:
        incident = incidents.get_incident(session, municipality_code, incident_id)
        page = incidents.write_notice(session, incident, now=clock.now(session))
    headers = {"Content-Disposition": "attachment; filename=personuppgiftsincident.html"}
    return Response(page, content_type="text/html; charset=utf-8", headers=headers)


def _item(incident: Incident) -> dict[str, Any]:
    return {name: getattr(incident, name) for name in _SAME} | {
        "is_pressing": incident.warned_at is not None and incident.imy_settled_at is None,
        "allowed": [each.value for each in incidents.list_allowed(incident.standing)],
    }


def _in_full(session: Session, incident: Incident) -> dict[str, Any]:
    touched = incidents.list_touched(session, incident.municipality, incident.id)
    return _item(incident) | {
        "cases": [show_reference(reference) for kind, reference in touched if kind is Touched.CASE],
        "reports": [show_reference(reference) for kind, reference in touched if kind is Touched.REPORT],
        "steps": incidents.list_steps(session, incident.municipality, incident.id),
    }
