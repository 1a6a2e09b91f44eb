"""Lists, searches and the near look-up where a city has moved in, and at ten times that: beside bare SQL, and growth.

    .venv/bin/python -m tests.acceptance.at_size REQUESTS.csv.gz MUNICIPALITIES.geojson

The half-year moves in once, then nine copies of it under other references are laid beside it. Each question is asked
through the house and straight to PostgreSQL (the same role, walls and rows), in turn. Ends with 1 where a question takes
more than six statements, a plan scans a table of over 1 000 rows from end to end, or grows more than threefold.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, geography
from backend.cases import MovableFilter, Silence
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.settings import Settings
from backend.moving_in import run_file
from backend.replay import Ground, furnish
from tests.acceptance.moved_in import CENTRE, MAPPING, MUNICIPALITY, NOW
from tests.acceptance.plans import Plans, environment_of
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster

MOST_STATEMENTS, MOST_GROWTH, ROUNDS = 6, 3.0, 60
SCOPE = Scope((MUNICIPALITY,))
COPIES = 9
SLOW_MS = 30.0
"""From here on the plan is printed too."""
M = f"municipality = '{MUNICIPALITY}'"
_OPEN = "state NOT IN ('resolved', 'closed')"
_ALL = "SELECT * FROM cases"


@dataclass(frozen=True)
class Question:
    """One question through the house, and its bare SQL with what it is given."""

    name: str
    ask: Callable[[Session, datetime], Any]
    bare: str


def questions(old_id: str, reference: str) -> list[Question]:
    """What people ask most: lists, the one search, and what is known nearby."""
    day = datetime.fromisoformat("2011-10-01T00:00:00+00:00")
    return [
        Question("open cases, newest first", lambda s, _: cases.list_cases(s, MUNICIPALITY, limit=26),
                 f"{_ALL} WHERE {M} AND {_OPEN} ORDER BY opened_at DESC, id DESC LIMIT 26"),
        Question("all cases, newest first", lambda s, _: cases.list_cases(s, MUNICIPALITY, only_open=False, limit=26),
                 f"{_ALL} WHERE {M} ORDER BY opened_at DESC, id DESC LIMIT 26"),
        Question("all cases, far down", lambda s, _: cases.list_cases(
                     s, MUNICIPALITY, only_open=False, after=(day, UUID(_ZERO)), limit=26),
                 f"{_ALL} WHERE {M} AND (opened_at, id) < ('2011-10-01Z', '{_ZERO}')"
                 " ORDER BY opened_at DESC, id DESC LIMIT 26"),
        Question("one unit's open cases", lambda s, _: cases.list_cases(s, MUNICIPALITY, unit_code="gata", limit=26),
                 f"{_ALL} WHERE {M} AND {_OPEN} AND unit_code = 'gata' ORDER BY opened_at DESC, id DESC LIMIT 26"),
        Question("moved in, without a date", lambda s, _: cases.list_movable(
                     s, MUNICIPALITY, MovableFilter(without_date=True), limit=100),
                 f"{_ALL} WHERE {M} AND {_OPEN} AND promise_kind = 'date_to_be_given'"
                 " ORDER BY promise_due_at, id LIMIT 100"),
        Question("silent ones", lambda s, now: cases.list_silent(
                     s, MUNICIPALITY, Silence.QUIET, before=now, limit=26),
                 f"{_ALL} WHERE {M} AND {_OPEN} AND quiet_since <= '2012-09-01 08:00Z' ORDER BY quiet_since, id LIMIT 26"),
        Question("what needs a person", lambda s, _: cases.list_attention(s, MUNICIPALITY, limit=50),
                 f"SELECT * FROM attention WHERE {M} AND settled_at IS NULL ORDER BY urgency DESC, until, id LIMIT 50"),
        Question("by our reference", lambda s, _: cases.get_case_by_reference(s, MUNICIPALITY, reference),
                 f"{_ALL} WHERE {M} AND reference = '{reference}'"),
        Question("by the old reference", lambda s, _: cases.list_cases_by_old_reference(s, MUNICIPALITY, old_id),
                 f"{_ALL} WHERE {M} AND id = (SELECT case_id FROM old_reference WHERE {M} AND search_key = '{old_id}')"),
        Question("known nearby", lambda s, now: cases.find_near(
                     s, MUNICIPALITY, lon=16.1924, lat=58.6005, category="vag.potthal", now=now),
                 f"{_ALL} WHERE {M} AND cell = ANY(ARRAY{geography.cells_around(16.1924, 58.6005, 200)})"
                 " AND category LIKE 'vag.%%' AND (CASE WHEN resolved_at IS NULL THEN timestamptz 'infinity'"
                 " ELSE resolved_at END) >= '2012-08-18 08:00Z' LIMIT 5"),
    ]  # fmt: skip


_ZERO = "00000000-0000-0000-0000-000000000000"


def main() -> int:
    """Both sizes in one database of its own."""
    requests, boundaries = Path(sys.argv[1]), Path(sys.argv[2])
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="size")
        urls = databases.create_migrated()
        with tempfile.TemporaryDirectory() as folder:
            wrong = _play(urls, requests, boundaries, folder)
        databases.drop(urls)
    finally:
        cluster.stop()
        lock.close()
    print("\nas it should be" if not wrong else f"\n{wrong} things not as they should be")
    return 1 if wrong else 0


def _play(urls: DatabaseUrls, requests: Path, boundaries: Path, folder: str) -> int:
    owner, web, worker, mighty = (Database(url) for url in (urls.owner, urls.web, urls.worker, urls.super))
    ground = Ground(MUNICIPALITY, CENTRE, geography.read_geojson(boundaries))
    furnish(owner, Settings.from_environment(environment_of(urls, folder)), ground, midnight=NOW)
    with owner.transaction(GLOBAL) as session:
        clock.simulate(session, start=NOW, speed=0)
    name = "recorded-city"
    run_file(worker, MUNICIPALITY, requests, mapping=MAPPING.read_text(encoding="utf-8"), name=name, tell=_silent)
    at_one = _measure(web, mighty)
    began = time.monotonic()
    _copy(mighty)
    print(f"\nnine more laid beside it in {time.monotonic() - began:.0f} s")
    at_ten = _measure(web, mighty)
    wrong = sum(each.wrong for each in (*at_one.values(), *at_ten.values()))
    print(f"\n{'':28}{'growth, house':>15}{'growth, bare':>15}")
    for question, there in at_ten.items():
        ours, bare = there.ours / at_one[question].ours, there.bare / at_one[question].bare
        too_much = ours > MOST_GROWTH and ours > 2 * bare
        wrong += too_much
        print(f"{question:28}{ours:15.2f}{bare:15.2f}{'  GROWS TOO MUCH' if too_much else ''}")
    for database in (owner, web, worker, mighty):
        database.close()
    return wrong


@dataclass(frozen=True)
class Seen:
    """Median milliseconds of the house and of bare SQL, and how many things were not as they should be."""

    ours: float
    bare: float
    wrong: int


def _measure(web: Database, mighty: Database) -> dict[str, Seen]:
    with mighty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
        sizes = {row.relname: int(row.reltuples) for row in connection.execute(sa.text(_SIZES))}
        old_id, reference = connection.execute(sa.text(_ONE)).one()
    print(f"\n{sizes['cases']} cases\n{'':28}{'house ms':>10}{'bare ms':>10}{'bare ÷ house':>14}{'statements':>12}")
    seen = {}
    for question in questions(old_id, reference):
        seen[question.name] = _measure_one(web, question, sizes)
    return seen


def _measure_one(web: Database, question: Question, sizes: dict[str, int]) -> Seen:
    ours, bare = [], []
    for _ in range(ROUNDS):
        with web.transaction(SCOPE) as session:
            now = clock.now(session)
            began = time.perf_counter()
            question.ask(session, now)
            ours.append(1000 * (time.perf_counter() - began))
        with web.transaction(SCOPE) as session:
            connection = session.connection()
            began = time.perf_counter()
            connection.exec_driver_sql(question.bare).all()
            bare.append(1000 * (time.perf_counter() - began))
    plans = _explain(web, question, sizes)
    statements, bad = sum(plans.seen.values()), list(plans.bad)
    wrong = int(statements > MOST_STATEMENTS) + len(bad)
    mine, theirs = statistics.median(ours), statistics.median(bare)
    print(f"{question.name:28}{mine:10.2f}{theirs:10.2f}{theirs / mine:14.2f}{statements:12}")
    if mine > SLOW_MS:
        with web.transaction(SCOPE) as session:
            rows = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {question.bare}")
            print("\n".join(f"    {row[0]}" for row in rows))
    for each in bad:
        print(f"    SEQUENTIAL {each}")
    return Seen(mine, theirs, wrong)


def _explain(web: Database, question: Question, sizes: dict[str, int]) -> Plans:
    plans = Plans(sizes)
    watching = Database(web.engine.url.render_as_string(hide_password=False), pool_size=1)
    plans.watch(watching)
    with watching.transaction(SCOPE) as session:
        question.ask(session, clock.now(session))
    watching.close()
    return plans


def _copy(mighty: Database) -> None:
    """Nine copies, each a few metres and minutes off, with reports and old references of their own."""
    for number in range(1, COPIES + 1):
        with mighty.transaction(SCOPE) as session:
            for words in (_COPY_CASES, _COPY_REPORTS, _COPY_REFERENCES):
                session.execute(sa.text(words), {"n": number, "prefix": "23456789B"[number - 1]})


def _silent(_done: int, _total: int) -> None:
    """Say nothing."""


_SAME = """kind, category, state, outcome, priority, is_acute, unit_code, keeper_name, promise_number, promise_kind,
  promise_due_at, promise_precision, resolutions, last_number, version, moved_in_id, authority_id, place"""
_FIRST = "WHERE municipality = '0581' AND position('~' in reference) = 0"
_COPY_CASES = f"""INSERT INTO cases (municipality, id, reference, longitude, latitude, cell, opened_at, resolved_at,
  closed_at, quiet_since, {_SAME})
