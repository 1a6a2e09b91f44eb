"""Cases nearby while somebody is on the telephone: after place and category, before the report is saved."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.catalogue import CaseKind, Category
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.near_views import NearView, view_near
from backend.doors.kontaktcenter.phone_form import PhoneForm, PlaceChoice
from backend.foundation.errors import Invalid

MOST_SHOWN = 5


def with_likeliest(form: PhoneForm, places: Sequence[PlaceChoice], suggested: Sequence[Category]) -> PhoneForm:
    """The form as it stands when nothing else is chosen: the first place and category it offers are."""
    place = form.place_choice or (places[0].value if places else "")
    return replace(form, place_choice=place, category=form.category or (suggested[0].code if suggested else ""))


def list_near_for(session: Session, frame: Frame, form: PhoneForm) -> list[NearView]:
    """What is near the place and category of the form; none where either is missing.

    Staff see all of it; what an answer says is dangerous is never offered joining.
    """
    category = catalogue.find_category(session, frame.code, form.category) if form.category else None
    if category is None or not form.place_choice or form.is_place_unknown:
        return []
    try:
        longitude, latitude = form.read_position(session, frame.code)
    except Invalid:
        return []
    near = cases.find_near(
        session, frame.code, lon=longitude, lat=latitude, category=category.code, limit=MOST_SHOWN, now=frame.now
    )
    is_fault = catalogue.kind_of(category, form.answers) is CaseKind.FAULT
    joinable = category.joinable and is_fault and not catalogue.is_dangerous(category, form.answers)
    names = name_categories(session, frame.code) if near else {}
    return [view_near(frame, each, names, longitude, latitude, joinable=joinable) for each in near]


def may_join_any(session: Session, municipality_code: str, form: PhoneForm) -> bool:
    """Whether the chosen place and category have a case nearby that it may be."""
    return any(each.may_join for each in list_near_for(session, build_frame(session, municipality_code), form))
