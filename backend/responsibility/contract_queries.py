"""Looking at contracts as they were agreed: a list that is followed, the rows of one code, what is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.models import Organisation
from backend.responsibility.errors import ContractNotFound
from backend.responsibility.models import Contract, ContractCoverage

Place = tuple[str, datetime, UUID]
"""Where a row of the list stands: code, since when, id."""


@dataclass(frozen=True)
class ListedContract:
    """A contract and who does the work."""

    contract: Contract
    contractor: str

    @property
    def place(self) -> Place:
        """Where the list goes on after it."""
        return self.contract.code, self.contract.valid_from, self.contract.id


def list_agreed(
    session: Session, municipality: str, *, at: datetime, ended: bool = False, after: Place | None = None, limit: int
) -> list[ListedContract]:
    """Contracts by code, those whose terms were agreed anew older first: what holds at ``at`` or will, or what has ended."""
    holds = sa.or_(Contract.valid_to.is_(None), Contract.valid_to > at)
    wanted = (
        sa.select(Contract, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Contract.contractor_id)
        .where(Contract.municipality == municipality, sa.not_(holds) if ended else holds)
    )
    if after is not None:
        wanted = wanted.where(sa.tuple_(Contract.code, Contract.valid_from, Contract.id) > sa.tuple_(*after))
    rows = session.execute(wanted.order_by(Contract.code, Contract.valid_from, Contract.id).limit(limit))
    return [ListedContract(row[0], row[1] or "") for row in rows]


def list_codes(
    session: Session, municipality: str, *, at: datetime, after: str | None = None, limit: int
) -> list[tuple[str, str]]:
    """Code and name of each contract that holds at ``at`` or will, once each, by code."""
    wanted = sa.select(Contract.code, sa.func.max(Contract.name)).where(
        Contract.municipality == municipality, sa.or_(Contract.valid_to.is_(None), Contract.valid_to > at)
    )
    if after is not None:
        wanted = wanted.where(Contract.code > after)
    rows = session.execute(wanted.group_by(Contract.code).order_by(Contract.code).limit(limit))
    return [(row[0], row[1]) for row in rows]


def list_same_code(session: Session, municipality: str, code: str) -> Sequence[Contract]:
    """Every row of the contract's code, the newest terms first."""
    return session.scalars(
        sa.select(Contract)
        .where(Contract.municipality == municipality, Contract.code == code)
        .order_by(Contract.valid_from.desc(), Contract.id)
    ).all()


def list_coverage(session: Session, municipality: str, contract_id: UUID) -> Sequence[ContractCoverage]:
    """What the contract covers, by category and area."""
    return session.scalars(
        sa.select(ContractCoverage)
        .where(ContractCoverage.municipality == municipality, ContractCoverage.contract_id == contract_id)
        .order_by(ContractCoverage.category, ContractCoverage.area_code)
        .execution_options(populate_existing=True)
    ).all()


def lock_contract(session: Session, municipality: str, contract_id: UUID) -> Contract:
    """The contract as it is, which nobody else changes until the transaction ends. Raises ``ContractNotFound``."""
    contract = session.scalars(
        sa.select(Contract)
        .where(Contract.municipality == municipality, Contract.id == contract_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if contract is None:
        raise ContractNotFound
    return contract
