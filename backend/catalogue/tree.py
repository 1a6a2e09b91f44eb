"""The tree as values: groups of categories, their questions and choices. Pure and frozen; tables are in ``models``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from backend.catalogue.counts import CountRule
from backend.catalogue.seasons import SeasonTargets
from backend.catalogue.targets import Target, Targets, Window

LANGUAGE_OF_LAST_RESORT = "sv"

Words = Mapping[str, str]
"""One text in several languages, by language code (``sv``, ``en``, …)."""


class CaseKind(StrEnum):
    """What a case of a category is."""

    FAULT = "fault"
    VIEWPOINT = "viewpoint"
    ORDER = "order"
    AUTHORITY_MATTER = "authority_matter"
    QUESTION = "question"


WORK_KINDS = frozenset({CaseKind.FAULT, CaseKind.ORDER})
"""Kinds that may need a work order; the others are answered or handed over."""


class Priority(StrEnum):
    """How soon, highest first."""

    ACUTE = "acute"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"


def word_in(words: Words, language: str) -> str:
    """The text in ``language``, else in Swedish, else empty: a missing translation never costs a page."""
    return words.get(language) or words.get(LANGUAGE_OF_LAST_RESORT, "")


@dataclass(frozen=True)
class Choice:
    """One answer. ``danger``: somebody may be hurt. ``routes`` say what it leads to, in the words of ``routes``.

    ``make_safe`` and ``mend`` replace the category's targets where this is chosen, within ``season`` if it has one.
    """

    code: str
    label: Words
    danger: bool = False
    routes: tuple[str, ...] = ()
    make_safe: Target | None = None
    mend: Target | None = None
    season: Window | None = None


@dataclass(frozen=True)
class Question:
    """One question of a category. ``choices`` is empty for text; yes_no has the choices ``yes`` and ``no``.

    ``restricted``: the answer (a number plate) is kept apart and seen only by those who need it.
    """

    code: str
    text: Words
    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    restricted: bool = False

    def find_choice(self, code: str) -> Choice | None:
        """The choice of that code, None where there is none."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class Category:
    """One leaf of the tree, with everything the house needs to know of it.

    ``public_names`` are safe on a locked screen and stand inside a sentence ("om en lampa"); ``verbs`` are what is said
    when it is done ("lampan lyser"); ``advice`` says how to stay safe and is empty where nothing is dangerous.
    ``not_ours`` are codes of bodies that often turn out to be responsible. ``trade`` None: no work order belongs to it.
    ``near_metres``: an open case of the same group within that distance may be the same fault.
    ``planned_words`` are said in the place of a planned week or season ("vid nästa lampbyte"). ``look_again_on``: it is too
    cold for the work until that day, when somebody looks again. ``can_be_acute`` is true where the category or one of its answers is acute or dangerous.
    ``season_targets`` hold in their part of the year, ``count_rules`` where several open cases lie in a row.
    """

    code: str
    group_code: str
    names: Words
    helps: Words
    public_names: Words
    verbs: Words
    kind: CaseKind
    unit_code: str
    authority_code: str
    priority: Priority
    targets: Targets
    advice: Words = field(default_factory=dict)
    search_words: str = ""
    trade: str | None = None
    season: Window | None = None
    can_be_acute: bool = False
    joinable: bool = True
    public_at_once: bool = True
    accusation_likely: bool = False
    hidden: bool = False
    retired: bool = False
    warranty_days: int = 14
    near_metres: int = 50
    not_ours: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    planned_words: Words = field(default_factory=dict)
    look_again_on: date | None = None
    season_targets: tuple[SeasonTargets, ...] = ()
    count_rules: tuple[CountRule, ...] = ()

    @property
    def acknowledge(self) -> Target:
        """See ``Targets``; so the next four, None where the category asks for no such thing."""
        return self.targets.acknowledge

    @property
    def inspect(self) -> Target | None:
        return self.targets.inspect

    @property
    def make_safe(self) -> Target | None:
        return self.targets.make_safe

    @property
    def mend(self) -> Target | None:
        return self.targets.mend

    @property
    def answer(self) -> Target | None:
        return self.targets.answer

    def name(self, language: str) -> str:
        """What the category is called in a list."""
        return word_in(self.names, language)

    def help_line(self, language: str) -> str:
        """When to choose it, one line."""
        return word_in(self.helps, language)

    def public_name(self, language: str) -> str:
        """Safe on a locked screen, lower case, to stand inside a sentence."""
        return word_in(self.public_names, language)

    def verb(self, language: str, *, at_start: bool = False) -> str:
        """What is said when it is done; ``at_start`` with a capital letter, to begin a sentence."""
        said = word_in(self.verbs, language)
        return said[:1].upper() + said[1:] if at_start else said

    def danger_advice(self, language: str) -> str:
        """How to stay safe, empty where nothing is dangerous."""
        return word_in(self.advice, language)

    def find_question(self, code: str) -> Question | None:
        """The question of that code, None where there is none."""
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True)
class Group:
    """A top group of the tree with its categories in order; a group of one category may carry the same code."""

    code: str
    names: Words
    categories: tuple[Category, ...]

    def name(self, language: str) -> str:
        """What the group is called."""
        return word_in(self.names, language)
