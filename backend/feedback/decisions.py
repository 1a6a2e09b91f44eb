"""What a "no" leads to, by outcome. One table, from what people are told; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.cases.words import Outcome
from backend.catalogue.tree import WORK_KINDS, CaseKind
from backend.feedback.words import Consequence

ASKS_YES_OR_NO = frozenset(
    {
        Outcome.MENDED,
        Outcome.OTHER_FAULT_MENDED,
        Outcome.TEMPORARILY_MENDED,
        Outcome.NO_FAULT_FOUND,
        Outcome.GONE,
        Outcome.OWNER_DID_IT,
        Outcome.MENDED_BY_OTHER,
        Outcome.ANSWERED,
        Outcome.DELIVERED,
    }
)
"""Outcomes that ask a question with a yes and a no."""

ONLY_OBJECTION = frozenset(
    {
        Outcome.NOT_OURS_HANDED_OVER,
        Outcome.NOT_OURS_SHOWN,
        Outcome.PRIVATE,
        Outcome.WITHIN_CARE_LEVEL,
        Outcome.OFF_ON_PURPOSE,
        Outcome.PLANNED_UPKEEP,
        Outcome.INSUFFICIENT,
    }
)
"""Outcomes that allow nothing but saying otherwise."""

_AFTER_WORK = frozenset({Outcome.MENDED, Outcome.OTHER_FAULT_MENDED})
_BECOMES_VIEWPOINT = frozenset({Outcome.WITHIN_CARE_LEVEL, Outcome.OFF_ON_PURPOSE, Outcome.PLANNED_UPKEEP})
_A_PERSON_LOOKS = frozenset({Outcome.NOT_OURS_HANDED_OVER, Outcome.NOT_OURS_SHOWN, Outcome.PRIVATE})


@dataclass(frozen=True)
class NoFacts:
    """What is known when a "no" comes. ``mended_at`` is when the last order's work was done, None without one.

    ``is_disputed``: of one household's own thing the crew says with a photo that nothing was wrong.
    """

    outcome: Outcome
    mended_at: datetime | None
    warranty_days: int
    noes_before: int
    yeses_of_others: int
    says_dangerous: bool = False
    kind: str = CaseKind.FAULT
    is_disputed: bool = False


def consequence_of_no(facts: NoFacts, now: datetime) -> Consequence:
    """What the "no" leads to.

    A second no, a no against others' yes or against the crew's photo waits for a person; a "no" never becomes an order to a contractor that
    never was there, and what is answered or handed over never becomes an order at all.
    """
    if facts.noes_before or facts.yeses_of_others or facts.is_disputed or facts.outcome in _A_PERSON_LOOKS:
        return Consequence.PERSON
    if facts.outcome in _BECOMES_VIEWPOINT and facts.kind == CaseKind.FAULT:
        return Consequence.VIEWPOINT
    if facts.mended_at is None or facts.kind not in WORK_KINDS:
        return Consequence.UNIT
    if facts.outcome is Outcome.NO_FAULT_FOUND:
        return Consequence.BACK_TO_CREW
    within = now <= facts.mended_at + timedelta(days=facts.warranty_days)
    return Consequence.WARRANTY_ORDER if facts.outcome in _AFTER_WORK and within else Consequence.UNIT
