"""What a case may do and how it may end follows from its kind; the tables, walked."""

import pytest

from backend.cases.errors import OutcomeNotOfKind, StepNotAllowed
from backend.cases.lifecycle import NOT_OF_KIND, OUTCOMES_NOT_OF_KIND, outcome_of_kind, state_after
from backend.cases.promises import END_OF_KIND
from backend.cases.words import Outcome, State, Step
from backend.catalogue.kinds import USUAL_END, authority_of, is_public_kind, routes_of_kind, targets_of_kind
from backend.catalogue.shipped import shipped_categories
from backend.catalogue.targets import Target, Targets, TargetUnit
from backend.catalogue.tree import WORK_KINDS, CaseKind
from backend.feedback.decisions import NoFacts, consequence_of_no
from backend.feedback.words import Consequence
from backend.messages.codes import TextCode
from backend.messages.decisions import text_of_conversion, text_of_outcome, text_of_receipt
from tests.town import WEDNESDAY_MORNING

CATEGORIES = {category.code: category for category in shipped_categories()}
DUMPING = CATEGORIES["renhallning.dumpning"]
DAY = Target(1, TargetUnit.WORKING_DAYS)


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_has_its_tables(kind: CaseKind) -> None:
    assert kind in NOT_OF_KIND
    assert kind in OUTCOMES_NOT_OF_KIND
    assert (kind in END_OF_KIND) == (kind in USUAL_END) == (kind is not CaseKind.FAULT)


@pytest.mark.parametrize("kind", [CaseKind.VIEWPOINT, CaseKind.QUESTION, CaseKind.AUTHORITY_MATTER])
def test_what_is_answered_or_handed_over_is_never_worked_at(kind: CaseKind) -> None:
    for step in (Step.START, Step.MAKE_SAFE):
        with pytest.raises(StepNotAllowed):
            state_after(State.WITH_UNIT, None, step, kind)
    for outcome in (Outcome.MENDED, Outcome.NO_FAULT_FOUND, Outcome.DELIVERED):
        with pytest.raises(OutcomeNotOfKind):
            outcome_of_kind(outcome, kind)


def test_what_was_ordered_is_delivered_where_others_are_mended() -> None:
    assert outcome_of_kind(Outcome.MENDED, CaseKind.ORDER) is Outcome.DELIVERED
    assert outcome_of_kind(Outcome.GONE, CaseKind.ORDER) is Outcome.GONE
    assert outcome_of_kind(Outcome.MENDED, CaseKind.FAULT) is Outcome.MENDED


def test_another_authoritys_matter_is_answered_by_them_and_not_by_us() -> None:
    with pytest.raises(OutcomeNotOfKind):
        outcome_of_kind(Outcome.ANSWERED, CaseKind.AUTHORITY_MATTER)


def test_targets_hold_for_the_kind_and_not_for_the_category_it_came_in_by() -> None:
    fault = Targets(DAY, make_safe=Target(2, TargetUnit.HOURS), mend=Target(10, TargetUnit.DAYS))
    as_viewpoint = targets_of_kind(fault, CaseKind.VIEWPOINT)
    assert (as_viewpoint.mend, as_viewpoint.make_safe) == (None, None)
    assert as_viewpoint.answer == USUAL_END[CaseKind.VIEWPOINT]
    assert targets_of_kind(fault, CaseKind.ORDER).mend == Target(10, TargetUnit.DAYS)
    assert targets_of_kind(fault, CaseKind.FAULT) is fault


def test_the_place_decides_whose_dumping_is() -> None:
    on_private = {"land": "private"}
    assert authority_of(DUMPING, CaseKind.AUTHORITY_MATTER, on_private) == "miljo"
    assert authority_of(DUMPING, CaseKind.AUTHORITY_MATTER, {}) == "miljo", "converted by a person"
    assert authority_of(DUMPING, CaseKind.FAULT, on_private) == DUMPING.authority_code
    assert routes_of_kind(DUMPING, CaseKind.FAULT, on_private) == ()


def test_only_faults_are_public_at_once() -> None:
    lamp = CATEGORIES["belysning.enstaka"]
    assert is_public_kind(lamp, CaseKind.FAULT)
    assert not any(is_public_kind(lamp, kind) for kind in CaseKind if kind is not CaseKind.FAULT)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CaseKind.FAULT, TextCode.RECEIVED),
        (CaseKind.VIEWPOINT, TextCode.RECEIVED_VIEWPOINT),
        (CaseKind.QUESTION, TextCode.RECEIVED_VIEWPOINT),
        (CaseKind.ORDER, TextCode.RECEIVED_ORDER),
        (CaseKind.AUTHORITY_MATTER, TextCode.RECEIVED_MATTER),
    ],
)
def test_the_receipt_says_how_a_case_of_its_kind_ends(kind: CaseKind, code: TextCode) -> None:
    said = {"is_acute": False, "is_read": False, "is_open": True, "can_be_acute": False}
    assert text_of_receipt(**said, kind=kind) is code
    assert text_of_receipt(**{**said, "is_acute": True}, kind=kind) is TextCode.RECEIVED_ACUTE
    assert text_of_receipt(**said, kind=kind, is_late=True) is TextCode.RECEIVED_LATE


def test_a_handed_over_matter_is_told_its_number_and_a_viewpoint_is_never_a_fault_not_found() -> None:
    assert text_of_outcome(Outcome.OTHER_AUTHORITY, is_registered=True) is TextCode.OTHER_AUTHORITY_REGISTERED
    assert text_of_outcome(Outcome.OTHER_AUTHORITY) is TextCode.OTHER_AUTHORITY
    assert text_of_outcome(Outcome.INSUFFICIENT, kind=CaseKind.QUESTION) is TextCode.INSUFFICIENT_ANSWER
    assert text_of_outcome(Outcome.INSUFFICIENT) is TextCode.INSUFFICIENT
    assert text_of_conversion(CaseKind.AUTHORITY_MATTER) is TextCode.CONVERTED_MATTER


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.DELIVERED, Outcome.INSUFFICIENT])
def test_a_no_to_an_answer_or_a_delivery_goes_to_the_unit_and_the_second_to_a_person(outcome: Outcome) -> None:
    facts = NoFacts(outcome, mended_at=None, warranty_days=14, noes_before=0, yeses_of_others=0)
    assert consequence_of_no(facts, WEDNESDAY_MORNING) is Consequence.UNIT
    again = NoFacts(outcome, mended_at=None, warranty_days=14, noes_before=1, yeses_of_others=0)
    assert consequence_of_no(again, WEDNESDAY_MORNING) is Consequence.PERSON


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - WORK_KINDS))
def test_a_no_to_what_is_no_work_never_becomes_an_order(kind: CaseKind) -> None:
    facts = NoFacts(
        Outcome.MENDED, mended_at=WEDNESDAY_MORNING, warranty_days=14, noes_before=0, yeses_of_others=0, kind=kind
    )
    assert consequence_of_no(facts, WEDNESDAY_MORNING) is Consequence.UNIT
