"""A report taken by telephone, over the counter or from a letter: two presses of Enter, nothing lost on the way.

The first sending finds the place and the category and asks what the category asks; the second one saves. Only a place
is needed, and where none is found what the caller said is kept in words and the case is held for a person.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, geography, messages
from backend.accounts import Right
from backend.cases import Channel, LateReason, ReportForm
from backend.doors.kontaktcenter.acting import read_id
from backend.doors.kontaktcenter.case_page import get_case_shown
from backend.doors.kontaktcenter.case_words import CHANNELS, LATE_REASONS
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.phone_form import PhoneForm, ask_of, list_categories_meant, list_places, read_form
from backend.doors.kontaktcenter.phone_late import as_said
from backend.doors.kontaktcenter.phone_near import list_near_for, may_join_any, with_likeliest
from backend.doors.kontaktcenter.phone_surface import list_asking_surface, must_ask_surface
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import (
    current_actor,
    current_caller,
    current_language,
    current_scope,
    door,
    keep_typed,
    transaction,
    translate,
)
from backend.doors.shared.mobile import read_own_mobile
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.foundation.ids import read_reference, show_reference

CHANNELS_BY_STAFF = (Channel.PHONE, Channel.VISIT, Channel.MAIL, Channel.STAFF)
NEW = "/<town:municipality_code>/kontaktcenter/ny"
# The letters of a reference as Swedes spell them aloud; digits are said as they are.
SPELLED = {
    "B": "Bertil", "C": "Cesar", "D": "David", "F": "Filip", "G": "Gustav", "H": "Helge", "J": "Johan", "K": "Kalle",
    "L": "Ludvig", "M": "Martin", "N": "Niklas", "P": "Petter", "Q": "Qvintus", "R": "Rudolf", "S": "Sigurd",
    "T": "Tore", "V": "Viktor", "W": "Wilhelm", "X": "Xerxes", "Y": "Yngve", "Z": "Zäta",
}  # fmt: skip


@dataclass(frozen=True)
class PinView:
    """Where the pin stands, WGS 84; nobody's device is asked. ``is_moved``: away from the place that was chosen."""

    longitude: float | None
    latitude: float | None
    is_moved: bool
    device: None = None
    accuracy_m: None = None


@dataclass(frozen=True)
class Receipt:
    """What is read aloud when a report is saved; of one that went to another authority the reference alone."""

    reference: str
    spelled: str
    category: str = ""
    place: str = ""
    promise: str = ""
    is_acute: bool = False
    is_held: bool = False
    saved_at: datetime | None = None


@pages.get(NEW)
@door(Right.DECIDE_CASES)
def new_report(municipality_code: str) -> str:
    """An empty form, under the receipt of the report just saved."""
    with transaction(current_scope()) as session:
        saved = request.args.get("saved", "")
        receipt = _receipt(session, municipality_code, saved) if saved else None
        return _show(session, municipality_code, PhoneForm(client_id=secrets.token_urlsafe(24)), receipt=receipt)


@pages.post(NEW)
@door(Right.DECIDE_CASES)
def take_report(municipality_code: str) -> BaseResponse:
    """Find what was meant, or save."""
    form = read_form(request.form)
    keep_typed(
        {
            gettext("Place"): form.place,
            gettext("What is wrong"): form.what,
            gettext("In their own words"): form.words,
            gettext("Name"): form.name,
            gettext("Mail"): form.mail,
            gettext("Mobile number"): form.mobile,
            gettext("It came earlier"): f"{form.came.day} {form.came.time} {form.came.reference}".strip(),
        }
    )
    try:
        with transaction(current_scope()) as session:
            if not form.is_settled:
                return make_response(_show(session, municipality_code, form, asks=True), 200)
            if form.near_shown != form.near_key and _is_more_to_ask(session, municipality_code, form):
                return make_response(_show(session, municipality_code, form, asks=True), 200)
            reference = _save(session, municipality_code, form)
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page = _show(session, municipality_code, form, asks=True, told=translate(error), fields=error.fields)
        return make_response(page, 422 if isinstance(error, Invalid) else 409)
    return redirect(
        url_for("kontaktcenter.new_report", municipality_code=municipality_code, saved=show_reference(reference)), 303
    )


def _is_more_to_ask(session: Session, municipality_code: str, form: PhoneForm) -> bool:
    """Whether the place and category now chosen bring up something nobody was asked: a case nearby, or whose road."""
    if may_join_any(session, municipality_code, form):
        return True
    return must_ask_surface(session, municipality_code, form, now=clock.now(session))


