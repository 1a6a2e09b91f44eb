"""What a municipality enters of contracts' terms, other bodies, and of what is so on purpose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.catalogue.targets import read_window
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id
from backend.responsibility.editions import list_known
from backend.responsibility.errors import LackNotFound
from backend.responsibility.models import Contract, ContractCoverage, KnownLack
from backend.responsibility.queries import get_contract
from backend.responsibility.when import CLOSED, OPEN, read_hours
from backend.responsibility.words import LackKind

TERMS = ("order_mode", "season", "hours", "jour_phone", "call_off_kr", "frame_kr", "frame_used_kr", "valid_to")


def change_terms(
    session: Session,
    municipality: str,
    contract_id: UUID,
    *,
    terms: Mapping[str, Any],
    prices: Mapping[str, int | None] | None = None,
    actor: Actor,
    now: datetime,
) -> Contract:
    """Change what ``terms`` names of ``TERMS``, and the usual price by category covered. Orders already sent keep theirs.

    Raises ``Invalid`` for a season or hours that cannot be read, or a price for what the contract does not cover.
    """
    contract = get_contract(session, municipality, contract_id)
    check_times(season=terms.get("season"), hours=terms.get("hours"))
    for name in TERMS:
        if name in terms:
            setattr(contract, name, terms[name])
    for category, price in (prices or {}).items():
        covered = sa.update(ContractCoverage).where(
            ContractCoverage.municipality == municipality,
            ContractCoverage.contract_id == contract_id,
            ContractCoverage.category == category,
        )
        if session.execute(covered.values(usual_kr=price).returning(ContractCoverage.category)).first() is None:
            said = "The contract does not cover this category."
            raise Invalid("not_covered", said, fields={f"usual_prices.{category}": said})
    session.flush()
    facts = {"changed": sorted([*terms, *(prices or {})])}
    audit.record(
        session,
        municipality,
        actor=actor,
        act="change_contract",
        subject=("contract", contract_id),
        facts=facts,
        now=now,
    )
    return contract


def add_lack(
    session: Session,
    municipality: str,
    *,
    kind: LackKind,
    category: str,
    explanation: Mapping[str, str],
    decision_reference: str,
    area_code: str | None = None,
    asset_numbers: Sequence[str] = (),
    season: str | None = None,
    hours: str | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Enter what is so on purpose; returns its id. It is answered so from ``valid_from`` (None: now), if a rule says it."""
    check_times(season=season, hours=hours)
    known = list_known(session, municipality, now=now)
    wrong = {}
    if category not in known.categories:
        wrong["category"] = "There is no such code here."
    if area_code is not None and area_code not in known.areas:
        wrong["area_code"] = "There is no such code here."
    if not explanation.get("sv"):
        wrong["explanation"] = "Write it in Swedish at least, at most 500 characters."
    if wrong:
        raise Invalid("lack_wrong", "Something in what was sent is missing or wrong.", fields=wrong)
    lack = KnownLack(
        municipality=municipality, id=new_id(), kind=kind, category=category, area_code=area_code,
        asset_numbers=list(asset_numbers), season=season, hours=hours, explanation=dict(explanation),
        decision_reference=decision_reference, valid_from=valid_from or now, valid_to=valid_to,
    )  # fmt: skip
    session.add(lack)
    session.flush()
    audit.record(session, municipality, actor=actor, act="add_lack", subject=("known_lack", lack.id), now=now)
    return lack.id


def end_lack(session: Session, municipality: str, lack_id: UUID, *, actor: Actor, now: datetime) -> None:
    """It is so no longer, from now. Raises ``LackNotFound``."""
    lack = session.get(KnownLack, (municipality, lack_id), with_for_update=True)
    if lack is None:
        raise LackNotFound
    if lack.valid_to is None or lack.valid_to > now:
        lack.valid_to = now
        audit.record(session, municipality, actor=actor, act="end_lack", subject=("known_lack", lack_id), now=now)


def list_lacks(session: Session, municipality: str, *, at: datetime) -> Sequence[KnownLack]:
    """What is so on purpose at ``at`` or will be, by category and then as entered."""
    return session.scalars(
        sa.select(KnownLack)
        .where(KnownLack.municipality == municipality, sa.or_(KnownLack.valid_to.is_(None), KnownLack.valid_to > at))
        .order_by(KnownLack.category, KnownLack.id)
    ).all()


def check_times(*, season: str | None, hours: str | None) -> None:
    """Raises ``Invalid`` for a season or hours that are not written as they are."""
    if season:
        read_window(season)
    if hours and hours not in (OPEN, CLOSED):
        read_hours(hours)
