"""An incident as one page to hand to IMY: what article 33(3) asks for, in that order; self-contained, in Swedish."""

from datetime import datetime
from pathlib import Path

import jinja2
from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.foundation.ids import show_reference
from backend.incidents.lifecycle import IncidentKind, IncidentStep, Risk, must_explain_delay
from backend.incidents.models import Incident, Touched
from backend.incidents.queries import list_steps, list_touched

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_KINDS = {
    IncidentKind.SEEN: "Någon har sett uppgifter som den inte hade rätt att se",
    IncidentKind.WRONG_ADDRESS: "Uppgifter har skickats till fel mottagare",
    IncidentKind.LOST_DEVICE: "En telefon, dator eller ett papper har kommit bort",
    IncidentKind.LOST_OR_CHANGED: "Uppgifter har gått förlorade eller ändrats",
    IncidentKind.OTHER: "Annat",
}
_RISKS = {
    Risk.UNLIKELY: "Det är osannolikt att någon skadas",
    Risk.LIKELY: "Risk för enskildas rättigheter och friheter",
    Risk.HIGH: "Hög risk för enskildas rättigheter och friheter",
}
_STEPS = {
    IncidentStep.ENTER: "Infört i registret",
    IncidentStep.ASSESS: "Bedömt",
    IncidentStep.TELL_IMY: "Anmält till IMY",
    IncidentStep.NEED_NOT_TELL_IMY: "Anmäls inte till IMY",
    IncidentStep.TELL_PEOPLE: "De berörda har fått veta",
    IncidentStep.NEED_NOT_TELL_PEOPLE: "De berörda underrättas inte",
    IncidentStep.CLOSE: "Avslutat",
}


def write_notice(session: Session, incident: Incident, *, now: datetime) -> str:
    """The page, as HTML. References of cases stand in it and nobody's name."""
    touched = list_touched(session, incident.municipality, incident.id)
    names = {each.id: each.name for each in accounts.list_authorities(session, incident.municipality)}
    calendar = catalogue.get_calendar(session, incident.municipality)
    return _PAGES.get_template("notice.html").render(
        incident=incident,
        municipality=geography.get_municipality(session, incident.municipality).name,
        authority=names[incident.authority_id],
        kind=_KINDS[incident.kind],
        risk=_RISKS[incident.risk] if incident.risk else "Inte bedömt än",
        cases=[show_reference(reference) for kind, reference in touched if kind is Touched.CASE],
        reports=[show_reference(reference) for kind, reference in touched if kind is Touched.REPORT],
        is_late=must_explain_delay(incident.noticed_at, incident.imy_told_at or now),
        steps=[(_STEPS[each.step], each) for each in list_steps(session, incident.municipality, incident.id)],
        tell=lambda at: calendar.local(at).strftime("%Y-%m-%d %H.%M"),
        now=now,
    )
