"""The life of a case: one table of allowed steps.

A step that is not a move (reading, a note, a milestone) keeps the state. ``BACK`` returns to the state the case had
before it began to wait or to need an answer.
"""

from backend.cases.errors import StepNotAllowed
from backend.cases.words import ENDED, State, Step

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
    Step.CLOSE: (frozenset({State.RESOLVED}), State.CLOSED),
    Step.COUNT_REPEAT: (_ANY, KEEP),
}


def state_after(state: State, before: State | None, step: Step) -> State:
    """The state ``step`` leads to. Raises ``StepNotAllowed`` where the table does not allow it."""
    allowed, target = STEPS[step]
    if state not in allowed:
        raise StepNotAllowed(step, state)
    if target == KEEP:
        return state
    if target == BACK:
        return before or State.RECEIVED
    return State(target)
