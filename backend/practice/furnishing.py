"""Furnishing a municipality with units, people, contracts, bodies, call-lists and the first edition of rules."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.accounts import OrganisationKind, Role
from backend.dispatch import CallListEntry
from backend.foundation.database import Base
from backend.foundation.ids import new_id
from backend.practice.contracts import BODIES, CONTRACTS
from backend.practice.people import AUTHORITIES, CALL_LIST, FIRMS, PEOPLE, UNITS
from backend.practice.rules import EDITION_1, TESTS
from backend.responsibility import Body, Contract, ContractCoverage, ForceAct, RuleEdition, RuleForce

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
ORDERS_AN_HOUR = 200
ACUTE_ORDERS_AN_HOUR = 60


def furnish_municipality(session: Session, municipality: str) -> None:
    """Give the municipality Ängsby's rules, contracts and people; done again it changes nothing.

    Under the owner's role, in a scope that holds the municipality, which is there with its boundary and areas.
    """
    catalogue.seed_catalogue(session, municipality)
    units = _add_units(session, municipality)
    firms = {
        code: accounts.add_organisation(
            session,
            code=code,
            name=name,
            kind=OrganisationKind.MUNICIPALITY if code == "egenregi" else OrganisationKind.CONTRACTOR,
        )
        for code, name in FIRMS.items()
    }
    _add_people(session, municipality, units, firms)
    _add_contracts(session, municipality, firms)
    _add_bodies(session, municipality)
    _add_call_lists(session, municipality)
    tests = TESTS if municipality == geography.ANGSBY else []
    edition = {"municipality": municipality, "number": 1, "published_at": LONG_AGO, "rules": EDITION_1, "tests": tests}
    if _insert(session, RuleEdition, [edition]):
        force = {"edition": 1, "valid_from": LONG_AGO, "act": ForceAct.PUBLISHED, "reason": "", "recorded_at": LONG_AGO}
        _insert(session, RuleForce, [{"municipality": municipality, "number": 1, **force}])


def _add_units(session: Session, municipality: str) -> dict[str, UUID]:
    authorities = {
        code: accounts.add_authority(session, municipality, code=code, name=name) for code, name in AUTHORITIES.items()
    }
    return {
        code: accounts.add_unit(
            session,
            municipality,
            code=code,
            name=swedish,
            public_name={"sv": swedish, "en": english},
            authority_id=authorities[authority],
            mail=f"{code}@angsby.example",
        )
        for code, (authority, swedish, english) in UNITS.items()
    }


def _add_people(session: Session, municipality: str, units: dict[str, UUID], firms: dict[str, UUID]) -> None:
    for person in PEOPLE:
        person_id = accounts.add_person(session, name=person.name, email=person.email)
        accounts.add_membership(
            session,
            person_id,
            municipality=municipality,
            role=person.role,
            organisation_id=firms[person.firm] if person.firm else None,
            unit_id=units[person.unit] if person.unit else None,
        )
        if person.role is Role.HEAD and person.unit:
            accounts.set_head(session, units[person.unit], municipality=municipality, person_id=person_id)


def _add_contracts(session: Session, municipality: str, firms: dict[str, UUID]) -> None:
    for contract in CONTRACTS:
        contract_id = new_id()
        row = {
            "municipality": municipality,
            "id": contract_id,
            "code": contract.code,
            "name": contract.name,
            "contractor_id": firms[contract.firm],
            "unit_code": contract.unit,
            "trade": contract.trade,
            "is_in_house": contract.is_in_house,
            "order_mode": contract.mode,
            "accept_within_hours": contract.accept_within_hours,
            "may_decline": True,
            "approves_by_rule": contract.approves_by_rule,
            "warranty_days": 14,
            "pauses": list(contract.pauses),
            "orders_an_hour": ORDERS_AN_HOUR,
            "acute_orders_an_hour": ACUTE_ORDERS_AN_HOUR,
            "sample_percent": contract.sample_percent,
            "targets": contract.targets,
            "valid_from": LONG_AGO,
        }
        if _insert(session, Contract, [row]) == 0:
            continue
        covered = [
            {"municipality": municipality, "contract_id": contract_id, "category": category, "area_code": area}
            for category in contract.covers
            for area in contract.areas
        ]
        _insert(session, ContractCoverage, covered)


def _add_bodies(session: Session, municipality: str) -> None:
    rows = [
        {
            "municipality": municipality,
            "code": code,
            "names": {"sv": swedish, "en": english},
            "way": way,
            "valid_from": LONG_AGO,
            **dict.fromkeys(("phone", "acute_phone", "web", "mail")),
            **reach,
        }
        for code, (swedish, english, way, reach) in BODIES.items()
    ]
    _insert(session, Body, rows)


def _add_call_lists(session: Session, municipality: str) -> None:
    rows = [
        {
            "municipality": municipality,
            "list_code": list_code,
            "position": position,
            "role": {"sv": swedish, "en": english},
            "mail": mail,
            "language": "sv",
            "wait_minutes": minutes,
        }
        for list_code, position, swedish, english, mail, minutes in CALL_LIST
    ]
    _insert(session, CallListEntry, rows)


def _insert(session: Session, table: type[Base], rows: list[dict[str, object]]) -> int:
    """Insert what is not there yet; returns how many rows were."""
    keys = [column.name for column in table.__table__.primary_key]
    added = insert(table).values(rows).on_conflict_do_nothing().returning(*(table.__table__.c[key] for key in keys))
    return len(session.execute(added).all())
