"""Which failures are the same one again, and when mere nearness says so."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.cases.repeats import Spell, judge_repeats
from backend.foundation.ids import new_id

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
WARRANTY = timedelta(days=14)


def day(number: int) -> datetime:
    return NEW_YEAR + timedelta(days=number)


def spell(opened: int, resolved: int | None, *, mended: bool = True) -> Spell:
    """A case opened and resolved on those days of the year."""
    ended = None if resolved is None else day(resolved)
    return Spell(new_id(), "B3XK9TQW", day(opened), ended, mended and ended is not None, WARRANTY)


@pytest.mark.parametrize(
    ("earlier", "number"),
    [
        ([], 1),
        ([(1, 5)], 2),
        ([(1, 5), (20, 30)], 3),
        ([(20, 30), (1, 5)], 3),  # in any order
        ([(1, 5), (5, 9)], 3),  # one ends as the next begins
        ([(1, 10), (3, 4), (5, 12)], 2),  # neighbours who told of one failure
        ([(1, None)], 1),  # it is still dark: the same failure
        ([(1, 5), (50, None)], 2),
        ([(day_, day_ + 1) for day_ in range(0, 80, 10)], 9),
    ],
)
def test_a_failure_is_counted_once_however_many_told_of_it(earlier: list[tuple[int, int | None]], number: int) -> None:
    spells = [spell(*each) for each in earlier]
    assert judge_repeats(spells, same_asset=True, opened_at=day(100)).count_in_year == number


@pytest.mark.parametrize(
    ("earlier", "number"),
    [
        ([spell(1, 5)], 1),  # near, but long after
        ([spell(80, 90)], 2),  # near and within warranty
        ([spell(80, 90, mended=False)], 1),  # nothing was mended: there is no warranty
        ([spell(1, 5), spell(20, 30)], 3),  # three times in a year
    ],
)
def test_mere_nearness_needs_a_warranty_or_a_third_time(earlier: list[Spell], number: int) -> None:
    repeats = judge_repeats(earlier, same_asset=False, opened_at=day(100))
    assert (repeats.count_in_year, bool(repeats.earlier)) == (number, number > 1)


def test_the_third_time_is_a_problem_and_the_second_is_none() -> None:
    twice = judge_repeats([spell(1, 5)], same_asset=True, opened_at=day(100))
    thrice = judge_repeats([spell(1, 5), spell(20, 30)], same_asset=True, opened_at=day(100))
    assert (twice.is_problem, thrice.is_problem) == (False, True)
    assert [each.opened_at for each in thrice.earlier] == [day(1), day(20)]
