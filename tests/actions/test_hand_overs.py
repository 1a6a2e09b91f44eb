"""Another body is told of its fault by the way it really takes faults, or the reporter is shown the way there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import cases, dispatch, geography, responsibility
from backend.cases import Outcome, PromiseKind, State, Whose, Why
from backend.dispatch import HandOver, HandOverState
from backend.dispatch.errors import HandOverNotFound, HandOverStepNotAllowed
from backend.dispatch.events import HandOverMade
from backend.foundation.database import Scope
from backend.foundation.ids import new_id
from backend.geography import Boundary
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown

TELECOM: dict[str, Any] = {"category": "vag.brunn-lock", "answers": {"state": "sunk", "marking": "telecom"}}
"""The owner of the cable takes faults by mail."""
POWER: dict[str, Any] = {"category": "vag.brunn-lock", "answers": {"state": "sunk", "marking": "power"}}
"""The power company takes faults by telephone."""


def hand_over(town: RolledBackTown, **changes: Any) -> tuple[UUID, HandOver]:
    """A report that leads to a hand-over: the case's id and the hand-over."""
    case_id = town.report(**changes).case_id
    town.react()
    return case_id, find(town, case_id)


def find(town: RolledBackTown, case_id: UUID) -> HandOver:
    with town.step() as session:
        (found,) = dispatch.list_hand_overs(session, PRACTICE_CODE, case_id)
    return found


def acknowledge(town: RolledBackTown, hand_over_id: UUID, *, ask_again_days: int | None = None) -> None:
    """The body said "we have it"."""
    with town.step() as session:
        dispatch.acknowledge_hand_over(
            session, PRACTICE_CODE, hand_over_id, their_reference="Elnät, Sven, 4711",
            ask_again_at=None if ask_again_days is None else town.now + timedelta(days=ask_again_days),
            actor=BO, now=town.now,
        )  # fmt: skip


def test_who_takes_faults_by_mail_is_told_with_masked_words_and_asked_again_after_five_days(
    town: RolledBackTown,
) -> None:
    case_id, made = hand_over(town, words="Ring 070-123 45 67", name="Amira", **TELECOM)
    assert (made.body_code, made.state, made.masked_words) == ("ledningsagare", HandOverState.SENT, "Ring [telefon]")
    case = town.case(case_id)
    assert (case.state, case.waiting_on, case.waiting_reason) == (State.WAITING, "body", made.body_name)
    assert (case.promise_kind, case.promise_due_at) == (PromiseKind.ASK_AGAIN, made.ask_again_at)
    assert HandOverMade(PRACTICE_CODE, case_id, made.id) in town.happened


def test_who_takes_faults_by_telephone_is_a_persons_to_ring(town: RolledBackTown) -> None:
    case_id, made = hand_over(town, **POWER)
    assert (made.body_code, made.state) == ("elnat", HandOverState.TO_DO)
    assert (Why.HAND_OVER, Whose.KONTAKTCENTER) in town.lists(case_id)
    assert town.case(case_id).is_open
    assert not [each for each in town.happened if isinstance(each, HandOverMade)]


def test_acknowledged_with_a_day_to_ask_again_the_case_stays_ours_and_waits_on_them(town: RolledBackTown) -> None:
    case_id, made = hand_over(town, **POWER)
    acknowledge(town, made.id, ask_again_days=7)
    case, after = town.case(case_id), find(town, case_id)
    assert (case.state, case.waiting_on) == (State.WAITING, "body")
    assert case.promise_due_at == after.ask_again_at == town.now + timedelta(days=7)
    assert (after.state, after.their_reference) == (HandOverState.ACKNOWLEDGED, "Elnät, Sven, 4711")
    assert Why.HAND_OVER not in {why for why, _ in town.lists(case_id)}


def test_when_the_day_to_ask_again_comes_a_person_asks(town: RolledBackTown) -> None:
    case_id, made = hand_over(town, **POWER)
    acknowledge(town, made.id, ask_again_days=7)
    town.wait(days=7)
    assert (Why.PROMISE_PASSED, Whose.UNIT) in town.lists(case_id)
    acknowledge(town, made.id)
    assert town.case(case_id).outcome is Outcome.NOT_OURS_HANDED_OVER


def test_acknowledged_without_one_it_is_theirs_and_the_case_is_resolved_as_handed_over(town: RolledBackTown) -> None:
    case_id, made = hand_over(town, **POWER)
    acknowledge(town, made.id)
    case, after = town.case(case_id), find(town, case_id)
    assert (case.state, case.outcome) == (State.RESOLVED, Outcome.NOT_OURS_HANDED_OVER)
    assert (after.state, after.ended_at) == (HandOverState.ENDED, town.now)
    assert town.lists(case_id) == set()


def test_a_hand_over_that_ended_cannot_be_acknowledged_again(town: RolledBackTown) -> None:
    case_id, made = hand_over(town, **POWER)
    acknowledge(town, made.id)
    for days in (None, 7):
        with pytest.raises(HandOverStepNotAllowed):
            acknowledge(town, made.id, ask_again_days=days)
    assert find(town, case_id).state is HandOverState.ENDED


def test_who_is_only_shown_the_way_is_told_and_the_case_is_resolved(town: RolledBackTown) -> None:
    case_id = town.report(category="trafik.hallplats").case_id
    town.react()
    case = town.case(case_id)
    assert (case.state, case.outcome, case.keeper_name) == (
        State.RESOLVED, Outcome.NOT_OURS_SHOWN, "kollektivtrafiken",
    )  # fmt: skip
    with town.step() as session:
        assert dispatch.list_hand_overs(session, PRACTICE_CODE, case_id) == []


def test_a_place_in_a_neighbour_municipality_is_shown_the_way_by_its_name(town: RolledBackTown) -> None:
    with town.step(Scope(("0901",)), role="owner") as session:
        geography.add_municipality(session, "0901", slug="nordby", name="Nordby")
        box = "POLYGON((16 60, 17 60, 17 61, 16 61, 16 60))"
        geography.import_boundaries(session, [Boundary("0901", "Nordby", wkt=box)])
    submitted = town.report(longitude=16.5, latitude=60.5)
    assert submitted.reference, "it is taken all the same"
    town.react()
    case = town.case(submitted.case_id)
    assert (case.state, case.outcome, case.keeper_name) == (State.RESOLVED, Outcome.NOT_OURS_SHOWN, "Nordby kommun")
    with town.step() as session:
        resolved = cases.list_timeline(session, PRACTICE_CODE, submitted.case_id)[-1].facts
    assert (resolved["body"], resolved["body_name"]) == ("municipality:0901", "Nordby kommun")


def test_a_place_in_none_is_taken_where_it_was_sent(town: RolledBackTown) -> None:
    case_id, _ = town.ordered(longitude=19.5, latitude=57.0, category="vag.potthal")
    assert town.case(case_id).is_open


def test_a_hand_over_nobody_made_yet_ends_when_a_person_decides_otherwise(town: RolledBackTown) -> None:
    case_id, _ = hand_over(town, **POWER)
    with town.step() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, case_id, contract_id=town.contract("va").id, actor=BO, now=town.now
        )
    town.react()
    assert find(town, case_id).state is HandOverState.ENDED
    assert Why.HAND_OVER not in {why for why, _ in town.lists(case_id)}
    assert town.order(case_id).trade == "water"


def test_a_hand_over_that_is_not_there_is_not_found(town: RolledBackTown) -> None:
    with pytest.raises(HandOverNotFound):
        acknowledge(town, new_id())
