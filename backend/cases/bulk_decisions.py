"""Which cases a move of many passes over. Pure."""

from datetime import datetime
from typing import Protocol

from backend.cases.bulk_models import BulkFate
from backend.cases.lifecycle import STEPS
from backend.cases.promises import lacks_date
from backend.cases.words import Cause, PromiseKind, State, Step
from backend.catalogue.urgency import Urgency


class Movable(Protocol):
    """A case, as far as this goes."""

    @property
    def state(self) -> State: ...
    @property
    def is_open(self) -> bool: ...
    @property
    def urgency(self) -> int: ...
    @property
    def promise_due_at(self) -> datetime | None: ...
    @property
    def promise_kind(self) -> PromiseKind | None: ...


def passed_over_as(case: Movable, *, cause: Cause, due_at: datetime, now: datetime) -> BulkFate | None:
    """Why the case is not moved to ``due_at``; None where it is.

    Where somebody may be hurt a person who has that one case before them moves it; a fallen tree of a storm, acute by
    its category alone, goes with the others. One with a later date already has nothing to gain. A first date
    (``Cause.NEXT_STEP``) is for what moved in without one.
    """
    step = Step.WAIT if cause is Cause.WAITING else Step.MOVE_PROMISE
    if not case.is_open:
        return BulkFate.ENDED
    if case.urgency >= Urgency.DANGER:
        return BulkFate.ACUTE
    if case.state is State.HELD:
        return BulkFate.HELD
    if due_at <= now:
        return BulkFate.TOO_LATE
    if cause is Cause.NEXT_STEP and not lacks_date(case):
        return BulkFate.NOT_NOW
    if case.promise_due_at is not None and case.promise_due_at >= due_at and not lacks_date(case):
        return BulkFate.LATER_ALREADY
    return None if case.state in STEPS[step][0] else BulkFate.NOT_NOW
