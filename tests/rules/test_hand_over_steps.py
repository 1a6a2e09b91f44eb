"""The life of a hand-over: to do, sent, acknowledged, answered, ended; and nothing after the end."""

import pytest

from backend.dispatch.errors import HandOverStepNotAllowed
from backend.dispatch.hand_over_steps import STEPS, list_steps_allowed, state_after
from backend.dispatch.words import HandOverState, HandOverStep

S, T = HandOverState, HandOverStep


def test_every_step_stands_in_the_table() -> None:
    assert set(STEPS) == set(HandOverStep)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        (S.TO_DO, T.TELL, S.SENT),
        (S.SENT, T.ACKNOWLEDGE, S.ACKNOWLEDGED),
        (S.TO_DO, T.ACKNOWLEDGE, S.ACKNOWLEDGED),
        (S.ACKNOWLEDGED, T.ACKNOWLEDGE, S.ACKNOWLEDGED),
        (S.SENT, T.ANSWER, S.ANSWERED),
        (S.ANSWERED, T.ANSWER, S.ANSWERED),
        (S.ANSWERED, T.END, S.ENDED),
        (S.TO_DO, T.END, S.ENDED),
    ],
)
def test_a_step_leads_on(state: HandOverState, step: HandOverStep, after: HandOverState) -> None:
    assert state_after(state, step) is after


@pytest.mark.parametrize("step", list(HandOverStep))
def test_nothing_happens_to_an_ended_one(step: HandOverStep) -> None:
    with pytest.raises(HandOverStepNotAllowed):
        state_after(S.ENDED, step)
    assert list_steps_allowed(S.ENDED) == []


@pytest.mark.parametrize("state", [S.SENT, S.ACKNOWLEDGED, S.ANSWERED])
def test_who_was_told_is_not_told_again(state: HandOverState) -> None:
    with pytest.raises(HandOverStepNotAllowed):
        state_after(state, T.TELL)
