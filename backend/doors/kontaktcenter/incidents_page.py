"""The authority's register of personal data breaches: entering one, following it to the end, one page for IMY."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, catalogue, incidents
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, LagatError, NotFound
from backend.foundation.ids import show_reference
from backend.incidents import (
    Incident,
    IncidentKind,
    IncidentStep,
    NewIncident,
    Risk,
    SayingMissing,
    StepForm,
    TimeNotPossible,
    Touched,
)

ROWS = 25
PAGE = "/<town:municipality_code>/kontaktcenter/incidenter"
ONE = f"{PAGE}/<uuid:incident_id>"
KINDS = {
    IncidentKind.SEEN: lazy_gettext("Somebody saw what they should not"),
    IncidentKind.WRONG_ADDRESS: lazy_gettext("A message went to the wrong address"),
    IncidentKind.LOST_DEVICE: lazy_gettext("A telephone, computer or paper was lost"),
    IncidentKind.LOST_OR_CHANGED: lazy_gettext("Data was lost or changed"),
    IncidentKind.OTHER: lazy_gettext("Something else"),
}
RISKS = {
    Risk.UNLIKELY: lazy_gettext("Harm is unlikely"),
    Risk.LIKELY: lazy_gettext("There is a risk for those concerned"),
    Risk.HIGH: lazy_gettext("There is a high risk for those concerned"),
}
STEPS = {
    IncidentStep.ENTER: lazy_gettext("Entered"),
    IncidentStep.ASSESS: lazy_gettext("Assess the risk"),
    IncidentStep.TELL_IMY: lazy_gettext("IMY has been told"),
    IncidentStep.NEED_NOT_TELL_IMY: lazy_gettext("IMY need not be told"),
    IncidentStep.TELL_PEOPLE: lazy_gettext("Those concerned have been told"),
    IncidentStep.NEED_NOT_TELL_PEOPLE: lazy_gettext("Those concerned need not be told"),
    IncidentStep.CLOSE: lazy_gettext("Close the incident"),
}
Code = TypeVar("Code", IncidentKind, IncidentStep, Risk)


@pages.get(PAGE)
@door(Right.KEEP_INCIDENTS)
def list_data_incidents(municipality_code: str) -> str:
    """The register, last noticed first, and the form that enters one."""
    with transaction(current_scope()) as session:
        return _render_list(session, municipality_code)


@pages.post(PAGE)
@door(Right.KEEP_INCIDENTS)
def enter_data_incident(municipality_code: str) -> BaseResponse:
    """Enter one and show it."""
    keep_typed({gettext("What you wrote"): written("what")})
    try:
        with transaction(current_scope()) as session:
            now = clock.now(session)
            new = _read_new(session, municipality_code)
            entered = incidents.enter_incident(session, municipality_code, new, actor=current_actor(), now=now)
    except (Invalid, NotFound) as error:
        return _refused(error, lambda session, more: _render_list(session, municipality_code, **more))
    return _back(municipality_code, entered.id)


@pages.get(ONE)
@door(Right.KEEP_INCIDENTS)
def show_data_incident(municipality_code: str, incident_id: UUID) -> str:
    """One incident: what is known, what was done, what may follow."""
    with transaction(current_scope()) as session:
        return _render_one(session, municipality_code, incident_id)


@pages.post(ONE)
@door(Right.KEEP_INCIDENTS)
def take_data_incident_step(municipality_code: str, incident_id: UUID) -> BaseResponse:
    """Take one step; refused, the page as it is now with what was typed."""
    keep_typed({gettext("What you wrote"): "\n".join(filter(None, (written("words"), written("measures"))))})
    try:
        with transaction(current_scope()) as session:
            form, now = _read_step(session, municipality_code), clock.now(session)
            incidents.take_step(session, municipality_code, incident_id, form, actor=current_actor(), now=now)
    except (Invalid, Conflict) as error:
        return _refused(error, lambda session, more: _render_one(session, municipality_code, incident_id, **more))
    return _back(municipality_code, incident_id)


@pages.get(f"{ONE}/anmalan")
@door(Right.KEEP_INCIDENTS)
def write_data_incident_notice(municipality_code: str, incident_id: UUID) -> Response:
    """One page for IMY, as a file."""
    with transaction(current_scope()) as session:
        incident = incidents.get_incident(session, municipality_code, incident_id)
        page = incidents.write_notice(session, incident, now=clock.now(session))
    headers = {"Content-Disposition": "attachment; filename=personuppgiftsincident.html"}
    return Response(page, content_type="text/html; charset=utf-8", headers=headers)


def _back(municipality_code: str, incident_id: UUID) -> BaseResponse:
    there = url_for(
        "kontaktcenter.show_data_incident", municipality_code=municipality_code, incident_id=incident_id, done=1
    )
    return redirect(there, 303)


def _refused(error: LagatError, render: Callable[[Session, dict[str, Any]], str]) -> Response:
    wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
    more = {"told": translate(error), "wrong": wrong, "typed": request.form}
    with transaction(current_scope()) as session:
        page = render(session, more)
    return make_response(page, {"invalid": 422, "conflict": 409}.get(error.family, 404))


def _read_new(session: Session, municipality: str) -> NewIncident:
    people = written("people")
    if people and not (people.isdigit() and len(people) < 8):
        said = "Say a number, or leave it empty."
        raise Invalid("people_wrong", said, fields={"people": said})
    noticed_at = _read_time(session, municipality, "noticed_at")
    if noticed_at is None:
        raise TimeNotPossible("noticed_at")
    return NewIncident(
        kind=_read_code(IncidentKind, "kind"),
        noticed_at=noticed_at,
        what=written("what"),
        noticed_by=written("noticed_by"),
        people=int(people) if people else None,
        cases=tuple(written("cases").replace(",", " ").split()),
        reports=tuple(written("reports").replace(",", " ").split()),
        authority=written("authority") or None,
    )


def _read_step(session: Session, municipality: str) -> StepForm:
    version = written("version")
    return StepForm(
        step=_read_code(IncidentStep, "step"),
        words=written("words"),
        risk=_read_code(Risk, "risk") if written("risk") else None,
        measures=written("measures"),
        number=written("number"),
        at=_read_time(session, municipality, "at"),
        seen=int(version) if version.isdigit() else None,
    )


def _read_code(codes: type[Code], name: str) -> Code:
    try:
        return codes(written(name))
    except ValueError:
        raise SayingMissing(name) from None


def _read_time(session: Session, municipality: str, name: str) -> datetime | None:
    """A moment as the browser's own control gives it, in the municipality's time; None where nothing was said."""
    text = written(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise TimeNotPossible(name) from None
    return at.replace(tzinfo=catalogue.get_calendar(session, municipality).tz).astimezone(UTC)


_NOTHING: dict[str, Any] = {"told": "", "wrong": {}, "typed": {}}


def _render_list(session: Session, municipality_code: str, **more: Any) -> str:
    frame = build_frame(session, municipality_code)
    after = read_cursor(request.args.get("after", ""))
    found = incidents.list_incidents(session, municipality_code, after=after, limit=ROWS + 1)
    asks_whose = current_scope().authority is None
    authorities = accounts.list_authorities(session, municipality_code)
    names = {each.id: each.name for each in authorities}
    last = found[ROWS - 1] if len(found) > ROWS else None
    local = catalogue.get_calendar(session, municipality_code).local(frame.now)
    return render_template(
        "kontaktcenter/incidents.html",
        frame=frame,
        rows=[(each, word_for(KINDS, each.kind), names.get(each.authority_id, "")) for each in found[:ROWS]],
        next_cursor=write_place(last.noticed_at, last.id) if last else "",
        kinds=[(each.value, word) for each, word in KINDS.items()],
        authorities=authorities if asks_whose else [],
        latest=f"{local:%Y-%m-%dT%H:%M}",
        **(_NOTHING | more),
    )


def _render_one(session: Session, municipality_code: str, incident_id: UUID, **more: Any) -> str:
    incident = incidents.get_incident(session, municipality_code, incident_id)
    touched = incidents.list_touched(session, municipality_code, incident_id)
    names = {each.id: each.name for each in accounts.list_authorities(session, municipality_code)}
    return render_template(
        "kontaktcenter/incident.html",
        frame=build_frame(session, municipality_code),
        incident=incident,
        kind=word_for(KINDS, incident.kind),
        risk=word_for(RISKS, incident.risk) if incident.risk else "",
        authority=names.get(incident.authority_id, ""),
        touched=[(kind is Touched.CASE, show_reference(reference)) for kind, reference in touched],
        steps=[(word_for(STEPS, each.step), each) for each in _list_steps(session, incident)],
        allowed=[(each.value, word_for(STEPS, each)) for each in incidents.list_allowed(incident.standing)],
        risks=[(each.value, word) for each, word in RISKS.items()],
        done=request.args.get("done", ""),
        **(_NOTHING | more),
    )


def _list_steps(session: Session, incident: Incident) -> list[incidents.IncidentEntry]:
    return list(incidents.list_steps(session, incident.municipality, incident.id))
