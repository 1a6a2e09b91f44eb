"""What an explanation says of "körbana eller gångbana?": nobody said, or somebody did and it decided. Pure."""

from backend.responsibility.conditions import ROAD_ANSWER
from backend.responsibility.facts import Facts

_SAID = {
    "carriageway": {
        "sv": "Anmälaren säger att det är på körbanan.",
        "en": "The reporter says that it is on the carriageway.",
    },
    "path": {
        "sv": "Anmälaren säger att det är på gång- eller cykelbanan.",
        "en": "The reporter says that it is on the pavement or cycle path.",
    },
}
_NOBODY_SAID = {
    "sv": "Ingen har sagt om det är på körbanan eller på gång- eller cykelbanan.",
    "en": "Nobody has said whether it is on the carriageway or on the pavement or cycle path.",
}


def note_of_surface(facts: Facts, *, is_unsure: bool) -> dict[str, str]:
    """What was said, in each language, where two keepers' lines of different kinds run side by side; else nothing.

    ``is_unsure``: the decision waits for somebody to say it.
    """
    if not _run_side_by_side(facts):
        return {}
    said = [route.removeprefix(ROAD_ANSWER) for route in facts.routes if route.startswith(ROAD_ANSWER)]
    if said and said[0] in _SAID:
        return _SAID[said[0]]
    return _NOBODY_SAID if is_unsure else {}


def _run_side_by_side(facts: Facts) -> bool:
    if not facts.roads:
        return False
    nearest, *others = facts.roads
    return any(
        (other.keeper, other.body_code) != (nearest.keeper, nearest.body_code)
        and other.kind != nearest.kind
        and other.distance_m - nearest.distance_m < facts.toss_m
        for other in others
    )
