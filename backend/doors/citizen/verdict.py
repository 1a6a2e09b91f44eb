"""One page, one question in the outcome's own words. GET never acts: mail scanners open links."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend import cases, catalogue, feedback
from backend.cases import Report
from backend.doors.citizen.follow_views import AskedView, StandingView, find_asked, view_of_standing
from backend.doors.citizen.own_report import get_asked_report
from backend.doors.citizen.report_form import LONGEST_WORDS, new_form
from backend.doors.citizen.room import address_of, load_town, pages
from backend.doors.citizen.speech import gettext
from backend.doors.shared import (
    REPORTER_LINK,
    current_house,
    current_language,
    door,
    keep_typed,
    message_links,
    transaction,
)
from backend.feedback import Answer, NothingAsked
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid
from backend.foundation.ids import show_reference

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class VerdictView:
    """The question's page. ``asked`` None: the case has moved on since the link was sent."""

    reference: str
    category: str
    place: str
    asked: AskedView | None
    standing: StandingView
    now: datetime


@pages.get("/<town:municipality_code>/svar/<reference>/<int:resolution>/<token>")
@door(REPORTER_LINK)
def verdict_page(municipality_code: str, reference: str, resolution: int, token: str) -> Page:
    """Ask; or thank for the answer; or say that the case has moved on, and still let one write."""
    with transaction(Scope((municipality_code,))) as session:
        report = get_asked_report(session, municipality_code, reference, token, resolution=resolution)
        return _show(session, report, resolution, token)


@pages.post("/<town:municipality_code>/svar/<reference>/<int:resolution>/<token>")
@door(REPORTER_LINK, limit="30/minute")
def give_verdict(municipality_code: str, reference: str, resolution: int, token: str) -> Page:
    """Take the answer; the same answer twice is one."""
    words = request.form.get("words", "").replace("\r\n", "\n").strip()[:LONGEST_WORDS]
    keep_typed({gettext("What you wrote"): words})
    scope = Scope((municipality_code,))
    try:
        with transaction(scope) as session:
            report = get_asked_report(session, municipality_code, reference, token, resolution=resolution)
            feedback.give_verdict(
                session,
                municipality_code,
                report.id,
                resolution=resolution,
                answer=_read_answer(),
                words=words,
                now=clock.now(session),
            )
    except NothingAsked:
        with transaction(scope) as session:
            report = get_asked_report(session, municipality_code, reference, token, resolution=resolution)
            return _show(session, report, resolution, token, typed=words), 409
    return redirect(
        address_of("verdict_page", municipality_code, reference=reference, resolution=resolution, token=token), 303
    )


def _show(session: Session, report: Report, resolution: int, token: str, *, typed: str = "") -> str:
    settings = current_house().settings
    return render_template(
        "citizen/verdict.html",
        town=load_town(session, report.municipality),
        verdict=_view(session, report, resolution),
        resolution=resolution,
        token=token,
        report_reference=report.reference,
        follow_token=message_links.follow_token(settings, report.id),
        client_id=new_form().client_id,
        typed=typed,
    )


def _view(session: Session, report: Report, resolution: int) -> VerdictView:
    municipality, now = report.municipality, clock.now(session)
    case = cases.get_case(session, municipality, report.case_id)
    category = catalogue.get_category(session, municipality, case.category)
    asked = find_asked(session, case, report, category) if case.resolutions == resolution else None
    return VerdictView(
        reference=show_reference(report.reference),
        category=category.name(current_language()),
        place=report.place_words or case.place,
        asked=asked,
        standing=view_of_standing(session, case, category, {}, now=now),
        now=now,
    )


def _read_answer() -> Answer:
    try:
        return Answer(request.form.get("answer", ""))
    except ValueError:
        raise Invalid("answer_missing", "Please choose an answer.", fields={"answer": "Please choose."}) from None
