"""Three lamps in a row: each is promised sooner, once, with a step that says why."""

from datetime import timedelta
from typing import Any

import pytest

from backend import cases, catalogue
from backend.cases import Cause, NewPromise, Outcome, PromiseKind, Step
from backend.cases.events import CaseCounted, PromiseMoved
from backend.catalogue import Precision
from backend.dispatch import Act
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id, show_reference
from backend.practice import PRACTICE_CODE
from tests.repeat_builders import mend
from tests.rolled_back_town import BO, RolledBackTown
from tests.row_builders import along, dark, rows_of

RULE = "3 within 120 metres in 21 days: mend 21 days"
LAMP, SEVERAL = "belysning.enstaka", "belysning.stracka"
ADMIN = Actor(ActorKind.STAFF, new_id())


def set_rules(town: RolledBackTown, rules: str, code: str = LAMP) -> None:
    with town.step() as session:
        given = {"count_rules": rules}
        catalogue.change_category(session, PRACTICE_CODE, code, given=given, actor=ADMIN, now=town.now)


def read(town: RolledBackTown, case_id: Any) -> None:
    """Bo has read it: it is promised mended."""
    with town.step() as session:
        cases.read_case(session, PRACTICE_CODE, case_id, role="gata", actor=BO, now=town.now)
    town.react()


def test_the_third_in_a_row_gives_all_three_the_shorter_target(town: RolledBackTown) -> None:
    first, second = dark(town, 0), dark(town, 100)
    for each in (first, second):
        read(town, each)
        assert town.case(each).promise_precision is Precision.SEASON
    before = town.case(first).promise_due_at
    town.now += timedelta(days=2)
    third = dark(town, 200)
    for each in (first, second, third):
        assert rows_of(town.case(each)) == [RULE]
        assert town.steps(each).count(Step.COUNT_ROW) == 1
    case = town.case(first)
    assert (case.promise_kind, case.promise_precision) == (PromiseKind.MEND, Precision.DAY)
    assert before is not None
    assert case.promise_due_at is not None
    assert case.promise_due_at < before
    assert town.promises(first)[-1] == ("mend", "next_step", None)
    assert town.case(third).promise_kind is PromiseKind.READ
    read(town, third)
    assert town.case(third).promise_due_at == case.promise_due_at


def test_the_step_says_which_rule_how_many_and_which_others(town: RolledBackTown) -> None:
    found = [dark(town, metres) for metres in (0, 100, 200)]
    with town.step() as session:
        steps = cases.list_timeline(session, PRACTICE_CODE, found[0])
    facts = next(each.facts for each in steps if each.step is Step.COUNT_ROW)
    assert (facts["number"], facts["category"], facts["rule"], facts["targets"]) == (3, LAMP, RULE, "mend 21 days")
    assert set(facts["with"]) == {str(found[1]), str(found[2])}
    assert not facts["promise_moved"]  # nobody has read it yet, and that is no sooner


def test_nobody_is_written_to_because_a_date_became_sooner(town: RolledBackTown) -> None:
    first = dark(town, 0)
    read(town, first)
    dark(town, 100)
    dark(town, 200)
    moved = [each for each in town.happened if isinstance(each, PromiseMoved) and each.case_id == first]
    assert [each.is_told for each in moved] == [False]
    assert len([each for each in town.happened if isinstance(each, CaseCounted)]) == 3


def test_a_fourth_is_counted_alone_and_the_others_once(town: RolledBackTown) -> None:
    found = [dark(town, metres) for metres in (0, 100, 200, 300)]
    assert [town.steps(each).count(Step.COUNT_ROW) for each in found] == [1, 1, 1, 1]
    with town.step(role="worker") as session:
        assert cases.count_rows(session, PRACTICE_CODE, found[0], now=town.now) == 0


def test_orders_follow_and_their_crews_are_told_of_the_row(town: RolledBackTown) -> None:
    first, second = dark(town, 0), dark(town, 100)
    before = town.order(first).deadline_at
    third = dark(town, 200)
    order = town.order(first)
    assert order.deadline_at < before
    assert order.deadline_at == town.order(third).deadline_at
    references = {show_reference(town.case(each).reference) for each in (first, second, third)}
    assert set(order.briefing["row_references"]) == references
    assert order.briefing["row_words"]["sv"].startswith("3 i rad: ")


def test_a_pause_that_is_over_moves_no_deadline_set_after_it(town: RolledBackTown) -> None:
    first = dark(town, 0)
    dark(town, 100)
    order = town.order(first)
    town.act(order.id, Act.ACCEPT)
    town.act(order.id, Act.WAIT, reason="parts", until=town.now + timedelta(days=3))
    town.now += timedelta(days=4)
    town.act(order.id, Act.RESUME)
    town.react()
    third = dark(town, 200)
    assert town.order(first).deadline_at == town.order(third).deadline_at


