"""Carriageway or path? Asked on the telephone where the lines of two keepers run side by side at the place."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend import catalogue, geography, responsibility
from backend.catalogue import SAYS_SURFACE, Category
from backend.doors.kontaktcenter.phone_form import PhoneForm
from backend.foundation.errors import Invalid


def list_asking_surface(
    session: Session, municipality_code: str, form: PhoneForm, categories: Sequence[Category], *, now: datetime
) -> frozenset[str]:
    """The codes of those categories of which it is to be asked at the place of the form; none without a place."""
    if not form.place_choice or form.is_place_unknown or not categories:
        return frozenset()
    try:
        lon, lat = form.read_position(session, municipality_code)
    except Invalid:
        return frozenset()
    roads = geography.locate(session, municipality_code, lon=lon, lat=lat).roads
    return responsibility.list_asking_surface(
        session, municipality_code, categories, roads=roads, place=(lon, lat), now=now
    )


def must_ask_surface(session: Session, municipality_code: str, form: PhoneForm, *, now: datetime) -> bool:
    """Whether it is to be asked of the place and category chosen, and nobody has answered."""
    category = catalogue.find_category(session, municipality_code, form.category) if form.category else None
    if category is None or SAYS_SURFACE in form.answers:
        return False
    return bool(list_asking_surface(session, municipality_code, form, [category], now=now))
