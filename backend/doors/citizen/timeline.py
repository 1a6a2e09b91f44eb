"""The public steps of a case in words. Staff's notes, other people's words and contractors' names never stand here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend import messages
from backend.cases import Outcome, Step, TimelineEntry
from backend.catalogue import Category
from backend.doors.citizen.speech import gettext
from backend.doors.shared import current_language
from backend.foundation.actor import ActorKind


@dataclass(frozen=True)
class StepView:
    """One step as the reporter reads it."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Reading:
    """Who reads: the report they hold and when it came, the case's category, unit names by code."""

    report_id: UUID
    category: Category
    unit_names: Mapping[str, str]
    received_at: datetime | None = None


def list_public_steps(entries: Iterable[TimelineEntry], reading: Reading) -> list[StepView]:
    """The steps a reporter may read, last first; the same words twice in a row stand once, at their first time."""
    steps: list[StepView] = []
    for entry in entries:
        if entry.step is Step.TAKE_REPORT and _is_among(entry, reading) and reading.received_at is not None:
            # It came to a case of its own, whose steps are not those of this one.
            steps.append(StepView(reading.received_at, gettext("Your report came in")))
        words = _words_for(entry, reading)
        if words and not (steps and steps[-1].words == words):
            steps.append(StepView(entry.occurred_at, words))
    return steps[::-1]


def _words_for(entry: TimelineEntry, reading: Reading) -> str:
    say = _WORDS.get(entry.step)
    return say(entry, reading) if say else ""


def _is_own(entry: TimelineEntry, reading: Reading) -> bool:
    return entry.actor_kind is ActorKind.REPORTER and entry.actor_id == reading.report_id


def _submitted(entry: TimelineEntry, reading: Reading) -> str:
    own = _is_own(entry, reading) or entry.facts.get("report_id") == str(reading.report_id)
    return gettext("Your report came in") if own else gettext("Somebody reported it")


def _sent_on(entry: TimelineEntry, reading: Reading) -> str:
    unit = reading.unit_names.get(entry.facts.get("unit") or "")
    return gettext("Sent to %(unit)s", unit=unit) if unit else gettext("Sent to those who will see to it")


def _read(entry: TimelineEntry, _: Reading) -> str:
    role = messages.words_for_role(str(entry.facts.get("role") or ""), current_language())
    return gettext("%(role)s has read it", role=role) if role else gettext("A person has read it")


def _waiting(entry: TimelineEntry, _: Reading) -> str:
    who, _reason = messages.words_for_wait(entry.facts.get("waiting_on"), entry.facts.get("reason"), current_language())
    return gettext("The work waits for %(who)s", who=who) if who else gettext("The work waits")


def _wrote(entry: TimelineEntry, reading: Reading) -> str:
    if not _is_own(entry, reading):
        return ""
    return gettext("You answered our question") if "verdict_id" in entry.facts else gettext("You wrote to us")


def _moved(entry: TimelineEntry, _: Reading) -> str:
    late = entry.facts.get("cause") == "late"
    return gettext("It takes longer than we said; you have a new date") if late else gettext("Next step planned")


def _resolved(entry: TimelineEntry, reading: Reading) -> str:
    outcome = Outcome(entry.facts["outcome"])
    org = entry.facts.get("body_name")
    return messages.words_for_outcome(outcome, current_language(), category=reading.category, org=org)


def _joined(entry: TimelineEntry, reading: Reading) -> str:
    own = _is_among(entry, reading)
    return gettext("Your report was joined to this one") if own else gettext("Somebody else reported it too")


def _parted(entry: TimelineEntry, reading: Reading) -> str:
    return gettext("Your report stands alone again") if _is_among(entry, reading) else ""


def _is_among(entry: TimelineEntry, reading: Reading) -> bool:
    return str(reading.report_id) in entry.facts.get("report_ids", ())


def _answered(entry: TimelineEntry, reading: Reading) -> str:
    return gettext("You answered our question") if _is_own(entry, reading) else gettext("We got an answer")


_WORDS: dict[Step, Callable[[TimelineEntry, Reading], str]] = {
    Step.SUBMIT: _submitted,
    Step.ASSIGN: _sent_on,
    Step.PASS_TO_UNIT: _sent_on,
    Step.READ: _read,
    Step.START: lambda *_: gettext("Work is under way"),
    Step.WAIT: _waiting,
    Step.RESUME: lambda *_: gettext("Work goes on"),
    Step.ASK: lambda *_: gettext("We asked you something"),
    Step.TAKE_ANSWER: _answered,
    Step.ADD_WORDS: _wrote,
    Step.MAKE_SAFE: lambda *_: gettext("The place is made safe"),
    Step.MOVE_PROMISE: _moved,
    Step.COUNT_ROW: lambda *_: gettext("Several like it near each other: it is planned sooner"),
    Step.RESOLVE: _resolved,
    Step.REOPEN: lambda *_: gettext("Opened again"),
    Step.CONVERT: lambda *_: gettext("Handled in another way than it came in"),
    Step.TAKE_REPORT: _joined,
    Step.UNJOIN: _parted,
    Step.CLOSE: lambda *_: gettext("Closed"),
    Step.MOVE_IN: lambda *_: gettext("Moved here from our earlier system"),
}
"""What is public, and how it is said; a step that is not here is nobody's but ours."""
