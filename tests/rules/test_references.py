"""References people read aloud: forgiving to how they are said, unforgiving to one wrong character."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.foundation.errors import Invalid
from backend.foundation.ids import ALPHABET, new_reference, read_reference, show_reference


def test_a_reference_is_read_back_however_it_was_typed() -> None:
    reference = new_reference()
    shown = show_reference(reference)
    for typed in (shown, shown.lower(), f" {shown[:4]} {shown[5:]} ", reference):
        assert read_reference(typed) == reference


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(place: int, wrong: str) -> None:
    reference = new_reference()
    if reference[place] == wrong:
        return
    with pytest.raises(Invalid):
        read_reference(reference[:place] + wrong + reference[place + 1 :])


def test_two_swapped_neighbours_are_always_caught() -> None:
    reference = new_reference()
    for one, other in itertools.pairwise(range(8)):
        letters = list(reference)
        letters[one], letters[other] = letters[other], letters[one]
        if "".join(letters) != reference:
            with pytest.raises(Invalid):
                read_reference("".join(letters))


@pytest.mark.parametrize("typed", ["", "K7M4", "K7M4-RTXBB", "K0M4-RTXB", "ÅÄÖ4-RTXB", "; DROP TABLE"])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_reference(typed)