@pytest.mark.parametrize("further", [along(500), {"category": "vag.potthal", **along(200)}, along(104)])
def test_what_lies_apart_is_another_thing_or_the_same_one_makes_no_row(town: RolledBackTown, further: Any) -> None:
    found = [dark(town, 0), dark(town, 100), town.report(**further).case_id]
    town.react()
    assert [town.case(each).counted for each in found] == [None, None, None]


def test_what_is_mended_or_long_ago_does_not_count(town: RolledBackTown) -> None:
    mend(town, dark(town, 0))
    old = dark(town, 100)
    town.now += timedelta(days=22)
    found = [old, dark(town, 200), dark(town, 300)]
    assert [town.case(each).counted for each in found] == [None, None, None]


def test_one_that_is_held_counts_when_it_is_let_through(town: RolledBackTown) -> None:
    found = [dark(town, 0), dark(town, 100)]
    held = town.report(over_limit=True, **along(200)).case_id
    town.react()
    assert town.case(found[0]).counted is None
    with town.step() as session:
        cases.release_case(session, PRACTICE_CODE, held, actor=BO, now=town.now)
    town.react()
    assert [rows_of(town.case(each)) for each in (*found, held)] == [[RULE]] * 3


def test_what_a_person_promised_with_a_reason_stands(town: RolledBackTown) -> None:
    first = dark(town, 0)
    late = NewPromise(PromiseKind.MEND, town.now + timedelta(days=90), Precision.DAY, Cause.LATE, "parts")
    with town.step() as session:
        cases.move_promise(session, PRACTICE_CODE, first, promise=late, actor=BO, now=town.now)
    dark(town, 100)
    dark(town, 200)
    assert town.case(first).promise_due_at == late.due_at
    assert Step.COUNT_ROW in town.steps(first)


def test_what_was_promised_sooner_or_has_passed_stands(town: RolledBackTown) -> None:
    first = dark(town, 0)
    soon = NewPromise(PromiseKind.MEND, town.now + timedelta(days=3), Precision.DAY, Cause.NEXT_STEP)
    with town.step() as session:
        cases.move_promise(session, PRACTICE_CODE, first, promise=soon, actor=BO, now=town.now)
    dark(town, 100)
    dark(town, 200)
    assert town.case(first).promise_due_at == soon.due_at
    town.now += timedelta(days=6)
    town.tick()
    dark(town, 300)
    assert town.case(first).promise_passed


def test_a_rule_counts_other_categories_raises_and_points_to_other_targets(town: RolledBackTown) -> None:
    rule = f"2 of {LAMP} {SEVERAL} within 120 metres in 7 days: as {SEVERAL}, priority high"
    set_rules(town, rule)
    lamp, several = dark(town, 0), dark(town, 100, category=SEVERAL)
    assert [rows_of(town.case(each)) for each in (lamp, several)] == [[rule], [rule]]
    assert {town.case(each).priority for each in (lamp, several)} == {"high"}
    with town.step() as session:
        case = cases.get_case(session, PRACTICE_CODE, lamp)
        assert str(cases.targets_of_case(session, case, now=town.now).mend) == "14 days"


def test_a_rule_that_names_no_category_there_is_is_refused(town: RolledBackTown) -> None:
    with pytest.raises(Invalid) as refused:
        set_rules(town, "2 of nothing within 120 metres in 7 days: mend 2 days")
    assert list(refused.value.fields) == ["count_rules"]


def test_what_is_converted_to_what_is_counted_completes_the_row(town: RolledBackTown) -> None:
    found = [dark(town, 0), dark(town, 100), dark(town, 200, category="belysning.dygnet")]
    assert town.case(found[0]).counted is None
    with town.step() as session:
        cases.convert_case(
            session, PRACTICE_CODE, found[2], kind=catalogue.CaseKind.FAULT, category=LAMP, reason="Släckt.",
            actor=BO, now=town.now,
        )  # fmt: skip
    town.react()
    assert [rows_of(town.case(each)) for each in found] == [[RULE]] * 3


def test_frost_is_not_promised_away(town: RolledBackTown) -> None:
    first = dark(town, 0)
    with town.step() as session:
        look = (town.now + timedelta(days=60)).date().isoformat()
        catalogue.change_category(
            session, PRACTICE_CODE, LAMP, given={"look_again_on": look}, actor=ADMIN, now=town.now
        )
    dark(town, 100)
    read(town, first)
    dark(town, 200)
    assert town.case(first).promise_kind is PromiseKind.NEXT_WORD


def test_a_mended_one_keeps_its_row_for_when_it_is_opened_again(town: RolledBackTown) -> None:
    found = [dark(town, metres) for metres in (0, 100, 200)]
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, found[0], outcome=Outcome.MENDED, actor=BO, now=town.now)
    town.react()
    with town.step() as session:
        case = cases.get_case(session, PRACTICE_CODE, found[0])
        assert str(cases.targets_of_case(session, case, now=town.now).mend) == "21 days"
