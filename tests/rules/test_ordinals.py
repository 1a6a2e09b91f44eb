"""How a time in a row is said."""

import pytest

from backend.catalogue import words_for_ordinal


@pytest.mark.parametrize(
    ("number", "sv", "en"),
    [
        (1, "första", "first"),
        (2, "andra", "second"),
        (3, "tredje", "third"),
        (9, "nionde", "ninth"),
        (10, "tionde", "tenth"),
        (12, "tolfte", "twelfth"),
        (13, "13:e", "13th"),
        (14, "14:e", "14th"),
        (21, "21:a", "21st"),
        (22, "22:a", "22nd"),
        (23, "23:e", "23rd"),
        (31, "31:a", "31st"),
        (111, "111:e", "111th"),
        (112, "112:e", "112th"),
        (121, "121:a", "121st"),
    ],
)
def test_a_time_in_a_row_is_said_as_people_say_it(number: int, sv: str, en: str) -> None:
    assert (words_for_ordinal(number, "sv"), words_for_ordinal(number, "en")) == (sv, en)


def test_a_language_without_words_of_its_own_is_said_in_english() -> None:
    assert words_for_ordinal(9, "ar") == "ninth"


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_no_zeroth_time(number: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        words_for_ordinal(number, "sv")
