"""Contracts: one in full, a new one, other terms from a day, taken back or ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, dispatch, responsibility
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.contract_schemas import (
    CONTRACT_EXAMPLE,
    NEW_EXAMPLE,
    PRINT,
    ContractBody,
    ContractInFull,
    EndingBody,
    VersionBody,
)
from backend.doors.api.directory import say_contract
from backend.doors.api.record_once import write_once
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.contract_defaults import NEW_CONTRACT
from backend.foundation import clock
from backend.foundation.ids import new_id
from backend.responsibility import EVERYWHERE, Contract, Coverage

resource = ApiBlueprint("contracts", __name__, description="What is agreed with those who do the work.")

_ALL = "/<municipality:municipality_code>/contracts"
_ONE = f"{_ALL}/<uuid:contract_id>"
_IN_FULL: dict[str, Any] = {"schema": ContractInFull, "example": CONTRACT_EXAMPLE, "description": "The contract."}
_APART = ("covers", "areas", "usual_prices", "client_id", "valid_from", "seen", "code")


@resource.route(_ONE)
@resource.response(200, **_IN_FULL)
@door(Right.SEE_CASES)
def get_contract(municipality_code: str, contract_id: UUID) -> dict[str, Any]:
    """Tell everything of one contract

    Its terms, what it covers, what is left of the frame, and its terms at other times.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, municipality_code, contract_id)


@resource.route(_ALL, methods=["POST"])
@resource.arguments(ContractBody, example=NEW_EXAMPLE)
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def add_contract(body: Body, municipality_code: str) -> dict[str, Any]:
    """Enter a contract

    From now or from a day. What is left out is as it usually is: it may be declined, eight hours to accept.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        given: dict[str, Any] = {
            "code": body["code"],
            "terms": NEW_CONTRACT | _terms(body),
            "covers": _covers(body, frozenset()),
            "prices": body.get("usual_prices"),
            "valid_from": body.get("valid_from"),
        }

        def make() -> Contract:
            return responsibility.add_contract(session, municipality_code, new_id(), **given, actor=actor, now=now)

        def find(contract_id: UUID) -> Contract:
            return responsibility.get_contract(session, municipality_code, contract_id)

        made = write_once(session, municipality_code, body, make=make, find=find, now=now)
        return _in_full(session, municipality_code, made.id)


@resource.route(f"{_ONE}/versions", methods=["POST"])
@resource.arguments(VersionBody, example={"warrantyDays": 30, "validFrom": "2026-12-01T00:00:00.000Z", "seen": PRINT})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def agree_on_terms(body: Body, municipality_code: str, contract_id: UUID) -> dict[str, Any]:
    """Agree on other terms from a day

    They are a contract of their own under the same code. Orders that were sent keep the terms they were sent under.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        rows = responsibility.list_coverage(session, municipality_code, contract_id)
        covered = frozenset((row.category, row.area_code) for row in rows)

        def make() -> Contract:
            return responsibility.change_contract(
                session, municipality_code, contract_id, terms=_terms(body),
                covers=_covers(body, covered) if {"covers", "areas"} & set(body) else None,
                prices=body.get("usual_prices"), holds_from=body.get("valid_from"), seen=body.get("seen"),
                actor=actor, now=now,
            )  # fmt: skip

        def find(made_id: UUID) -> Contract:
            return responsibility.get_contract(session, municipality_code, made_id)

        made = write_once(session, municipality_code, body, make=make, find=find, now=now)
        return _in_full(session, municipality_code, made.id)


@resource.route(f"{_ONE}/withdrawals", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def take_back_terms(body: Body, municipality_code: str, contract_id: UUID) -> dict[str, Any]:
    """Take back terms that have not begun

    The terms before them go on, and are the answer.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        goes_on = responsibility.take_back_terms(session, municipality_code, contract_id, actor=actor, now=now)
        return _in_full(session, municipality_code, goes_on)


@resource.route(f"{_ONE}/endings", methods=["POST"])
@resource.arguments(EndingBody, example={"validTo": "2026-12-31T23:00:00.000Z", "seen": PRINT})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def end_contract(body: Body, municipality_code: str, contract_id: UUID) -> dict[str, Any]:
    """End a contract

    From then on it takes no case; orders that were sent go on. Ended twice it is ended once.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        at, seen = body.get("valid_to", now), body.get("seen")
        responsibility.end_contract(session, municipality_code, contract_id, at=at, seen=seen, actor=actor, now=now)
        return _in_full(session, municipality_code, contract_id)


def _terms(body: Body) -> dict[str, Any]:
    terms = {name: said for name, said in body.items() if name not in _APART}
    if "pauses" in terms:
        terms["pauses"] = [reason.value for reason in terms["pauses"]]
    return terms


def _covers(body: Mapping[str, Any], covered: Coverage) -> Coverage:
    """Every category in every area; of what is left out what stands, and everywhere for a new one."""
    categories = body.get("covers") or {category for category, _ in covered}
    areas = body.get("areas") or {area for _, area in covered} or {EVERYWHERE}
    return frozenset((category, area) for category in categories for area in areas)


def _in_full(session: Session, municipality: str, contract_id: UUID) -> dict[str, Any]:
    contract = responsibility.get_contract(session, municipality, contract_id)
    names = {firm.id: firm.name for firm in accounts.list_organisations(session, municipality)}
    return {
        **say_contract(contract, names, dispatch.sum_ordered(session, municipality, [contract_id])),
        "version": responsibility.print_contract(session, contract),
        "coverage": responsibility.list_coverage(session, municipality, contract_id),
        "versions": responsibility.list_same_code(session, municipality, contract.code),
    }
