"""Finding a report by its reference alone: what is public of it, and nothing that anybody wrote."""

from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, geography
from backend.cases import CaseNotFound
from backend.doors.citizen.follow_views import StandingView, view_of_standing
from backend.doors.citizen.places import rough_place
from backend.doors.citizen.room import load_town, pages
from backend.doors.shared import PUBLIC, current_language, door, transaction, translate
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference, show_reference

LONGEST_REFERENCE = 40


@dataclass(frozen=True)
class PublicView:
    """What anyone may know. Category, promise and place are empty where the category is not public at once."""

    reference: str
    category: str
    place: str
    standing: StandingView


@pages.get("/<town:municipality_code>/hitta")
@door(PUBLIC, limit="30/minute", keep=False)
def find_page(municipality_code: str) -> str | tuple[str, int]:
    """Where a report stands, by its reference as a person typed it. Unknown ones are answered alike."""
    typed = request.args.get("reference", "").strip()[:LONGEST_REFERENCE]
    found, wrong = None, ""
    with transaction(Scope((municipality_code,))) as session:
        town = load_town(session, municipality_code)
        if typed:
            try:
                found = _find_public(session, municipality_code, read_reference(typed))
            except Invalid as error:
                found = _find_moved_in(session, municipality_code, typed)
                wrong = "" if found else translate(error)
    page = render_template("citizen/find.html", town=town, typed=typed, found=found, wrong=wrong)
    return (page, 422) if wrong else page


def _find_moved_in(session: Session, municipality_code: str, typed: str) -> PublicView | None:
    """By the reference of a system before ours: such numbers can be counted through, so only what is public at once."""
    hits = cases.list_cases_by_old_reference(session, municipality_code, typed)
    views = (_find_public(session, municipality_code, case.reference) for case in hits[:1])
    return next((view for view in views if view is not None and view.category), None)


def _find_public(session: Session, municipality_code: str, reference: str) -> PublicView | None:
    try:
        case = cases.get_case_by_reference(session, municipality_code, reference)
        case = cases.find_remaining_case(session, municipality_code, case)
    except CaseNotFound:
        return None
    category = catalogue.get_category(session, municipality_code, case.category)
    language = current_language()
    unit_names = {unit.code: unit.name_in(language) for unit in accounts.list_units(session, municipality_code)}
    standing = view_of_standing(session, case, category, unit_names, now=clock.now(session))
    if not category.public_at_once:
        return PublicView(show_reference(reference), "", "", standing)
    where = geography.locate(session, municipality_code, lon=case.longitude, lat=case.latitude)
    return PublicView(show_reference(reference), category.public_name(language), rough_place(where), standing)
