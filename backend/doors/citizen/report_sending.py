"""Sending a report: saved first, the photo after it in a transaction of its own, then the page to follow it on."""

from dataclasses import replace
from datetime import datetime

from flask import redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend import cases, catalogue
from backend.cases import Submitted
from backend.catalogue import Category
from backend.doors.citizen.photo_intake import PhotoFate, keep_photo
from backend.doors.citizen.places import Spot, read_spot
from backend.doors.citizen.report_form import (
    Typed,
    build_report,
    find_faults_of_addresses,
    label_typed,
    list_known_for,
    must_ask_acute,
    new_form,
    read_typed,
    show_form,
)
from backend.doors.citizen.room import address_of, load_town, pages
from backend.doors.citizen.speech import gettext
from backend.doors.shared import (
    HOLDS,
    PUBLIC,
    current_house,
    current_source,
    door,
    is_over_limit,
    keep_typed,
    message_links,
    transaction,
)
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid

MOST_BYTES = 64 * 1024 * 1024
"""More than a photo may have: one too large then costs itself, not the words sent with it."""

Page = Response | tuple[str, int]


@pages.post("/<town:municipality_code>/anmal")
@door(PUBLIC, limit=HOLDS)
def send_report(municipality_code: str) -> Page:
    """Take the report, or show the form again with what is missing; then on to the page where it is followed."""
    request.max_content_length = MOST_BYTES
    place = request.args.get("place") or f"{request.args.get('lat', '')}, {request.args.get('lon', '')}"
    keep_typed(label_typed(request.form, place))
    try:
        answer = _take(municipality_code)
    except Conflict as error:
        if error.code != "sent_with_other_content":
            raise
        return _show_again(municipality_code)
    if not isinstance(answer, Submitted):
        return answer
    fate = _keep_photo(municipality_code, answer) if _has_photo() else PhotoFate.KEPT
    more = {} if fate is PhotoFate.KEPT else {"photo": fate.value}
    return redirect(address_of_report(municipality_code, answer, new="1", **more), 303)


def address_of_report(municipality_code: str, submitted: Submitted, **more: str) -> str:
    """The page on which the report is followed, for whoever just sent it."""
    token = message_links.follow_token(current_house().settings, submitted.report_id)
    return address_of(
        "follow_page",
        municipality_code,
        reference=submitted.reference,
        token=token,
        **more,
    )


def _take(municipality_code: str) -> Submitted | Page:
    with transaction(Scope((municipality_code,))) as session:
        category = catalogue.category_for_intake(session, municipality_code, request.args.get("category", ""))
        spot = read_spot(session, municipality_code, _where())
        if spot is None:
            raise Invalid("place_missing", "Please say where it is first.", fields={"place": "Please say where it is."})
        typed = read_typed(request.form, category)
        wrong = find_faults_of_addresses(typed)
        if wrong or must_ask_acute(typed, category):
            page = show_form(
                session,
                load_town(session, municipality_code),
                spot,
                category,
                typed,
                wrong=wrong,
                ask_acute=must_ask_acute(typed, category),
                photo_lost=_has_photo(),
            )
            return page, 422
        now = clock.now(session)
        if _must_ask_known(session, municipality_code, spot, category, typed, now=now):
            return _ask_known(session, municipality_code, spot, category, typed)
        form = build_report(typed, category, spot)
        submitted = cases.submit_report(
            session, municipality_code, form, over_limit=is_over_limit(), source=current_source(), now=now
        )
        return cases.join_by_choice(session, municipality_code, submitted, to_case_id=typed.case_id, now=now)


def _must_ask_known(
    session: Session, municipality_code: str, spot: Spot, category: Category, typed: Typed, *, now: datetime
) -> bool:
    """Whether "is it one of these?" is still to be asked: once, and never of what is with us already."""
    if typed.known_asked or not list_known_for(session, municipality_code, spot, category, typed, now=now):
        return False
    return not cases.was_sent(session, municipality_code, typed.client_id)


def _ask_known(session: Session, municipality_code: str, spot: Spot, category: Category, typed: Typed) -> Page:
    """The form once more with what is known already: no answer given so far means danger."""
    town = load_town(session, municipality_code)
    page = show_form(session, town, spot, category, typed, ask_known=True, photo_lost=_has_photo())
    return page, 422


def _show_again(municipality_code: str) -> Page:
    """The form was sent before with other words: offer to send these as a report of their own."""
    with transaction(Scope((municipality_code,))) as session:
        category = catalogue.category_for_intake(session, municipality_code, request.args.get("category", ""))
        spot = read_spot(session, municipality_code, _where())
        assert spot is not None  # it was there a moment ago
        typed: Typed = replace(read_typed(request.form, category), client_id=new_form().client_id)
        notice = gettext(
            "You have already sent a report from this page, with other words. It is with us. Do you want to send this"
            " too, as a new report?"
        )
        town = load_town(session, municipality_code)
        page = show_form(session, town, spot, category, typed, notice=notice, photo_lost=_has_photo())
    return page, 409


def _where() -> dict[str, str]:
    """The place as the page's address carries it, and the pin where it was moved on the page itself."""
    pin = {name: request.form.get(name, "") for name in ("pinlat", "pinlon")}
    return {**request.args.to_dict(), **pin}


def _keep_photo(municipality_code: str, submitted: Submitted) -> PhotoFate:
    return keep_photo(
        municipality_code,
        case_id=submitted.case_id,
        report_id=submitted.report_id,
        upload=request.files["photo"],
        client_photo_id=f"{request.form.get('client_id', '')}.photo",
        shown_ok=request.form.get("may_show_photo") == "yes",
    )


def _has_photo() -> bool:
    photo = request.files.get("photo")
    return photo is not None and bool(photo.filename)
