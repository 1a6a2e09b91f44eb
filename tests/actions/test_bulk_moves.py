"""Many promises moved with one reason: drafted, confirmed, moved chunk by chunk once, or taken back."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, dispatch
from backend.cases import (
    BulkFate,
    BulkMove,
    BulkState,
    Cause,
    MovableFilter,
    NewPromise,
    Outcome,
    PromiseKind,
    ReasonMissing,
    State,
    Whose,
    Why,
)
from backend.cases.bulk_errors import MoveNotFound, MoveUnderWay, NothingChosen, TooManyChosen
from backend.cases.bulk_moves import UNDO, move_chunk
from backend.cases.errors import PromiseInThePast
from backend.cases.events import PromiseMoved
from backend.catalogue import Precision
from backend.foundation.errors import Conflict
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

CHUNK = 8
"""Of cases moved in one transaction here: what holds for it holds for the fifty of the house."""


def reported(town: RolledBackTown, many: int, **report: Any) -> list[UUID]:
    return [town.report(**report).case_id for _ in range(many)]


def promise(town: RolledBackTown, **changes: Any) -> NewPromise:
    due_at = town.now + timedelta(days=30)
    given = {"kind": PromiseKind.NEXT_WORD, "due_at": due_at, "precision": Precision.DAY, "cause": Cause.LATE}
    return NewPromise(**{**given, "reason": "weather", **changes})


def draft(town: RolledBackTown, case_ids: Sequence[UUID], *, key: str = "", **changes: Any) -> UUID:
    waiting_on = changes.pop("waiting_on", None)
    with town.step() as session:
        return cases.draft_move(
            session,
            PRACTICE_CODE,
            case_ids,
            client_id=key or secrets.token_urlsafe(24),
            promise=promise(town, **changes),
            waiting_on=waiting_on,
            actor=BO,
            now=town.now,
        )


def confirm(town: RolledBackTown, move_id: UUID, *, at_once: bool = True) -> None:
    with town.step() as session:
        cases.confirm_move(session, PRACTICE_CODE, move_id, at_once=at_once, now=town.now)


def turn(town: RolledBackTown, move_id: UUID) -> BulkMove:
    """One chunk by the worker."""
    with town.step(role="worker") as session:
        move_chunk(session, move_id, PRACTICE_CODE, town.now)
    return state_of(town, move_id)


def die_in_chunk(town: RolledBackTown, move_id: UUID) -> None:
    """The worker is gone before its transaction ends."""
    with town.step(role="worker") as session:
        move_chunk(session, move_id, PRACTICE_CODE, town.now)
        raise RuntimeError("killed")


def state_of(town: RolledBackTown, move_id: UUID) -> BulkMove:
    with town.step() as session:
        return cases.get_bulk_move(session, PRACTICE_CODE, move_id)


def fates(town: RolledBackTown, move_id: UUID) -> dict[UUID, BulkFate | None]:
    with town.step() as session:
        return {case.id: fate for case, fate in cases.list_cases_of_move(session, PRACTICE_CODE, move_id)}


def test_a_draft_moves_nothing(town: RolledBackTown) -> None:
    [case_id] = reported(town, 1)
    move_id = draft(town, [case_id])
    town.wait(days=1)
    assert state_of(town, move_id).state is BulkState.DRAFT
    assert [kind for kind, _, _ in town.promises(case_id)] == ["read"]


def test_what_is_confirmed_begins_when_the_time_to_undo_is_over(town: RolledBackTown) -> None:
    case_ids = reported(town, 3)
    move_id = draft(town, case_ids)
    confirm(town, move_id, at_once=False)
    town.now += UNDO - timedelta(seconds=1)
    town.tick()
    assert town.promises(case_ids[0])[-1][1] == "first"
    town.wait(seconds=1)
    assert {town.promises(each)[-1][:2] for each in case_ids} == {("next_word", "late")}
    assert sum(isinstance(each, PromiseMoved) for each in town.happened) == 3
    done = state_of(town, move_id)
    assert (done.state, done.moved, done.passed_over) == (BulkState.DONE, 3, 0)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.cases.bulk_moves.CHUNK", CHUNK)


def test_what_waits_may_be_taken_back_and_what_has_begun_may_not(town: RolledBackTown) -> None:
    case_ids = reported(town, CHUNK + 1)
    taken_back, begun = draft(town, case_ids), draft(town, case_ids)
    confirm(town, taken_back, at_once=False)
    with town.step() as session:
        cases.cancel_move(session, PRACTICE_CODE, taken_back, now=town.now)
    town.wait(hours=1)
    assert state_of(town, taken_back).state is BulkState.CANCELLED
    assert town.promises(case_ids[0])[-1][1] == "first"
    confirm(town, begun)
    turn(town, begun)
    with pytest.raises(MoveUnderWay), town.step() as session:
        cases.cancel_move(session, PRACTICE_CODE, begun, now=town.now)


def test_a_chunk_is_at_most_so_many_in_order_of_their_ids_and_the_next_goes_on_from_there(town: RolledBackTown) -> None:
    case_ids = sorted(reported(town, CHUNK + 7))
    move_id = draft(town, case_ids)
    confirm(town, move_id)
    first = turn(town, move_id)
    assert (first.state, first.moved, first.cursor) == (BulkState.UNDER_WAY, CHUNK, case_ids[CHUNK - 1])
    last = turn(town, move_id)
    assert (last.state, last.moved, last.cursor) == (BulkState.DONE, CHUNK + 7, case_ids[-1])
    turn(town, move_id)
    assert {len(town.promises(each)) for each in case_ids} == {2}


def test_a_worker_that_dies_in_a_chunk_has_moved_none_of_it(town: RolledBackTown) -> None:
    case_ids = reported(town, 4)
    move_id = draft(town, case_ids)
    confirm(town, move_id)
    with pytest.raises(RuntimeError, match="killed"):
        die_in_chunk(town, move_id)
    assert state_of(town, move_id).moved == 0
    assert turn(town, move_id).moved == 4
    assert {len(town.promises(each)) for each in case_ids} == {2}


@pytest.mark.slow
def test_four_hundred_are_moved_in_seconds(town: RolledBackTown) -> None:
    case_ids = reported(town, 400)
    move_id = draft(town, case_ids)
    confirm(town, move_id)
    begun = time.monotonic()
    while turn(town, move_id).state is not BulkState.DONE:
        pass
    assert time.monotonic() - begun < 30
    assert state_of(town, move_id).moved == 400


def test_what_is_dangerous_held_ended_or_promised_later_is_passed_over_and_said_why(town: RolledBackTown) -> None:
    acute, held = (
        town.report(**MANHOLE, words="Någon har ramlat ner i brunnen").case_id,
        town.report(over_limit=True).case_id,
    )
    ended, later, plain = reported(town, 3)
    move_id = draft(town, [acute, held, ended, later, plain])
    with town.step() as session:
        subject = (session, PRACTICE_CODE)
        cases.resolve_case(*subject, ended, outcome=Outcome.GONE, actor=BO, now=town.now)
        further = promise(town, due_at=town.now + timedelta(days=60), cause=Cause.NEXT_STEP)
        cases.move_promise(*subject, later, promise=further, actor=BO, now=town.now)
    confirm(town, move_id)
    assert turn(town, move_id).passed_over == 4
    assert fates(town, move_id) == {
        acute: BulkFate.ACUTE,
        held: BulkFate.HELD,
        ended: BulkFate.ENDED,
        later: BulkFate.LATER_ALREADY,
        plain: BulkFate.MOVED,
    }


def test_choosing_many_is_not_reading_them(town: RolledBackTown) -> None:
    [case_id] = reported(town, 1)
    move_id = draft(town, [case_id])
    confirm(town, move_id)
    turn(town, move_id)
    assert town.case(case_id).read_at is None


def test_what_is_acute_by_its_category_alone_is_moved_read_and_called_for_no_more(town: RolledBackTown) -> None:
    case_id = town.report(category="park.trad-fallit").case_id
    town.react()
    move_id = draft(town, [case_id])
    confirm(town, move_id)
    turn(town, move_id)
    town.react()
    assert fates(town, move_id) == {case_id: BulkFate.MOVED}
    assert town.case(case_id).read_at is not None
    with town.step() as session:
        assert dispatch.find_calling(session, PRACTICE_CODE, case_id) is None


def test_forty_wait_with_one_act_till_the_frost_is_over(town: RolledBackTown) -> None:
    case_ids = reported(town, 4, category="klotter.ovrigt")
    move_id = draft(town, case_ids, kind=PromiseKind.ASK_AGAIN, cause=Cause.WAITING, reason="frost", waiting_on="frost")
    confirm(town, move_id)
    turn(town, move_id)
    assert {(town.case(each).state, town.case(each).waiting_on) for each in case_ids} == {(State.WAITING, "frost")}
    assert {town.case(each).late_moves for each in case_ids} == {0}


def test_the_third_late_move_among_many_comes_to_the_units_head(town: RolledBackTown) -> None:
    case_id, _ = town.ordered()
    for days in (20, 40, 60):
        move_id = draft(town, [case_id], due_at=town.now + timedelta(days=days))
        confirm(town, move_id)
        turn(town, move_id)
    assert (Why.THIRD_MOVE, Whose.HEAD) in town.lists(case_id)


def test_the_same_sending_is_one_draft_and_another_under_its_key_is_refused(town: RolledBackTown) -> None:
    case_ids, key = reported(town, 2), secrets.token_urlsafe(24)
    assert draft(town, case_ids, key=key) == draft(town, case_ids, key=key)
    with pytest.raises(Conflict):
        draft(town, case_ids[:1], key=key)


def test_a_confirmation_sent_twice_is_one(town: RolledBackTown) -> None:
    [case_id] = reported(town, 1)
    move_id = draft(town, [case_id])
    confirm(town, move_id)
    turn(town, move_id)
    confirm(town, move_id)
    turn(town, move_id)
    assert len(town.promises(case_id)) == 2


@pytest.mark.parametrize("reason", ["", " "])
def test_a_move_needs_a_reason(town: RolledBackTown, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        draft(town, reported(town, 1), reason=reason)


def test_a_wait_needs_somebody_or_something(town: RolledBackTown) -> None:
    with pytest.raises(ReasonMissing):
        draft(town, reported(town, 1), cause=Cause.WAITING)


def test_a_date_that_comes_before_it_could_begin_is_refused(town: RolledBackTown) -> None:
    with pytest.raises(PromiseInThePast):
        draft(town, reported(town, 1), due_at=town.now + UNDO)


def test_nothing_too_much_and_the_unknown_are_refused(town: RolledBackTown) -> None:
    with pytest.raises(NothingChosen):
        draft(town, [])
    with pytest.raises(NothingChosen):
        draft(town, [new_id()])
    with pytest.raises(TooManyChosen):
        draft(town, [new_id() for _ in range(1001)])
    with pytest.raises(MoveNotFound):
        confirm(town, new_id())


def test_drafts_left_lying_are_forgotten(town: RolledBackTown) -> None:
    left = draft(town, reported(town, 1))
    town.now += timedelta(days=2)
    draft(town, reported(town, 1))
    with pytest.raises(MoveNotFound):
        state_of(town, left)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (MovableFilter(), {"lamp", "hole"}),
        (MovableFilter(categories=("vag.potthal",)), {"hole"}),
        (MovableFilter(categories=("vag.potthal", "belysning.enstaka")), {"lamp", "hole"}),
        (MovableFilter(unit_code="nowhere"), set()),
        (MovableFilter(area_code="ost"), {"lamp", "hole"}),
        (MovableFilter(area_code="vast"), set()),
        (MovableFilter(box=(18.60, 58.19, 18.61, 58.21)), {"lamp", "hole"}),
        (MovableFilter(box=(18.50, 58.19, 18.51, 58.21)), set()),
    ],
)
def test_cases_are_chosen_by_what_and_where(town: RolledBackTown, wanted: MovableFilter, found: set[str]) -> None:
    known = {town.report().case_id: "lamp", town.report(category="vag.potthal").case_id: "hole"}
    town.report(**MANHOLE)
    town.report(over_limit=True)
    with town.step() as session:
        listed = cases.list_movable(session, PRACTICE_CODE, wanted, limit=10)
    assert {known.get(case.id, "another") for case in listed} == found


def test_a_storm_is_chosen_by_when_it_came_in_and_what_is_promised_soon_by_when(town: RolledBackTown) -> None:
    before = town.report().case_id
    town.now += timedelta(days=3)
    begun: datetime = town.now
    storm = town.report().case_id
    with town.step() as session:
        subject = (session, PRACTICE_CODE)
        of_storm = cases.list_movable(*subject, MovableFilter(opened_from=begun), limit=10)
        earlier = cases.list_movable(*subject, MovableFilter(opened_until=begun), limit=10)
        soon = cases.list_movable(*subject, MovableFilter(promise_before=begun), limit=10)
    assert ([each.id for each in of_storm], [each.id for each in earlier]) == ([storm], [before])
    assert [each.id for each in soon] == [before]


def test_no_firm_sees_a_move_of_many(town: RolledBackTown) -> None:
    draft(town, reported(town, 1))
    with town.step(town.scope_of("cleo-drift")) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BulkMove)) == 0


def moved_in(town: RolledBackTown) -> UUID:
    """A case as another system's comes: open, and no date of ours yet."""
    case_id = town.report().case_id
    with town.step(role="owner") as session:
        session.execute(
            sa.update(cases.Case)
            .where(cases.Case.municipality == PRACTICE_CODE, cases.Case.id == case_id)
            .values(promise_kind=PromiseKind.DATE_TO_BE_GIVEN, promise_due_at=cases.NO_DATE)
        )
    return case_id


@pytest.mark.parametrize("tells", [True, False])
def test_what_moved_in_gets_its_first_date_and_is_told_only_if_chosen(town: RolledBackTown, tells: bool) -> None:
    case_ids = [moved_in(town), town.report().case_id]
    with town.step() as session:
        wanted = MovableFilter(without_date=True)
        assert [each.id for each in cases.list_movable(session, PRACTICE_CODE, wanted, limit=10)] == case_ids[:1]
        move_id = cases.draft_move(
            session, PRACTICE_CODE, case_ids, client_id=secrets.token_urlsafe(24), tells=tells, actor=BO, now=town.now,
            promise=promise(town, cause=Cause.NEXT_STEP, reason=None),
        )  # fmt: skip
    confirm(town, move_id)
    turn(town, move_id)
    assert fates(town, move_id) == {case_ids[0]: BulkFate.MOVED, case_ids[1]: BulkFate.NOT_NOW}
    town.react()
    [moved] = [each for each in town.happened if isinstance(each, PromiseMoved)]
    assert (moved.case_id, moved.cause, moved.is_told) == (case_ids[0], "next_step", tells)
    with town.step() as session:
        assert cases.get_case(session, PRACTICE_CODE, case_ids[0]).late_moves == 0
