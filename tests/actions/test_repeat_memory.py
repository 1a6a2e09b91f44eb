"""The same thing failing again is linked and counted; the third time in a year somebody owns the cause."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend import cases
from backend.cases import Case, Outcome, Problem, ProblemState, ProblemStep, Step
from backend.cases.events import ProblemOpened
from backend.practice import PRACTICE_CODE
from tests.repeat_builders import FAR, fail_and_mend, find_lamp_post, mend
from tests.rolled_back_town import BO, RolledBackTown


def reported(town: RolledBackTown, **report: Any) -> Case:
    """The case of a report that everything has followed."""
    case_id = town.report(**report).case_id
    town.react()
    return town.case(case_id)


def problems(town: RolledBackTown, state: ProblemState = ProblemState.OPEN) -> list[Problem]:
    with town.step() as session:
        return [problem for problem, _ in cases.list_problems(session, PRACTICE_CODE, state=state)]


def test_a_first_failure_is_no_repetition_and_says_nothing_of_it(town: RolledBackTown) -> None:
    case = reported(town)
    assert (case.repeat_number, case.problem_id) == (1, None)
    assert Step.COUNT_REPEAT not in town.steps(case.id)


def test_the_same_lamp_nine_times_in_a_year_is_one_problem(town: RolledBackTown) -> None:
    number, lon, lat = find_lamp_post(town)
    lamp: dict[str, Any] = {"asset_number": number, "longitude": lon, "latitude": lat}
    failed = [*fail_and_mend(town, 8, **lamp), reported(town, **lamp).id]
    assert [town.case(each).repeat_number for each in failed] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    [problem] = problems(town)
    assert {town.case(each).problem_id for each in failed} == {problem.id}
    assert (problem.failures, problem.asset_id, problem.unit_code) == (9, town.case(failed[0]).asset_id, "gata")
    assert [type(each) for each in town.happened].count(ProblemOpened) == 1


def test_it_is_tied_to_the_asset_and_not_to_metres(town: RolledBackTown) -> None:
    number, lon, lat = find_lamp_post(town)
    fail_and_mend(town, 2, days=5, longitude=lon, latitude=lat)
    assert reported(town, asset_number=number, longitude=lon, latitude=lat).repeat_number == 1


def test_what_lies_near_counts_within_warranty(town: RolledBackTown) -> None:
    fail_and_mend(town, 1, days=5)
    assert reported(town).repeat_number == 2


def test_what_lies_near_counts_the_third_time_in_a_year_though_the_warranty_is_over(town: RolledBackTown) -> None:
    failed = fail_and_mend(town, 2, days=100)
    assert [town.case(each).repeat_number for each in failed] == [1, 1]
    case = reported(town)
    assert case.repeat_number == 3
    assert {town.case(each).problem_id for each in failed} == {case.problem_id} != {None}


def test_what_lies_elsewhere_does_not_count(town: RolledBackTown) -> None:
    fail_and_mend(town, 3, days=5)
    assert reported(town, longitude=FAR[0], latitude=FAR[1]).repeat_number == 1


def test_what_is_of_another_group_does_not_count(town: RolledBackTown) -> None:
    fail_and_mend(town, 3, days=5)
    assert reported(town, category="vag.potthal").repeat_number == 1


def test_a_year_is_remembered_and_no_longer(town: RolledBackTown) -> None:
    fail_and_mend(town, 3, days=5)
    town.now += timedelta(days=366)
    assert reported(town).repeat_number == 1


def test_neighbours_who_tell_of_one_failure_make_no_problem(town: RolledBackTown) -> None:
    told = [reported(town) for _ in range(4)]
    assert [each.repeat_number for each in told] == [1, 1, 1, 1]
    assert problems(town) == []


def test_what_was_never_ours_to_mend_does_not_count(town: RolledBackTown) -> None:
    for outcome in (Outcome.WITHDRAWN, Outcome.PRIVATE, Outcome.ABUSE):
        mend(town, town.report().case_id, outcome=outcome)
        town.now += timedelta(days=2)
    assert reported(town).repeat_number == 1


def test_bins_of_many_households_are_never_counted_by_nearness(town: RolledBackTown) -> None:
    fail_and_mend(town, 3, days=2, category="avfall.ej-tomt")
    assert reported(town, category="avfall.ej-tomt").repeat_number == 1


def test_a_held_report_is_counted_when_it_is_let_through(town: RolledBackTown) -> None:
    fail_and_mend(town, 1, days=5)
    case_id = town.report(over_limit=True).case_id
    town.react()
    assert town.case(case_id).repeat_number is None
    with town.step() as session:
        cases.release_case(session, PRACTICE_CODE, case_id, actor=BO, now=town.now)
    town.react()
    assert town.case(case_id).repeat_number == 2


def test_it_is_counted_once_whoever_asks_first(town: RolledBackTown) -> None:
    fail_and_mend(town, 2, days=5)
    case_id = town.report().case_id
    with town.step(role="worker") as session:
        case = cases.lock_case(session, PRACTICE_CODE, case_id)
        assert cases.remember_repeats(session, case, now=town.now) == 3
    town.react()
    assert (town.case(case_id).repeat_number, town.steps(case_id).count("count_repeat")) == (3, 1)
    assert len(problems(town)) == 1


def test_linking_earlier_cases_gives_them_no_new_version(town: RolledBackTown) -> None:
    failed = fail_and_mend(town, 2, days=5)
    before = [town.case(each).version for each in failed]
    reported(town)
    assert [town.case(each).version for each in failed] == before


def test_after_a_problem_is_solved_the_next_failure_is_counted_and_opens_another(town: RolledBackTown) -> None:
    fail_and_mend(town, 3, days=5)
    [solved] = problems(town)
    with town.step() as session:
        cases.solve_problem(session, PRACTICE_CODE, solved.id, words="Kabeln är bytt.", actor=BO, now=town.now)
    case = reported(town)
    assert case.problem_id not in (None, solved.id)
    assert [each.id for each in problems(town)] == [case.problem_id]


def test_the_story_of_a_problem_is_kept_in_order(town: RolledBackTown) -> None:
    fail_and_mend(town, 4, days=5)
    [problem] = problems(town)
    with town.step() as session:
        steps = cases.list_problem_steps(session, PRACTICE_CODE, problem.id)
        found = cases.list_cases_of_problem(session, PRACTICE_CODE, problem.id)
    assert [(each.number, each.step) for each in steps] == [(1, ProblemStep.OPENED), (2, ProblemStep.FAILED_AGAIN)]
    assert len(found) == 4
    assert found[0].id == steps[-1].case_id


def test_a_neighbour_who_tells_of_the_third_failure_is_no_fourth(
    town: RolledBackTown,
) -> None:
    fail_and_mend(town, 2, days=5)
    third, neighbour = reported(town), reported(town)
    assert (third.repeat_number, neighbour.repeat_number) == (3, 3)
    [problem] = problems(town)
    with town.step() as session:
        steps = cases.list_problem_steps(session, PRACTICE_CODE, problem.id)
    assert (third.problem_id, neighbour.problem_id) == (problem.id, problem.id)
    assert [each.step for each in steps] == [ProblemStep.OPENED]


@pytest.mark.parametrize("firm", ["cleo-drift", "dag-el"])
def test_no_firm_sees_a_problem(town: RolledBackTown, firm: str) -> None:
    fail_and_mend(town, 3, days=5)
    with town.step(town.scope_of(firm)) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Problem)) == 0
