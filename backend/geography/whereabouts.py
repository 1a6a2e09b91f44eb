"""What several claims of one place say together, pure: the pin, the device's own fix, a photo's position, the lines near.

They are kept apart, compared, and never put in each other's place: a person decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.geography.decisions import distance_in_metres
from backend.geography.locating import RoadNear
from backend.geography.models import RoadKind

SIDE_BY_SIDE_METRES = 10.0
"""Two lines that differ by less than this in distance cannot be told apart by a position (as the rules take it)."""
FURTHEST_APART_METRES = 25.0
"""However inexact a position says it is, lines further apart than this are told apart (as the rules take it)."""
ON_IT_METRES = 20.0
WORTH_A_WORD_METRES = 100.0
USUAL_ACCURACY_METRES = 10.0


@dataclass(frozen=True)
class Apart:
    """How far the photo and the device were from the place the report is about, in metres; None where nothing is worth
    a word: unknown, near, or within what the device itself said of its accuracy."""

    photo_m: float | None
    device_m: float | None


def compare_claims(
    place: tuple[float, float],
    *,
    fix: tuple[float, float] | None = None,
    accuracy_m: float | None = None,
    photo: tuple[float, float] | None = None,
) -> Apart:
    """How far the claims of one place, each (lon, lat), lie from it."""
    return Apart(_worth_a_word(place, photo, 0.0), _worth_a_word(place, fix, accuracy_m or 0.0))


def confidence_of(road: RoadNear, others: Sequence[RoadNear], *, accuracy_m: float | None = None) -> float:
    """How sure it is, 0 to 1, that a place is on ``road``: less with its distance, with a worse fix, and where another
    line of another keeper or kind runs nearly as near."""
    reach = ON_IT_METRES + max(accuracy_m or USUAL_ACCURACY_METRES, 0.0)
    sure = max(0.0, 1.0 - road.distance_m / reach)
    rivals = [
        other
        for other in others
        if other is not road and (other.keeper, other.kind, other.body_code) != (road.keeper, road.kind, road.body_code)
    ]
    gap = min((abs(other.distance_m - road.distance_m) for other in rivals), default=reach)
    return round(sure * min(1.0, 0.5 + gap / (2 * SIDE_BY_SIDE_METRES)), 2)


def must_ask_surface(roads: Sequence[RoadNear], *, accuracy_m: float | None = None) -> bool:
    """Whether to ask "körbana eller gångbana?": a carriageway and a path of different keepers run side by side here.

    ``roads`` nearest first; ``accuracy_m`` what the position says of itself. Of one keeper's carriageway and path nobody
    needs to be asked.
    """
    apart = min(max(SIDE_BY_SIDE_METRES, accuracy_m or 0.0), FURTHEST_APART_METRES)
    if not roads or roads[0].distance_m > ON_IT_METRES:
        return False
    nearest = roads[0]
    return any(
        {other.kind, nearest.kind} == {RoadKind.CARRIAGEWAY, RoadKind.PATH}
        and (other.keeper, other.body_code) != (nearest.keeper, nearest.body_code)
        and other.distance_m - nearest.distance_m < apart
        for other in roads[1:]
    )


def _worth_a_word(place: tuple[float, float], claim: tuple[float, float] | None, forgiven_m: float) -> float | None:
    if claim is None:
        return None
    metres = distance_in_metres(*place, *claim)
    return metres if metres - forgiven_m >= WORTH_A_WORD_METRES else None
