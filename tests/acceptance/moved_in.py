"""A city's half-year moved in: killed half-way, gone on with, compared with an independent reader, and undone.

    .venv/bin/python -m tests.acceptance.moved_in REQUESTS.csv.gz MUNICIPALITIES.geojson

Every row once; counts by month and category as the csv module counts them; metres true; no event, delivery, alarm or
attention; nothing due; the whole under two minutes; undone to the last row. Ends with 1 where anything is otherwise.
"""

import csv
import gzip
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from backend import cases, geography
from backend.cases.due import list_due_closings, list_due_promises
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.settings import Settings
from backend.replay import Ground, furnish
from tests.acceptance.plans import environment_of
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster

MUNICIPALITY, NAME = "0581", "recorded-city"
CENTRE = (16.1924, 58.5877)
FROM, TO = (42.33, -71.08), (58.5877, 16.1924)
NOW = datetime(2012, 9, 1, 8, tzinfo=UTC)
MAPPING = Path(__file__).parent / "moving_in.toml"
MOST_SECONDS = 120.0
MOST_METRES_OFF = 1.0
LAGAT = [sys.executable, "-m", "backend.cli", "move-in", MUNICIPALITY]
SILENT = ("event", "reaction", "delivery", "attention", "alarm", "work_order", "hand_over", "decision")
"""Tables in which moving in writes nothing."""


class Checks:
    """What was looked at, and what was not as it should be."""

    def __init__(self) -> None:
        self.wrong = 0

    def hold(self, what: str, is_so: bool, seen: object = "") -> None:
        """Print one line, and count it where it is not so."""
        self.wrong += not is_so
        print(f"  {'ok   ' if is_so else 'WRONG'} {what}{f': {seen}' if seen != '' else ''}")


def main() -> int:
    """Everything in a database of its own."""
    requests, boundaries = Path(sys.argv[1]), Path(sys.argv[2])
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="moved")
        urls = databases.create_migrated()
        with tempfile.TemporaryDirectory() as folder:
            checks = _play(urls, requests, boundaries, folder)
        databases.drop(urls)
    finally:
        cluster.stop()
        lock.close()
    print("\nas it should be" if not checks.wrong else f"\n{checks.wrong} things not as they should be")
    return 1 if checks.wrong else 0


