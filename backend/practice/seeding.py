"""Filling the practice municipality Ängsby."""

from backend import geography
from backend.foundation.database import GLOBAL, Database, Scope
from backend.practice.furnishing import furnish_municipality

PRACTICE_CODE = geography.ANGSBY


def seed_practice(owner: Database) -> None:
    """Write down the 290 and fill Ängsby with streets, people, contracts and rules; done again it adds nothing.

    Under the owner's role. The caller has refused production.
    """
    with owner.transaction(GLOBAL) as session:
        geography.seed_municipalities(session)
    with owner.transaction(Scope((PRACTICE_CODE,))) as session:
        geography.seed_angsby_geography(session)
        furnish_municipality(session, PRACTICE_CODE)
