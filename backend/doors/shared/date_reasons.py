"""Why a case is promised by its date: the category's targets, the season it came in, its answers, the row it lies in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, catalogue, dispatch
from backend.cases import Case, Cause
from backend.catalogue import TARGET_NAMES, Category, Target, Targets, words_for_targets

LANGUAGES = ("sv", "en")
_WORDS = {
    "person": {
        "sv": "Datumet är givet av en människa, med sitt skäl.",
        "en": "The date was given by a person, with its reason.",
    },
    "category": {"sv": "Kategorins mål: {targets}.", "en": "The category's targets: {targets}."},
    "season": {
        "sv": "Det kom in under säsongen {window}: {targets}.",
        "en": "It came in during the season {window}: {targets}.",
    },
    "answers": {"sv": "Enligt svaren: {targets}.", "en": "By the answers: {targets}."},
    "count": {
        "sv": "{row}, minst {cases} inom {metres} m från varandra på {days} dagar{ends}.",
        "en": "{row}, at least {cases} within {metres} m of one another in {days} days{ends}.",
    },
    "row": {"sv": "Flera i rad", "en": "Several in a row"},
}


@dataclass(frozen=True)
class DateReason:
    """One reason, the last one strongest. ``code``: category, season, answers, count or person; words by language."""

    code: str
    words: dict[str, str]
    rule: str = ""


def list_date_reasons(session: Session, case: Case, category: Category) -> list[DateReason]:
    """Why the promise that stands has the date it has; none where the case is over or nothing is promised."""
    if not case.is_open or not case.promise_number:
        return []
    promise = cases.get_promise(session, case.municipality, case.id, case.promise_number)
    if promise.cause in (Cause.LATE, Cause.WAITING):
        return [_say("person")]
    reports = cases.list_reports(session, case.municipality, case.id)
    answers = cases.answers_of(reports[0]) if reports else catalogue.NO_ANSWERS
    opened_at = catalogue.get_calendar(session, case.municipality).local(case.opened_at)
    return [
        _say("category", targets=_named(category.targets)),
        *_of_season(category, opened_at),
        *_of_answers(category, answers, opened_at),
        *_of_counts(session, case),
    ]


def _of_season(category: Category, opened_at: datetime) -> list[DateReason]:
    holding = [each for each in category.season_targets if each.window.holds(opened_at.date())]
    return [_say("season", targets=each.targets, rule=str(each), window=str(each.window)) for each in holding]


def _of_answers(category: Category, answers: catalogue.Answers, opened_at: datetime) -> list[DateReason]:
    day = opened_at.date()
    without = _named(catalogue.in_season(category.targets, category.season_targets, day))
    differ = {
        name: target
        for name, target in _named(catalogue.targets_of(category, answers, on=day)).items()
        if target != without.get(name)
    }
    return [_say("answers", targets=differ)] if differ else []


def _of_counts(session: Session, case: Case) -> list[DateReason]:
    counts = cases.list_counts(case)
    row = dispatch.list_row(session, case)["row_words"] if counts else {}
    return [_of_count(each, row) for each in counts]


def _of_count(count: dict[str, Any], row: dict[str, str]) -> DateReason:
    [rule] = catalogue.read_count_rules(count["rule"])
    targets = catalogue.read_items(count["targets"]) if count["targets"] else {}
    words = {}
    for language in LANGUAGES:
        said = words_for_targets(targets, language)
        words[language] = _WORDS["count"][language].format(
            row=row.get(language) or _WORDS["row"][language],
            cases=rule.cases,
            metres=rule.metres,
            days=rule.days,
            ends=f": {said}" if said else "",
        )
    return DateReason("count", words, count["rule"])


def _say(code: str, *, targets: Any = None, rule: str = "", **given: str) -> DateReason:
    words = {
        language: _WORDS[code][language].format(targets=words_for_targets(targets or {}, language), **given)
        for language in LANGUAGES
    }
    return DateReason(code, words, rule)


def _named(targets: Targets) -> dict[str, Target]:
    return {name: target for name in TARGET_NAMES if (target := getattr(targets, name)) is not None}
