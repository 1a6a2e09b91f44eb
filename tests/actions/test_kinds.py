"""A viewpoint, an order and another authority's matter live their own lives; converting one has its consequence."""

from typing import Any
from uuid import UUID

import pytest

from backend import accounts, cases, messages, responsibility
from backend.cases import Outcome, PromiseKind, State, Step, Whose, Why
from backend.cases.events import CaseConverted
from backend.catalogue import CaseKind
from backend.dispatch import Act, OrderState
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, MANHOLE, RolledBackTown
from tests.town import ANGSBY

BUMP: dict[str, Any] = {"category": "trafik.farthinder", "words": "Bilarna kör fort."}
TANK: dict[str, Any] = {"category": "avfall.slam", "words": "Tanken är full."}
DUMPED: dict[str, Any] = {
    "category": "renhallning.dumpning",
    "words": "Grannen dumpar däck.",
    "place_words": "hos Svensson",
}


def convert(town: RolledBackTown, case_id: UUID, kind: CaseKind, *, scope: Scope | None = None, **more: Any) -> None:
    with town.step(scope or ANGSBY) as session:
        reason = more.pop("reason", "Det är inte kommunens fel.")
        cases.convert_case(
            session, PRACTICE_CODE, case_id, kind=kind, reason=reason, actor=BO, role="agent", now=town.now, **more
        )
    town.react()


def scope_of(town: RolledBackTown, authority: str) -> Scope:
    with town.step() as session:
        return Scope((PRACTICE_CODE,), accounts.get_authority(session, PRACTICE_CODE, code=authority).id)


def promise_of(town: RolledBackTown, case_id: UUID) -> PromiseKind | None:
    return town.case(case_id).promise_kind


def test_a_viewpoint_is_with_its_unit_answered_and_nothing_is_ordered(town: RolledBackTown) -> None:
    case_id = town.report(**BUMP).case_id
    town.react()
    case = town.case(case_id)
    assert (case.kind, case.state, town.orders(case_id)) == (CaseKind.VIEWPOINT, State.WITH_UNIT, [])
    assert town.lists(case_id) == {(Why.ANSWER, Whose.UNIT)}
    with town.step() as session:
        cases.read_case(session, PRACTICE_CODE, case_id, role="unit", actor=BO, now=town.now)
    case = town.case(case_id)
    assert case.promise_kind is PromiseKind.ANSWER
    assert (case.promise_due_at - case.opened_at).days == 30  # type: ignore[operator]  # an open case has one
    with pytest.raises(Invalid), town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.MENDED, actor=BO, now=town.now)
    with pytest.raises(Conflict), town.step() as session:
        cases.move_case(session, PRACTICE_CODE, case_id, Step.START, facts={}, actor=BO, now=town.now)


def test_a_contract_is_not_sent_what_is_to_be_answered(town: RolledBackTown) -> None:
    case_id = town.report(**BUMP).case_id
    town.react()
    contract = town.contract("drift")
    with pytest.raises(Conflict), town.step() as session:
        responsibility.decide_by_person(
            session, PRACTICE_CODE, case_id, contract_id=contract.id, actor=BO, now=town.now
        )


def test_what_was_ordered_is_delivered_and_never_mended(town: RolledBackTown) -> None:
    case_id = town.report(**TANK).case_id
    town.react()
    with town.step() as session:
        cases.read_case(session, PRACTICE_CODE, case_id, role="unit", actor=BO, now=town.now)
    assert promise_of(town, case_id) is PromiseKind.DELIVER
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.MENDED, actor=BO, now=town.now)
    assert town.case(case_id).outcome is Outcome.DELIVERED


def test_on_private_land_dumping_is_the_other_authoritys_and_on_municipal_land_cleansing(town: RolledBackTown) -> None:
    on_private, on_ours = (town.report(**DUMPED, answers={"land": answer}).case_id for answer in ("private", "public"))
    town.react()
    matter, fault = town.case(on_private), town.case(on_ours)
    assert (matter.kind, fault.kind) == (CaseKind.AUTHORITY_MATTER, CaseKind.FAULT)
    assert (matter.unit_code, matter.authority_id) == ("miljo", scope_of(town, "miljo").authority)
    assert matter.keeper_name == "Miljökontoret"
    assert fault.authority_id == scope_of(town, "samhallsbyggnad").authority
    assert (matter.place, fault.place) == ("Hamngatan 40", "hos Svensson")


def test_only_its_own_officers_see_another_authoritys_matter(town: RolledBackTown) -> None:
    case_id = town.report(**DUMPED, answers={"land": "private"}).case_id
    town.react()
    miljo, gata = scope_of(town, "miljo"), scope_of(town, "samhallsbyggnad")
    case = town.case(case_id)
    assert cases.may_read_words(case, miljo.authority)
    assert not cases.may_read_words(case, None), "the kontaktcenter sees that it is there, not what was written"
    with pytest.raises(NotFound), town.step(gata) as session:
        cases.get_case(session, PRACTICE_CODE, case_id)


