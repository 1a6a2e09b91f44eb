"""What codes of the tree are called."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.catalogue.models import CategoryGroupRow, CategoryRow


def name_codes(session: Session, municipality: str, codes: Collection[str]) -> dict[str, dict[str, str]]:
    """Code of a category or a group → language → name, in one statement; those there are none of are left out."""
    asked = set(codes)
    found = session.execute(
        sa.union_all(
            sa.select(CategoryRow.code, CategoryRow.names).where(
                CategoryRow.municipality == municipality, CategoryRow.code.in_(asked)
            ),
            sa.select(CategoryGroupRow.code, CategoryGroupRow.names).where(
                CategoryGroupRow.municipality == municipality, CategoryGroupRow.code.in_(asked)
            ),
        )
    )
    return {code: dict(names) for code, names in found}