def _play(urls: DatabaseUrls, requests: Path, boundaries: Path, folder: str) -> Checks:
    environment = environment_of(urls, folder)
    checks, owner, mighty = Checks(), Database(urls.owner), Database(urls.super)
    ground = Ground(MUNICIPALITY, CENTRE, geography.read_geojson(boundaries))
    furnish(owner, Settings.from_environment(environment), ground, midnight=NOW)
    with owner.transaction(GLOBAL) as session:
        clock.simulate(session, start=NOW, speed=0)
    before = _count_tables(mighty)
    with gzip.open(requests, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    surroundings = os.environ | environment | {"LAGAT_VAR": folder}
    came, killed_after = _kill_half_way(mighty, requests, surroundings, half=len(rows) // 2)
    checks.hold("killed -9 half-way", 0 < came < len(rows), f"{came} cases after {killed_after:.1f} s")
    began = time.monotonic()
    again = _lagat(["take", str(requests), "--mapping", str(MAPPING)], surroundings)
    seconds = killed_after + time.monotonic() - began
    print(again.stdout, again.stderr[-400:] if again.returncode else "")
    checks.hold("went on to the end", again.returncode == 0)
    checks.hold(f"both together under {MOST_SECONDS:.0f} s", seconds < MOST_SECONDS, f"{seconds:.1f} s")
    _compare(checks, mighty, rows)
    _look_at_silence(checks, mighty, urls, before)
    totals = _lagat(["totals", NAME], surroundings)
    checks.hold("totals agree", totals.returncode == 0, totals.stdout.strip().splitlines()[-1])
    third = _lagat(["take", str(requests), "--mapping", str(MAPPING)], surroundings)
    checks.hold("once more adds nothing", f"  0 moved in as {NAME}, {len(rows)} were here already" in third.stdout)
    _undo(checks, mighty, before, surroundings)
    for database in (owner, mighty):
        database.close()
    return checks


def _lagat(arguments: list[str], surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LAGAT, *arguments], env=surroundings, capture_output=True, text=True, check=False)


def _kill_half_way(mighty: Database, requests: Path, surroundings: dict[str, str], *, half: int) -> tuple[int, float]:
    began = time.monotonic()
    command = [*LAGAT, "take", str(requests), "--mapping", str(MAPPING)]
    running = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and _scalar(mighty, "SELECT count(*) FROM cases") < half:
        time.sleep(1.0)  # counting costs what it measures
    running.send_signal(signal.SIGKILL)
    running.wait()
    return int(_scalar(mighty, "SELECT count(*) FROM cases")), time.monotonic() - began


def _compare(checks: Checks, mighty: Database, rows: list[dict[str, str]]) -> None:
    checks.hold("each row once", _scalar(mighty, "SELECT count(*) FROM cases") == len(rows), len(rows))
    there = {row.old_id: row for row in _rows(mighty, _MATTERS)}
    checks.hold("each old reference once", set(there) == {row["case_enquiry_id"] for row in rows})
    months = Counter(row["open_dt"][:7] for row in rows)
    checks.hold("by month", Counter(each.month for each in there.values()) == months, dict(sorted(months.items())))
    kinds = Counter(row["type"] for row in rows)
    checks.hold(
        "by category", Counter(each.category_there for each in there.values()) == kinds, f"{len(kinds)} of them"
    )
    both = Counter((row["open_dt"][:7], row["type"]) for row in rows)
    ours = Counter((each.month, each.category_there) for each in there.values())
    checks.hold("by month and category together", ours == both, f"{len(both)} pairs")
    states = Counter("closed" if row["case_status"] == "Closed" else "with_unit" for row in rows)
    checks.hold("by state", Counter(each.state for each in there.values()) == states, dict(states))
    closed = {row["case_enquiry_id"]: row["closed_dt"] or None for row in rows}
    checks.hold("closed when the file says", all(each.closed == closed[each.old_id] for each in there.values()))
    off = max(_metres_off(row, there[row["case_enquiry_id"]]) for row in rows)
    checks.hold("metre-true", off < MOST_METRES_OFF, f"at most {off:.3f} m off")
    for table in ("report", "old_reference"):
        checks.hold(f"{table}: one a row", _scalar(mighty, f"SELECT count(*) FROM {table}") == len(rows))


def _metres_off(row: dict[str, str], there: Any) -> float:
    """How far the case lies from where metres east and north of the file's middle put it."""
    per_degree = 111_195.08
    east = (float(row["longitude"]) - FROM[1]) * per_degree * math.cos(math.radians(FROM[0]))
    north = (float(row["latitude"]) - FROM[0]) * per_degree
    here_east = (there.longitude - TO[1]) * per_degree * math.cos(math.radians(TO[0]))
    return math.hypot(here_east - east, (there.latitude - TO[0]) * per_degree - north)


def _look_at_silence(checks: Checks, mighty: Database, urls: DatabaseUrls, before: dict[str, int]) -> None:
    now = _count_tables(mighty)
    loud = {table: now[table] - before[table] for table in SILENT if now[table] != before[table]}
    checks.hold("no event, delivery, alarm, order or list", not loud, loud or "0 rows")
    worker = Database(urls.worker)
    with worker.transaction(Scope((MUNICIPALITY,))) as session:
        due = [*list_due_promises(session, by=None, limit=5), *list_due_closings(session, by=None, limit=5)]
    worker.close()
    checks.hold("nothing falls due, now or ever", not due, f"{len(due)} due")
    without = _scalar(mighty, "SELECT count(*) FROM cases WHERE promise_kind = 'date_to_be_given'")
    is_open = _scalar(mighty, "SELECT count(*) FROM cases WHERE state NOT IN ('resolved', 'closed')")
    checks.hold("every open one waits for its date", without == is_open, without)


def _undo(checks: Checks, mighty: Database, before: dict[str, int], surroundings: dict[str, str]) -> None:
    with mighty.transaction(Scope((MUNICIPALITY,))) as session:
        case_id = session.execute(sa.text("SELECT id FROM cases WHERE state = 'with_unit' LIMIT 1")).scalar_one()
        session.execute(sa.text("UPDATE cases SET version = 2 WHERE id = :id"), {"id": case_id})
        reference = cases.get_case(session, MUNICIPALITY, case_id).reference
    refused = _lagat(["undo", NAME], surroundings)
    told = f"{reference[:4]}-{reference[4:]}" in refused.stderr
    checks.hold("not undone where one has lived on; it is named", refused.returncode == 1 and told)
    with mighty.transaction(Scope((MUNICIPALITY,))) as session:
        session.execute(sa.text("UPDATE cases SET version = 1 WHERE id = :id"), {"id": case_id})
    began = time.monotonic()
    undone = _lagat(["undo", NAME], surroundings)
    checks.hold("undone", undone.returncode == 0, f"{time.monotonic() - began:.1f} s")
    left = {table: (count, before[table]) for table, count in _count_tables(mighty).items() if count != before[table]}
    audit = left.pop("audit_entry", None)
    checks.hold("to the last row, in every table", not left, left or "as before; the log says what was done")
    checks.hold("the log has it", audit is not None, audit)


def _count_tables(mighty: Database) -> dict[str, int]:
    tables = [row.relname for row in _rows(mighty, _TENANTS)]
    return {table: int(_scalar(mighty, f'SELECT count(*) FROM "{table}"')) for table in tables}


def _scalar(mighty: Database, words: str) -> Any:
    with mighty.engine.connect() as connection:
        return connection.execute(sa.text(words)).scalar_one()


def _rows(mighty: Database, words: str) -> list[Any]:
    with mighty.engine.connect() as connection:
        return list(connection.execute(sa.text(words)))


_TENANTS = """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality'
  WHERE c.relkind = 'r' ORDER BY c.relname"""
_MATTERS = """SELECT r.old_id, r.category_there, c.state, c.longitude, c.latitude,
  to_char(c.opened_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM') AS month,
  to_char(c.closed_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI:SS') AS closed
  FROM cases c JOIN old_reference r ON r.municipality = c.municipality AND r.case_id = c.id"""


if __name__ == "__main__":
    sys.exit(main())
