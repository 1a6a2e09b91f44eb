"""What rules answer to a report, as tests, dry runs and people compare it: plain codes and the explanation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.catalogue.tree import Priority
from backend.responsibility.decisions import SURE, Decision
from backend.responsibility.facts import Facts
from backend.responsibility.words import Route, Way

_PRIORITIES = list(Priority)


@dataclass(frozen=True)
class BodyReach:
    """How a body is told, by its way and its number for danger."""

    way: Way
    acute_phone: str | None


@dataclass(frozen=True)
class Answer:
    """Where a report goes. ``target`` is the code of the contract, unit or body; empty for a person."""

    route: str
    contract: str | None
    unit: str | None
    body: str | None
    way: str | None
    priority: str
    outcome: str | None
    locked: bool
    asks: bool
    rule: str | None
    explanation: Mapping[str, str]

    @property
    def target(self) -> str:
        """The code it goes to."""
        return {
            Route.CONTRACT: self.contract, Route.UNIT: self.unit, Route.BODY: self.body, Route.OUTCOME: self.outcome,
        }.get(Route(self.route)) or ""  # fmt: skip

    @property
    def goes_to(self) -> str:
        """Route, target and whether it is acute, as one code: "contract:drift", "person", "body:elnat!"."""
        mark = "!" if self.priority == Priority.ACUTE else ""
        return f"{self.route}:{self.target}{mark}" if self.target else f"{self.route}{mark}"

    def as_test(self) -> dict[str, Any]:
        """What a test may expect of it."""
        names = ("route", "contract", "unit", "body", "way", "priority", "outcome", "locked", "asks")
        return {name: getattr(self, name) for name in names}


def answer_of(decision: Decision, facts: Facts, reach: Mapping[str, BodyReach]) -> Answer:
    """The decision as an answer: what is not sure goes to a person, and only what is ours is locked."""
    route = Route.PERSON if decision.confidence < SURE else decision.route
    raised = decision.priority or facts.priority
    priority = min(raised, facts.priority, key=lambda each: _PRIORITIES.index(Priority(each)))
    contract = next(
        (o.code for o in (*facts.offers, *facts.contracts.values()) if o.contract_id == decision.contract_id), None
    )
    return Answer(
        route=route.value,
        contract=contract if decision.contract_id else None,
        unit=decision.unit_code,
        body=decision.body_code,
        way=_way(decision.body_code, reach, is_acute=priority == Priority.ACUTE),
        priority=str(priority),
        outcome=decision.outcome,
        locked="locked" in facts.routes,
        asks=decision.facts.get("unsure") == "road",
        rule=decision.rule,
        explanation=decision.explanation,
    )


def _way(body: str | None, reach: Mapping[str, BodyReach], *, is_acute: bool) -> str | None:
    """As dispatch tells a body: what is acute is rung where it has a number for that."""
    if body is None:
        return None
    if body not in reach:
        return Way.SHOWN.value
    return (Way.PHONE if is_acute and reach[body].acute_phone else reach[body].way).value
