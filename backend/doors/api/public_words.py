"""What the public reads of a case, in Swedish and English: state, promise, steps and the question an outcome asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue
from backend.cases import Case, Outcome, PromiseKind, State, Step, TimelineEntry
from backend.catalogue import CaseKind, Category, Precision
from backend.messages import question_of, words_for_promise, words_for_role, words_for_state

LANGUAGES = ("sv", "en")
_OWN_WORDS: dict[Step, dict[str, str]] = {
    Step.MOVE_PROMISE: {"sv": "Nytt besked om tiden", "en": "New word on the time"},
    Step.REOPEN: {"sv": "Öppnad igen", "en": "Opened again"},
    Step.TAKE_REPORT: {"sv": "Någon mer anmälde det", "en": "Somebody else reported it too"},
    Step.UNJOIN: {"sv": "Din anmälan är en egen igen", "en": "Your report stands alone again"},
    Step.MOVE_IN: {"sv": "Flyttat hit från vårt tidigare system", "en": "Moved here from our earlier system"},
    Step.CONVERT: {"sv": "Behandlas på ett annat sätt än det kom in", "en": "Handled in another way than it came in"},
}
_STATES = frozenset(
    {
        *(Step.SUBMIT, Step.PASS_TO_UNIT, Step.ASSIGN, Step.START, Step.WAIT, Step.ASK, Step.MAKE_SAFE),
        *(Step.RESOLVE, Step.CLOSE),
    }
)
"""Steps a reporter reads of, said as the state they led to."""


@dataclass(frozen=True)
class Stood:
    """A case as it stood after one step, for the words of that state."""

    state: State
    keeper_name: str | None
    kind: str = CaseKind.FAULT
    outcome: Outcome | None = None
    is_acute: bool = False
    read_at: datetime | None = None
    made_safe_at: datetime | None = None
    waiting_on: str | None = None
    waiting_reason: str | None = None
    promise_kind: PromiseKind | None = None
    promise_due_at: datetime | None = None
    promise_precision: Precision | None = None


@dataclass(frozen=True)
class Naming:
    """The names a case's words need: its category, and its unit where the unit is who acts, by language."""

    category: Category | None
    unit: dict[str, str] = field(default_factory=dict)

    @property
    def category_names(self) -> dict[str, str]:
        """The category's name by language; empty where the municipality has it no more."""
        return dict(self.category.names) if self.category else {}


def in_both(say: Callable[[str], str]) -> dict[str, str]:
    """What ``say`` says, in each language."""
    return {language: say(language) for language in LANGUAGES}


def name_case(session: Session, case: Case) -> Naming:
    """Read the names; at most two statements."""
    category = catalogue.find_category(session, case.municipality, case.category)
    unit = accounts.find_unit(session, case.municipality, code=case.unit_code) if case.unit_code else None
    if unit is None or unit.name_in("sv") != case.keeper_name:
        return Naming(category)
    return Naming(category, in_both(unit.name_in))


def state_view(case: Case | Stood, naming: Naming) -> dict[str, Any]:
    """The state as ``{code, words}``."""
    return {"code": case.state, "words": state_words(case, naming)}


def state_words(case: Case | Stood, naming: Naming) -> dict[str, str]:
    """Where the case stands, as the public reads it."""
    return in_both(
        lambda language: words_for_state(case, language, category=naming.category, unit_name=naming.unit.get(language))
    )


def promise_view(case: Case, *, category: Category | None = None, tz: ZoneInfo, now: datetime) -> dict[str, Any] | None:
    """What is promised next, with its words; None where nothing is. ``category`` may have its own of planned upkeep."""
    if case.promise_kind is None:
        return None
    planned = category.planned_words if category else None
    return {
        "kind": case.promise_kind,
        "due_at": cases.given_date(case.promise_kind, case.promise_due_at),
        "precision": case.promise_precision,
        "has_passed": case.promise_passed,
        "words": in_both(lambda language: words_for_promise(case, language, planned=planned, now=now, tz=tz)),
    }


def step_words(entry: TimelineEntry, case: Case, naming: Naming) -> dict[str, str] | None:
    """A step of the timeline as a reporter reads it; None for what is nobody's news."""
    facts = entry.facts
    if entry.step in _OWN_WORDS:
        return _OWN_WORDS[entry.step]
    if entry.step is Step.READ and case.is_acute and "role" in facts:
        ending = {"sv": "har tagit emot", "en": "has it"}
        return in_both(lambda language: f"{words_for_role(facts['role'], language)} {ending[language]}")
    if entry.step not in _STATES:
        return None
    stood = Stood(
        state=State(facts["state"]),
        keeper_name=case.keeper_name,
        kind=case.kind,
        outcome=Outcome(facts["outcome"]) if "outcome" in facts else None,
        made_safe_at=entry.occurred_at if entry.step is Step.MAKE_SAFE else None,
        waiting_on=facts.get("waiting_on"),
        waiting_reason=facts.get("reason"),
    )
    return state_words(stood, naming)


def question_view(case: Case) -> dict[str, Any] | None:
    """What the outcome allows to ask; None while work remains or where nothing is asked."""
    asked = None if case.is_open or case.outcome is None else question_of(case.outcome)
    if asked is None:
        return None
    answers = ["no"] if asked.only_objection else ["yes", "no"]
    words = {
        language: {"ask": asked.ask_in(language), "yes": asked.agree_in(language), "no": asked.object_in(language)}
        for language in LANGUAGES
    }
    return {"resolution": case.resolutions, "answers": answers, "words": words}


def nobody_has_read(case: Case) -> bool:
    """Whether an acute case still waits for a person to read it."""
    return case.is_acute and case.is_open and case.read_at is None
