"""Laying rows: new where there is none with its key, changed where something differs, else as before."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.database import Base
from backend.foundation.ids import new_id

B = TypeVar("B", bound=Base)


class Laid(StrEnum):
    """What became of one row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


def lay(session: Session, table: type[B], *, key: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[B, Laid]:
    """The row with that key, holding ``values`` from now on, and what became of it. Other columns are left alone."""
    row = session.scalars(sa.select(table).filter_by(**key)).one_or_none()
    if row is None:
        own_id = {"id": new_id()} if "id" in table.__table__.c and "id" not in key else {}
        row = table(**own_id, **key, **values)
        session.add(row)
        session.flush()
        return row, Laid.NEW
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    session.flush()
    return row, Laid.CHANGED if differing else Laid.SAME