def _save(session: Session, municipality_code: str, form: PhoneForm) -> str:
    longitude, latitude = form.read_position(session, municipality_code)
    now = clock.now(session)
    if form.mail and "@" not in form.mail[1:-1]:
        said = "That is not a mail address."
        raise Invalid("email_wrong", said, fields={"mail": "That is not a mail address."})
    report = ReportForm(
        client_id=form.client_id,
        category=form.category or catalogue.CATCH_ALL,
        longitude=longitude,
        latitude=latitude,
        channel=_channel(form.channel),
        words=form.words or form.what,
        language=form.language,
        answers=dict(form.answers),
        place_words=form.place_words,
        name=form.name or None,
        mail=form.mail or None,
        mobile=read_own_mobile(form.mobile),
        prefers=form.prefers,
        entered_by=current_caller().person_id,
        **as_said(session, municipality_code, form.came, now=now),
    )
    submitted = cases.submit_report(session, municipality_code, report, over_limit=form.is_place_unknown, now=now)
    cases.join_by_choice(
        session, municipality_code, submitted, to_case_id=read_id(form.same_as), by=current_actor(), now=now
    )
    return submitted.reference


def _channel(said: str) -> Channel:
    return Channel(said) if said in CHANNELS_BY_STAFF else Channel.PHONE


def _show(
    session: Session,
    municipality_code: str,
    form: PhoneForm,
    *,
    asks: bool = False,
    told: str = "",
    fields: dict[str, str] | None = None,
    receipt: Receipt | None = None,
) -> str:
    groups = catalogue.list_groups(session, municipality_code)
    language = current_language()
    frame = build_frame(session, municipality_code)
    places = list_places(session, municipality_code, form) if asks and form.place else []
    categories = list_categories_meant(groups, form) if asks else []
    meant = with_likeliest(form, places, categories)
    beside = list_asking_surface(session, municipality_code, meant, categories, now=frame.now)
    suggested = [ask_of(each, language, asks_surface=each.code in beside) for each in categories]
    return render_template(
        "kontaktcenter/new.html",
        frame=frame,
        near=list_near_for(session, frame, meant) if asks else [],
        near_shown=meant.near_key,
        form=form,
        pin=_pin_of(session, municipality_code, meant),
        asks=asks,
        places=places,
        suggested=suggested,
        groups=[(each.name(language), [(c.code, c.name(language)) for c in each.categories]) for each in groups],
        late_reasons=[(each.value, word_for(LATE_REASONS, each)) for each in LateReason],
        channels=[(each.value, word_for(CHANNELS, each)) for each in CHANNELS_BY_STAFF],
        may_be_acute=bool(catalogue.acute_words_in(f"{form.what} {form.words}")),
        told=told,
        wrong=fields or {},
        receipt=receipt,
    )


def _pin_of(session: Session, municipality_code: str, form: PhoneForm) -> PinView:
    """Where the map begins: at the place chosen, or the likeliest, else in the middle of the municipality."""
    town = geography.get_municipality(session, municipality_code)
    try:
        lon, lat = form.read_position(session, municipality_code) if form.place_choice else (town.lon, town.lat)
    except Invalid:
        lon, lat = town.lon, town.lat
    return PinView(lon, lat, is_moved=form.pin is not None)


def _receipt(session: Session, municipality_code: str, saved: str) -> Receipt | None:
    try:
        case = get_case_shown(session, municipality_code, saved)
    except NotFound:
        return _receipt_elsewhere(saved)
    now = clock.now(session)
    language = current_language()
    category = catalogue.get_category(session, municipality_code, case.category)
    return Receipt(
        reference=show_reference(case.reference),
        spelled=_spell(case.reference),
        category=category.name(language),
        place=case.place,
        promise=messages.words_for_promise(case, language, now=now),
        is_acute=case.is_acute,
        is_held=case.state is cases.State.HELD,
        saved_at=case.opened_at,
    )


def _receipt_elsewhere(saved: str) -> Receipt | None:
    """What was saved is another authority's: whoever took it reads its reference aloud, and sees no more."""
    try:
        reference = read_reference(saved)
    except Invalid:
        return None
    return Receipt(show_reference(reference), _spell(reference))


def _spell(reference: str) -> str:
    parts = (reference[:4], reference[4:])
    return " – ".join(" ".join(SPELLED.get(letter, letter) for letter in part) for part in parts)
