"""Repeat memory, problems, silent cases and choosing many to move read no whole table: the plans behind the policies."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue
from backend.cases import Case, MovableFilter, Silence
from backend.cases.due import list_due_promises
from backend.cases.repeat_memory import count_repeats
from backend.cases.silence import QUIET_DAYS
from backend.foundation.database import Database
from backend.practice import PRACTICE_CODE
from tests.acceptance.many_cases import CASES
from tests.databases import DatabaseUrls
from tests.town import ANGSBY, STORGATAN

pytestmark = pytest.mark.slow

HOW_MANY = 20_000
NOW = datetime(2026, 9, 16, 8, tzinfo=UTC)
SOME_ID = UUID(int=7)


@pytest.fixture(scope="module", autouse=True)
def _much(database_urls: DatabaseUrls) -> Iterator[None]:
    owner = Database(database_urls.owner)
    with owner.transaction(ANGSBY) as session:
        authority = accounts.list_authorities(session, PRACTICE_CODE)[0].id
        session.execute(sa.text(CASES), {"m": PRACTICE_CODE, "authority": authority, "cases": HOW_MANY})
        session.execute(
            sa.text(
                "UPDATE cases SET quiet_since = opened_at, promise_passed = coalesce(promise_due_at < lagat_now(), false)"
            )
        )
    with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE cases"))
    yield
    owner.close()


def lamp(**more: Any) -> Case:
    """A dark lamp on Storgatan that is not in the table."""
    place = {"longitude": STORGATAN[0], "latitude": STORGATAN[1]}
    known = {"municipality": PRACTICE_CODE, "id": SOME_ID, "kind": "fault", "category": "belysning.enstaka"}
    return Case(**known, **place, opened_at=NOW, **{"asset_id": None, **more})


def place_of(session: Session) -> tuple[datetime, UUID]:
    return NOW, SOME_ID


def lamps_in_a_row(session: Session) -> object:
    """The rows of the shipped count, looked up for a lamp that just went dark."""
    [rule] = catalogue.list_count_rules(session, PRACTICE_CODE, counting="belysning.enstaka", on=NOW.date())
    return cases.find_row(session, lamp(authority_id=SOME_ID), rule)


LOOK_UPS: dict[str, Callable[[Session], object]] = {
    "repeats of an asset": lambda session: count_repeats(session, PRACTICE_CODE, lamp(asset_id=SOME_ID)),
    "repeats near": lambda session: count_repeats(session, PRACTICE_CODE, lamp()),
    "lamps in a row": lamps_in_a_row,
    "quiet cases": lambda session: cases.list_silent(
        session, PRACTICE_CODE, Silence.QUIET, before=NOW - timedelta(days=QUIET_DAYS), after=place_of(session)
    ),
    "untold cases": lambda session: cases.list_silent(session, PRACTICE_CODE, Silence.UNTOLD, before=NOW),
    "movable cases": lambda session: cases.list_movable(
        session, PRACTICE_CODE, MovableFilter(categories=("vag.potthal",), promise_before=NOW), limit=1000
    ),
    "movable cases of an area": lambda session: cases.list_movable(
        session, PRACTICE_CODE, MovableFilter(area_code="ost"), limit=1000
    ),
    "cases of a problem": lambda session: cases.list_cases_of_problem(session, PRACTICE_CODE, SOME_ID),
    "mended and solved": lambda session: cases.count_mended_and_solved(
        session, PRACTICE_CODE, since=NOW - timedelta(days=30), until=NOW
    ),
    "promises that pass": lambda session: list_due_promises(session, by=NOW, limit=100),
}


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_no_look_up_scans_the_table_of_cases(
    web_database: Database, worker_database: Database, look_up: str, role: str
) -> None:
    said: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    with (web_database if role == "web" else worker_database).transaction(ANGSBY) as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", listen)
        LOOK_UPS[look_up](session)
        sa.event.remove(connection, "before_cursor_execute", listen)
        assert 1 <= len(said) <= 6
        plans = [connection.exec_driver_sql(f"EXPLAIN {words}", with_what).scalars().all() for words, with_what in said]
    assert [line for plan in plans for line in plan if "Seq Scan on cases" in line] == []
