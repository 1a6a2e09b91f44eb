"""What may follow what on a work order, what needs no person's approval, and what a firm may read."""

import pytest

from backend.cases.words import Outcome
from backend.dispatch.decisions import (
    ACTS,
    ENDED,
    clock_stands,
    is_approved_by_rule,
    list_acts_allowed,
    mask_words,
    order_state_after,
)
from backend.dispatch.errors import ActNotAllowed
from backend.dispatch.words import Act, OrderState


def test_every_act_stands_in_the_table() -> None:
    assert set(ACTS) == set(Act)


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("act", list(Act))
def test_nothing_is_done_to_an_ended_order(state: OrderState, act: Act) -> None:
    with pytest.raises(ActNotAllowed):
        order_state_after(state, act)


@pytest.mark.parametrize("state", [OrderState.SENT, OrderState.RECEIVED, OrderState.ACCEPTED, OrderState.WAITING])
def test_done_may_arrive_before_accepted_and_started(state: OrderState) -> None:
    assert order_state_after(state, Act.COMPLETE) is OrderState.DONE


def test_done_work_cannot_be_declined_and_comes_back_accepted() -> None:
    with pytest.raises(ActNotAllowed):
        order_state_after(OrderState.DONE, Act.DECLINE)
    assert order_state_after(OrderState.DONE, Act.SEND_BACK) is OrderState.ACCEPTED


@pytest.mark.parametrize(
    ("contract_says_so", "outcome", "has_proof", "approved"),
    [
        (True, Outcome.MENDED, True, True),
        (True, Outcome.MENDED, False, False),
        (False, Outcome.MENDED, True, False),
        (True, Outcome.NO_FAULT_FOUND, True, False),
        (True, Outcome.GONE, False, False),
        (True, Outcome.TEMPORARILY_MENDED, True, True),
    ],
)
def test_a_rule_approves_only_what_a_photo_shows_under_a_contract_that_says_so(
    contract_says_so: bool, outcome: Outcome, has_proof: bool, approved: bool
) -> None:
    assert is_approved_by_rule(contract_says_so=contract_says_so, outcome=outcome, has_proof=has_proof) is approved


def test_the_contracts_clock_stands_only_for_reasons_it_names() -> None:
    assert clock_stands("frost", ["frost", "permit"])
    assert not clock_stands("parts", ["frost", "permit"])


def test_a_locked_order_is_not_begun_and_only_a_locked_one_is_released() -> None:
    barred = {Act.START, Act.RESUME, Act.COMPLETE}
    for state in OrderState:
        assert not barred & set(list_acts_allowed(state, is_locked=True))
        assert Act.RELEASE not in list_acts_allowed(state)
    assert {Act.RELEASE, Act.ACCEPT, Act.MAKE_SAFE} <= set(list_acts_allowed(OrderState.SENT, is_locked=True))


def test_a_held_order_is_let_go_or_taken_back_and_nothing_else() -> None:
    assert list_acts_allowed(OrderState.UNSENT) == [Act.CANCEL, Act.SEND]


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("Ring 070-123 45 67 när det är klart", "Ring [telefon] när det är klart"),
        ("Skriv till amira@example.org", "Skriv till [e-post]"),
        ("Bilen ABC 123 står kvar", "Bilen [regnr] står kvar"),
        ("Jag heter 19800101-1234", "Jag heter [personnummer]"),
        ("Se https://example.org/bild", "Se [länk]"),
        ("Stolpe 4711 vid Storgatan 12", "Stolpe 4711 vid Storgatan 12"),
        ("Hålet är 30 cm djupt och 100 cm långt", "Hålet är 30 cm djupt och 100 cm långt"),
    ],
)
def test_a_firm_reads_words_without_what_points_at_a_person(words: str, masked: str) -> None:
    assert mask_words(words, accusation_likely=False) == masked


def test_a_firm_reads_nothing_where_the_words_may_accuse_somebody() -> None:
    assert mask_words("Det var grannen.", accusation_likely=True) == ""
