"""Reporting, step by step: where, what, and the rest. Each step is a GET whose address carries what was chosen."""

from collections.abc import Mapping

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend import catalogue, geography
from backend.doors.citizen.places import Spot, describe_spot, read_spot
from backend.doors.citizen.report_form import new_form, show_form
from backend.doors.citizen.report_views import HitView, list_group_views, list_hit_views, view_of_category
from backend.doors.citizen.room import TownView, address_of, load_town, pages
from backend.doors.shared import PUBLIC, door, transaction, translate
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid

LONGEST_SEARCH = 100
Page = str | Response | tuple[str, int]


@pages.get("/<town:municipality_code>/anmal")
@door(PUBLIC)
def report_page(municipality_code: str) -> Page:
    """The step that comes next for what the address already says."""
    asked = request.args
    with transaction(Scope((municipality_code,))) as session:
        town = load_town(session, municipality_code)
        try:
            spot = read_spot(session, municipality_code, asked)
        except Invalid as error:
            return _show_where(session, town, asked, wrong=translate(error))
        if spot is None:
            return _show_where(session, town, asked)
        category = catalogue.find_category(session, municipality_code, asked.get("category", ""))
        if category is None or category.retired:
            return _show_what(session, town, spot, asked)
        return show_form(session, town, spot, category, new_form())


def address_of_step(municipality_code: str, spot: Spot, **more: str) -> str:
    """The address of the step after the place was chosen."""
    return address_of("report_page", municipality_code, **spot.query, **more)


def _show_where(session: Session, town: TownView, asked: Mapping[str, str], wrong: str = "") -> Page:
    search = asked.get("q", "").strip()[:LONGEST_SEARCH]
    typed = asked.get("position", "").strip()[:LONGEST_SEARCH]
    if typed and not wrong:
        try:
            longitude, latitude = geography.read_position_text(typed)
        except Invalid as error:
            wrong = translate(error)
        else:
            return redirect(address_of_step(town.code, Spot(longitude, latitude)))
    hits = list_hit_views(session, town.code, search) if search else []
    if (only := _find_the_one(hits, search)) is not None:
        return redirect(only.address)
    page = render_template("citizen/where.html", town=town, search=search, typed=typed, hits=hits, wrong=wrong)
    return (page, 422) if wrong else page


def _show_what(session: Session, town: TownView, spot: Spot, asked: Mapping[str, str]) -> Page:
    search = asked.get("find", "").strip()[:LONGEST_SEARCH]
    groups = catalogue.list_groups(session, town.code)
    every = [category for group in groups for category in group.categories]
    suggested = catalogue.suggest_categories(search, every) if search else []
    return render_template(
        "citizen/what.html",
        town=town,
        place=describe_spot(session, town.code, spot),
        search=search,
        suggested=[view_of_category(category) for category in suggested],
        groups=list_group_views(groups),
    )


def _find_the_one(hits: list[HitView], search: str) -> HitView | None:
    """The hit whose name is what was typed, where there is just one such."""
    exact = [hit for hit in hits if hit.is_point and geography.forgive(hit.name) == geography.forgive(search)]
    return exact[0] if len(exact) == 1 else None
