"""The last step: what was typed, what is wrong with it, and the page that shows both."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template
from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography, responsibility
from backend.cases import Channel, ReportForm
from backend.catalogue import SAYS_ACUTE, SAYS_SURFACE, Category
from backend.doors.citizen.places import PlaceView, Spot, describe_spot
from backend.doors.citizen.report_views import (
    POST_NUMBER,
    QuestionView,
    field_of,
    list_question_views,
    read_answers_of,
    view_of_category,
)
from backend.doors.citizen.room import TownView
from backend.doors.citizen.speech import gettext
from backend.doors.shared import current_house, current_language
from backend.doors.shared.known_words import KnownView, list_known
from backend.doors.shared.mobile import find_fault_of_mobile
from backend.foundation import clock
from backend.foundation.errors import NotFound
from backend.geography import AssetKind

LONGEST_WORDS = 4000
LONGEST_MAIL = 254
LONGEST_MOBILE = 30
CLIENT_ID_BYTES = 18
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")


@dataclass(frozen=True)
class Typed:
    """What a person has typed so far. ``client_id`` makes sending twice harmless; ``acute_asked`` that the page has
    asked "is it acute?" once, ``says_acute`` the answer ("yes", "no" or ""); ``known_asked`` that it has asked "is it one
    of these?", ``same_as`` the id of the case it is, or ""."""

    client_id: str
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    mail: str = ""
    mobile: str = ""
    prefers: str = ""
    may_show_photo: bool = False
    acute_asked: bool = False
    says_acute: str = ""
    known_asked: bool = False
    same_as: str = ""
    asset: str = ""

    @property
    def case_id(self) -> UUID | None:
        """The case it is said to be the same as, None where it is another fault."""
        return _read_id(self.same_as)

    @property
    def asset_id(self) -> UUID | None:
        """The known thing it is said to be about, None where none was ticked."""
        return _read_id(self.asset)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def new_form() -> Typed:
    """An empty form with an id of its own."""
    return Typed(client_id=secrets.token_urlsafe(CLIENT_ID_BYTES))


def read_typed(fields: Any, category: Category) -> Typed:
    """What was sent, a werkzeug form, cut to what a person may mean."""
    known = [question.code for question in category.questions]
    return Typed(
        client_id=fields.get("client_id", ""),
        answers=read_answers_of(fields.items(), [*known, POST_NUMBER, SAYS_SURFACE]),
        words=_one_kind_of_line(fields.get("words", "")).strip()[:LONGEST_WORDS],
        mail=fields.get("mail", "").strip()[:LONGEST_MAIL],
        mobile=fields.get("mobile", "").strip()[:LONGEST_MOBILE],
        prefers=fields.get("prefers", "") if fields.get("prefers") in ("mail", "sms") else "",
        may_show_photo=fields.get("may_show_photo") == "yes",
        acute_asked=fields.get("acute_asked") == "yes",
        says_acute=fields.get("acute", "") if fields.get("acute") in ("yes", "no") else "",
        known_asked=fields.get("known_asked") == "yes",
        same_as=fields.get("same_as", "")[:36],
        asset=fields.get("asset", "")[:36],
    )


def label_typed(fields: Any, place: str) -> dict[str, str]:
    """What was sent, each under a name people know: what a failing page gives back. Needs no database."""
    answers = [value for name, value in fields.items() if name.startswith("answer-") and value.strip()]
    return {
        gettext("Place"): place,
        gettext("What you wrote"): fields.get("words", ""),
        gettext("Your answers"): ", ".join(answers),
        gettext("E-mail"): fields.get("mail", ""),
        gettext("Mobile number"): fields.get("mobile", ""),
    }


def find_fault_of_mail(typed: Typed) -> str:
    """What is wrong with the address, empty where nothing is."""
    if not typed.mail or _MAIL.fullmatch(typed.mail):
        return ""
    return gettext("That does not look like a mail address. Mend it, or leave it empty.")


def find_faults_of_addresses(typed: Typed) -> dict[str, str]:
    """What is wrong with the addresses, by field; empty where nothing is."""
    faults = {"mail": find_fault_of_mail(typed), "mobile": find_fault_of_mobile(typed.mobile)}
    return {name: fault for name, fault in faults.items() if fault}


def must_ask_acute(typed: Typed, category: Category) -> bool:
    """Whether the words may mean danger while nothing chosen says so: asked once, and never a hindrance."""
    if typed.acute_asked or catalogue.is_acute(category, typed.answers):
        return False
    return bool(catalogue.acute_words_in(typed.words))


