"""What may follow what on a work order, what needs no person's approval, and what a firm may read."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.cases.words import Outcome
from backend.dispatch.decisions import (
    ACTS,
    ENDED,
    clock_stands,
    is_approved_by_rule,
    mask_words,
    moved_deadline,
    order_state_after,
)
from backend.dispatch.errors import ActNotAllowed
from backend.dispatch.words import Act, OrderState

NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)


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


def test_a_standing_clock_moves_the_deadline_by_as_long_as_was_waited() -> None:
    moved = moved_deadline(NOON, waited_from=NOON - timedelta(days=3), until=NOON - timedelta(days=1))
    assert moved == NOON + timedelta(days=2)


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
