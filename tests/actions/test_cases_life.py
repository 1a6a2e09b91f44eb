"""The life of a case through its actions: held, asked, resolved, closed by silence, and written to afterwards."""

from datetime import timedelta
from uuid import UUID

import pytest

from backend import cases, responsibility
from backend.cases import Outcome, State, StepNotAllowed, Whose, Why, WordsMissing
from backend.cases.events import CaseAssigned, CaseClosed, WordsAdded
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown

FORTNIGHT = timedelta(days=14)


def resolve(town: RolledBackTown, case_id: UUID, outcome: Outcome = Outcome.GONE, *, words: str = "") -> None:
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=outcome, words=words, actor=BO, now=town.now)


def write(town: RolledBackTown, report_id: UUID, words: str = "Den är mörk igen.") -> None:
    """Amira writes more."""
    with town.step() as session:
        actor = Actor(ActorKind.REPORTER, report_id)
        cases.add_words(session, PRACTICE_CODE, report_id, words=words, actor=actor, now=town.now)


def ask(town: RolledBackTown, case_id: UUID) -> None:
    with town.step() as session:
        cases.ask_reporters(session, PRACTICE_CODE, case_id, words="Vilken stolpe?", actor=BO, now=town.now)


def test_silence_closes_after_fourteen_days_exactly_and_not_a_second_before(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    resolve(town, case_id)
    resolved_at = town.now
    town.now = resolved_at + FORTNIGHT - timedelta(seconds=1)
    town.tick()
    assert town.case(case_id).state is State.RESOLVED
    town.wait(seconds=1)
    case = town.case(case_id)
    assert (case.state, case.closed_at) == (State.CLOSED, resolved_at + FORTNIGHT)
    assert [type(each) for each in town.happened].count(CaseClosed) == 1


@pytest.mark.parametrize("outcome", sorted(cases.ASKS_NOTHING))
def test_what_asks_nothing_closes_with_the_next_tick(town: RolledBackTown, outcome: Outcome) -> None:
    case_id = town.report().case_id
    resolve(town, case_id, outcome)
    town.tick()
    assert town.case(case_id).state is State.CLOSED


def test_a_late_addition_to_a_closed_case_is_kept_and_read_by_the_kontaktcenter(town: RolledBackTown) -> None:
    submitted = town.report()
    resolve(town, submitted.case_id)
    town.wait(days=400)
    write(town, submitted.report_id)
    town.react()
    assert town.case(submitted.case_id).state is State.CLOSED
    assert town.lists(submitted.case_id) == {(Why.NEW_WORDS, Whose.KONTAKTCENTER)}
    with town.step() as session:
        kept = cases.list_additions(session, PRACTICE_CODE, submitted.case_id)
    assert [(each.words, each.received_at) for each in kept] == [("Den är mörk igen.", town.now)]


def test_words_to_an_open_case_come_to_the_unit_that_has_it_once_until_somebody_notes(town: RolledBackTown) -> None:
    submitted = town.report()
    town.react()
    write(town, submitted.report_id)
    write(town, submitted.report_id, "Och en till.")
    assert town.lists(submitted.case_id) == {(Why.NEW_WORDS, Whose.UNIT)}
    with town.step() as session:
        cases.note_on_case(session, PRACTICE_CODE, submitted.case_id, words="Läst.", actor=BO, now=town.now)
    assert town.lists(submitted.case_id) == set()


@pytest.mark.parametrize("nothing", ["", " \n "])
def test_nothing_is_no_words(town: RolledBackTown, nothing: str) -> None:
    submitted = town.report()
    with pytest.raises(WordsMissing):
        write(town, submitted.report_id, nothing)


def test_a_question_waits_for_its_answer_and_the_case_goes_back_to_where_it_was(town: RolledBackTown) -> None:
    submitted = town.report()
    town.react()
    ask(town, submitted.case_id)
    case = town.case(submitted.case_id)
    assert (case.state, case.promise_due_at) == (State.NEEDS_ANSWER, town.now + FORTNIGHT)
    write(town, submitted.report_id, "Stolpe 4711.")
    town.react()
    case = town.case(submitted.case_id)
    assert (case.state, case.state_before) == (State.ASSIGNED, None)
    assert [each.answered_question for each in town.happened if isinstance(each, WordsAdded)] == [True]
    assert (Why.NEW_WORDS, Whose.UNIT) in town.lists(submitted.case_id)


def test_an_answer_to_a_question_while_waiting_goes_back_to_waiting(town: RolledBackTown) -> None:
    submitted = town.report()
    town.react()
    until = town.now + timedelta(days=30)
    with town.step() as session:
        cases.wait_on(
            session, PRACTICE_CODE, submitted.case_id, waiting_on="parts", reason="parts", until=until, actor=BO,
            now=town.now,
        )  # fmt: skip
    ask(town, submitted.case_id)
    write(town, submitted.report_id)
    case = town.case(submitted.case_id)
    assert (case.state, case.waiting_on) == (State.WAITING, "parts")
    with town.step() as session:
        cases.move_case(session, PRACTICE_CODE, submitted.case_id, cases.Step.RESUME, facts={}, actor=BO, now=town.now)
    assert town.case(submitted.case_id).state is State.ASSIGNED


def test_a_held_report_is_not_decided_until_a_person_lets_it_through(town: RolledBackTown) -> None:
    submitted = town.report(over_limit=True)
    town.react()
    assert town.case(submitted.case_id).state is State.HELD
    assert town.lists(submitted.case_id) == {(Why.HELD, Whose.KONTAKTCENTER)}
    with town.step() as session:
        assert responsibility.list_decisions(session, PRACTICE_CODE, submitted.case_id) == []
        cases.release_case(session, PRACTICE_CODE, submitted.case_id, actor=BO, now=town.now)
    town.react()
    assert town.case(submitted.case_id).state is State.ASSIGNED
    assert (town.lists(submitted.case_id), len(town.orders(submitted.case_id))) == (set(), 1)


def test_a_held_report_has_its_reference_and_its_promise_like_any_other(town: RolledBackTown) -> None:
    submitted = town.report(over_limit=True)
    assert town.case(submitted.case_id).promise_due_at is not None
    assert submitted.reference


def test_what_a_person_decided_or_resolved_before_the_rules_did_stands(town: RolledBackTown) -> None:
    decided, resolved = town.report().case_id, town.report().case_id
    with town.step() as session:
        responsibility.decide_by_person(session, PRACTICE_CODE, decided, unit_code="park", actor=BO, now=town.now)
    resolve(town, resolved)
    town.react()
    assert (town.case(decided).state, town.case(decided).unit_code) == (State.WITH_UNIT, "park")
    assert town.case(resolved).state is State.RESOLVED
    assert [each.case_id for each in town.happened if isinstance(each, CaseAssigned)] == [decided]


def test_an_answer_to_a_viewpoint_needs_words_and_resolves_it(town: RolledBackTown) -> None:
    case_id = town.report(category="park.trad-onskemal").case_id
    town.react()
    assert town.case(case_id).state is State.WITH_UNIT
    assert town.lists(case_id) == {(Why.ANSWER, Whose.UNIT)}
    with pytest.raises(WordsMissing):
        resolve(town, case_id, Outcome.ANSWERED)
    resolve(town, case_id, Outcome.ANSWERED, words="Vi planterar i höst.")
    assert (town.case(case_id).outcome, town.lists(case_id)) == (Outcome.ANSWERED, set())


def test_a_case_is_resolved_once(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    resolve(town, case_id)
    with pytest.raises(StepNotAllowed):
        resolve(town, case_id)
    assert town.case(case_id).resolutions == 1


def test_every_step_leaves_its_row_on_the_timeline_in_order(town: RolledBackTown) -> None:
    submitted = town.report()
    town.react()
    write(town, submitted.report_id)
    resolve(town, submitted.case_id)
    town.react()
    town.wait(days=14)
    assert town.steps(submitted.case_id) == [
        "submit", "assign", "order_moved", "add_words", "resolve", "order_moved", "close",
    ]  # fmt: skip


def test_a_case_of_another_municipality_is_not_found(town: RolledBackTown) -> None:
    case_id = town.report(**MANHOLE).case_id
    with pytest.raises(cases.CaseNotFound), town.step(Scope(("0581",))) as session:
        cases.lock_case(session, PRACTICE_CODE, case_id)


def test_a_decision_by_a_person_takes_the_case_off_the_list_it_stood_on_for_want_of_one(town: RolledBackTown) -> None:
    case_id = town.report(category="annat").case_id
    town.react()
    assert town.lists(case_id) == {(Why.UNDECIDED, Whose.KONTAKTCENTER)}
    with town.step() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, case_id, contract_id=town.contract("drift").id, actor=BO, now=town.now
        )
    town.react()
    assert (town.lists(case_id), town.order(case_id).trade) == (set(), "roads")
