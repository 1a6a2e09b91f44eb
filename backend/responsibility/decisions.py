"""Who is responsible, decided from facts alone, and said in words.

Rules are tried in their order and the first that fits decides. What no rule fits, or fits without being sure, goes to a
person with the reason.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from backend.catalogue.tree import WORK_KINDS
from backend.responsibility.conditions import fits, roads_meant
from backend.responsibility.facts import COIN_TOSS_M, ContractOffer, Facts, Lack, NearAsset, NearRoad
from backend.responsibility.surface_words import note_of_surface
from backend.responsibility.words import Route

__all__ = [
    "COIN_TOSS_M", "SURE", "ContractOffer", "Decision", "Facts", "Lack", "NearAsset", "NearRoad",
    "decide_responsibility", "rule_code",
]  # fmt: skip

SURE = 0.8


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
    rule: str | None = None
    """The code of the rule that decided; None where none did."""
    priority: str | None = None
    """What the rule raises the case to, None: as category and answers say."""
    outcome: str | None = None
    """How the case ends at once, where it is so on purpose."""


def decide_responsibility(facts: Facts, rules: list[dict[str, Any]]) -> Decision:
    """The decision the first fitting rule makes; a person's, where none fits or none is sure.

    A rule is ``{"code": …, "if": {…}, "then": "neighbour"|"body"|"keeper"|"unit"|"contract"|"lack"|"person", …}``: what
    ``if`` may ask is in ``conditions``; ``body``, ``unit`` and ``contract`` may name one; ``priority`` raises the case's.
    """
    for number, rule in enumerate(rules, 1):
        if fits(rule["if"], facts):
            decision = _follow(rule, facts)
            said = _with_note(decision.explanation, rule.get("note", {}))
            said = _with_note(said, note_of_surface(facts, is_unsure=decision.facts.get("unsure") == "road"))
            return replace(decision, explanation=said, rule=rule_code(rule, number), priority=rule.get("priority"))
    return _person(facts, sv="ingen regel passar", en="no rule fits")


def rule_code(rule: dict[str, Any], number: int) -> str:
    """What a rule is called: its own code, or its place (from 1) in an edition that gave it none."""
    return str(rule.get("code") or f"R{number:02}")


def _with_note(said: dict[str, str], note: dict[str, str]) -> dict[str, str]:
    if not note:
        return said
    return {language: f"{words} {note.get(language) or note['sv']}" for language, words in said.items()}


def _follow(rule: dict[str, Any], facts: Facts) -> Decision:
    then = rule["then"]
    if then == "neighbour":
        return _neighbour(facts)
    if then == "body":
        return _named_body(rule, facts)
    if then == "keeper":
        return _keeper(facts)
    if then == "unit":
        return _unit(facts, rule.get("unit") or facts.unit_code)
    if then == "contract":
        named = facts.contracts.get(rule.get("contract", ""))
        return _contract(facts, (named,) if named else () if rule.get("contract") else facts.offers)
    if then == "lack" and facts.lacks:
        return _lack(facts)
    why = rule.get("why", {"sv": "regeln säger det", "en": "the rule says so"})
    return _person(facts, sv=why["sv"], en=why.get("en", why["sv"]))


def _named_body(rule: dict[str, Any], facts: Facts) -> Decision:
    answered = next((r.removeprefix("body:") for r in facts.routes if r.startswith("body:")), None)
    code = rule.get("body") or answered
    if code is None:
        return _person(facts, sv="ingen annan är nämnd i anmälan", en="nobody else is named in the report")
    if code == answered:
        return _body(facts, code, sv="svaret i anmälan säger det", en="the answer in the report says so")
    return _body(facts, code, sv="så säger regeln", en="the rule says so")


def _lack(facts: Facts) -> Decision:
    lack = facts.lacks[0]
    return Decision(
        Route.OUTCOME,
        1.0,
        {language: lack.explanation.get(language, lack.explanation["sv"]) for language in ("sv", "en")},
        unit_code=facts.unit_code,
        outcome=lack.outcome,
        facts={"reference": lack.reference},
    )


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
    if not facts.roads:
        return _person(facts, sv="ingen väg är känd där", en="no road is known there")
    road, *others = roads_meant(facts)
    other = next((r for r in others if r.keeper != road.keeper), None)
    if other is not None and other.distance_m - road.distance_m < facts.toss_m:
        unsure = _person(
            facts,
            sv=f"platsen ligger {road.distance_m:.0f} m från {road.name} och {other.distance_m:.0f} m från"
            f" {other.name}, som har olika väghållare",
            en=f"the place lies {road.distance_m:.0f} m from {road.name} and {other.distance_m:.0f} m from"
            f" {other.name}, which have different keepers",
        )
        asked = [
            {"keeper": r.keeper, "kind": r.kind, "name": r.name, "metres": round(r.distance_m)} for r in (road, other)
        ]
        return replace(unsure, facts={**unsure.facts, "unsure": "road", "between": asked})
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


def _contract(facts: Facts, offers: tuple[ContractOffer, ...]) -> Decision:
    if facts.kind not in WORK_KINDS:
        return _person(facts, sv="ärendet ska besvaras, inte åtgärdas", en="the case is to be answered, not worked at")
    if len({offer.contract_id for offer in offers}) != 1:
        sv = "inget avtal täcker kategorin här" if not offers else "flera avtal täcker samma kategori här"
        en = "no contract covers the category here" if not offers else "several contracts cover the same category here"
        return _person(facts, sv=sv, en=en)
    offer = offers[0]
    area, orders = facts.areas.get(offer.area_code, offer.area_code), facts.unit_names_of(offer.unit_code)
    category = facts.category_names
    if not area:
        sv, en = f"tar {category['sv']} enligt regeln", f"takes {category['en']} by the rule"
    elif area == "*":
        sv, en = f"gäller {category['sv']} i hela kommunen", f"covers {category['en']} in the whole municipality"
    else:
        sv, en = f"gäller {category['sv']} i området {area}", f"covers {category['en']} in the area {area}"
    return Decision(
        Route.CONTRACT,
        1.0,
        {
            "sv": f"Avtalet {offer.name} {sv}. {orders['sv']} beställer.",
            "en": f"The contract {offer.name} {en}. {orders['en']} orders.",
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
