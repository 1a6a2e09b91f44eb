"""The public words of a state, an outcome, a waiting and a promise, and what an outcome asks. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from backend.cases.words import Outcome, PromiseKind, State
from backend.catalogue.calendar import SWEDISH_TIME
from backend.catalogue.targets import Precision
from backend.catalogue.tree import CaseKind, Words, word_in
from backend.catalogue.wording import words_for_moment
from backend.messages.decisions import WAITS_ON_BODY
from backend.messages.shipped import find_word, say, shipped_questions, spoken

_UNTOUCHED = (State.RECEIVED, State.HELD, State.WITH_UNIT, State.ASSIGNED)
_REASONS = ("late_because", "waits_because", "next_step_is")
WRITTEN_BY_STAFF = "sv"
_SENT_ON = (State.WITH_UNIT, State.ASSIGNED)


class Standing(Protocol):
    """What is said of a case: a row of ``cases``, or anything with these parts of it."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def is_acute(self) -> bool: ...
    @property
    def read_at(self) -> datetime | None: ...
    @property
    def made_safe_at(self) -> datetime | None: ...
    @property
    def keeper_name(self) -> str | None: ...
    @property
    def waiting_on(self) -> str | None: ...
    @property
    def waiting_reason(self) -> str | None: ...
    @property
    def promise_kind(self) -> PromiseKind | None: ...
    @property
    def promise_due_at(self) -> datetime | None: ...
    @property
    def promise_precision(self) -> Precision | None: ...


class Verbal(Protocol):
    """Says what is done when it is done: a category."""

    def verb(self, language: str, *, at_start: bool = False) -> str: ...


@dataclass(frozen=True)
class Asked:
    """What an outcome asks, by language. To ``agree`` says that all is well (a verdict's yes), to ``object`` its no.

    "Is it still there?" is agreed with by "No, it is gone". ``agree`` None: one may only object.
    """

    ask: Words
    agree: Words | None
    object: Words

    @property
    def only_objection(self) -> bool:
        """Whether there is nothing to agree with."""
        return self.agree is None

    def ask_in(self, language: str) -> str:
        """The question."""
        return word_in(self.ask, language)

    def agree_in(self, language: str) -> str:
        """The words on the button that agrees, empty where one may only object."""
        return word_in(self.agree or {}, language)

    def object_in(self, language: str) -> str:
        """The words on the button that objects."""
        return word_in(self.object, language)


def question_of(outcome: Outcome) -> Asked | None:
    """What the outcome allows to ask; None where it asks nothing."""
    written = shipped_questions().get(outcome.value)
    return Asked(written["ask"], written.get("agree"), written["object"]) if written else None


def words_for_state(
    case: Standing, language: str, *, category: Verbal | None = None, unit_name: str | None = None
) -> str:
    """Where the case stands, as the public reads it: "Skickad till Gatuenheten", "Väntar på …", "Lampan lyser".

    ``category`` gives the verb of what was mended; ``unit_name`` the unit in ``language`` (else as it was decided).
    An acute case nobody has read says so.
    """
    if case.state is State.RESOLVED and case.outcome is not None:
        return words_for_outcome(case.outcome, language, category=category, org=case.keeper_name, kind=case.kind)
    if case.is_acute and case.read_at is None and case.state in _UNTOUCHED:
        return say("state", "unread", language)
    if case.state is State.WAITING:
        return _words_for_waiting(case, language)
    if case.made_safe_at is not None and case.state not in (State.NEEDS_ANSWER, State.RESOLVED, State.CLOSED):
        return say("state", "made_safe", language)
    unit = unit_name or case.keeper_name
    if case.state in _SENT_ON and not unit:
        return say("state", "assigned_to_somebody", language)
    return say("state", case.state.value, language).replace("{unit}", unit or "")


def words_for_outcome(
    outcome: Outcome,
    language: str,
    *,
    category: Verbal | None = None,
    org: str | None = None,
    kind: str = CaseKind.FAULT,
) -> str:
    """The outcome's own words on a page; ``org`` is who it belongs to where it is not ours."""
    if kind != CaseKind.FAULT and (own := find_word("outcome_of_no_fault", outcome.value, language)):
        return own
    verb = category.verb(language, at_start=True) if category else ""
    if not verb and (plain := find_word("outcome_without_verb", outcome.value, language)):
        return plain
    words = say("outcome", outcome.value, language)
    return words.replace("{verb}", verb).replace("{org}", org or say("fallback", "org", language))


def words_for_promise(
    case: Standing, language: str, *, planned: Words | None = None, now: datetime, tz: ZoneInfo = SWEDISH_TIME
) -> str:
    """What is promised next: "Lagas senast tors 4 dec", "Nytt besked senast i morgon"; empty without a promise.

    A promise that has passed is said to have passed. ``planned`` are the category's words for planned upkeep ("vid
    nästa lampbyte"), said in the place of a week or season in which it is mended.
    """
    if case.promise_kind is None or case.promise_due_at is None or case.promise_precision is None:
        return ""
    when = words_for_moment(case.promise_due_at, case.promise_precision, language, now=now, tz=tz)
    if case.promise_due_at <= now:
        return say("promise", "passed", language).replace("{when}", when)
    kind = case.promise_kind
    if kind is PromiseKind.ASK_AGAIN and case.waiting_on != WAITS_ON_BODY:
        kind = PromiseKind.NEXT_WORD
    exact = case.promise_precision in (Precision.TIME, Precision.DAY)
    if planned and kind is PromiseKind.MEND and not exact:
        when = word_in(planned, language) or when
    return say("promise_by" if exact else "promise_in", kind.value, language).replace("{when}", when)


def words_for_wait(waiting_on: str | None, reason: str | None, language: str) -> tuple[str, str]:
    """Who or what is waited for, and why; codes in ``language``, what a person wrote as it is. Either may be empty."""
    code = waiting_on or reason or ""
    if code == WAITS_ON_BODY:
        return reason or say("fallback", "org", language), ""
    who = find_word("waits_for", code, language) or code
    if reason and reason != code:
        return who, words_for_reason(reason, language)
    return who, find_word("waits_because", code, language) or ""


def words_for_reason(reason: str | None, language: str) -> str:
    """A reason to stand inside a sentence: a code in ``language``, what a person wrote without its full stop."""
    code = reason or ""
    known = next(filter(None, (find_word(kind, code, language) for kind in _REASONS)), None)
    if known or not code.strip():
        return known or ""
    free = code.strip().rstrip(".")
    # What staff wrote stands as it is; who reads another language is told in which it was written.
    return free if language == WRITTEN_BY_STAFF else f"{free} ({say('written_in', WRITTEN_BY_STAFF, language)})"


def list_late_reasons(language: str) -> dict[str, str]:
    """The coded reasons for a new date, code → words, in the order they are offered."""
    return {code: word_in(words, language) for code, words in spoken()["late_because"].items()}


def words_for_role(role: str, language: str) -> str:
    """A public role to begin a sentence; one that is no code is a name already and stays as it is."""
    return find_word("role", role, language) or role


def _words_for_waiting(case: Standing, language: str) -> str:
    who, reason = words_for_wait(case.waiting_on, case.waiting_reason, language)
    words = say("state", "waiting" if reason else "waiting_on", language)
    return words.replace("{who}", who).replace("{reason}", reason)