def list_known_for(
    session: Session, municipality_code: str, spot: Spot, category: Category, typed: Typed, *, now: datetime
) -> list[KnownView]:
    """What is known already near the place; empty once an answer means danger."""
    number = typed.answers.get(POST_NUMBER, "")
    post = geography.find_asset(session, municipality_code, AssetKind.LAMP_POST, number) if number else None
    return list_known(
        session,
        municipality_code,
        category,
        answers_of_typed(typed),
        lon=spot.longitude,
        lat=spot.latitude,
        asset_id=post.id if post else None,
        now=now,
    )


def answers_of_typed(typed: Typed) -> dict[str, str]:
    """The answers, with that to "is it acute?" where it was asked."""
    return {**typed.answers, SAYS_ACUTE: typed.says_acute} if typed.says_acute else dict(typed.answers)


def build_report(typed: Typed, category: Category, spot: Spot) -> ReportForm:
    """The report as the house takes it."""
    answers = answers_of_typed(typed)
    asset_number = answers.get(POST_NUMBER)
    fix_lon, fix_lat = spot.device or (None, None)
    if category.find_question(POST_NUMBER) is None:
        answers.pop(POST_NUMBER, None)
    return ReportForm(
        client_id=typed.client_id,
        category=category.code,
        longitude=spot.longitude,
        latitude=spot.latitude,
        channel=Channel.WEB,
        words=typed.words,
        language=current_language(),
        answers=answers,
        accuracy_m=spot.place_accuracy_m,
        place_words=spot.name,
        asset_number=asset_number,
        asset_id=typed.asset_id,
        fix_longitude=fix_lon,
        fix_latitude=fix_lat,
        fix_accuracy_m=spot.accuracy_m,
        mail=typed.mail or None,
        mobile=typed.mobile or None,
        prefers=typed.prefers or "mail",
        may_show_photo=typed.may_show_photo,
    )


def show_form(
    session: Session,
    town: TownView,
    spot: Spot,
    category: Category,
    typed: Typed,
    *,
    wrong: Mapping[str, str] | None = None,
    notice: str = "",
    ask_acute: bool = False,
    ask_known: bool = False,
    photo_lost: bool = False,
) -> str:
    """The page of the last step. ``wrong`` maps a field to what is wrong with it."""
    now = clock.now(session)
    place = describe_spot(session, town.code, spot)
    questions = list_question_views(
        category, place.lamp_post, asks_surface=_must_ask_surface(session, town.code, spot, place, category, now=now)
    )
    return render_template(
        "citizen/form.html",
        town=town,
        place=place,
        category=view_of_category(category),
        advice=category.danger_advice(current_language()),
        is_acute=catalogue.is_acute(category, typed.answers),
        can_be_acute=category.can_be_acute,
        questions=questions,
        answers={f"answer-{code}": answer for code, answer in typed.answers.items()},
        typed=replace(typed, acute_asked=typed.acute_asked or ask_acute),
        authority=_name_of_authority(session, town, category),
        ask_acute=ask_acute,
        known=list_known_for(session, town.code, spot, category, typed, now=now),
        known_hidden=_is_danger_open(questions, typed),
        ask_known=ask_known,
        now=now,
        has_sms=current_house().settings.sms.is_set_up,
        wrong=wrong or {},
        notice=notice,
        photo_lost=photo_lost,
    )


def _must_ask_surface(
    session: Session, municipality_code: str, spot: Spot, place: PlaceView, category: Category, *, now: datetime
) -> bool:
    """Whether two keepers' lines run side by side there, and the rules cannot tell whose it is by themselves."""
    at = (spot.longitude, spot.latitude)
    given: dict[str, Any] = {"roads": place.roads, "place": at, "accuracy_m": spot.place_accuracy_m, "now": now}
    return bool(responsibility.list_asking_surface(session, municipality_code, [category], **given))


def _is_danger_open(questions: Sequence[QuestionView], typed: Typed) -> bool:
    """Whether a question whose answer may mean danger has no answer yet: before that, joining is not offered."""
    answered = {field_of(code) for code in typed.answers}
    return any(each.can_be_dangerous and each.name not in answered for each in questions)


def _name_of_authority(session: Session, town: TownView, category: Category) -> str:
    """Who answers for what is kept; where the category's authority is unknown, the municipality itself."""
    try:
        return accounts.get_authority(session, town.code, code=category.authority_code).name
    except NotFound:
        return geography.get_municipality(session, town.code).full_name


def _one_kind_of_line(text: str) -> str:
    """Browsers send line ends as two characters, which would make a text longer than its writer saw it."""
    return text.replace("\r\n", "\n")
