"""Nobody waits in silence: every open case has a dated promise, and one that passes comes to a person."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, catalogue
from backend.cases import Cause, NewPromise, PromiseKind, ReasonMissing, State, Whose, Why
from backend.cases.errors import PromiseInThePast
from backend.cases.events import PromiseMoved, PromisePassed
from backend.catalogue import Precision
from backend.foundation.errors import Conflict
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

ONE_SECOND = timedelta(seconds=1)


def move(town: RolledBackTown, case_id: UUID, due_at: datetime, *, cause: Cause = Cause.LATE, reason: str | None = "frost") -> None:  # fmt: skip
    """Bo promises something new."""
    promise = NewPromise(PromiseKind.MEND, due_at, Precision.DAY, cause, reason)
    with town.step() as session:
        cases.move_promise(session, PRACTICE_CODE, case_id, promise=promise, actor=BO, now=town.now)


def due_at_of(town: RolledBackTown, case_id: UUID) -> datetime:
    due_at = town.case(case_id).promise_due_at
    assert due_at is not None
    return due_at


def has_passed(town: RolledBackTown, case_id: UUID) -> bool:
    """Whether the case stands on a list because its promise passed."""
    return Why.PROMISE_PASSED in {why for why, _ in town.lists(case_id)}


def let_promise_pass(town: RolledBackTown, case_id: UUID) -> None:
    """Time passes until the office is open at or after the promise's moment."""
    with town.step() as session:
        town.now = catalogue.get_calendar(session, PRACTICE_CODE).next_open(due_at_of(town, case_id))
    town.tick()


def test_a_case_is_born_with_a_promise_that_somebody_reads_it(town: RolledBackTown) -> None:
    case = town.case(town.report().case_id)
    assert case.promise_kind is PromiseKind.READ
    assert due_at_of(town, case.id) > town.now


def test_an_acute_one_is_promised_to_be_read_within_half_an_hour(town: RolledBackTown) -> None:
    assert due_at_of(town, town.report(**MANHOLE).case_id) == town.now + timedelta(minutes=30)


def test_the_database_itself_refuses_an_open_case_without_a_promise(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    with pytest.raises(Conflict), town.step(role="worker") as session:
        session.execute(sa.text("UPDATE cases SET promise_due_at = NULL WHERE id = :id"), {"id": case_id})


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_promise_is_not_moved_late_without_a_reason(town: RolledBackTown, reason: str | None) -> None:
    case_id = town.report().case_id
    with pytest.raises(ReasonMissing):
        move(town, case_id, town.now + timedelta(days=3), reason=reason)
    assert town.promises(case_id) == [("read", "first", None)]


def test_a_promise_lies_ahead(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    with pytest.raises(PromiseInThePast):
        move(town, case_id, town.now)


def test_a_late_move_ends_the_promise_as_moved_and_is_announced(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    move(town, case_id, town.now + timedelta(days=3))
    town.react()
    assert town.promises(case_id) == [("read", "first", "moved"), ("mend", "late", None)]
    assert PromiseMoved(PRACTICE_CODE, case_id, 2, "late") in town.happened
    assert town.case(case_id).late_moves == 1


def test_a_next_step_as_planned_keeps_the_promise_before_and_counts_as_no_delay(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    move(town, case_id, town.now + timedelta(days=3), cause=Cause.NEXT_STEP, reason=None)
    assert town.promises(case_id) == [("read", "first", "kept"), ("mend", "next_step", None)]
    assert town.case(case_id).late_moves == 0


def test_the_third_late_move_comes_to_the_units_head(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    for days in (1, 2):
        move(town, case_id, town.now + timedelta(days=days))
    assert (Why.THIRD_MOVE, Whose.HEAD) not in town.lists(case_id)
    move(town, case_id, town.now + timedelta(days=3))
    assert (Why.THIRD_MOVE, Whose.HEAD) in town.lists(case_id)


def test_a_waiting_moves_the_promise_at_once_and_is_no_delay(town: RolledBackTown) -> None:
    case_id, until = town.report().case_id, town.now + timedelta(days=20)
    with town.step() as session:
        cases.wait_on(
            session, PRACTICE_CODE, case_id, waiting_on="parts", reason="parts", until=until, actor=BO, now=town.now
        )
    case = town.case(case_id)
    assert (case.state, case.waiting_on, case.late_moves) == (State.WAITING, "parts", 0)
    assert (case.promise_kind, case.promise_due_at) == (PromiseKind.ASK_AGAIN, until)
    town.react()
    assert PromiseMoved(PRACTICE_CODE, case_id, 2, "waiting") in town.happened


def test_a_promise_passes_at_its_moment_and_not_before_and_comes_to_a_person_once(town: RolledBackTown) -> None:
    case_id = town.report(category="annat").case_id
    with town.step() as session:
        opens = catalogue.get_calendar(session, PRACTICE_CODE).next_open(due_at_of(town, case_id))
    town.now = opens - ONE_SECOND
    town.tick()
    assert not has_passed(town, case_id)
    town.wait(seconds=1)
    town.wait(hours=1)
    assert (Why.PROMISE_PASSED, Whose.KONTAKTCENTER) in town.lists(case_id)
    assert [type(each) for each in town.happened].count(PromisePassed) == 1


def test_where_a_unit_has_the_case_a_passed_promise_is_the_units(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    let_promise_pass(town, case_id)
    assert (Why.PROMISE_PASSED, Whose.UNIT) in town.lists(case_id)


def test_a_new_promise_takes_it_off_the_list_and_when_that_passes_it_comes_back(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    let_promise_pass(town, case_id)
    move(town, case_id, town.now + timedelta(days=1))
    assert not has_passed(town, case_id)
    let_promise_pass(town, case_id)
    assert has_passed(town, case_id)


def test_a_question_to_the_reporters_is_a_new_promise_too(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    let_promise_pass(town, case_id)
    with town.step() as session:
        cases.ask_reporters(session, PRACTICE_CODE, case_id, words="Vilken stolpe?", actor=BO, now=town.now)
    assert not has_passed(town, case_id)


def test_a_promise_that_passed_stays_passed_whatever_comes_after_at_the_same_moment_too(town: RolledBackTown) -> None:
    moved, resolved = town.report().case_id, town.report().case_id
    let_promise_pass(town, moved)
    move(town, moved, town.now + timedelta(days=1))
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, resolved, outcome=cases.Outcome.GONE, actor=BO, now=town.now)
    assert town.promises(moved)[0] == ("read", "first", "passed")
    assert town.promises(resolved)[0] == ("read", "first", "passed")


def test_a_promise_to_read_is_kept_when_a_person_reads_and_the_next_one_begins(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    with town.step() as session:
        cases.read_case(session, PRACTICE_CODE, case_id, role="Kontaktcenter", actor=BO, now=town.now)
    assert town.promises(case_id) == [("read", "first", "kept"), ("mend", "next_step", None)]
    case = town.case(case_id)
    assert (case.read_at, case.read_by_role) == (town.now, "Kontaktcenter")


def test_a_resolved_case_waits_for_nothing(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=cases.Outcome.GONE, actor=BO, now=town.now)
    town.wait(days=10)
    assert (town.promises(case_id)[-1][2], town.lists(case_id)) == ("kept", set())
