"""Kept statements: told once to each connection, then run by name. For the few that every report waits for.

They go straight to libpq: the driver and SQLAlchemy together used five times the processor that the same statement
costs when it is only named and its values are handed over. They are told to whoever listens for statements all the same.
The transaction, its errors and its end stay SQLAlchemy's. Never for lists and places whose plan depends on what is asked.
"""

import hashlib
import re
import select
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import pq
from psycopg.errors import error_from_result
from sqlalchemy.orm import Session

Given = Mapping[str, str | None]
"""Values as PostgreSQL reads them, each as text; the statement says of what type it is: ``{lon}::float8``."""
Rows = list[tuple[bytes | None, ...]]
"""What came back, as PostgreSQL writes it; None is NULL."""

_NAME = re.compile(r"\{([a-z_0-9]+)\}")
_TOLD = "lagat.told"
_BEGIN = "BEGIN"
_ONE_PLAN = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"
_AS_USUAL = "set_config('plan_cache_mode', 'auto', true)"
_FINE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


@dataclass(frozen=True)
class Part:
    """One value to ask for: an expression or a subquery in brackets, naming what it is given as ``{name}``."""

    sql: str
    given: Given


def ask(session: Session, *parts: Part) -> tuple[bytes | None, ...]:
    """The values of all ``parts``, in one statement. Parts that use the same name mean the same value."""
    given = {name: value for part in parts for name, value in part.given.items()}
    # Left to choose, the server plans anew each time, for five times what the answer costs, and plans worse: it reads
    # all of the last hour's addresses where few are given.
    return run(session, _select(tuple(part.sql for part in parts)), given, first=(_ONE_PLAN,))[0][: len(parts)]


def run(session: Session, sql: str, given: Given, *, first: tuple[str, ...] = ()) -> Rows:
    """Run one statement in the session's transaction, which it begins where there is none. Raises as SQLAlchemy does.

    ``first``: what is said before it, without values, in the same round trip.
    """
    connection = session.connection()
    text, names = _read(sql)
    values = [value.encode() if (value := given[each]) is not None else None for each in names]
    driver: Any = connection.connection.driver_connection
    line: pq.abc.PGconn = driver.pgconn
    if line.transaction_status == pq.TransactionStatus.IDLE and not driver.autocommit:
        first = (_BEGIN, *first)
    try:
        told: dict[str, bytes] = connection.info.get(_TOLD) or connection.info.setdefault(_TOLD, _list_told(line))
        before = [_tell(line, told, each) for each in first]
        name = _tell(line, told, text)
        return _together(line, before, name, values) if before else _rows(line.exec_prepared(name, values))  # type: ignore[arg-type]  # its protocol forgot NULL
    except psycopg.Error as error:
        raise _as_sqlalchemy(connection, line, text, error) from error


def _tell(line: "pq.abc.PGconn", told: dict[str, bytes], text: str) -> bytes:
    """The statement's name on this connection, which it gets the first time."""
    if text not in told:
        name = b"lagat_" + hashlib.sha256(text.encode()).hexdigest()[:24].encode()
        _rows(line.prepare(name, text.encode()))
        told[text] = name
    return told[text]


def _list_told(line: "pq.abc.PGconn") -> dict[str, bytes]:
    """What the server knows under our names: statement to name."""
    known = _rows(line.exec_(b"SELECT statement, name FROM pg_prepared_statements WHERE name LIKE 'lagat%'"))
    return {(text or b"").decode(): name or b"" for text, name in known}


def _doubt(connection: sa.Connection, *_: Any) -> None:
    """After a rollback the driver may let the server forget every statement: ask it before the next one."""
    if not connection.invalidated:  # one that broke knows nothing any more, and must not be asked
        connection.info.pop(_TOLD, None)


sa.event.listen(sa.Engine, "rollback", _doubt)
sa.event.listen(sa.Engine, "rollback_savepoint", _doubt)


def _together(line: "pq.abc.PGconn", before: Sequence[bytes], name: bytes, values: Sequence[bytes | None]) -> Rows:
    """Several statements in one round trip; what the last one answered."""
    line.enter_pipeline_mode()
    try:
        for each in before:
            line.send_query_prepared(each, [])
        line.send_query_prepared(name, values)
        line.pipeline_sync()
        line.flush()
        answers = [_next(line) for _ in (*before, name)]
        _next(line)  # the end of the round trip
    finally:
        line.exit_pipeline_mode()
    return [_rows(answer) for answer in answers][-1]


def _next(line: "pq.abc.PGconn") -> "pq.abc.PGresult":
    """The next result. Waits on the socket: libpq would wait with Python's lock in its hand."""
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    while line.is_busy():
        waiting.poll()
        line.consume_input()
    result = line.get_result()
    if result is None:
        raise psycopg.OperationalError("the server ended the connection")
    if result.status != pq.ExecStatus.PIPELINE_SYNC:
        line.get_result()  # None stands between two results
    return result


def _rows(result: "pq.abc.PGresult") -> Rows:
    if result.status not in _FINE:
        raise error_from_result(result, "utf-8")
    columns = range(result.nfields)
    return [tuple(result.get_value(row, column) for column in columns) for row in range(result.ntuples)]


def _as_sqlalchemy(connection: sa.Connection, line: "pq.abc.PGconn", text: str, error: psycopg.Error) -> Exception:
    """The same error as SQLAlchemy would raise it; a connection that broke is of no more use."""
    broke = line.status == pq.ConnStatus.BAD
    if broke:
        error = psycopg.OperationalError(str(error))  # what libpq says of a line that ends has no class of its own
        connection.invalidate(error)
    made: Exception = sa.exc.DBAPIError.instance(
        text, None, error, psycopg.Error, connection_invalidated=broke, dialect=connection.dialect
    )
    return made


@lru_cache(maxsize=256)
def _select(parts: tuple[str, ...]) -> str:
    return f"SELECT {', '.join((*parts, _AS_USUAL))}"


@lru_cache(maxsize=256)
def _read(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 … for its names, and the names in that order."""
    names = tuple(dict.fromkeys(_NAME.findall(sql)))
    return _NAME.sub(lambda found: f"${names.index(found[1]) + 1}", sql), names
