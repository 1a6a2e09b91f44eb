"""The look-up of what is known already, as the web role at many cases, and how many citizens it would ask.

    .venv/bin/python -m tests.acceptance.near_lookup 60000 [600000 …] [--boston REQUESTS.csv.gz]

For each number of cases: a database of its own is filled, the plan is printed, then the look-up is timed beside the same
question put straight to PostgreSQL (psycopg, the same role, walls and rows), alone and while reports are taken. With a
recorded half-year of a city it also counts how many of its citizens would have been asked, and shown how many. Ends with
1 where an index is not used, more than 30 % are asked, or two candidates or more are shown each.
"""

import random
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa

from backend import cases
from backend.cases.near import JUST_RESOLVED, NEAR_SQL, near_parameters
from backend.catalogue import shipped_categories
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from backend.geography import cells_around
from backend.practice import PRACTICE_CODE
from tests.acceptance.asked_citizens import count_asked, read_rows
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.town import ANGSBY, Town, open_town

WEST, EAST, SOUTH, NORTH = 18.50, 18.70, 58.155, 58.245
CATEGORIES = (
    "belysning.enstaka",
    "vag.potthal",
    "park.mobler",
    "park.trad-fallit",
    "vag.gc",
    "renhallning.papperskorg",
)
LOOKUPS, WARM_UP = 1500, 100
MOST_ASKED, MOST_CANDIDATES = 30.0, 2.0
FILL = """
INSERT INTO cases (municipality, id, reference, authority_id, kind, category, state, outcome, priority, is_acute,
  longitude, latitude, cell, place, promise_number, promise_kind, promise_due_at, promise_precision, opened_at,
  resolved_at, closed_at, resolutions, last_number, version)
SELECT :m, md5('near' || n)::uuid, lpad(n::text, 8, '0'), gen_random_uuid(), 'fault',
  (CAST(:categories AS text[]))[1 + n % :kinds], CASE WHEN is_open THEN 'assigned' ELSE 'closed' END,
  CASE WHEN NOT is_open THEN 'mended' END, 'normal', false, lon, lat,
  floor(lat * 200)::integer * 100000 + floor(lon * 100)::integer, 'Storgatan ' || n % 90, 1,
  CASE WHEN is_open THEN 'mend' END, CASE WHEN is_open THEN lagat_now() + interval '9 days' END,
  CASE WHEN is_open THEN 'day' END, lagat_now() - n * interval '5 minutes',
  CASE WHEN NOT is_open THEN lagat_now() - (n - :open) * interval '4 minutes' END,
  CASE WHEN NOT is_open THEN lagat_now() - (n - :open) * interval '3 minutes' END, 1, 6, 1
FROM (SELECT n, n <= :open AS is_open, :west + random() * :wide AS lon, :south + random() * :high AS lat
      FROM generate_series(1, :cases) AS n) AS made
"""
# The fewest rows that answer: group and radius known beforehand, PostGIS refining, no word beside what is shown.
REFERENCE = """
SELECT id, reference, category, state, outcome, longitude, latitude, place, promise_kind, promise_due_at, opened_at
FROM cases WHERE municipality = %(m)s::bpchar AND cell = ANY(%(cells)s) AND category = ANY(%(kin)s)
  AND (CASE WHEN resolved_at IS NULL THEN timestamptz 'infinity' ELSE resolved_at END) >= %(since)s AND joined_to IS NULL
  AND ST_DWithin(ST_MakePoint(longitude, latitude)::geography, ST_MakePoint(%(lon)s, %(lat)s)::geography, %(metres)s)
LIMIT 3
"""
SCOPE = "SELECT set_config('lagat.municipalities', %s, true), set_config('lagat.firm', '', true), set_config('lagat.authority', '', true)"


def main() -> int:
    """Every number of cases, then the recorded half-year."""
    arguments = sys.argv[1:]
    boston = Path(arguments[arguments.index("--boston") + 1]) if "--boston" in arguments else None
    numbers = [int(each) for each in arguments if each.isdigit()] or ([] if boston else [60_000])
    wrong = sum(_measure_in_own_database(number) for number in numbers)
    if boston is not None:
        asked = count_asked(read_rows(boston))
        print(f"\n{asked.words()}")
        share = 100 * asked.shown_open / asked.citizens
        wrong += share > MOST_ASKED or asked.open_shown / asked.shown_open >= MOST_CANDIDATES
    print("\nas it should be" if not wrong else f"\n{wrong} things not as they should be")
    return 1 if wrong else 0


def _measure_in_own_database(number: int) -> int:
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="near")
        urls = databases.create_angsby()
        with tempfile.TemporaryDirectory() as folder:
            town = open_town(urls, make_settings(urls, folder))
            town.begin()
            wrong = _measure(town, urls, number)
            town.close()
        databases.drop(urls)
        return wrong
    finally:
        cluster.stop()
        lock.close()


