"""Who is responsible, decided from facts alone, and said in words.

Rules are tried in their order and the first that fits decides. What no rule fits, or fits without being sure, goes to a
person with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.catalogue.tree import WORK_KINDS
from backend.responsibility.words import Route

SURE = 0.8
COIN_TOSS_M = 10.0
"""A state road and a municipal path within this many metres of each other cannot be told apart by a position."""
ON_ROAD_M = 20.0
ROAD_ANSWER = "road:"
"""What an answer to "carriageway or path?" begins with: the two then need not be told apart by a position."""


@dataclass(frozen=True)
class NearRoad:
    """A road keeper's line near the place; ``distance_m`` in metres, ``keeper`` state, municipal or private."""

    keeper: str
    kind: str
    name: str
    body_code: str | None
    distance_m: float


@dataclass(frozen=True)
class ContractOffer:
    """A contract in force that covers the category in an area."""

    contract_id: UUID
    name: str
    unit_code: str
    area_code: str


@dataclass(frozen=True)
class Facts:
    """What is known when responsibility is decided."""

    category: str
    category_names: dict[str, str]
    unit_code: str
    unit_names: dict[str, str]
    kind: str
    routes: tuple[str, ...]
    """What the answers say by themselves: ``body:elnat``, ``112``, ``authority:miljo``."""
    neighbour: tuple[str, str] | None
    """Code and name of the municipality the place lies in, where it is another."""
    areas: dict[str, str]
    """The areas that hold the place, code → name."""
    roads: tuple[NearRoad, ...]
    offers: tuple[ContractOffer, ...]
    body_names: dict[str, dict[str, str]]
    other_units: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names of the units a rule may name instead of the category's own, code → language → name."""

    def unit_names_of(self, code: str | None) -> dict[str, str]:
        """What a unit is called; the category's own where it is not known."""
        return self.other_units.get(code or "", self.unit_names)


@dataclass(frozen=True)
class Decision:
    """Where the case goes, how sure that is (0–1), and why, in each language."""

    route: Route
    confidence: float
    explanation: dict[str, str]
    contract_id: UUID | None = None
    unit_code: str | None = None
    body_code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def decide_responsibility(facts: Facts, rules: list[dict[str, Any]]) -> Decision:
    """The decision the first fitting rule makes; a person's, where none fits or none is sure.

    A rule is ``{"if": {"neighbour"|"answer"|"keeper"|"category"|"kind": …}, "then": "neighbour"|"body"|"keeper"|
    "unit"|"contract"|"person", …}``; ``body`` and ``unit`` may name one.
    """
    for rule in rules:
        if _fits(rule["if"], facts):
            return _follow(rule, facts)
    return _person(facts, sv="ingen regel passar", en="no rule fits")


def _fits(condition: dict[str, Any], facts: Facts) -> bool:
    checks: dict[str, Callable[[Any], bool]] = {
        "neighbour": lambda wanted: (facts.neighbour is not None) == wanted,
        "answer": lambda wanted: any(route.startswith(wanted) for route in facts.routes),
        "category": lambda wanted: any(_is_within(facts.category, code) for code in wanted),
        "kind": lambda wanted: facts.kind in wanted,
        "keeper": lambda wanted: not _keepers_near(facts).isdisjoint(wanted),
        "covered": lambda wanted: bool(facts.offers) == wanted,
    }
    return all(checks[name](wanted) for name, wanted in condition.items())


def _follow(rule: dict[str, Any], facts: Facts) -> Decision:
    then = rule["then"]
    if then == "neighbour":
        return _neighbour(facts)
    if then == "body":
        code = rule.get("body") or next(r for r in facts.routes if r.startswith("body:")).removeprefix("body:")
        return _body(facts, code, sv="svaret i anmälan säger det", en="the answer in the report says so")
    if then == "keeper":
        return _keeper(facts)
    if then == "unit":
        return _unit(facts, rule.get("unit") or facts.unit_code)
    if then == "contract":
        return _contract(facts)
    return _person(facts, sv=rule["why"]["sv"], en=rule["why"]["en"])


def _neighbour(facts: Facts) -> Decision:
    code, name = facts.neighbour or ("", "")
    return Decision(
        Route.BODY,
        1.0,
        {
            "sv": f"Platsen ligger i {name}. Grannkommunen sköter sina gator och parker.",
            "en": f"The place lies in {name}. The neighbouring municipality looks after its own streets and parks.",
        },
        body_code=f"municipality:{code}",
        facts={"neighbour_code": code, "neighbour_name": name},
    )


