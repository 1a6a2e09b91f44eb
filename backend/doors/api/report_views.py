"""A report as its reporter follows it."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend import cases, feedback, geography, photos
from backend.cases import Case, Report, Step
from backend.doors.api.public_words import (
    Naming,
    in_both,
    name_case,
    nobody_has_read,
    promise_view,
    question_view,
    state_view,
    step_words,
)
from backend.doors.shared.language import read_translations
from backend.doors.shared.photo_room import count_photo_room
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.geography import Municipality, MunicipalityView
from backend.messages import words_for_role
from backend.photos import REFUSAL_WORDS, Photo


def followed_view(session: Session, report: Report) -> dict[str, Any]:
    """The report's case as ``ReportFollowed`` shows it: nothing of other reporters, staff or contractors."""
    case = cases.get_case(session, report.municipality, report.case_id)
    municipality = geography.get_municipality(session, report.municipality)
    naming = name_case(session, case)
    role = case.read_by_role
    return {
        "reference": show_reference(report.reference),
        "category": {"code": case.category, "names": naming.category_names},
        "place": case.place,
        "state": state_view(case, naming),
        "outcome": case.outcome,
        "promise": promise_view(case, category=naming.category, tz=time_zone_of(municipality), now=clock.now(session)),
        "read_by": in_both(lambda language: words_for_role(role, language)) if role else None,
        "nobody_has_read_it": nobody_has_read(case),
        "acute_phone": municipality.acute_phone if case.is_acute else None,
        "timeline": _timeline(session, case, report, naming),
        "question": _question(session, case, report),
        "photos": [
            _own_photo(photo)
            for photo in photos.list_photos(session, report.municipality, case.id)
            if photo.report_id == report.id
        ],
        "photo_room": count_photo_room(session, case, report, now=clock.now(session)),
    }


def _own_photo(photo: Photo) -> dict[str, Any]:
    why = photo.refused_why
    return {
        "id": photo.id,
        "kind": photo.kind,
        "state": photo.state,
        "refused_why": why,
        "refused_words": None
        if why is None
        else in_both(lambda language: read_translations(language).gettext(REFUSAL_WORDS[why])),
    }


def time_zone_of(municipality: Municipality | MunicipalityView) -> ZoneInfo:
    """The zone in which a municipality's promises are read."""
    return ZoneInfo(municipality.time_zone)


def _timeline(session: Session, case: Case, report: Report, naming: Naming) -> list[dict[str, Any]]:
    shown = []
    for entry in cases.list_timeline(session, case.municipality, case.id):
        if entry.step is Step.SUBMIT and entry.facts.get("report_id") != str(report.id):
            continue  # somebody else's report of the same thing
        words = step_words(entry, case, naming)
        if words is not None:
            shown.append({"number": entry.number, "at": entry.occurred_at, "words": words})
    return shown


def _question(session: Session, case: Case, report: Report) -> dict[str, Any] | None:
    asked = question_view(case)
    if asked is None:
        return None
    given = feedback.find_verdict(session, case.municipality, report.id, resolution=case.resolutions)
    return None if given else asked
