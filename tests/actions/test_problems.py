"""A problem has an owner and a date: looked at on the day, moved with a reason, solved with words."""

from datetime import timedelta

import pytest

from backend import cases
from backend.cases import (
    Outcome,
    Problem,
    ProblemNotFound,
    ProblemSolved,
    ProblemState,
    ReasonMissing,
    Whose,
    Why,
    WordsMissing,
)
from backend.cases.errors import PromiseInThePast
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.repeat_builders import fail_and_mend, mend
from tests.rolled_back_town import BO, RolledBackTown


@pytest.fixture
def problem(town: RolledBackTown) -> Problem:
    """A lamp that failed three times; the last time is open."""
    fail_and_mend(town, 2, days=5)
    town.report()
    town.react()
    return only(town)


def only(town: RolledBackTown, state: ProblemState = ProblemState.OPEN) -> Problem:
    with town.step() as session:
        [(found, _)] = cases.list_problems(session, PRACTICE_CODE, state=state)
    return found


def solve(town: RolledBackTown, problem: Problem, words: str = "Kabeln är bytt.") -> None:
    with town.step() as session:
        cases.solve_problem(session, PRACTICE_CODE, problem.id, words=words, actor=BO, now=town.now)


def move(town: RolledBackTown, problem: Problem, *, days: float = 30, reason: str = "Kabeln grävs upp i vår.") -> None:
    day = town.now + timedelta(days=days)
    with town.step() as session:
        cases.move_look(session, PRACTICE_CODE, problem.id, next_look_at=day, reason=reason, actor=BO, now=town.now)


def stands_on_list(town: RolledBackTown, problem: Problem) -> bool:
    return (Why.PROBLEM, Whose.UNIT) in town.lists(problem.last_case_id)


def test_it_is_looked_at_within_ten_working_days_and_comes_to_its_owner_on_the_day(
    town: RolledBackTown, problem: Problem
) -> None:
    assert timedelta(days=13) < problem.next_look_at - town.now < timedelta(days=17)
    town.now = problem.next_look_at - timedelta(seconds=1)
    town.tick()
    assert not stands_on_list(town, problem)
    town.wait(seconds=1)
    town.wait(days=1)
    assert stands_on_list(town, problem)


def test_who_reports_after_the_day_has_passed_gets_a_day_ahead_and_the_owner_keeps_it_on_the_list(
    town: RolledBackTown, problem: Problem
) -> None:
    mend(town, problem.last_case_id)
    town.wait(days=40)
    town.report()
    town.react()
    again = only(town)
    assert (again.failures, again.next_look_at > town.now, again.look_asked) == (4, True, True)
    assert stands_on_list(town, problem)


def test_a_new_day_with_its_reason_takes_it_off_the_list_until_then(town: RolledBackTown, problem: Problem) -> None:
    town.now = problem.next_look_at
    town.tick()
    move(town, problem)
    assert not stands_on_list(town, problem)
    assert only(town).moves == 1
    town.wait(days=31)
    assert stands_on_list(town, problem)


def test_a_case_that_ends_answers_no_problem(town: RolledBackTown, problem: Problem) -> None:
    town.now = problem.next_look_at
    town.tick()
    mend(town, problem.last_case_id)
    assert stands_on_list(town, problem)


def test_solving_needs_words_and_takes_it_off_the_list(town: RolledBackTown, problem: Problem) -> None:
    town.now = problem.next_look_at
    town.tick()
    with pytest.raises(WordsMissing):
        solve(town, problem, words="  ")
    solve(town, problem)
    assert not stands_on_list(town, problem)
    assert only(town, ProblemState.SOLVED).solved_at == town.now
    town.wait(days=400)
    assert not stands_on_list(town, problem)


def test_what_is_solved_is_neither_moved_nor_solved_again(town: RolledBackTown, problem: Problem) -> None:
    solve(town, problem)
    with pytest.raises(ProblemSolved):
        solve(town, problem)
    with pytest.raises(ProblemSolved):
        move(town, problem)


def test_a_new_day_needs_a_reason_and_lies_ahead(town: RolledBackTown, problem: Problem) -> None:
    with pytest.raises(ReasonMissing):
        move(town, problem, reason=" ")
    with pytest.raises(PromiseInThePast):
        move(town, problem, days=0)


def test_an_unknown_problem_is_not_found(town: RolledBackTown, problem: Problem) -> None:
    with pytest.raises(ProblemNotFound), town.step() as session:
        cases.solve_problem(session, PRACTICE_CODE, new_id(), words="Kabeln.", actor=BO, now=town.now)


def test_problems_are_listed_by_their_day_page_by_page_and_by_unit(town: RolledBackTown, problem: Problem) -> None:
    hole = {"category": "vag.potthal"}
    fail_and_mend(town, 3, days=2, **hole)
    with town.step() as session:
        first = cases.list_problems(session, PRACTICE_CODE, limit=1)
        place = (first[0][0].next_look_at, first[0][0].id)
        rest = cases.list_problems(session, PRACTICE_CODE, after=place)
        of_unit = cases.list_problems(session, PRACTICE_CODE, unit_code="nowhere")
    assert [each.id for each, _ in first] == [problem.id]
    assert [each.category for each, _ in rest] == ["vag.potthal"]
    assert of_unit == []


def test_mended_and_solved_are_counted_apart(town: RolledBackTown, problem: Problem) -> None:
    mend(town, problem.last_case_id)
    since, until = town.now - timedelta(days=365), town.now + timedelta(seconds=1)
    with town.step() as session:
        before = cases.count_mended_and_solved(session, PRACTICE_CODE, since=since, until=until)
    assert (before.mended, before.mended_again, before.solved, before.problems_open) == (3, 2, 0, 1)
    solve(town, problem)
    mend(town, town.report(category="vag.potthal").case_id, outcome=Outcome.NO_FAULT_FOUND)
    with town.step() as session:
        after = cases.count_mended_and_solved(
            session, PRACTICE_CODE, since=since, until=town.now + timedelta(seconds=1)
        )
        earlier = cases.count_mended_and_solved(session, PRACTICE_CODE, since=since, until=since + timedelta(days=1))
    assert (after.mended, after.solved, after.problems_open) == (3, 1, 0)
    assert (earlier.mended, earlier.solved) == (0, 0)
