"""What is known when responsibility is decided: plain values, gathered for one case or for very many. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from backend.responsibility.when import When

COIN_TOSS_M = 10.0
"""A state road and a municipal path within this many metres of each other cannot be told apart by a position."""
FURTHEST_TOSS_M = 25.0
"""However inexact a position says it is, lines further apart than this are told apart."""


@dataclass(frozen=True)
class NearRoad:
    """A road keeper's line near the place; ``distance_m`` in metres, ``keeper`` state, municipal or private."""

    keeper: str
    kind: str
    name: str
    body_code: str | None
    distance_m: float


@dataclass(frozen=True)
class NearAsset:
    """A known thing near the place: its class, its number, and how far in metres."""

    kind: str
    number: str
    distance_m: float


@dataclass(frozen=True)
class ContractOffer:
    """A contract in force that covers the category in an area."""

    contract_id: UUID
    name: str
    unit_code: str
    area_code: str
    code: str = ""


@dataclass(frozen=True)
class Lack:
    """Something that is so on purpose here: the outcome it leads to, and why, language → words."""

    outcome: str
    explanation: Mapping[str, str]
    reference: str


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
    answers: Mapping[str, str] = field(default_factory=dict)
    """Question → choice, as they were understood."""
    when: When | None = None
    assets: tuple[NearAsset, ...] = ()
    lacks: tuple[Lack, ...] = ()
    contracts: Mapping[str, ContractOffer] = field(default_factory=dict)
    """The contracts in force by code, which a rule may name."""
    accuracy_m: float | None = None
    """How exact the position says it is, in metres; None where it does not say."""
    priority: str = "normal"
    """By category and answers alone."""

    def unit_names_of(self, code: str | None) -> dict[str, str]:
        """What a unit is called; the category's own where it is not known."""
        return self.other_units.get(code or "", self.unit_names)

    @property
    def toss_m(self) -> float:
        """Lines that differ by less than this many metres in distance cannot be told apart here."""
        return min(max(COIN_TOSS_M, self.accuracy_m or 0.0), FURTHEST_TOSS_M)
