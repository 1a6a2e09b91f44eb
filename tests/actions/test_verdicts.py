"""One link, one button: what a reporter's yes and no do, by outcome, through the actions."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, feedback
from backend.cases import Outcome, State, Submitted, Whose, Why
from backend.catalogue import CaseKind
from backend.dispatch import Act, OrderState
from backend.feedback import ASKS_YES_OR_NO, ONLY_OBJECTION, Answer, Consequence, NothingAsked, Verdict
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown


def resolve(town: RolledBackTown, case_id: UUID, outcome: Outcome) -> None:
    """By staff, without any work."""
    words = "Så här är det." if outcome is Outcome.ANSWERED else ""
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=outcome, words=words, actor=BO, now=town.now)
    town.react()


def work(town: RolledBackTown, outcome: Outcome = Outcome.MENDED, *, submitted: Submitted | None = None) -> Submitted:
    """Ordered, done, approved and resolved."""
    submitted = submitted or town.report()
    town.react()
    order_id = town.order(submitted.case_id).id
    town.act(order_id, Act.COMPLETE, outcome=outcome)
    town.act(order_id, Act.APPROVE, by=None)
    town.react()
    assert town.case(submitted.case_id).outcome is outcome
    return submitted


def say(town: RolledBackTown, report_id: UUID, answer: Answer, *, resolution: int = 1, words: str = "") -> Verdict:
    with town.step() as session:
        verdict = feedback.give_verdict(
            session, PRACTICE_CODE, report_id, resolution=resolution, answer=answer, words=words, now=town.now
        )
    town.react()
    return verdict


def led_to(town: RolledBackTown, case_id: UUID) -> list[str | None]:
    with town.step() as session:
        return [each.led_to for each in feedback.list_verdicts(session, PRACTICE_CODE, case_id)]


def join(town: RolledBackTown, other: Submitted, to: UUID) -> None:
    """Another reporter's report belongs to the same case."""
    with town.step(role="owner") as session:
        session.execute(sa.text("UPDATE report SET case_id = :to WHERE id = :id"), {"to": to, "id": other.report_id})


def test_a_yes_closes_the_case_at_once(town: RolledBackTown) -> None:
    submitted = work(town)
    say(town, submitted.report_id, Answer.YES)
    assert town.case(submitted.case_id).state is State.CLOSED


def test_one_yes_of_two_reporters_does_not_close_and_both_do(town: RolledBackTown) -> None:
    submitted, other = work(town), town.report(mail="birgit@example.org")
    join(town, other, submitted.case_id)
    say(town, submitted.report_id, Answer.YES)
    assert town.case(submitted.case_id).state is State.RESOLVED
    say(town, other.report_id, Answer.YES)
    assert town.case(submitted.case_id).state is State.CLOSED


def test_a_no_within_warranty_is_the_same_contractors_again_marked_so(town: RolledBackTown) -> None:
    submitted = work(town)
    before = town.orders(submitted.case_id)[0]
    town.wait(days=13)
    say(town, submitted.report_id, Answer.NO, words="Den är mörk.")
    case, again = town.case(submitted.case_id), town.order(submitted.case_id)
    assert (case.state, case.outcome, case.resolutions) == (State.ASSIGNED, None, 1)
    assert (again.is_warranty, again.contractor_id, again.contract_id) == (
        True, before.contractor_id, before.contract_id,
    )  # fmt: skip
    assert town.promises(case.id)[-1] == ("next_word", "reopened", None)
    assert led_to(town, case.id) == [Consequence.WARRANTY_ORDER]


def test_a_no_after_warranty_to_a_case_silence_closed_is_the_units_and_nobody_is_ordered(town: RolledBackTown) -> None:
    submitted = work(town)
    town.wait(days=14)
    assert town.case(submitted.case_id).state is State.CLOSED
    town.wait(days=1)
    say(town, submitted.report_id, Answer.NO)
    assert town.case(submitted.case_id).state is State.RECEIVED
    assert town.lists(submitted.case_id) == {(Why.OBJECTION, Whose.UNIT)}
    assert [order.state for order in town.orders(submitted.case_id)] == [OrderState.APPROVED]


def test_still_there_after_no_fault_found_goes_back_to_the_crew_that_looked(town: RolledBackTown) -> None:
    submitted = work(town, Outcome.NO_FAULT_FOUND)
    say(town, submitted.report_id, Answer.NO)
    assert not town.order(submitted.case_id).is_warranty
    assert led_to(town, submitted.case_id) == [Consequence.BACK_TO_CREW]


@pytest.mark.parametrize("outcome", sorted(ASKS_YES_OR_NO))
def test_a_no_to_what_no_contractor_did_is_the_units(town: RolledBackTown, outcome: Outcome) -> None:
    submitted = town.report(category="trafik.parkering")
    town.react()
    resolve(town, submitted.case_id, outcome)
    say(town, submitted.report_id, Answer.NO)
    assert town.case(submitted.case_id).state is State.RECEIVED
    assert (town.lists(submitted.case_id), town.orders(submitted.case_id)) == ({(Why.OBJECTION, Whose.UNIT)}, [])


