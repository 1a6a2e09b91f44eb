"""An importer as a process of its own, stopped from outside in the middle of a row the test chose.

A trigger waits there for a lock the test holds; what the test sees waiting it kills or interrupts.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tests.databases import DatabaseUrls

LOCK = 731
PATIENCE_SECONDS = 30.0

# Started behind a shell's "&" a process would ignore Ctrl-C, which nobody who sits at a terminal does.
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from backend.cli import main
main()
"""
_TRIGGER = """
CREATE OR REPLACE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock({lock});
  RETURN NEW;
END $$;
CREATE TRIGGER wait_for_the_test BEFORE INSERT ON "{table}" FOR EACH ROW {when}
  EXECUTE FUNCTION wait_for_the_test();
"""
_WAITING = sa.text(
    f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {LOCK} AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# Ids and moments in facts are made, too.
_MADE = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.]{8,15}(\+00:00|Z)"
_THERE = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")


def start(environment: Mapping[str, str], *words: str) -> subprocess.Popen[str]:
    """`lagat` with these words, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        env=os.environ | dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(environment: Mapping[str, str], *words: str) -> None:
    """`lagat` with these words, to its end."""
    said = start(environment, *words)
    out, errors = said.communicate(timeout=PATIENCE_SECONDS)
    assert said.returncode == 0, out + errors


def stop_at(
    urls: DatabaseUrls, environment: Mapping[str, str], *words: str, table: str, when: str = "", by: signal.Signals
) -> int:
    """Start `lagat` and send it ``by`` as it writes the row of ``table`` that ``when`` says; its return code."""
    with _hold(urls, table, f"WHEN ({when})" if when else "") as holding:
        process = start(environment, *words)
        pid = _wait_for(process, holding)
        process.send_signal(by)
        process.communicate(timeout=PATIENCE_SECONDS)
        holding.execute(sa.text(f"SELECT pg_advisory_unlock({LOCK})"))
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while holding.execute(_THERE, {"pid": pid}).scalar_one():
            assert time.monotonic() < ends_at, "the stopped importer's connection stays"
            time.sleep(0.01)
    return int(process.returncode)


def describe_tables(urls: DatabaseUrls) -> dict[str, list[str]]:
    """Every row of every table but for made ids and moments, which differ from one database to the next."""
    engine = sa.create_engine(urls.super, poolclass=NullPool)
    with engine.connect() as connection:
        tables = connection.scalars(
            sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'")
        ).all()
        found = {table: connection.scalars(sa.text(_rows_of(connection, table))).all() for table in sorted(tables)}
    engine.dispose()
    return {table: list(rows) for table, rows in found.items() if rows}


def _rows_of(connection: sa.Connection, table: str) -> str:
    made = connection.scalars(
        sa.text(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = :table"
            " AND data_type IN ('uuid', 'timestamp with time zone', 'ARRAY') ORDER BY 1"
        ),
        {"table": table},
    )
    # That there is an id or a moment is compared, which one is not.
    blanked = "".join(f" || jsonb_build_object('{name}', t.\"{name}\" IS NULL)" for name in made)
    return (
        f"SELECT regexp_replace((to_jsonb(t){blanked})::text, '{_MADE}', 'made', 'g') FROM \"{table}\" AS t ORDER BY 1"
    )


def _wait_for(process: subprocess.Popen[str], holding: sa.Connection) -> int:
    """The process id of the connection that waits for the test."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        pid = holding.execute(_WAITING).scalar()
        if pid is not None:
            return int(pid)
        assert process.poll() is None, f"it ended before that row: {process.communicate()}"
        assert time.monotonic() < ends_at, "it never came to that row"
        time.sleep(0.01)


@contextmanager
def _hold(urls: DatabaseUrls, table: str, when: str) -> Iterator[sa.Connection]:
    """The lock, and the trigger that waits for it, while the block lasts."""
    engine = sa.create_engine(urls.super, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as holding:
        holding.execute(sa.text(f"SELECT pg_advisory_lock({LOCK})"))
        holding.execute(sa.text(_TRIGGER.format(lock=LOCK, table=table, when=when)))
        yield holding
        holding.execute(sa.text(f'DROP TRIGGER wait_for_the_test ON "{table}"'))
    engine.dispose()
