"""Made safe, begun, mended in time or on the unit's list; pauses, the sample, and the same work from another contractor."""

import secrets
from datetime import timedelta
from uuid import UUID

import pytest

from backend import cases, dispatch, photos, responsibility
from backend.cases import Outcome, Whose, Why, WordsMissing
from backend.dispatch import Act, OrderState, PausedBy, WaitReason
from backend.dispatch.errors import ReasonUnknown, SameContract, UntilMissing
from backend.dispatch.events import DeadlineOverdue
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, CLEO, DAG, MANHOLE, RolledBackTown

LIGHTING = "belysning-ost"


def whys(town: RolledBackTown, case_id: UUID) -> set[Why]:
    return {why for why, _ in town.lists(case_id)}


def pauses(town: RolledBackTown, order_id: UUID) -> list[tuple[str, str]]:
    with town.step() as session:
        found = dispatch.list_pauses_of(session, PRACTICE_CODE, [order_id])[order_id]
        return [(each.reason, each.granted_by.value) for each in found]


def test_an_acute_order_is_held_to_make_safe_and_mend_by_the_calendar(town: RolledBackTown) -> None:
    case_id, _ = town.ordered(**MANHOLE)
    order = town.order(case_id)
    assert order.make_safe_by == town.now + timedelta(hours=1)
    assert order.accept_by == town.now + timedelta(minutes=30)
    assert order.terms is not None
    assert order.terms["make_safe"]["clock"] == "hours"


