"""Reading bodies, contracts, editions and decisions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.keeping import kept_for_reactions
from backend.responsibility.errors import BodyNotFound, ContractNotFound, DecisionNotFound
from backend.responsibility.models import Body, Contract, ContractCoverage, DecisionRow, RuleEdition, RuleForce


def find_edition(session: Session, municipality: str, *, at: datetime) -> RuleEdition | None:
    """The edition in force at a moment: what began last by then."""
    in_force = (
        sa.select(RuleForce.edition)
        .where(RuleForce.municipality == municipality, RuleForce.valid_from <= at)
        .order_by(RuleForce.valid_from.desc(), RuleForce.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.scalars(
        sa.select(RuleEdition).where(RuleEdition.municipality == municipality, RuleEdition.number == in_force)
    ).one_or_none()


def list_forced(session: Session, municipality: str) -> Sequence[RuleForce]:
    """Every time an edition was put in force, first first."""
    return session.scalars(
        sa.select(RuleForce).where(RuleForce.municipality == municipality).order_by(RuleForce.number)
    ).all()


def list_contracts(session: Session, municipality: str) -> Sequence[Contract]:
    """Every contract, by code; of one whose terms were agreed anew the older first."""
    return session.scalars(
        sa.select(Contract)
        .where(Contract.municipality == municipality)
        .order_by(Contract.code, Contract.valid_from, Contract.id)
    ).all()


def get_contract(session: Session, municipality: str, contract_id: UUID) -> Contract:
    """One contract. Raises ``ContractNotFound``."""
    contract = session.get(Contract, (municipality, contract_id))
    if contract is None:
        raise ContractNotFound
    return contract


def find_usual_price(session: Session, contract: Contract, *, category: str) -> int | None:
    """What an order of the category costs as a rule, in kronor: the category's own, else its group's; None: not known."""
    priced = sa.select(ContractCoverage.usual_kr).where(
        ContractCoverage.municipality == contract.municipality,
        ContractCoverage.contract_id == contract.id,
        ContractCoverage.category.in_([category, category.partition(".")[0]]),
        ContractCoverage.usual_kr.is_not(None),
    )
    longest = sa.func.length(ContractCoverage.category).desc()
    return session.scalars(priced.order_by(longest, ContractCoverage.area_code).limit(1)).one_or_none()


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
