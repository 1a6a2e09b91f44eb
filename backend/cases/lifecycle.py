"""The life of a case: one table of allowed steps.

A step that is not a move (reading, a note, a milestone) keeps the state. ``BACK`` returns to the state the case had
before it began to wait or to need an answer.
"""

from backend.cases.errors import OutcomeNotOfKind, StepNotAllowed
from backend.cases.words import ENDED, Outcome, State, Step
from backend.catalogue.tree import CaseKind

BACK = "back"
KEEP = "keep"

_OPEN = frozenset(State) - frozenset(ENDED)
_WORKABLE = _OPEN - {State.HELD}
_ANY = frozenset(State)

STEPS: dict[Step, tuple[frozenset[State], State | str]] = {
    Step.HOLD: (frozenset({State.RECEIVED}), State.HELD),
    Step.RELEASE: (frozenset({State.HELD}), State.RECEIVED),
    Step.LEAVE_TO_PERSON: (_WORKABLE, State.RECEIVED),
    Step.PASS_TO_UNIT: (_OPEN, State.WITH_UNIT),
    Step.ASSIGN: (_OPEN, State.ASSIGNED),
    Step.READ: (_ANY, KEEP),
    Step.START: (_WORKABLE, State.IN_PROGRESS),
    Step.WAIT: (_WORKABLE, State.WAITING),
    Step.RESUME: (frozenset({State.WAITING}), BACK),
    Step.ASK: (_OPEN, State.NEEDS_ANSWER),
    Step.TAKE_ANSWER: (frozenset({State.NEEDS_ANSWER}), BACK),
    Step.MAKE_SAFE: (_OPEN, KEEP),
    Step.MOVE_PROMISE: (_OPEN, KEEP),
    Step.NOTE: (_ANY, KEEP),
    Step.ADD_WORDS: (_ANY, KEEP),
    Step.ORDER_MOVED: (_ANY, KEEP),
    Step.RESOLVE: (_OPEN, State.RESOLVED),
    Step.REOPEN: (frozenset(ENDED), State.RECEIVED),
    Step.JOIN: (_OPEN, State.CLOSED),
    Step.UNJOIN: (frozenset({State.CLOSED}), State.RECEIVED),
    Step.TAKE_REPORT: (_OPEN, KEEP),
    Step.LOSE_REPORT: (_ANY, KEEP),
    Step.SPLIT: (_ANY, KEEP),
    Step.CONVERT: (_WORKABLE, State.RECEIVED),
    Step.CHANGE_AUTHORITY: (_ANY, KEEP),
    Step.CLOSE: (frozenset({State.RESOLVED}), State.CLOSED),
    Step.COUNT_REPEAT: (_ANY, KEEP),
    Step.COUNT_ROW: (_WORKABLE, KEEP),
    Step.MOVE_IN: (frozenset(), KEEP),  # how a case came here from another system; nobody takes it afterwards
}

_WORK_STEPS = frozenset({Step.START, Step.MAKE_SAFE})
NOT_OF_KIND: dict[CaseKind, frozenset[Step]] = {
    CaseKind.FAULT: frozenset(),
    CaseKind.ORDER: frozenset({Step.MAKE_SAFE}),
    CaseKind.VIEWPOINT: _WORK_STEPS,
    CaseKind.QUESTION: _WORK_STEPS,
    CaseKind.AUTHORITY_MATTER: _WORK_STEPS,
}
"""Steps a kind of case never takes: what is answered or handed over is not worked at."""

_OF_WORK = frozenset(
    {
        Outcome.MENDED, Outcome.OTHER_FAULT_MENDED, Outcome.TEMPORARILY_MENDED, Outcome.NO_FAULT_FOUND, Outcome.GONE,
        Outcome.OWNER_DID_IT, Outcome.MENDED_BY_OTHER, Outcome.DELIVERED,
    }
)  # fmt: skip
_OF_CARE = frozenset({Outcome.WITHIN_CARE_LEVEL, Outcome.OFF_ON_PURPOSE, Outcome.PLANNED_UPKEEP})
OUTCOMES_NOT_OF_KIND: dict[CaseKind, frozenset[Outcome]] = {
    CaseKind.FAULT: frozenset(),
    CaseKind.ORDER: _OF_CARE,
    CaseKind.VIEWPOINT: _OF_WORK,
    CaseKind.QUESTION: _OF_WORK,
    CaseKind.AUTHORITY_MATTER: _OF_WORK | _OF_CARE | {Outcome.ANSWERED},
}
"""Outcomes a kind of case cannot end with; where one fits, the case is converted first."""
_DONE = frozenset({Outcome.MENDED, Outcome.OTHER_FAULT_MENDED, Outcome.TEMPORARILY_MENDED})


def is_step_allowed(state: State, step: Step, kind: str = CaseKind.FAULT) -> bool:
    """Whether a case of ``kind`` may take ``step`` in ``state``."""
    return state in STEPS[step][0] and step not in NOT_OF_KIND[CaseKind(kind)]


def state_after(state: State, before: State | None, step: Step, kind: str = CaseKind.FAULT) -> State:
    """The state ``step`` leads to. Raises ``StepNotAllowed`` where the tables do not allow it."""
    target = STEPS[step][1]
    if not is_step_allowed(state, step, kind):
        raise StepNotAllowed(step, state)
    if target == KEEP:
        return state
    if target == BACK:
        return before or State.RECEIVED
    return State(target)


def outcome_of_kind(outcome: Outcome, kind: str) -> Outcome:
    """The outcome as it is called for ``kind``: what is ordered is delivered, not mended.

    Raises ``OutcomeNotOfKind`` for one such a case cannot end with.
    """
    kind = CaseKind(kind)
    if kind is CaseKind.ORDER and outcome in _DONE:
        return Outcome.DELIVERED
    if outcome in OUTCOMES_NOT_OF_KIND[kind]:
        raise OutcomeNotOfKind
    return outcome
