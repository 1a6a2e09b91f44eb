"""What an import differs in from what stands: told, or written. New rows are made, changed ones changed, gone ones ended.

Everything is staged beside the tables first (COPY into temporary ones) and compared there, so that half a million rows
take a handful of statements.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.ids import new_id
from backend.geography.importing.prepared import Prepared, Values


@dataclass(frozen=True)
class Table:
    """A table an import writes: the columns it brings, the key that tells its rows apart, whether rows have an id."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    has_id: bool = True


@dataclass(frozen=True)
class Difference:
    """How many rows of a table were made, changed (those that came back among them), ended, and stand as they stood."""

    made: int = 0
    changed: int = 0
    ended: int = 0
    same: int = 0


TABLES = {
    table.name: table
    for table in (
        Table(
            "place_name",
            ("kind", "name", "folded", "forgiven", "lon", "lat", "cell", "weight", "street", "number"),
            ("source", "source_key"),
        ),
        Table("area", ("code", "name", "kind", "boundary"), ("code",), has_id=False),
        Table("road_line", ("keeper", "kind", "name", "body_code", "line"), ("source", "source_key")),
        Table("asset", ("kind", "number", "name", "lon", "lat", "cell", "street", "area_code"), ("kind", "number")),
    )
}


def write_prepared(
    session: Session, municipality: str, prepared: Prepared, *, source: str, now: datetime
) -> dict[str, Difference]:
    """Make the rows of ``source`` those of the file; by table how many differed. Under the owner's role, in its scope."""
    found = {}
    for name in dict.fromkeys((*prepared.tables, "place_name")):
        table = TABLES[name]
        _stage(session, table, municipality, prepared.tables.get(name, {}).values(), source)
        changed = _lay(session, table)
        ended = _end(session, table, municipality, source, prepared.tables.get(name, {}), now)
        if name == "road_line":
            _lay_cells(session, municipality, source, prepared.cells, [*changed.made, *changed.changed, *ended])
        same = len(prepared.tables.get(name, {})) - len(changed.made) - len(changed.changed)
        found[name] = Difference(len(changed.made), len(changed.changed), len(ended), same)
        session.execute(sa.text(f"DROP TABLE staged_{name}"))
    session.execute(_LINK_ASSETS, {"municipality": municipality, "source": source})
    return found


@dataclass(frozen=True)
class _Laid:
    made: Sequence[str]
    changed: Sequence[str]


def _stage(session: Session, table: Table, municipality: str, rows: Iterable[Values], source: str) -> None:
    session.execute(sa.text(f"CREATE TEMPORARY TABLE staged_{table.name} (LIKE {table.name}) ON COMMIT DROP"))
    own = ("id",) if table.has_id else ()
    columns = ("municipality", *own, "source", "source_key", *table.columns)
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY staged_{table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            ids = (new_id(),) if table.has_id else ()
            copy.write_row((municipality, *ids, source, row["source_key"], *(row[name] for name in table.columns)))
    cursor.close()
    session.execute(sa.text(f"ANALYZE staged_{table.name}"))


def _lay(session: Session, table: Table) -> _Laid:
    """Insert what is new and change what differs; a row that had ended and is told of again stands again."""
    own = ("id",) if table.has_id else ()
    columns = ("municipality", *own, "source", "source_key", *table.columns)
    compared = ("source", "source_key", *table.columns)
    mine = ", ".join(f"t.{name}" for name in compared)
    theirs = ", ".join(f"excluded.{name}" for name in compared)
    sets = ", ".join(f"{name} = excluded.{name}" for name in compared)
    # xmax is 0 in a row this statement made itself: PostgreSQL's own mark, read in the same statement.
    rows = session.execute(
        sa.text(
            f"INSERT INTO {table.name} AS t ({', '.join(columns)}) SELECT {', '.join(columns)} FROM staged_{table.name}"
            f" ON CONFLICT (municipality, {', '.join(table.key)}) DO UPDATE SET {sets}, ended_at = NULL"
            f" WHERE ({mine}, t.ended_at) IS DISTINCT FROM ({theirs}, NULL::timestamptz)"
            " RETURNING t.source_key, t.xmax = 0 AS is_made"
        )
    ).all()
    return _Laid([row.source_key for row in rows if row.is_made], [row.source_key for row in rows if not row.is_made])


def _end(
    session: Session, table: Table, municipality: str, source: str, told: Collection[str], now: datetime
) -> Sequence[str]:
    """End the rows of ``source`` that the file has no more."""
    given: dict[str, Any] = {"municipality": municipality, "source": source}
    stand = session.scalars(sa.text(f"SELECT source_key FROM {table.name} WHERE {_OWN} AND ended_at IS NULL"), given)
    gone = sorted(key for key in stand if key not in told)
    if gone:
        ended = sa.text(f"UPDATE {table.name} SET ended_at = :now WHERE {_OWN} AND source_key = any(:gone)")
        session.execute(ended, {**given, "gone": gone, "now": now})
    return gone


def _lay_cells(
    session: Session, municipality: str, source: str, cells: Sequence[tuple[str, int]], touched: Sequence[str]
) -> None:
    """The cells of the roads that are new or changed; those of ended ones go, so that no look-up meets them."""
    session.execute(sa.text("CREATE TEMPORARY TABLE staged_cell (source_key text, cell integer) ON COMMIT DROP"))
    wanted = set(touched)
    cursor = session.connection().connection.cursor()
    with cursor.copy("COPY staged_cell FROM STDIN") as copy:
        for row in cells:
            if row[0] in wanted:
                copy.write_row(row)
    cursor.close()
    session.execute(sa.text("ANALYZE staged_cell"))
    given: dict[str, Any] = {"municipality": municipality, "source": source, "touched": list(wanted)}
    session.execute(_FORGET_CELLS, given)
    session.execute(_LAY_CELLS, given)
    session.execute(sa.text("DROP TABLE staged_cell"))


_OWN = "municipality = CAST(:municipality AS bpchar) AND source = :source"
_FORGET_CELLS = sa.text(
    "DELETE FROM road_cell c USING road_line r WHERE c.municipality = r.municipality AND c.road_id = r.id"
    f" AND r.{_OWN.replace(' source', ' r.source')} AND r.source_key = any(:touched)"
)
_LAY_CELLS = sa.text(
    "INSERT INTO road_cell (municipality, road_id, cell) SELECT DISTINCT r.municipality, r.id, s.cell"
    " FROM staged_cell s JOIN road_line r USING (source_key)"
    f" WHERE r.{_OWN.replace(' source', ' r.source')}"
)
_LINK_ASSETS = sa.text(
    "UPDATE place_name n SET asset_id = a.id FROM asset a WHERE n.municipality = CAST(:municipality AS bpchar)"
    " AND n.source = :source AND n.asset_id IS NULL AND a.municipality = n.municipality AND a.source = n.source"
    " AND n.source_key = 'asset:' || a.source_key"
)
