"""The life of a hand-over: one table of allowed steps. Pure."""

from backend.dispatch.errors import HandOverStepNotAllowed
from backend.dispatch.words import HandOverState, HandOverStep

_S = HandOverState
_OPEN = frozenset(_S) - {_S.ENDED}

# They may be asked again and answer again, and an answer may be the first that is heard of them.
STEPS: dict[HandOverStep, tuple[frozenset[HandOverState], HandOverState]] = {
    HandOverStep.TELL: (frozenset({_S.TO_DO}), _S.SENT),
    HandOverStep.ACKNOWLEDGE: (_OPEN, _S.ACKNOWLEDGED),
    HandOverStep.ANSWER: (_OPEN, _S.ANSWERED),
    HandOverStep.END: (_OPEN, _S.ENDED),
}


def state_after(state: HandOverState, step: HandOverStep) -> HandOverState:
    """The state ``step`` leads to. Raises ``HandOverStepNotAllowed`` where the table does not allow it."""
    allowed, target = STEPS[step]
    if state not in allowed:
        raise HandOverStepNotAllowed(step, state)
    return target


def list_steps_allowed(state: HandOverState) -> list[HandOverStep]:
    """The steps the table allows a hand-over in ``state``."""
    return [step for step, (allowed, _) in STEPS.items() if state in allowed]
