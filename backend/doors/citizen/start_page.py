"""The first page of a municipality, and the list of those that use Lagat."""

from flask import render_template

from backend import geography
from backend.doors.citizen.room import load_town, pages
from backend.doors.shared import PUBLIC, door, transaction
from backend.foundation.database import GLOBAL


@pages.get("/")
@door(PUBLIC)
def list_towns() -> str:
    """The municipalities that take reports here."""
    with transaction(GLOBAL) as session:
        towns = [(each.code, each.full_name) for each in geography.list_municipalities(session, active_only=True)]
    return render_template("citizen/towns.html", towns=towns)


@pages.get("/<town:municipality_code>/")
@door(PUBLIC)
def start_page(municipality_code: str) -> str:
    """Report, follow, and whom to ring."""
    with transaction(GLOBAL) as session:
        town = load_town(session, municipality_code)
    return render_template("citizen/start.html", town=town)