def _measure(town: Town, urls: DatabaseUrls, number: int) -> int:
    began = time.monotonic()
    open_cases = _fill(Database(urls.super), number)
    print(f"\n{number} cases, {open_cases} of them open, filled in {time.monotonic() - began:.1f} s")
    plan = _explain(town.web)
    print(plan)
    ours, bare, found = _time_both(town.web, urls.web, since=town.now() - JUST_RESOLVED)
    print(
        f"look-up through the house: p50 {_at(ours, 50)}, p95 {_at(ours, 95)}; {found / LOOKUPS:.2f} cases found each"
    )
    print(f"the same straight to PostgreSQL: p50 {_at(bare, 50)}, p95 {_at(bare, 95)}")
    print(f"ratio to the reference: {_percentile(bare, 50) / _percentile(ours, 50):.2f} at p50")
    with _Intake(town) as intake:
        beside, *_ = _time_both(town.web, urls.web, since=town.now() - JUST_RESOLVED)
        rate = intake.rate()
    print(f"beside intake ({rate:.0f} reports a second): p50 {_at(beside, 50)}, p95 {_at(beside, 95)}")
    scanned = "Seq Scan on cases" in plan
    if scanned or "cases_near" not in plan:
        print("THE INDEX IS NOT USED")
    return int(scanned or "cases_near" not in plan)


def _fill(mighty: Database, number: int) -> int:
    """Real cells, uniform over the town, and as much open as a city keeps: about a month's intake."""
    open_cases = min(number, 5_000 + number // 100)
    given = {
        "m": PRACTICE_CODE,
        "categories": list(CATEGORIES),
        "kinds": len(CATEGORIES),
        "open": open_cases,
        "cases": number,
        "west": WEST,
        "south": SOUTH,
        "wide": EAST - WEST,
        "high": NORTH - SOUTH,
    }
    with mighty.transaction(ANGSBY) as session:
        session.execute(sa.text("SELECT setseed(0.5)"))
        session.execute(sa.text(FILL), given)
    with mighty.transaction(GLOBAL) as session:
        session.execute(sa.text("ANALYZE cases"))
    mighty.close()
    return open_cases


def _explain(web: Database) -> str:
    with web.transaction(ANGSBY) as session:
        lon, lat, category = _somewhere(random.Random(1))
        now = clock.now(session)
        given = near_parameters(PRACTICE_CODE, lon=lon, lat=lat, category=category, only_public=True, limit=3, now=now)
        statement = sa.text("EXPLAIN (ANALYZE, COSTS OFF) " + NEAR_SQL).bindparams(
            sa.bindparam("but", type_=sa.Uuid), sa.bindparam("cells", type_=sa.ARRAY(sa.Integer))
        )
        return "\n".join(row[0] for row in session.execute(statement, given))


def _time_both(web: Database, url: str, *, since: datetime) -> tuple[list[float], list[float], int]:
    """Seconds of each look-up, ours and the reference's in turn so that both meet the same machine; cases found."""
    dice, ours, bare, found = random.Random(2), _Times(), _Times(), 0
    radii = {category.code: category.near_metres for category in shipped_categories()}
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), prepare_threshold=None) as connection:
        for _ in range(WARM_UP + LOOKUPS):
            lon, lat, category = _somewhere(dice)
            with web.transaction(ANGSBY) as session:
                now = clock.now(session)
                with ours:
                    found += len(
                        cases.find_near(
                            session,
                            PRACTICE_CODE,
                            lon=lon,
                            lat=lat,
                            category=category,
                            only_public=True,
                            limit=3,
                            now=now,
                        )
                    )
            metres, group = radii[category], category.split(".")[0]
            given = {
                "m": PRACTICE_CODE,
                "cells": cells_around(lon, lat, metres),
                "kin": [code for code in radii if code.split(".")[0] == group],
                "since": since,
                "lon": lon,
                "lat": lat,
                "metres": metres,
            }
            with connection.transaction():
                connection.execute(SCOPE, (PRACTICE_CODE,))
                with bare:
                    connection.execute(REFERENCE, given).fetchall()
    return ours.taken[WARM_UP:], bare.taken[WARM_UP:], found


class _Times:
    """Takes the time of each block."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.taken.append(time.perf_counter() - self._began)


def _somewhere(dice: random.Random) -> tuple[float, float, str]:
    return dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH), dice.choice(CATEGORIES)


class _Intake:
    """Reports taken one after another by two senders, while the block lasts."""

    def __init__(self, town: Town) -> None:
        self._town, self._ended, self._taken = town, threading.Event(), 0
        self._threads = [threading.Thread(target=self._take, args=(number,)) for number in (1, 2)]

    def __enter__(self) -> "_Intake":
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def rate(self) -> float:
        """Reports a second so far."""
        return self._taken / (time.monotonic() - self._began)

    def _take(self, number: int) -> None:
        dice = random.Random(number)
        while not self._ended.is_set():
            lon, lat, category = _somewhere(dice)
            self._town.report(longitude=lon, latitude=lat, category=category, mail=f"r{dice.random()}@example.org")
            self._taken += 1


def make_settings(urls: DatabaseUrls, folder: str) -> Settings:
    """Settings of a process over that database that sends nothing anywhere."""
    return Settings.from_environment(
        {
            **urls.environment,
            "LAGAT_MODE": "test",
            "LAGAT_LINK_SECRET": "a link secret for this look, long enough",
            "LAGAT_SESSION_SECRET": "a session secret for this look, long enough",
            "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
            "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
            "LAGAT_PHOTO_FOLDER": folder,
            "LAGAT_MAIL_FOLDER": folder,
        }
    )


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _at(times: list[float], percent: int) -> str:
    return f"{1000 * _percentile(times, percent):.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
