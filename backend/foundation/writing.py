"""Writing what belongs together in one statement: the rows of an intake cost one round trip, not ten.

The rows are still those of the models: nothing here knows a table. Each row travels as JSON and is read by
PostgreSQL as a row of its table, so that the statement stays short whatever the tables grow to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached

from backend.foundation.database import KEPT, Base


@dataclass(frozen=True)
class Row:
    """One row for one table: the columns that are written, as Python has them; the others get their default."""

    table: str
    values: dict[str, Any]


def row_of(new: Base) -> Row:
    """The row of a new object of a model, filled up with the model's defaults, as a flush would write it."""
    mapper = sa.inspect(type(new))
    values = {}
    for attribute in mapper.column_attrs:
        column: sa.Column[Any] = attribute.columns[0]  # type: ignore[assignment]  # our models map columns alone
        if attribute.key not in new.__dict__:
            if column.default is not None and column.default.is_scalar:
                setattr(new, attribute.key, column.default.arg)  # type: ignore[attr-defined]  # a scalar has one
            elif column is mapper.version_id_col:
                setattr(new, attribute.key, 1)
            elif column.server_default is not None:
                continue
            else:
                setattr(new, attribute.key, None)
        values[column.name] = new.__dict__[attribute.key]
    return Row(new.__tablename__, values)


def insert_once(session: Session, claim: Row, rows: Sequence[Row]) -> bool:
    """Write ``claim`` and with it all ``rows``, in one statement; False where the claim was there: nothing is written.

    Raises as a flush of the same rows would.
    """
    session.flush()
    statement = _statement(_shape(claim), tuple(_shape(row) for row in rows))
    given = {f"row{number}": _as_json(row) for number, row in enumerate((claim, *rows))}
    return session.connection().exec_driver_sql(statement, given).one_or_none() is not None


def keep(session: Session, written: Sequence[Base]) -> None:
    """Let the session know objects whose rows were just written, as if it had written them itself."""
    for each in written:
        make_transient_to_detached(each)
        session.add(each)


def _shape(row: Row) -> tuple[str, tuple[str, ...]]:
    return row.table, tuple(row.values)


def _as_json(row: Row) -> str:
    return orjson.dumps(row.values, option=orjson.OPT_NON_STR_KEYS).decode()


@lru_cache(maxsize=64)
def _statement(claim: tuple[str, tuple[str, ...]], rows: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    parts = [f"claim AS ({_insert(*claim, 0)} ON CONFLICT DO NOTHING RETURNING 1)"]
    parts += [f"row{number} AS ({_insert(*row, number)}, claim)" for number, row in enumerate(rows, start=1)]
    return f"{KEPT} WITH {', '.join(parts)} SELECT 1 FROM claim"


def _insert(table: str, columns: tuple[str, ...], number: int) -> str:
    names = ", ".join(columns)
    given = f"jsonb_populate_record(NULL::{table}, %(row{number})s::jsonb)"
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(f'r.{name}' for name in columns)} FROM {given} AS r"