def _keeper(facts: Facts) -> Decision:
    road, *others = _roads_meant(facts)
    other = next((r for r in others if r.keeper != road.keeper), None)
    if other is not None and other.distance_m - road.distance_m < COIN_TOSS_M:
        return _person(
            facts,
            sv=f"platsen ligger {road.distance_m:.0f} m från {road.name} och {other.distance_m:.0f} m från"
            f" {other.name}, som har olika väghållare",
            en=f"the place lies {road.distance_m:.0f} m from {road.name} and {other.distance_m:.0f} m from"
            f" {other.name}, which have different keepers",
        )
    return _body(
        facts,
        road.body_code or "",
        sv=f"platsen ligger {road.distance_m:.0f} m från {road.name}",
        en=f"the place lies {road.distance_m:.0f} m from {road.name}",
    )


def _body(facts: Facts, code: str, *, sv: str, en: str) -> Decision:
    names = facts.body_names.get(code)
    if names is None:
        return _person(facts, sv=f"{sv}, men vi har inga uppgifter om den", en=f"{en}, but we know nothing of them")
    name_sv, name_en = names["sv"], names.get("en", names["sv"])
    return Decision(
        Route.BODY,
        0.9,
        {"sv": f"{name_sv} ansvarar: {sv}.", "en": f"{name_en} is responsible: {en}."},
        body_code=code,
        unit_code=facts.unit_code,
    )


def _contract(facts: Facts) -> Decision:
    offers = facts.offers
    if facts.kind not in WORK_KINDS:
        return _person(facts, sv="ärendet ska besvaras, inte åtgärdas", en="the case is to be answered, not worked at")
    if len({offer.contract_id for offer in offers}) != 1:
        sv = "inget avtal täcker kategorin här" if not offers else "flera avtal täcker samma kategori här"
        en = "no contract covers the category here" if not offers else "several contracts cover the same category here"
        return _person(facts, sv=sv, en=en)
    offer = offers[0]
    area = facts.areas.get(offer.area_code, offer.area_code)
    where_sv = "hela kommunen" if offer.area_code == "*" else f"området {area}"
    where_en = "the whole municipality" if offer.area_code == "*" else f"the area {area}"
    return Decision(
        Route.CONTRACT,
        1.0,
        {
            "sv": f"Avtalet {offer.name} gäller {facts.category_names['sv']} i {where_sv}."
            f" {facts.unit_names['sv']} beställer.",
            "en": f"The contract {offer.name} covers {facts.category_names['en']} in {where_en}."
            f" {facts.unit_names['en']} orders.",
        },
        contract_id=offer.contract_id,
        unit_code=offer.unit_code,
    )


def _unit(facts: Facts, unit_code: str) -> Decision:
    return Decision(
        Route.UNIT,
        1.0,
        {
            "sv": f"{facts.unit_names_of(unit_code)['sv']} svarar själv på {facts.category_names['sv']}.",
            "en": f"{facts.unit_names_of(unit_code)['en']} answers {facts.category_names['en']} itself.",
        },
        unit_code=unit_code,
    )


def _person(facts: Facts, *, sv: str, en: str) -> Decision:
    return Decision(
        Route.PERSON,
        0.0,
        {"sv": f"En människa behöver avgöra: {sv}.", "en": f"A person needs to decide: {en}."},
        unit_code=None,
        facts={"category": facts.category},
    )


def _roads_meant(facts: Facts) -> tuple[NearRoad, ...]:
    """The roads near the place, nearest first; of the kind the reporter said it is, where one of them is."""
    said = {route.removeprefix(ROAD_ANSWER) for route in facts.routes if route.startswith(ROAD_ANSWER)}
    return tuple(road for road in facts.roads if road.kind in said) or facts.roads


def _keepers_near(facts: Facts) -> set[str]:
    """Whose road it may be: the nearest's, and those of paths and roads that a position cannot tell from it."""
    roads = [road for road in _roads_meant(facts) if road.distance_m <= ON_ROAD_M]
    if not roads:
        return {"none"}
    nearest = roads[0]
    beside = (r for r in roads if r.kind != nearest.kind and r.distance_m - nearest.distance_m < COIN_TOSS_M)
    return {nearest.keeper, *(road.keeper for road in beside)}


def _is_within(code: str, group: str) -> bool:
    return code == group or code.startswith(group + ".")
