"""The database: the base of every table, the scope a transaction works in, and the only place that commits.

The database holds the line too. A tenant table has forced row-level security that reads three settings of the
transaction, set here: the municipalities it may see, one authority (or all), one firm (or none). Reading a tenant
table in a transaction without municipalities raises, it never answers empty.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import orjson
import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from backend.foundation import clock, kept
from backend.foundation.constraints import error_for
from backend.foundation.errors import Unavailable
from backend.foundation.keeping import Keeper

CONNECT_SECONDS = 3

KEPT = "/* kept */"
"""In a statement's first words: the server keeps its plan. For rows written and looked up by their keys, many times a
second, where planning costs more than the work. Never for lists and places: their plan depends on what is asked."""
_KEPT_WITHIN = 40


class Base(DeclarativeBase):
    """The base of every table."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: sa.DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        str: sa.Text,
    }


class _Bpchar(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "BPCHAR"


class Code(sa.types.TypeDecorator[str]):
    """A text of fixed length, such as a code or a reference.

    Compared as what it is: SQLAlchemy sends every text as VARCHAR, and against one PostgreSQL would turn the column
    into text and leave its index unused.
    """

    impl = sa.CHAR
    cache_ok = True

    def bind_expression(self, bindparam: sa.BindParameter[str]) -> sa.ColumnElement[str]:
        """The value as the column's own type, whatever its length."""
        return sa.cast(bindparam, _Bpchar)


MunicipalityCode = Annotated[str, mapped_column(Code(4), primary_key=True)]
"""The SCB code that leads every key of a tenant table; leading zeros are part of it."""


def enum_column(values: type[StrEnum]) -> sa.Enum:
    """A column type that stores a ``StrEnum`` by its value, as text with no database type behind it."""
    return sa.Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda kind: [member.value for member in kind],
    )


@dataclass(frozen=True)
class Scope:
    """What a transaction may see: rows of these municipalities (SCB codes), of one authority, of one firm.

    ``authority`` None means every authority; ``firm`` None means the caller is no firm. A scope with a firm sees
    that firm's orders and the cases behind them, and no table that holds a reporter.
    """

    municipalities: tuple[str, ...]
    authority: UUID | None = None
    firm: UUID | None = None


GLOBAL = Scope(())
"""For the global tables alone: a tenant table read under it raises."""


class _Cursor(psycopg.Cursor[Any]):
    """Prepares the statements that ask for it, and no others."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> "_Cursor":
        """As psycopg's."""
        if isinstance(query, str) and KEPT in query[:_KEPT_WITHIN]:
            more["prepare"] = True
        return super().execute(query, params, **more)


_NEVER_BY_ITSELF = 2**31 - 1
_OFTEN = 5


class Database:
    """One pool of connections under one role.

    ``keeps_for``: so many seconds what nearly never changes is kept by this process (``keeping``), with 0 never.
    ``reacts``: for the process that says the same few statements thousands of times, each about one row, and shows
    nobody what they have just changed. It prepares each that was run some times and keeps more. Elsewhere only what
    says so is prepared (``KEPT``): a viewport's query would turn into a generic plan and be many times slower.
    """

    def __init__(self, url: str, *, pool_size: int = 8, keeps_for: float = 0.0, reacts: bool = False) -> None:
        self._keeper = Keeper(keeps_for, reacts=reacts) if keeps_for else None
        self.engine = sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=4,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "prepare_threshold": _OFTEN if reacts else _NEVER_BY_ITSELF,
                "cursor_factory": _Cursor,
                "options": "-c timezone=UTC",
            },
        )
        sa.event.listen(self.engine, "checkout", _refuse_ended)
        self._looking = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Session]:
        """One use case, one transaction: commits at the end, rolls back on any error.

        Raises ``Unavailable`` where the database cannot be reached, and the error a violated constraint stands for.
        """
        with Session(self.engine, expire_on_commit=False) as session, _refusals(session):
            if self._keeper is not None:
                self._keeper.serve(session)
            take_scope(session, scope)
            yield session
            session.commit()

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """Look at global tables without a transaction: each statement stands by itself, and costs one round trip.

        A tenant table raises, as under ``GLOBAL``; so does a database that cannot be reached (``Unavailable``).
        """
        with Session(self._looking, expire_on_commit=False) as session, _refusals(session):
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def take_scope(session: Session, scope: Scope) -> None:
    """Let the rest of this transaction see what ``scope`` says. The worker calls it before each row it reacts to.

    The town's time comes back with it. Where it begins a transaction the two travel together: one round trip.
    """
    session.info["scope"] = scope
    municipalities, authority, firm = ",".join(scope.municipalities), scope.authority or "", scope.firm or ""
    given = {"municipalities": municipalities, "authority": str(authority), "firm": str(firm)}
    told = kept.run(session, _TAKE_SCOPE, given)[0][0]
    clock.remember(session, datetime.fromisoformat((told or b"").decode()))


_TAKE_SCOPE = (
    f"SELECT {clock.NOW}, set_config('lagat.municipalities', {{municipalities}}, true),"
    " set_config('lagat.authority', {authority}, true), set_config('lagat.firm', {firm}, true),"
    " set_config('lock_timeout', '2s', true)"
)


@contextmanager
def _refusals(session: Session) -> Iterator[None]:
    """What the database refuses, as our errors; whatever fails, nothing is kept."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        session.rollback()
        raise error_for(error) from error
    except sa.exc.OperationalError as error:
        session.rollback()
        raise _unavailable(error) from error
    except sa.exc.DBAPIError as error:
        session.rollback()
        if error.connection_invalidated:
            raise _unavailable(error) from error
        raise


def _refuse_ended(connection: Any, _record: Any, _proxy: Any) -> None:
    """Take no connection from the pool that the server has ended: it has something to say without being asked.

    A look at the socket instead of a question to the server, which every transaction would wait for.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise sa.exc.DisconnectionError


@contextmanager
def across_authorities(session: Session) -> Iterator[None]:
    """Let what is flushed inside pass the wall between the authorities of the same municipalities.

    For the one act that needs it: giving a record to another authority. A scope of one authority does not see the
    record any more afterwards.
    """
    scope: Scope = session.info["scope"]
    if scope.authority is None:
        yield
        session.flush()
        return
    session.flush()
    take_scope(session, replace(scope, authority=None))
    yield
    session.flush()
    take_scope(session, scope)


def _unavailable(error: sa.exc.DBAPIError) -> Exception:
    if getattr(error.orig, "sqlstate", None) == "55P03":  # lock_not_available: somebody is at the same row
        return Unavailable("busy", "Somebody is changing the same thing right now. Please try again in two seconds.")
    return Unavailable("database_down", "We cannot save right now. Please try again in a moment.")
