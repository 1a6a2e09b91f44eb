"""The life of a case: what may follow what."""

import pytest

from backend.cases.errors import StepNotAllowed
from backend.cases.lifecycle import STEPS, state_after
from backend.cases.words import ENDED, State, Step

OPEN = [state for state in State if state not in ENDED]


def test_every_step_but_the_first_stands_in_the_table() -> None:
    assert set(STEPS) == set(Step) - {Step.SUBMIT}


@pytest.mark.parametrize("state", OPEN)
def test_an_open_case_can_be_resolved_whatever_it_waits_for(state: State) -> None:
    assert state_after(state, None, Step.RESOLVE) is State.RESOLVED


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_case_can_be_reopened_and_is_received_again(state: State) -> None:
    assert state_after(state, None, Step.REOPEN) is State.RECEIVED


@pytest.mark.parametrize("state", OPEN)
def test_an_open_case_cannot_be_reopened_or_closed(state: State) -> None:
    for step in (Step.REOPEN, Step.CLOSE):
        with pytest.raises(StepNotAllowed):
            state_after(state, None, step)


@pytest.mark.parametrize("step", [Step.ASSIGN, Step.START, Step.WAIT, Step.ASK, Step.MOVE_PROMISE, Step.MAKE_SAFE])
@pytest.mark.parametrize("state", ENDED)
def test_nothing_is_worked_on_in_an_ended_case(state: State, step: Step) -> None:
    with pytest.raises(StepNotAllowed):
        state_after(state, None, step)


def test_an_answer_takes_the_case_back_to_where_it_was_asked() -> None:
    assert state_after(State.NEEDS_ANSWER, State.IN_PROGRESS, Step.TAKE_ANSWER) is State.IN_PROGRESS


def test_a_held_case_starts_nothing_before_it_is_released() -> None:
    with pytest.raises(StepNotAllowed):
        state_after(State.HELD, None, Step.START)
    assert state_after(State.HELD, None, Step.RELEASE) is State.RECEIVED


@pytest.mark.parametrize("state", list(State))
def test_reading_and_noting_move_nothing(state: State) -> None:
    for step in (Step.READ, Step.NOTE, Step.ADD_WORDS, Step.ORDER_MOVED):
        assert state_after(state, None, step) is state
