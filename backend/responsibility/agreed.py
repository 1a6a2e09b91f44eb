"""What changes at once of a contract's terms: nothing that an order is held to once it was sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.responsibility.contract_terms import AT_ONCE
from backend.responsibility.contracts import change_contract
from backend.responsibility.models import Contract


def change_terms(
    session: Session,
    municipality: str,
    contract_id: UUID,
    *,
    terms: Mapping[str, Any],
    prices: Mapping[str, int | None] | None = None,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> Contract:
    """Change what ``terms`` names of ``AT_ONCE``, and the usual price by category covered. Orders already sent keep theirs.

    Raises ``Invalid`` for a season or hours that cannot be read, or a price for what the contract does not cover;
    ``ChangedSince`` where it is not what was ``seen`` any more.
    """
    for name in set(terms) - set(AT_ONCE):
        said = "This holds for orders that were sent. Agree on it from a day."
        raise Invalid("not_at_once", said, fields={name: said})
    return change_contract(
        session, municipality, contract_id, terms=terms, prices=prices, seen=seen, actor=actor, now=now
    )
