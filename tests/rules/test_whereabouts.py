"""Claims of one place compared, confidence in a road, and when to ask "carriageway or path?"."""

import pytest

from backend.geography import RoadKeeper, RoadKind, compare_claims, confidence_of, must_ask_surface
from backend.geography.locating import RoadNear

HERE = (18.6, 58.2)


def road(metres: float, kind: RoadKind = RoadKind.CARRIAGEWAY, keeper: RoadKeeper = RoadKeeper.MUNICIPAL) -> RoadNear:
    return RoadNear(keeper, kind, "Vägen", None if keeper is RoadKeeper.MUNICIPAL else "annan", metres)


STATE = road(4, keeper=RoadKeeper.STATE)


@pytest.mark.parametrize(
    ("roads", "asks"),
    [
        ((), False),
        ((STATE,), False),
        ((STATE, road(9, RoadKind.PATH)), True),
        ((road(3, RoadKind.PATH), road(8, keeper=RoadKeeper.STATE)), True),
        ((STATE, road(20, RoadKind.PATH)), False),
        ((road(4), road(9, RoadKind.PATH)), False),
        ((STATE, road(9)), False),
        ((road(25, keeper=RoadKeeper.STATE), road(26, RoadKind.PATH)), False),
    ],
)
def test_one_is_asked_only_where_two_keepers_run_side_by_side(roads: tuple[RoadNear, ...], asks: bool) -> None:
    assert must_ask_surface(roads) is asks


def test_a_photo_taken_far_away_is_worth_a_word_and_one_nearby_is_not() -> None:
    far = compare_claims(HERE, photo=(18.6, 58.2036)).photo_m
    assert far is not None
    assert 390 < far < 410
    assert compare_claims(HERE, photo=(18.6, 58.2003)).photo_m is None
    assert compare_claims(HERE).photo_m is None


def test_a_vague_fix_is_forgiven_what_it_says_itself() -> None:
    fix = (18.6, 58.2036)
    assert compare_claims(HERE, fix=fix, accuracy_m=10).device_m is not None
    assert compare_claims(HERE, fix=fix, accuracy_m=350).device_m is None


def test_confidence_falls_with_distance_a_rival_and_a_vague_fix() -> None:
    alone = confidence_of(STATE, [STATE])
    beside = confidence_of(STATE, [STATE, road(6, RoadKind.PATH)])
    assert 1 >= alone > confidence_of(road(20), [road(20)]) >= 0
    assert beside < alone
    assert confidence_of(road(60), [], accuracy_m=5) == 0
