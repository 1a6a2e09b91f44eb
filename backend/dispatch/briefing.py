"""What a crew is told of a case: fixed when the order is sent, and never a reporter."""

from typing import Any

from sqlalchemy.orm import Session

from backend import cases, catalogue, geography
from backend.cases import Case
from backend.dispatch.counted import list_row
from backend.dispatch.decisions import mask_words


def write_briefing(session: Session, case: Case) -> dict[str, Any]:
    """The briefing as JSON: names and answers by language, place, WGS84 position, lamp post, masked words."""
    category = catalogue.get_category(session, case.municipality, case.category)
    location = geography.locate(session, case.municipality, lon=case.longitude, lat=case.latitude)
    reports = cases.list_reports(session, case.municipality, case.id)
    first = reports[0] if reports else None
    answers = cases.answers_of(first) if first else catalogue.NO_ANSWERS
    words = "\n".join(report.words for report in reports if report.words)
    return {
        "case_reference": case.reference,
        "category": category.code,
        "names": dict(category.names),
        "advice": dict(category.advice),
        "answers": {
            language: [list(pair) for pair in catalogue.words_for_answers(category, answers, language)]
            for language in ("sv", "en")
        },
        "priority": case.priority,
        "place": case.place,
        "longitude": case.longitude,
        "latitude": case.latitude,
        "asset_number": (first.asset_number if first else None)
        or (location.lamp_post.number if location.lamp_post else None),
        "words": mask_words(words, accusation_likely=category.accusation_likely),
        "locked": "locked" in catalogue.routes_of(category, answers),
        **_repeats(session, case),
        **list_row(session, case),
    }


def _repeats(session: Session, case: Case) -> dict[str, Any]:
    """How manieth time in a year it fails: a crew that knows looks for the cause. Counted here if not done yet."""
    number = case.repeat_number or cases.count_repeats(session, case.municipality, case).count_in_year
    words = {language: catalogue.words_for_ordinal(number, language) for language in ("sv", "en")}
    return {"repeat_number": number, "repeat_words": words if number > 1 else {}}
