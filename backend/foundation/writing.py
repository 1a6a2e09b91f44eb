"""Writing what belongs together in one statement: the rows of an intake cost one round trip, not ten.

The rows are still those of the models: nothing here knows a table. Each row travels as JSON and is read by
PostgreSQL as a row of its table, so that the statement stays short whatever the tables grow to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached

from backend.foundation import kept
from backend.foundation.database import Base

B = TypeVar("B", bound=Base)
_SERVERS = object()
"""The default is the database's own."""


@dataclass(frozen=True)
class Row:
    """One row for one table: the columns that are written, as Python has them; the others get their default."""

    table: str
    values: dict[str, Any]


def make(model: type[B], **values: Any) -> B:
    """A new object for ``row_of``, without the bookkeeping of changes that a flush would need: most of what it costs."""
    new: Any = _manager_of(model).new_instance()
    new.__dict__.update(values)
    return cast(B, new)


def row_of(new: Base) -> Row:
    """The row of a new object of a model, filled up with the model's defaults, as a flush would write it."""
    known, values = new.__dict__, {}
    for attribute, column, default in _columns(type(new)):
        if attribute not in known:
            if default is _SERVERS:
                continue
            known[attribute] = default
        values[column] = known[attribute]
    return Row(new.__tablename__, values)


def insert_once(session: Session, claim: Row, rows: Sequence[Row]) -> bool:
    """Write ``claim`` and with it all ``rows``, in one statement; False where the claim was there: nothing is written.

    Raises as a flush of the same rows would.
    """
    session.flush()
    statement = _statement(_shape(claim), tuple(_shape(row) for row in rows))
    given = {f"row{number}": _as_json(row) for number, row in enumerate((claim, *rows))}
    return bool(kept.run(session, statement, given))


def keep(session: Session, written: Sequence[Base]) -> None:
    """Let the session know objects whose rows were just written, as if it had written them itself."""
    for each in written:
        make_transient_to_detached(each)
        session.add(each)


def insert_many(session: Session, new: Sequence[Base]) -> None:
    """Write many new objects of one model in one statement; the session does not know them afterwards.

    They are read by PostgreSQL as rows of their table, as ``insert_once`` has it. Raises as a flush of them would.
    """
    if not new:
        return
    rows = [row_of(each).values for each in new]
    names = ", ".join(rows[0])
    session.execute(
        sa.text(
            f"INSERT INTO {new[0].__tablename__} ({names}) SELECT {names}"
            f" FROM json_populate_recordset(NULL::{new[0].__tablename__}, CAST(:rows AS json))"
        ),
        {"rows": orjson.dumps(rows, option=orjson.OPT_NON_STR_KEYS).decode()},
    )


@lru_cache(maxsize=64)
def _manager_of(model: type[Base]) -> Any:
    return sa.inspect(model).class_manager


@lru_cache(maxsize=64)
def _columns(model: type[Base]) -> tuple[tuple[str, str, Any], ...]:
    """Each attribute with its column's name and what it is where nobody says."""
    mapper = sa.inspect(model)
    found = []
    for attribute in mapper.column_attrs:
        column: sa.Column[Any] = attribute.columns[0]  # type: ignore[assignment]  # our models map columns alone
        default: Any = None
        if column.default is not None and column.default.is_scalar:
            default = column.default.arg  # type: ignore[attr-defined]  # a scalar has one
        elif column is mapper.version_id_col:
            default = 1
        elif column.server_default is not None:
            default = _SERVERS
        found.append((attribute.key, column.name, default))
    return tuple(found)


def _shape(row: Row) -> tuple[str, tuple[str, ...]]:
    return row.table, tuple(row.values)


def _as_json(row: Row) -> str:
    return orjson.dumps(row.values, option=orjson.OPT_NON_STR_KEYS).decode()


@lru_cache(maxsize=64)
def _statement(claim: tuple[str, tuple[str, ...]], rows: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    parts = [f"claim AS ({_insert(*claim, 0)} ON CONFLICT DO NOTHING RETURNING 1)"]
    parts += [f"row{number} AS ({_insert(*row, number)}, claim)" for number, row in enumerate(rows, start=1)]
    return f"WITH {', '.join(parts)} SELECT 1 FROM claim"


def _insert(table: str, columns: tuple[str, ...], number: int) -> str:
    names = ", ".join(columns)
    given = f"jsonb_populate_record(NULL::{table}, {{row{number}}}::jsonb)"
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(f'r.{name}' for name in columns)} FROM {given} AS r"
