"""What a municipality's decisions rest on besides the rules: units, bodies, contracts, what is so on purpose, calendar.

Read once, in four statements, whether one case is decided or a whole year is tried.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, catalogue
from backend.catalogue import Answers, Category, Priority, WorkingCalendar
from backend.geography import Spot
from backend.responsibility.conditions import is_within
from backend.responsibility.facts import ContractOffer, Facts, Lack, NearAsset, NearRoad
from backend.responsibility.models import Body, Contract, ContractCoverage, KnownLack
from backend.responsibility.when import When, holds_at, when_of

CONTACT_CENTRE = {"sv": "Kontaktcenter", "en": "The contact centre"}


@dataclass(frozen=True)
class Covered:
    """A contract in one area for one category or group, in its season and hours."""

    offer: ContractOffer
    season: str | None
    hours: str | None


@dataclass(frozen=True)
class Ground:
    """The municipality at one moment. ``covered``: category or group → who has it, by contract and area."""

    units: dict[str, dict[str, str]]
    bodies: Mapping[str, Body]
    body_names: dict[str, dict[str, str]]
    covered: Mapping[str, Sequence[Covered]]
    contracts: Mapping[str, ContractOffer]
    lacks: Sequence[KnownLack]
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Asked:
    """A report as the rules see it, before its place is known."""

    category: Category
    kind: str
    answers: Answers
    at: datetime
    asset_number: str | None = None
    accuracy_m: float | None = None


def read_ground(session: Session, municipality: str, *, at: datetime) -> Ground:
    """Everything that holds at ``at``."""
    bodies = session.scalars(_valid(sa.select(Body), Body, municipality, at).order_by(Body.code)).all()
    covered: dict[str, list[Covered]] = defaultdict(list)
    contracts: dict[str, ContractOffer] = {}
    for row in session.execute(_valid(_COVERED, Contract, municipality, at).order_by(Contract.code, "area_code")):
        offer = ContractOffer(row.id, row.name, row.unit_code, row.area_code, row.code)
        covered[row.category].append(Covered(offer, row.season, row.hours))
        contracts.setdefault(row.code, ContractOffer(row.id, row.name, row.unit_code, "", row.code))
    lacks = session.scalars(_valid(sa.select(KnownLack), KnownLack, municipality, at).order_by(KnownLack.id)).all()
    units = accounts.list_units(session, municipality)
    return Ground(
        units={unit.code: {language: unit.name_in(language) for language in ("sv", "en")} for unit in units},
        bodies={body.code: body for body in bodies},
        body_names={body.code: body.names for body in bodies},
        covered=covered,
        contracts=contracts,
        lacks=lacks,
        calendar=catalogue.get_calendar(session, municipality),
    )


def facts_of(ground: Ground, asked: Asked, spot: Spot) -> Facts:
    """What the rules look at, for one report at one place."""
    category, when = asked.category, when_of(asked.at, ground.calendar)
    return Facts(
        category=category.code,
        category_names=dict(category.names),
        unit_code=category.unit_code,
        unit_names=ground.units.get(category.unit_code, CONTACT_CENTRE),
        kind=asked.kind,
        routes=catalogue.routes_of_kind(category, asked.kind, asked.answers),
        neighbour=spot.neighbour,
        areas=spot.areas,
        roads=tuple(NearRoad(r.keeper, r.kind, r.name, r.body_code, r.distance_m) for r in spot.roads),
        offers=offers_for(ground, category, spot.areas, when),
        body_names=ground.body_names,
        other_units=ground.units,
        answers=asked.answers.understood,
        when=when,
        assets=tuple(NearAsset(*asset) for asset in spot.assets),
        lacks=_lacks_for(ground, asked, spot.areas, when),
        contracts=ground.contracts,
        accuracy_m=asked.accuracy_m,
        priority=catalogue.priority_of(category, asked.answers).value,
    )


def offers_for(ground: Ground, category: Category, areas: Collection[str], when: When) -> tuple[ContractOffer, ...]:
    """The contracts that cover the category there and then: those for itself, else those for its group."""
    for code in dict.fromkeys((category.code, category.group_code)):
        found = tuple(
            each.offer
            for each in ground.covered.get(code, ())
            if (each.offer.area_code == "*" or each.offer.area_code in areas)
            and holds_at(when, season=each.season, hours=each.hours)
        )
        if found:
            return found
    return ()


def raised(category: Category, answers: Answers, priority: str | None) -> Priority:
    """The priority by category and answers, or what a rule raises it to; never lowered."""
    own = catalogue.priority_of(category, answers)
    order = list(Priority)
    return min(own, Priority(priority), key=order.index) if priority else own


def _lacks_for(ground: Ground, asked: Asked, areas: Collection[str], when: When) -> tuple[Lack, ...]:
    return tuple(
        Lack(each.kind.value, each.explanation, each.decision_reference)
        for each in ground.lacks
        if is_within(asked.category.code, each.category)
        and (each.area_code is None or each.area_code in areas)
        and (not each.asset_numbers or asked.asset_number in each.asset_numbers)
        and holds_at(when, season=each.season, hours=each.hours)
    )


def _valid(query: Any, table: Any, municipality: str, at: datetime) -> Any:
    return query.where(
        table.municipality == municipality,
        table.valid_from <= at,
        sa.or_(table.valid_to.is_(None), table.valid_to > at),
    )


_COVERED = sa.select(
    Contract.id,
    Contract.code,
    Contract.name,
    Contract.unit_code,
    Contract.season,
    Contract.hours,
    ContractCoverage.area_code,
    ContractCoverage.category,
).join(
    ContractCoverage,
    (ContractCoverage.municipality == Contract.municipality) & (ContractCoverage.contract_id == Contract.id),
)
