"""What a municipality agrees: a new contract, other terms from a day, and the end of one."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts.models import OrganisationKind
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id
from backend.foundation.seen import check_seen, print_of
from backend.responsibility.contract_queries import list_coverage, list_same_code, lock_contract
from backend.responsibility.contract_terms import AT_ONCE, OF_ORDERS, Coverage, check_coverage, check_terms
from backend.responsibility.errors import CodeTaken, ContractBegun, EndsFirst, LaterTerms
from backend.responsibility.models import Contract, ContractCoverage, DecisionRow

Prices = Mapping[str, int | None]
_SAME = (*AT_ONCE, *OF_ORDERS, "is_in_house")
CODE = r"[a-z0-9][a-z0-9_-]{0,99}"


def add_contract(
    session: Session, municipality: str, contract_id: UUID, *, code: str, terms: Mapping[str, Any], covers: Coverage,
    prices: Prices | None = None, valid_from: datetime | None = None, actor: Actor, now: datetime,
) -> Contract:  # fmt: skip
    """A contract that was not here; ``terms`` names all of ``OF_ORDERS`` but ``targets``. From ``valid_from``, None: now.

    Raises ``CodeTaken``, ``Invalid``.
    """
    if not re.fullmatch(CODE, code):
        said = "A code is small letters a-z, figures, hyphens and underscores."
        raise Invalid("code_wrong", said, fields={"code": said})
    check_terms(session, municipality, terms)
    check_coverage(session, municipality, covers, now=now)
    if list_same_code(session, municipality, code):
        raise CodeTaken
    begins = valid_from or now
    own = _is_own(session, municipality, terms["contractor_id"])
    contract = Contract(
        municipality=municipality, id=contract_id, code=code, valid_from=begins, is_in_house=own, **terms
    )
    _check_span(session, contract)
    session.add(contract)
    session.flush()
    _cover(session, contract, covers)
    _price(session, contract, prices or {})
    _record(session, contract, "add_contract", actor=actor, now=now, code=code)
    return contract


def change_contract(
    session: Session, municipality: str, contract_id: UUID, *, terms: Mapping[str, Any], covers: Coverage | None = None,
    prices: Prices | None = None, holds_from: datetime | None = None, seen: str | None = None, actor: Actor,
    now: datetime,
) -> Contract:  # fmt: skip
    """Let the terms be as said from ``holds_from`` (None: now); returns the row that has them.

    What no order that was sent looks at changes at once in the same row. Everything else, and all of it from a day
    ahead, is a row of its own under the same code, and orders that were sent keep the one before. A row that has not
    begun has no orders and is changed as it is. Nothing is done where it is so already, whatever was ``seen``.
    Raises ``ChangedSince``, ``LaterTerms``, ``EndsFirst``, ``Invalid``.
    """
    contract = lock_contract(session, municipality, contract_id)
    check_terms(session, municipality, terms)
    changed = {name: value for name, value in terms.items() if getattr(contract, name) != value}
    covered = frozenset((row.category, row.area_code) for row in list_coverage(session, municipality, contract_id))
    if covers is not None and covers != covered:
        check_coverage(session, municipality, covers, now=now)
    else:
        covers = None
    priced = _changed_prices(session, contract, prices or {}, covers)
    if not (changed or covers is not None or priced):
        return contract
    check_seen_contract(session, contract, seen)
    is_ahead = holds_from is not None and holds_from > now
    if contract.valid_from > now or not (is_ahead or covers is not None or set(changed) & set(OF_ORDERS)):
        row = contract
    else:
        row = _agree_anew(session, contract, holds_from if holds_from and is_ahead else now)
    for name, value in changed.items():
        setattr(row, name, value)
    if "contractor_id" in changed:
        row.is_in_house = _is_own(session, municipality, row.contractor_id)
    _check_span(session, row)
    session.flush()
    if covers is not None:
        _cover(session, row, covers)
    _price(session, row, priced)
    names = sorted([*changed, *(["covers"] if covers is not None else []), *(["prices"] if priced else [])])
    act = "change_contract" if row is contract else "agree_anew"
    _record(session, row, act, actor=actor, now=now, changed=names, valid_from=row.valid_from.isoformat())
    return row


def end_contract(
    session: Session, municipality: str, contract_id: UUID, *, at: datetime, seen: str | None = None, actor: Actor,
    now: datetime,
) -> Contract:  # fmt: skip
    """It takes no case from ``at``, now at the earliest. Orders that were sent go on.

    Raises ``ChangedSince``, and ``LaterTerms`` where other terms are agreed for later: take those back first.
    """
    contract = lock_contract(session, municipality, contract_id)
    at = max(at, now)
    if contract.valid_to == at or (contract.valid_to is not None and contract.valid_to <= now):
        return contract
    check_seen_contract(session, contract, seen)
    if any(each.valid_from > contract.valid_from for each in list_same_code(session, municipality, contract.code)):
        raise LaterTerms
    contract.valid_to = at
    _check_span(session, contract)
    session.flush()
    _record(session, contract, "end_contract", actor=actor, now=now, valid_to=at.isoformat())
    return contract


def take_back_terms(session: Session, municipality: str, contract_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """Terms that have not begun never will, and those before them go on; returns the id of the row that goes on.

    Raises ``ContractBegun`` where they have begun, where there are none before them, or where a case was decided to them.
    """
    contract = lock_contract(session, municipality, contract_id)
    rows = list_same_code(session, municipality, contract.code)
    before = next((each for each in rows if each.valid_to == contract.valid_from), None)
    decided = session.scalar(
        sa.select(sa.exists().where(DecisionRow.municipality == municipality, DecisionRow.contract_id == contract_id))
    )
    if contract.valid_from <= now or before is None or decided:
        raise ContractBegun
    before.valid_to = contract.valid_to
    session.execute(sa.delete(ContractCoverage).where(*_of(contract)))
    session.delete(contract)
    session.flush()
    _record(session, before, "take_back_terms", actor=actor, now=now, valid_from=contract.valid_from.isoformat())
    return before.id


def check_seen_contract(session: Session, contract: Contract, seen: str | None) -> None:
    """Raises ``ChangedSince`` where the contract or what it covers is not what was seen; None: nobody asked."""
    if seen is not None:
        check_seen([contract, *list_coverage(session, contract.municipality, contract.id)], seen)


def print_contract(session: Session, contract: Contract) -> str:
    """What somebody who looks at the contract has seen of it, for ``seen``."""
    return print_of([contract, *list_coverage(session, contract.municipality, contract.id)])


def _agree_anew(session: Session, contract: Contract, begins: datetime) -> Contract:
    """The same contract once more, from a moment within its time; the older row ends there."""
    rows = list_same_code(session, contract.municipality, contract.code)
    if any(each.valid_from >= begins for each in rows):
        raise LaterTerms
    if contract.valid_to is not None and contract.valid_to <= begins:
        raise EndsFirst
    newer = Contract(
        municipality=contract.municipality, id=new_id(), code=contract.code, valid_from=begins,
        **{name: getattr(contract, name) for name in _SAME},
    )  # fmt: skip
    contract.valid_to = begins
    session.add(newer)
    session.flush()
    for row in list_coverage(session, contract.municipality, contract.id):
        kept = {"category": row.category, "area_code": row.area_code, "usual_kr": row.usual_kr}
        session.add(ContractCoverage(municipality=contract.municipality, contract_id=newer.id, **kept))
    session.flush()
    return newer


def _cover(session: Session, contract: Contract, covers: Coverage) -> None:
    """Cover these pairs and no other; usual prices of those that stay stay."""
    rows = list_coverage(session, contract.municipality, contract.id)
    for row in rows:
        if (row.category, row.area_code) not in covers:
            session.delete(row)
    for category, area in sorted(covers - {(row.category, row.area_code) for row in rows}):
        key = {"municipality": contract.municipality, "contract_id": contract.id}
        session.add(ContractCoverage(**key, category=category, area_code=area))
    session.flush()


def _changed_prices(
    session: Session, contract: Contract, prices: Prices, covers: Coverage | None
) -> dict[str, int | None]:
    """The usual prices that differ. Raises ``Invalid`` for what is not covered."""
    rows = list_coverage(session, contract.municipality, contract.id)
    stands = {row.category: row.usual_kr for row in rows}
    covered = stands.keys() if covers is None else {category for category, _ in covers}
    for category in prices:
        if category not in covered:
            said = "The contract does not cover this category."
            raise Invalid("not_covered", said, fields={f"usual_prices.{category}": said})
    return {category: price for category, price in prices.items() if stands.get(category) != price}


def _price(session: Session, contract: Contract, prices: Prices) -> None:
    for category, price in prices.items():
        of_it = sa.update(ContractCoverage).where(*_of(contract), ContractCoverage.category == category)
        session.execute(of_it.values(usual_kr=price))


def _check_span(session: Session, contract: Contract) -> None:
    """Raises ``EndsFirst`` where it ends before it begins, ``LaterTerms`` where it would run into the next row."""
    if contract.valid_to is not None and contract.valid_to <= contract.valid_from:
        raise EndsFirst
    with session.no_autoflush:
        rows = list_same_code(session, contract.municipality, contract.code)
    later = [each.valid_from for each in rows if each.id != contract.id and each.valid_from > contract.valid_from]
    if later and (contract.valid_to is None or contract.valid_to > min(later)):
        raise LaterTerms


def _is_own(session: Session, municipality: str, contractor_id: UUID) -> bool:
    firms = accounts.list_organisations(session, municipality)
    return any(firm.id == contractor_id and firm.kind is OrganisationKind.MUNICIPALITY for firm in firms)


def _of(contract: Contract) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ContractCoverage.municipality == contract.municipality,
        ContractCoverage.contract_id == contract.id,
    )


def _record(session: Session, contract: Contract, act: str, *, actor: Actor, now: datetime, **facts: Any) -> None:
    subject = ("contract", contract.id)
    audit.record(session, contract.municipality, actor=actor, act=act, subject=subject, facts=facts, now=now)