SELECT municipality, md5(id::text || :n)::uuid, :prefix || '~' || lpad(to_hex(row_number() OVER (ORDER BY id)), 6, '0'),
  longitude + :n / 20000.0, latitude + :n / 40000.0,
  floor((latitude + :n / 40000.0) * 200)::integer * 100000 + floor((longitude + :n / 20000.0) * 100)::integer,
  opened_at - :n * interval '184 days', resolved_at - :n * interval '184 days', closed_at - :n * interval '184 days',
  quiet_since - :n * interval '1 minute', {_SAME}
FROM cases {_FIRST}"""
_COPY_REPORTS = """INSERT INTO report (municipality, id, reference, case_id, authority_id, channel, category_said, answers,
  answers_as_said, answers_restricted, words, language, longitude, latitude, place_words, may_show_words, may_show_photo,
  received_at, recorded_at)
SELECT r.municipality, md5(r.id::text || :n)::uuid, c.reference, c.id, r.authority_id, r.channel, r.category_said, '{}',
  '{}', '{}', r.words, r.language, c.longitude, c.latitude, r.place_words, false, false, c.opened_at, c.opened_at
FROM report r JOIN cases c ON c.municipality = r.municipality AND c.id = md5(r.case_id::text || :n)::uuid
WHERE r.municipality = '0581'"""
_COPY_REFERENCES = """INSERT INTO old_reference (municipality, source, old_id, search_key, case_id, moved_in_id, row_number,
  category_there, state_there)
SELECT o.municipality, o.source || :prefix, o.old_id || '-' || :prefix, o.search_key || :prefix, c.id, o.moved_in_id,
  o.row_number, o.category_there, o.state_there
FROM old_reference o JOIN cases c ON c.municipality = o.municipality AND c.id = md5(o.case_id::text || :n)::uuid
WHERE o.municipality = '0581'"""
_SIZES = """SELECT c.relname, c.reltuples FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  AND a.attname = 'municipality' WHERE c.relkind = 'r' AND c.relname <> 'place_name'"""
_ONE = """SELECT o.search_key, c.reference FROM old_reference o JOIN cases c ON c.municipality = o.municipality
  AND c.id = o.case_id WHERE o.row_number = 30000 AND o.source = 'recorded-city'"""


if __name__ == "__main__":
    sys.exit(main())
