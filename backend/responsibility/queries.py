"""Reading bodies, contracts, editions and decisions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.keeping import kept_for_reactions
from backend.responsibility.decisions import ContractOffer
from backend.responsibility.errors import BodyNotFound, ContractNotFound, DecisionNotFound
from backend.responsibility.models import Body, Contract, ContractCoverage, DecisionRow, RuleEdition


def find_edition(session: Session, municipality: str, *, at: datetime) -> RuleEdition | None:
    """The latest edition published by then."""
    return session.scalars(
        sa.select(RuleEdition)
        .where(RuleEdition.municipality == municipality, RuleEdition.published_at <= at)
        .order_by(RuleEdition.number.desc())
        .limit(1)
    ).one_or_none()


def list_offers(
    session: Session, municipality: str, *, category: str, group: str, areas: Sequence[str], at: datetime
) -> tuple[ContractOffer, ...]:
    """Contracts in force for the category in one of the areas: its own first, else its group's."""
    rows = session.execute(
        sa.select(Contract.id, Contract.name, Contract.unit_code, ContractCoverage.area_code, ContractCoverage.category)
        .join(
            ContractCoverage,
            (ContractCoverage.municipality == Contract.municipality) & (ContractCoverage.contract_id == Contract.id),
        )
        .where(
            Contract.municipality == municipality,
            ContractCoverage.category.in_([category, group]),
            ContractCoverage.area_code.in_([*areas, "*"]),
            Contract.valid_from <= at,
            sa.or_(Contract.valid_to.is_(None), Contract.valid_to > at),
        )
        .order_by(Contract.code, ContractCoverage.area_code)
    ).all()
    own = [row for row in rows if row.category == category] or rows
    return tuple(ContractOffer(row.id, row.name, row.unit_code, row.area_code) for row in own)


def list_contracts(session: Session, municipality: str) -> Sequence[Contract]:
    """Every contract, by code."""
    return session.scalars(
        sa.select(Contract).where(Contract.municipality == municipality).order_by(Contract.code)
    ).all()


def get_contract(session: Session, municipality: str, contract_id: UUID) -> Contract:
    """One contract. Raises ``ContractNotFound``."""
    contract = session.get(Contract, (municipality, contract_id))
    if contract is None:
        raise ContractNotFound
    return contract


def list_bodies(session: Session, municipality: str, *, at: datetime) -> Sequence[Body]:
    """The directory of other bodies in force, by code."""
    return session.scalars(
        sa.select(Body)
        .where(
            Body.municipality == municipality,
            Body.valid_from <= at,
            sa.or_(Body.valid_to.is_(None), Body.valid_to > at),
        )
        .order_by(Body.code)
    ).all()


def list_body_names(session: Session, municipality: str, *, at: datetime) -> dict[str, dict[str, str]]:
    """Code → language → name of every body in force; to reactions some seconds old (``foundation.keeping``)."""

    def read() -> dict[str, dict[str, str]]:
        return {body.code: dict(body.names) for body in list_bodies(session, municipality, at=at)}

    return dict(kept_for_reactions(session, ("body names", municipality), read))


def get_body(session: Session, municipality: str, code: str) -> Body:
    """One body. Raises ``BodyNotFound``."""
    body = session.get(Body, (municipality, code))
    if body is None:
        raise BodyNotFound
    return body


def get_decision(session: Session, municipality: str, decision_id: UUID) -> DecisionRow:
    """One decision. Raises ``DecisionNotFound``."""
    decision = session.get(DecisionRow, (municipality, decision_id))
    if decision is None:
        raise DecisionNotFound
    return decision


def list_decisions(session: Session, municipality: str, case_id: UUID) -> Sequence[DecisionRow]:
    """The case's decisions, first first."""
    return session.scalars(
        sa.select(DecisionRow)
        .where(DecisionRow.municipality == municipality, DecisionRow.case_id == case_id)
        .order_by(DecisionRow.decided_at, DecisionRow.id)
    ).all()
