"""The room every page of the citizens' face stands in: the blueprint, and the municipality a page belongs to."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import Session

from backend import geography
from backend.catalogue import read_opening_hours
from backend.doors.citizen.hours import OpenDays, words_for_hours
from backend.doors.shared import current_language
from backend.geography import MunicipalityKind

pages = Blueprint("citizen", __name__, template_folder="templates")


@dataclass(frozen=True)
class TownView:
    """The municipality as its pages need it. ``kind`` is real, practice or replay; what it lacks is empty."""

    code: str
    name: str
    full_name: str
    kind: MunicipalityKind
    phone: str
    acute_phone: str
    email: str
    web_address: str
    hours: tuple[OpenDays, ...]


def load_town(session: Session, municipality_code: str) -> TownView:
    """The municipality of the page. Raises ``NotFound``."""
    found = geography.get_municipality(session, municipality_code)
    return TownView(
        code=found.code,
        name=found.name,
        full_name=found.name_en if current_language() == "en" else found.full_name,
        kind=found.kind,
        phone=found.phone or "",
        acute_phone=found.acute_phone or "",
        email=found.email or "",
        web_address=found.web_address or "",
        hours=words_for_hours(read_opening_hours(found.opening_hours)),
    )


def address_of(page: str, municipality_code: str, **values: Any) -> str:
    """The address of a page of this door in that municipality; values the route does not name go into its query."""
    return url_for(f"citizen.{page}", municipality_code=municipality_code, **values)
