"""Which promise follows from what. Pure: a catalogue entry, a calendar and a moment in, a promise out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from backend.cases.words import Cause, PromiseKind
from backend.catalogue import CaseKind, Precision, Target, Targets, TargetUnit, WorkingCalendar, precision_of
from backend.foundation.errors import Invalid

CLOSES_AFTER = timedelta(days=14)
"""How long a reporter may answer before silence closes; an old link still lets one write afterwards."""
ACUTE_READ_WITHIN = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(days=14)
LATE_MOVES_BEFORE_HEAD = 3
LOOK_AGAIN = "look_again"
"""The reason of a promise to look whether frost has gone."""
NO_DATE = datetime(2999, 12, 31, 12, tzinfo=UTC)
"""Where a case came from another system and has no date of ours yet: never due, never shown."""


@dataclass(frozen=True)
class NewPromise:
    """A promise about to be made; ``due_at`` aware, UTC."""

    kind: PromiseKind
    due_at: datetime
    precision: Precision
    cause: Cause
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.kind is PromiseKind.DATE_TO_BE_GIVEN:
            words = "Say what happens then, and when."
            raise Invalid("promise_without_date", words, fields={"kind": words})


class Promised(Protocol):
    """A case, as far as its promise goes."""

    @property
    def promise_kind(self) -> PromiseKind | None: ...


def lacks_date(case: Promised) -> bool:
    """Whether the case was moved in and nobody has given it a date yet."""
    return case.promise_kind is PromiseKind.DATE_TO_BE_GIVEN


def given_date(kind: PromiseKind | None, due_at: datetime | None) -> datetime | None:
    """When a promise of that kind is due; None where nothing is promised, or nobody has given it a date yet."""
    return None if kind is PromiseKind.DATE_TO_BE_GIVEN else due_at


def first_promise(targets: Targets, calendar: WorkingCalendar, *, is_acute: bool, now: datetime) -> NewPromise:
    """When a human being reads the report: within half an hour when acute, else by the category's target."""
    if is_acute:
        return NewPromise(PromiseKind.READ, now + ACUTE_READ_WITHIN, Precision.TIME, Cause.FIRST)
    due_at = calendar.add_target(now, targets.acknowledge)
    return NewPromise(PromiseKind.READ, due_at, Precision.TIME, Cause.FIRST)


def mend_promise(targets: Targets, calendar: WorkingCalendar, *, safe_first: bool, now: datetime) -> NewPromise:
    """What is told once somebody has taken the work: made safe first where the targets ask it, else mended."""
    if safe_first and targets.make_safe is not None:
        return promise_by(PromiseKind.MAKE_SAFE, targets.make_safe, calendar, now=now)
    kind = PromiseKind.ANSWER if targets.mend is None else PromiseKind.MEND
    return promise_by(kind, targets.main, calendar, now=now)


def look_again_instead(
    promise: NewPromise, calendar: WorkingCalendar, *, look_on: date | None, now: datetime
) -> NewPromise:
    """In the place of a mending that frost stops: word by ``look_on``. What makes safe is never put off."""
    days = (look_on - calendar.local(now).date()).days if look_on else 0
    if days < 1 or promise.kind is not PromiseKind.MEND:
        return promise
    due_at = calendar.add_target(now, Target(days, TargetUnit.DAYS))
    return NewPromise(PromiseKind.NEXT_WORD, due_at, Precision.DAY, Cause.NEXT_STEP, LOOK_AGAIN)


def promise_by(
    kind: PromiseKind, target: Target, calendar: WorkingCalendar, *, cause: Cause = Cause.NEXT_STEP, now: datetime
) -> NewPromise:
    """A promise of ``kind`` by the catalogue's ``target``, worded as exactly as the target is."""
    return NewPromise(kind, calendar.add_target(now, target), precision_of(target), cause)


END_OF_KIND = {
    CaseKind.VIEWPOINT: PromiseKind.ANSWER,
    CaseKind.QUESTION: PromiseKind.ANSWER,
    CaseKind.AUTHORITY_MATTER: PromiseKind.HAND_OVER,
    CaseKind.ORDER: PromiseKind.DELIVER,
}
LATE_END = Target(2, TargetUnit.WORKING_DAYS)
"""What is promised where the end the receipt told has passed before anybody read the case."""


def end_promise_of_kind(
    targets: Targets, calendar: WorkingCalendar, *, kind: str, opened_at: datetime, now: datetime
) -> NewPromise:
    """When a case that is no fault is answered, delivered or handed over: counted from when it came, as its receipt did."""
    target = targets.main
    due_at = calendar.add_target(opened_at, target)
    if due_at <= now:
        target, due_at = LATE_END, calendar.add_target(now, LATE_END)
    return NewPromise(END_OF_KIND[CaseKind(kind)], due_at, precision_of(target), Cause.NEXT_STEP)