def test_what_is_not_made_safe_in_time_comes_to_the_unit_and_leaves_when_it_is(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered(**MANHOLE)
    town.wait(hours=2)
    assert (Why.MAKE_SAFE_OVERDUE, Whose.UNIT) in town.lists(case_id)
    assert DeadlineOverdue(PRACTICE_CODE, case_id, order_id, "make_safe") in town.happened
    town.act(order_id, Act.MAKE_SAFE)
    assert Why.MAKE_SAFE_OVERDUE not in whys(town, case_id)
    assert town.order(case_id).make_safe_overdue, "it was late, and that is kept"


def test_what_was_made_safe_in_time_is_never_late_for_it(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered(**MANHOLE)
    town.act(order_id, Act.MAKE_SAFE)
    town.wait(hours=2)
    assert Why.MAKE_SAFE_OVERDUE not in whys(town, case_id)


def test_the_contracts_own_targets_go_before_the_catalogues(town: RolledBackTown) -> None:
    town.contract(LIGHTING, targets={"start": "1 working_days", "mend": "2 working_days"})
    case_id, order_id = town.ordered()
    order = town.order(case_id)
    assert order.start_by is not None
    assert order.start_by < order.deadline_at < town.now + timedelta(days=3)
    town.wait(days=1.5)
    assert whys(town, case_id) & {Why.START_OVERDUE, Why.MEND_OVERDUE} == {Why.START_OVERDUE}
    town.act(order_id, Act.START)
    town.wait(days=2)
    assert whys(town, case_id) & {Why.START_OVERDUE, Why.MEND_OVERDUE} == {Why.MEND_OVERDUE}
    with town.step() as session:
        assert [each.id for each, _ in dispatch.list_overdue_orders(session, PRACTICE_CODE, unit_code="gata")] == [
            order_id
        ]
    town.act(order_id, Act.COMPLETE, outcome=Outcome.MENDED)
    assert Why.MEND_OVERDUE not in whys(town, case_id)


def test_a_waiting_the_contract_names_stands_the_clock_and_going_on_early_gives_back_the_rest(
    town: RolledBackTown,
) -> None:
    town.contract(LIGHTING, targets={"mend": "200 hours"})
    case_id, order_id = town.ordered()
    deadline = town.order(case_id).deadline_at
    waiting = town.act(order_id, Act.WAIT, reason=WaitReason.FROST, until=town.now + timedelta(days=10))
    assert waiting.deadline_at == deadline + timedelta(days=10)
    town.now += timedelta(days=3)
    town.act(order_id, Act.RESUME)
    assert town.order(case_id).deadline_at == deadline + timedelta(days=3)
    assert pauses(town, order_id) == [("frost", PausedBy.CONTRACT.value)]


def test_a_waiting_the_contract_does_not_name_runs_on_and_becomes_late(town: RolledBackTown) -> None:
    town.contract(LIGHTING, targets={"mend": "10 hours"})
    case_id, order_id = town.ordered()
    deadline = town.order(case_id).deadline_at
    town.act(order_id, Act.WAIT, reason=WaitReason.PARTS, until=town.now + timedelta(days=10))
    assert (town.order(case_id).deadline_at, pauses(town, order_id)) == (deadline, [])
    town.wait(days=1)
    assert Why.MEND_OVERDUE in whys(town, case_id)


def test_what_the_unit_grants_moves_the_deadline_and_takes_it_off_the_list(town: RolledBackTown) -> None:
    town.contract(LIGHTING, targets={"mend": "10 hours"})
    case_id, order_id = town.ordered()
    sent_at = town.now
    town.wait(days=1)
    assert Why.MEND_OVERDUE in whys(town, case_id)
    granted = town.act(
        order_id, Act.PAUSE, by=None, reason=WaitReason.PARTS, until=town.now + timedelta(days=2), occurred_at=sent_at
    )
    assert granted.deadline_at == sent_at + timedelta(hours=10) + timedelta(days=3)
    assert not granted.mend_overdue
    assert Why.MEND_OVERDUE not in whys(town, case_id)
    assert pauses(town, order_id) == [("parts", PausedBy.UNIT.value)]


def test_a_pause_from_the_unit_needs_a_reason_and_an_end(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    with pytest.raises(ReasonUnknown):
        town.act(order_id, Act.PAUSE, by=None, reason="rain", until=town.now + timedelta(days=1))
    with pytest.raises(UntilMissing):
        town.act(order_id, Act.PAUSE, by=None, reason="frost")


def test_another_firm_sees_no_pause_of_the_order(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    town.act(order_id, Act.WAIT, reason=WaitReason.FROST, until=town.now + timedelta(days=2))
    for firm, seen in ((CLEO, 1), (DAG, 0)):
        with town.step(town.scope_of(firm)) as session:
            assert len(dispatch.list_pauses_of(session, PRACTICE_CODE, [order_id])[order_id]) == seen


def with_proof(town: RolledBackTown, case_id: UUID, order_id: UUID) -> None:
    """A photo of the finished work lies at the order."""
    with town.step(town.scope_of(CLEO)) as session:
        session.add(
            photos.Photo(
                municipality=PRACTICE_CODE, id=new_id(), case_id=case_id, order_id=order_id, kind=photos.PhotoKind.PROOF,
                client_photo_hash=secrets.token_hex(32), sha256=secrets.token_hex(32), byte_length=1,
                content_type="image/jpeg", state=photos.PhotoState.READY, shown_ok=False, received_at=town.now,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "state", "sampled"), [(0, OrderState.APPROVED, False), (100, OrderState.DONE, True)]
)
def test_of_what_a_rule_would_approve_the_sample_goes_to_a_person(
    town: RolledBackTown, percent: int, state: OrderState, sampled: bool
) -> None:
    town.contract(LIGHTING, sample_percent=percent)
    case_id, order_id = town.ordered()
    with_proof(town, case_id, order_id)
    done = town.act(order_id, Act.COMPLETE, outcome=Outcome.MENDED)
    assert (done.state, done.sampled) == (state, sampled)
    assert ((Why.APPROVE, Whose.UNIT) in town.lists(case_id)) is sampled


def test_what_no_rule_would_approve_is_no_sample(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    assert town.act(order_id, Act.COMPLETE, outcome=Outcome.MENDED).sampled is None


def redispatch(town: RolledBackTown, order_id: UUID, contract: str, words: str = "De har inte svarat.") -> UUID:
    contract_id = town.contract(contract).id
    with town.step() as session:
        new = dispatch.redispatch_order(
            session, PRACTICE_CODE, order_id, contract_id=contract_id, words=words, actor=BO, now=town.now
        )
    town.react()
    return new


def test_the_same_work_from_another_contractor_keeps_its_history(town: RolledBackTown) -> None:
    case_id, first = town.ordered()
    second = redispatch(town, first, "drift")
    assert [(each.id, each.state, each.replaces_order_id) for each in town.orders(case_id)] == [
        (first, OrderState.CANCELLED, None),
        (second, OrderState.SENT, first),
    ]
    with town.step() as session:
        decisions = responsibility.list_decisions(session, PRACTICE_CODE, case_id)
        notes = cases.list_notes(session, PRACTICE_CODE, case_id)
    assert [each.decided_by for each in decisions] == [None, BO.id]
    assert [each.words for each in notes] == ["De har inte svarat."]


def test_a_declined_order_is_replaced_the_same_way(town: RolledBackTown) -> None:
    case_id, first = town.ordered()
    town.act(first, Act.DECLINE, reason="no_capacity")
    town.react()
    second = redispatch(town, first, "drift", words="Dag tar det.")
    assert town.order(case_id).id == second
    assert town.order(case_id).replaces_order_id == first
    assert town.lists(case_id) == set()


def test_to_order_anew_needs_another_contract_and_a_reason(town: RolledBackTown) -> None:
    _, order_id = town.ordered()
    with pytest.raises(SameContract):
        redispatch(town, order_id, LIGHTING)
    with pytest.raises(WordsMissing):
        redispatch(town, order_id, "drift", words=" ")
