"""Which failures are the same one again. Pure: spells of earlier cases in, how manieth this one is out.

Several cases that overlap in time tell of one failure: thirty neighbours are no thirty failures. What was over before
the next began is counted by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.cases.words import Outcome
from backend.catalogue import Target, TargetUnit

MEMORY = timedelta(days=365)
"""How far back a failure is remembered."""
TIMES_FOR_PROBLEM = 3
"""From this manieth time in a year on, the cause is somebody's to find."""
LOOK_AT_PROBLEM = Target(10, TargetUnit.WORKING_DAYS)
"""When a new problem is looked at, unless its owner says otherwise."""

MENDED = frozenset({Outcome.MENDED, Outcome.OTHER_FAULT_MENDED, Outcome.TEMPORARILY_MENDED, Outcome.MENDED_BY_OTHER})
"""Outcomes after which it was whole: what fails again within the warranty is the same thing."""
FAILURES = MENDED | {Outcome.NO_FAULT_FOUND, Outcome.GONE, Outcome.OWNER_DID_IT, Outcome.PLANNED_UPKEEP}
"""Outcomes of something that did fail; the others say that there was nothing of ours to mend."""


@dataclass(frozen=True)
class Spell:
    """One earlier case: from when it was opened until it was resolved (None: it is not). ``mended``: it was whole then.

    ``warranty`` is that of its category.
    """

    case_id: UUID
    reference: str
    opened_at: datetime
    resolved_at: datetime | None
    mended: bool
    warranty: timedelta

    def within_warranty(self, at: datetime) -> bool:
        """Whether what was mended then should still hold at ``at``."""
        return (
            self.mended and self.resolved_at is not None and self.resolved_at <= at <= self.resolved_at + self.warranty
        )


@dataclass(frozen=True)
class Repeats:
    """How manieth failure in a year a case tells of, itself counted; ``earlier`` are the cases of it, first first.

    ``count_in_year`` 1: it is no repetition, and nothing is linked.
    """

    count_in_year: int
    same_asset: bool
    earlier: tuple[Spell, ...]

    @property
    def is_problem(self) -> bool:
        """Whether the cause is to be found."""
        return self.count_in_year >= TIMES_FOR_PROBLEM


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def judge_repeats(earlier: Sequence[Spell], *, same_asset: bool, opened_at: datetime) -> Repeats:
    """The same asset counts from the second time; mere nearness within warranty or from the third time in a year."""
    spells = tuple(sorted(earlier, key=lambda spell: (spell.opened_at, spell.case_id)))
    number = count_failures(spells, opened_at=opened_at)
    is_sure = same_asset or any(spell.within_warranty(opened_at) for spell in spells)
    if number < 2 or not (is_sure or number >= TIMES_FOR_PROBLEM):
        return Repeats(1, same_asset, ())
    return Repeats(number, same_asset, spells)


def count_failures(spells: Sequence[Spell], *, opened_at: datetime) -> int:
    """How manieth failure one that began at ``opened_at`` is, after ``spells`` in order of their beginning."""
    failures = 0
    over_at: datetime | None = _LONG_AGO  # None: it is not over yet
    for began, ended in [*((spell.opened_at, spell.resolved_at) for spell in spells), (opened_at, None)]:
        if over_at is not None and began >= over_at:
            failures, over_at = failures + 1, ended
        elif over_at is not None:
            over_at = None if ended is None else max(over_at, ended)
    return failures
