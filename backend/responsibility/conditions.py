"""What a rule may ask: the closed vocabulary of its ``if``. Pure.

| Key         | Fits when                                                                         |
|-------------|-----------------------------------------------------------------------------------|
| `category`  | the category is one of these, or of one of these groups                           |
| `kind`      | the case is of one of these kinds                                                 |
| `answers`   | every question here was answered by one of its choices                            |
| `answer`    | an answer's own route begins so (`body:`, `authority:miljo`)                      |
| `neighbour` | the place lies in another municipality (or does not)                              |
| `area`      | one of these areas holds the place                                                |
| `keeper`    | the road there is kept by one of these (`state`, `municipal`, `private`, `none`)  |
| `near`      | a known thing of that class is within so many metres: `{"playground": 50}`        |
| `covered`   | a contract covers category and place now (or none does)                           |
| `lack`      | it is so on purpose (or is not), and nothing about it is acute                    |
| `season`    | the day lies in `10-01/04-30`                                                     |
| `hours`     | `open`, `closed` or `16:00-07:00`                                                 |
| `from`, `until` | the day is that day or later; before that day                                 |
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from backend.responsibility.facts import Facts, NearRoad
from backend.responsibility.when import holds_at

ON_ROAD_M = 20.0
ROAD_ANSWER = "road:"
"""What an answer to "carriageway or path?" begins with: the two then need not be told apart by a position."""

Check = Callable[[Facts, Any], bool]


def fits(condition: Mapping[str, Any], facts: Facts) -> bool:
    """Whether everything the rule asks holds; one that asks nothing always does."""
    return all(CHECKS[name](facts, wanted) for name, wanted in condition.items())


def roads_meant(facts: Facts) -> tuple[NearRoad, ...]:
    """The roads near the place, nearest first; of the kind the reporter said it is, where one of them is."""
    said = {route.removeprefix(ROAD_ANSWER) for route in facts.routes if route.startswith(ROAD_ANSWER)}
    return tuple(road for road in facts.roads if road.kind in said) or facts.roads


def things_asked(rules: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], float]:
    """The classes of things any rule asks to be near, and the furthest metres asked; nothing where none does."""
    asked = [rule["if"]["near"] for rule in rules if "near" in rule["if"]]
    kinds = tuple(sorted({kind for near in asked for kind in near}))
    return kinds, max((metres for near in asked for metres in near.values()), default=0)


def is_within(code: str, group: str) -> bool:
    """Whether a category is that one or of that group."""
    return code == group or code.startswith(group + ".")


def _keepers_near(facts: Facts) -> set[str]:
    """Whose road it may be: the nearest's, and those of paths and roads that a position cannot tell from it."""
    roads = [road for road in roads_meant(facts) if road.distance_m <= ON_ROAD_M]
    if not roads:
        return {"none"}
    nearest = roads[0]
    beside = (r for r in roads if r.kind != nearest.kind and r.distance_m - nearest.distance_m < facts.toss_m)
    return {nearest.keeper, *(road.keeper for road in beside)}


def _is_answered(facts: Facts, wanted: Mapping[str, list[str]]) -> bool:
    return all(facts.answers.get(question) in choices for question, choices in wanted.items())


def _is_near(facts: Facts, wanted: Mapping[str, float]) -> bool:
    return any(asset.distance_m <= wanted.get(asset.kind, -1) for asset in facts.assets)


def _is_lacking(facts: Facts, wanted: bool) -> bool:
    return (bool(facts.lacks) and facts.priority != "acute") == wanted


def _in_season(facts: Facts, wanted: str) -> bool:
    return facts.when is not None and holds_at(facts.when, season=wanted, hours=None)


def _in_hours(facts: Facts, wanted: str) -> bool:
    return facts.when is not None and holds_at(facts.when, season=None, hours=wanted)


def _is_since(facts: Facts, wanted: str) -> bool:
    return facts.when is not None and facts.when.day >= _day(wanted)


def _is_before(facts: Facts, wanted: str) -> bool:
    return facts.when is not None and facts.when.day < _day(wanted)


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


CHECKS: dict[str, Check] = {
    "category": lambda facts, wanted: any(is_within(facts.category, code) for code in wanted),
    "kind": lambda facts, wanted: facts.kind in wanted,
    "answers": _is_answered,
    "answer": lambda facts, wanted: any(route.startswith(wanted) for route in facts.routes),
    "neighbour": lambda facts, wanted: (facts.neighbour is not None) == wanted,
    "area": lambda facts, wanted: any(code in facts.areas for code in wanted),
    "keeper": lambda facts, wanted: not _keepers_near(facts).isdisjoint(wanted),
    "near": _is_near,
    "covered": lambda facts, wanted: bool(facts.offers) == wanted,
    "lack": _is_lacking,
    "season": _in_season,
    "hours": _in_hours,
    "from": _is_since,
    "until": _is_before,
}
"""In the order they are said and written in a sheet."""