@pytest.mark.parametrize("outcome", [Outcome.NOT_OURS_SHOWN, Outcome.NOT_OURS_HANDED_OVER, Outcome.PRIVATE])
def test_an_objection_to_not_ours_is_looked_at_by_a_person_and_silence_does_not_close_it(
    town: RolledBackTown, outcome: Outcome
) -> None:
    submitted = town.report(category="annat")
    town.react()
    resolve(town, submitted.case_id, outcome)
    say(town, submitted.report_id, Answer.NO)
    assert town.lists(submitted.case_id) == {(Why.OBJECTION, Whose.KONTAKTCENTER)}
    town.wait(days=30)
    assert town.case(submitted.case_id).state is State.RESOLVED


@pytest.mark.parametrize("outcome", [Outcome.WITHIN_CARE_LEVEL, Outcome.OFF_ON_PURPOSE, Outcome.PLANNED_UPKEEP])
def test_an_objection_to_what_was_meant_so_becomes_a_viewpoint_the_unit_answers(
    town: RolledBackTown, outcome: Outcome
) -> None:
    submitted = town.report()
    town.react()
    resolve(town, submitted.case_id, outcome)
    say(town, submitted.report_id, Answer.NO)
    case = town.case(submitted.case_id)
    assert (case.kind, case.is_open) == (CaseKind.VIEWPOINT, True)
    assert town.lists(case.id) == {(Why.OBJECTION, Whose.UNIT)}


def test_a_second_no_waits_for_a_person_and_orders_nothing(town: RolledBackTown) -> None:
    submitted = work(town)
    say(town, submitted.report_id, Answer.NO)
    work(town, submitted=submitted)
    say(town, submitted.report_id, Answer.NO, resolution=2)
    assert led_to(town, submitted.case_id) == [Consequence.WARRANTY_ORDER, Consequence.PERSON]
    assert town.case(submitted.case_id).state is State.RESOLVED
    assert town.lists(submitted.case_id) == {(Why.OBJECTION, Whose.UNIT)}
    assert len(town.orders(submitted.case_id)) == 2


def test_a_no_against_anothers_yes_waits_for_a_person(town: RolledBackTown) -> None:
    submitted, other = work(town), town.report(mail="birgit@example.org")
    join(town, other, submitted.case_id)
    say(town, other.report_id, Answer.YES)
    say(town, submitted.report_id, Answer.NO)
    assert led_to(town, submitted.case_id) == [None, Consequence.PERSON]
    assert town.case(submitted.case_id).state is State.RESOLVED


def test_the_same_answer_twice_is_taken_once_and_another_one_not_at_all(town: RolledBackTown) -> None:
    submitted = work(town)
    first = say(town, submitted.report_id, Answer.NO, words="Den är mörk.")
    assert say(town, submitted.report_id, Answer.NO, words="Mörk!").id == first.id
    assert (first.words, len(town.orders(submitted.case_id))) == ("Den är mörk.", 2)
    with pytest.raises(NothingAsked):
        say(town, submitted.report_id, Answer.YES)


def test_an_old_link_asks_nothing_when_the_case_has_moved_on(town: RolledBackTown) -> None:
    submitted = work(town)
    say(town, submitted.report_id, Answer.NO)
    other = work(town)
    for resolution in (0, 2):
        with pytest.raises(NothingAsked):
            say(town, other.report_id, Answer.YES, resolution=resolution)
    with pytest.raises(NothingAsked):
        say(town, submitted.report_id, Answer.YES, resolution=2)


@pytest.mark.parametrize("outcome", sorted(cases.ASKS_NOTHING | ONLY_OBJECTION))
def test_what_asks_no_question_takes_no_yes(town: RolledBackTown, outcome: Outcome) -> None:
    submitted = town.report()
    resolve(town, submitted.case_id, outcome)
    with pytest.raises(NothingAsked):
        say(town, submitted.report_id, Answer.YES)


@pytest.mark.parametrize("outcome", sorted(cases.ASKS_NOTHING))
def test_what_asks_nothing_takes_no_objection_either(town: RolledBackTown, outcome: Outcome) -> None:
    submitted = town.report()
    resolve(town, submitted.case_id, outcome)
    with pytest.raises(NothingAsked):
        say(town, submitted.report_id, Answer.NO)


def test_a_no_after_years_is_still_taken_and_kept(town: RolledBackTown) -> None:
    submitted = work(town)
    town.wait(days=14)
    town.now += timedelta(days=1_000)
    say(town, submitted.report_id, Answer.NO, words="Nu är den mörk igen.")
    with town.step() as session:
        (kept,) = feedback.list_verdicts(session, PRACTICE_CODE, submitted.case_id)
    assert (kept.words, kept.given_at) == ("Nu är den mörk igen.", town.now)
    assert town.case(submitted.case_id).is_open
