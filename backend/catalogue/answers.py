"""What a reporter answered, and what follows from it. Pure; nothing here ever refuses a report.

An answer that fits no question or no choice is kept as it was said, for a person to read; it simply leads nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from backend.catalogue.routes import codes_of
from backend.catalogue.seasons import in_season
from backend.catalogue.surface import SAYS_SURFACE, SURFACE_QUESTION, asks_surface
from backend.catalogue.targets import Targets
from backend.catalogue.tree import CaseKind, Category, Choice, Priority, Question, QuestionKind, word_in

LONGEST_ANSWER = 500
MOST_ANSWERS = 20
SAYS_ACUTE = "acute"
"""The code of the answer to "is it acute?", which any category's reporter may be asked because of their own words."""
_IS_IT_ACUTE = {"sv": "Är det akut?", "en": "Is it urgent?"}
_YES_OR_NO = {"yes": {"sv": "Ja", "en": "Yes"}, "no": {"sv": "Nej", "en": "No"}}
_SAID_AS_YES = frozenset({"yes", "ja", "true", "1", "on", "y", "j"})
_SAID_AS_NO = frozenset({"no", "nej", "false", "0", "off", "n"})


@dataclass(frozen=True)
class Answers:
    """``understood``: question code → choice code or text. ``as_said``: what fitted no question or no choice.

    ``restricted``: question code → text, for a table of its own that few may read. All three are plain JSON objects.
    """

    understood: Mapping[str, str] = field(default_factory=dict)
    as_said: Mapping[str, str] = field(default_factory=dict)
    restricted: Mapping[str, str] = field(default_factory=dict)


NO_ANSWERS = Answers()

Given = Answers | Mapping[str, object]
"""Answers already read, or as they were sent and stored."""


def read_answers(category: Category, raw: Mapping[str, object]) -> Answers:
    """Sort what was sent (question code → text, number or bool) into what is understood and what is kept as said.

    Never raises: a choice is recognised by its code or by its label in any language, yes and no in Swedish or English;
    empty answers are dropped, texts cut at 500 characters, no more than twenty kept.
    """
    understood: dict[str, str] = {}
    as_said: dict[str, str] = {}
    restricted: dict[str, str] = {}
    for code, value in list(raw.items())[:MOST_ANSWERS]:
        said = _as_text(value)
        question = category.find_question(str(code))
        if not said:
            continue
        if question is None:
            of_surface = _answer_to(SURFACE_QUESTION, said) if code == SAYS_SURFACE else None
            as_said[str(code)[:LONGEST_ANSWER]] = of_surface or said
        elif question.restricted:
            restricted[question.code] = said
        elif (answer := _answer_to(question, said)) is not None:
            understood[question.code] = answer
        else:
            as_said[question.code] = said
    return Answers(understood, as_said, restricted)


def list_choices(category: Category, answers: Given) -> tuple[Choice, ...]:
    """The choices that were made, in the order of the questions."""
    understood = _read(category, answers).understood
    made = (
        question.find_choice(understood[question.code])
        for question in category.questions
        if question.code in understood
    )
    return tuple(choice for choice in made if choice is not None)


def is_dangerous(category: Category, answers: Given) -> bool:
    """Whether an answer says that somebody may be hurt. Such a report is never attached to a notice."""
    if _read(category, answers).as_said.get(SAYS_ACUTE) == "yes":
        return True
    return any(choice.danger for choice in list_choices(category, answers))


def routes_of(category: Category, answers: Given) -> tuple[str, ...]:
    """Every route the answers lead to (see ``routes``), in the order of the questions, each once."""
    made = (*list_choices(category, answers), *_list_surface(category, answers))
    return tuple(dict.fromkeys(route for choice in made for route in choice.routes))


def priority_of(category: Category, answers: Given) -> Priority:
    """The category's priority, raised by danger or by an answer that routes to acute or high; never lowered."""
    routes = routes_of(category, answers)
    if is_dangerous(category, answers) or "acute" in routes or "112" in routes:
        return Priority.ACUTE
    if "high" in routes and category.priority is not Priority.ACUTE:
        return Priority.HIGH
    return category.priority


def is_acute(category: Category, answers: Given) -> bool:
    """Whether the case alarms somebody at once: its priority with these answers is acute."""
    return priority_of(category, answers) is Priority.ACUTE


def kind_of(category: Category, answers: Given) -> CaseKind:
    """The kind of case: another authority's matter where a fault's answer says so, else the category's own."""
    if category.kind is CaseKind.FAULT and codes_of(routes_of(category, answers), "authority"):
        return CaseKind.AUTHORITY_MATTER
    return category.kind


def targets_of(category: Category, answers: Given, *, on: date) -> Targets:
    """The category's targets on the local date ``on``: its season's, and where a choice made has its own those."""
    targets = in_season(category.targets, category.season_targets, on)
    for choice in list_choices(category, answers):
        if choice.season is None or choice.season.holds(on):
            targets = replace(
                targets,
                make_safe=choice.make_safe or targets.make_safe,
                mend=choice.mend or targets.mend,
            )
    return targets


def words_for_answers(category: Category, answers: Given, language: str) -> list[tuple[str, str]]:
    """Question and answer in words, for those who work with the case; restricted answers are left out."""
    read = _read(category, answers)
    from_questions = [
        (word_in(question.text, language), _label(question, read.understood[question.code], language))
        for question in category.questions
        if question.code in read.understood
    ]
    as_said = [_words_for_said(category, code, said, language) for code, said in read.as_said.items()]
    return from_questions + as_said


def _list_surface(category: Category, answers: Given) -> tuple[Choice, ...]:
    """The answer to "carriageway or path?", where the category does not ask it in words of its own."""
    said = SURFACE_QUESTION.find_choice(_read(category, answers).as_said.get(SAYS_SURFACE, ""))
    return (said,) if said is not None and not asks_surface(category) else ()


def _read(category: Category, answers: Given) -> Answers:
    return answers if isinstance(answers, Answers) else read_answers(category, answers)


def _answer_to(question: Question, said: str) -> str | None:
    if question.kind is QuestionKind.TEXT:
        return said
    folded = said.casefold()
    if question.kind is QuestionKind.YES_NO:
        folded = "yes" if folded in _SAID_AS_YES else "no" if folded in _SAID_AS_NO else folded
    for choice in question.choices:
        if folded == choice.code.casefold() or folded in (label.casefold() for label in choice.label.values()):
            return choice.code
    return None


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_as_text, value)))[:LONGEST_ANSWER]
    return str(value).strip()[:LONGEST_ANSWER]


def _label(question: Question, answer: str, language: str) -> str:
    choice = question.find_choice(answer)
    return answer if choice is None else word_in(choice.label, language)


def _words_for_said(category: Category, code: str, said: str, language: str) -> tuple[str, str]:
    if code == SAYS_ACUTE:
        return word_in(_IS_IT_ACUTE, language), word_in(_YES_OR_NO.get(said, {"sv": said}), language)
    if code == SAYS_SURFACE:
        return word_in(SURFACE_QUESTION.text, language), _label(SURFACE_QUESTION, said, language)
    return _asked(category, code, language), said


def _asked(category: Category, code: str, language: str) -> str:
    question = category.find_question(code)
    return code if question is None else word_in(question.text, language)