def test_a_matter_ends_handed_over_under_its_number_and_nothing_is_asked(town: RolledBackTown) -> None:
    case_id = town.report(**DUMPED, answers={"land": "private"}).case_id
    town.react()
    with pytest.raises(Invalid), town.step() as session:
        cases.hand_over_matter(session, PRACTICE_CODE, case_id, registry_number=" ", actor=BO, now=town.now)
    with town.step(scope_of(town, "miljo")) as session:
        cases.hand_over_matter(session, PRACTICE_CODE, case_id, registry_number="MN 2026-0117", actor=BO, now=town.now)
    town.react()
    case = town.case(case_id)
    assert (case.outcome, case.registry_number, case.closes_at) == (Outcome.OTHER_AUTHORITY, "MN 2026-0117", town.now)
    town.tick()
    assert town.case(case_id).state is State.CLOSED


def test_a_fault_that_becomes_a_viewpoint_loses_its_orders_and_is_promised_an_answer(town: RolledBackTown) -> None:
    case_id, order_id = town.ordered()
    with town.step() as session:
        seen = messages.preview_conversion(
            session, PRACTICE_CODE, case_id, kind=CaseKind.VIEWPOINT, language="sv", now=town.now
        )
    assert [order.id for order in seen.cancelled] == [order_id]
    assert (seen.plan.was_public, seen.plan.is_public, seen.told_to) == (True, False, 1)
    assert seen.told is not None
    assert "behandlar det från nu som synpunkt. Svar senast" in seen.told.body
    convert(town, case_id, CaseKind.VIEWPOINT)
    case = town.case(case_id)
    assert (case.kind, case.state, case.promise_kind) == (CaseKind.VIEWPOINT, State.WITH_UNIT, PromiseKind.ANSWER)
    assert [order.state for order in town.orders(case_id)] == [OrderState.CANCELLED]
    assert town.lists(case_id) == {(Why.ANSWER, Whose.UNIT)}
    assert any(isinstance(each, CaseConverted) for each in town.happened)


def test_a_viewpoint_that_becomes_a_fault_is_decided_and_ordered_anew(town: RolledBackTown) -> None:
    case_id = town.report(**BUMP).case_id
    town.react()
    convert(town, case_id, CaseKind.FAULT, category="belysning.enstaka")
    case = town.case(case_id)
    assert (case.kind, case.category, case.promise_kind) == (CaseKind.FAULT, "belysning.enstaka", PromiseKind.MEND)
    assert town.order(case_id).state is OrderState.SENT


def test_a_matter_turns_out_to_lie_on_municipal_land_and_changes_hands(town: RolledBackTown) -> None:
    case_id = town.report(**DUMPED, answers={"land": "private"}).case_id
    town.react()
    miljo = scope_of(town, "miljo")
    convert(town, case_id, CaseKind.FAULT, scope=miljo)
    case = town.case(case_id)
    assert case.authority_id == scope_of(town, "samhallsbyggnad").authority
    with pytest.raises(NotFound), town.step(miljo) as session:
        cases.get_case(session, PRACTICE_CODE, case_id)
    with town.step(scope_of(town, "samhallsbyggnad")) as session:
        assert [report.words for report in cases.list_reports(session, PRACTICE_CODE, case_id)] == [DUMPED["words"]]


def test_a_fault_on_private_land_is_converted_and_goes_to_the_authority_its_category_names(
    town: RolledBackTown,
) -> None:
    case_id = town.report(**DUMPED, answers={"land": "unknown"}).case_id
    town.react()
    convert(town, case_id, CaseKind.AUTHORITY_MATTER, scope=scope_of(town, "samhallsbyggnad"))
    case = town.case(case_id)
    assert (case.unit_code, case.authority_id) == ("miljo", scope_of(town, "miljo").authority)
    assert (case.place, case.promise_kind) == ("Hamngatan 40", PromiseKind.HAND_OVER)


def test_converting_an_acute_fault_ends_the_calling_for_a_person_has_it(town: RolledBackTown) -> None:
    case_id = town.report(**MANHOLE).case_id
    town.react()
    convert(town, case_id, CaseKind.QUESTION)
    case = town.case(case_id)
    assert (case.is_acute, case.kind) == (False, CaseKind.QUESTION)
    assert (Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) not in town.lists(case_id)
    with pytest.raises(Conflict):
        town.act(town.orders(case_id)[0].id, Act.ACCEPT)


def test_a_conversion_needs_a_reason_and_something_to_convert(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    town.react()
    with pytest.raises(Invalid):
        convert(town, case_id, CaseKind.QUESTION, reason="  ")
    with pytest.raises(Conflict):
        convert(town, case_id, CaseKind.FAULT)


def test_a_held_case_is_let_through_before_it_is_converted(town: RolledBackTown) -> None:
    case_id = town.report(over_limit=True).case_id
    town.react()
    with pytest.raises(Conflict):
        convert(town, case_id, CaseKind.QUESTION)
