"""The page an alarm's mail leads to: what, where, since when, and one button that says "I have it". Made for a phone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, dispatch, geography, messages
from backend.catalogue import word_in
from backend.dispatch import AlarmCall, AlarmState
from backend.doors.kontaktcenter.clear_text import Piece, show_hidden
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import REPORTER_LINK, current_house, current_language, door, message_links, transaction
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import NotFound
from backend.foundation.ids import show_reference

ADDRESS = "/<town:municipality_code>/larm/<uuid:alarm_id>/<int:number>/<token>"


@dataclass(frozen=True)
class OnCallView:
    """What the person on call needs. ``has_it`` is the role of whoever took it, empty while it calls."""

    reference: str
    category: str
    advice: str
    answers: tuple[tuple[str, str], ...]
    words: tuple[Piece, ...]
    place: str
    asset_number: str
    latitude: float
    longitude: float
    raised_at: datetime
    called_as: str
    called_at: datetime
    calls: int
    has_it: str
    acknowledged_at: datetime | None
    now: datetime


@pages.get(ADDRESS)
@door(REPORTER_LINK)
def show_alarm(municipality_code: str, alarm_id: UUID, number: int, token: str) -> str:
    """Opening the link does nothing: mail scanners do it too."""
    check_token(token, alarm_id, number)
    with transaction(Scope((municipality_code,))) as session:
        town = geography.get_municipality(session, municipality_code)
        alarm = view_on_call(session, municipality_code, alarm_id, number)
        return render_template(
            "kontaktcenter/on_call.html", alarm=alarm, town=town.name, kind=town.kind.value, phone=town.acute_phone,
            done="done" in request.args,
        )  # fmt: skip


@pages.post(ADDRESS)
@door(REPORTER_LINK, limit="30/minute")
def take_alarm(municipality_code: str, alarm_id: UUID, number: int, token: str) -> BaseResponse:
    """ "I have it", said by whoever was called as that number."""
    check_token(token, alarm_id, number)
    with transaction(Scope((municipality_code,))) as session:
        call = dispatch.get_call(session, municipality_code, alarm_id, number)
        actor = Actor(ActorKind.STAFF)
        now = clock.now(session)
        dispatch.acknowledge_alarm(session, municipality_code, alarm_id, role=_role_of(call), actor=actor, now=now)
    where = url_for(
        "kontaktcenter.show_alarm",
        municipality_code=municipality_code,
        alarm_id=alarm_id,
        number=number,
        token=token,
        done="1",
    )
    return redirect(where, 303)


def check_token(token: str, alarm_id: UUID, number: int) -> None:
    """Raise ``NotFound`` unless the token was made for this call: a wrong one is as no page at all."""
    if not current_house().settings.secrets.proves(token, message_links.ALARM, alarm_id, number):
        raise NotFound("alarm_not_found", "There is no such alarm.")


def view_on_call(session: Session, municipality: str, alarm_id: UUID, number: int) -> OnCallView:
    """The alarm as the person called as ``number`` sees it. A reporter's words come masked, as a crew gets them."""
    alarm = dispatch.get_alarm(session, municipality, alarm_id)
    call = dispatch.get_call(session, municipality, alarm_id, number)
    case = cases.get_case(session, municipality, alarm.case_id)
    category = catalogue.get_category(session, municipality, case.category)
    report = cases.list_reports(session, municipality, case.id)[0]
    language = current_language()
    words = dispatch.mask_words(report.words, accusation_likely=category.accusation_likely)
    has_it = messages.words_for_role(alarm.acknowledged_role or "", language)
    return OnCallView(
        reference=show_reference(case.reference),
        category=category.name(language),
        advice=category.danger_advice(language),
        answers=tuple(catalogue.words_for_answers(category, cases.answers_of(report), language)),
        words=show_hidden(words),
        place=case.place,
        asset_number=report.asset_number or "",
        latitude=case.latitude,
        longitude=case.longitude,
        raised_at=alarm.raised_at,
        called_as=word_in(call.role, language),
        called_at=call.called_at,
        calls=alarm.calls,
        has_it=has_it if alarm.state is AlarmState.ACKNOWLEDGED else "",
        acknowledged_at=alarm.acknowledged_at,
        now=clock.now(session),
    )


def _role_of(call: AlarmCall) -> str:
    return word_in(call.role, "sv")
