"""No list or look-up of deliveries and photos reads a whole table: the plans, by role, behind the policies."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries, photos
from backend.deliveries import Fate
from backend.deliveries.claims import claim_next
from backend.foundation.database import GLOBAL, Database, Scope
from tests.delivery_builders import ANGSBY

SOME_ID = UUID(int=7)
NOW = datetime(2026, 3, 2, tzinfo=UTC)

_MANY_DELIVERIES = sa.text(
    "INSERT INTO delivery (municipality, id, channel, recipient_kind, recipient_key, language, text_code, subject, body,"
    " links, case_id, step_id, urgent, fate, parked_reason, not_before, next_attempt_at, queued_at)"
    " SELECT '9901', gen_random_uuid(), 'mail', 'reporter', 'key' || n, 'sv', 'received', 's', 'b', '{}',"
    "   gen_random_uuid(), gen_random_uuid(), false, f, CASE f WHEN 'parked' THEN 'gave_up' END, t, t, t"
    " FROM generate_series(1, 20000) n, LATERAL (SELECT timestamptz '2026-03-02' + n * interval '1 minute' AS t,"
    "   CASE WHEN n % 100 = 0 THEN 'parked' WHEN n % 50 = 0 THEN 'queued' ELSE 'handed_over' END AS f) AS made"
)
_MANY_PHOTOS = sa.text(
    "INSERT INTO photo (municipality, id, case_id, kind, client_photo_hash, sha256, byte_length, content_type, state,"
    " shown_ok, received_at)"
    " SELECT '9901', gen_random_uuid(), gen_random_uuid(), 'report', encode(sha256(n::text::bytea), 'hex'), '', 1, '',"
    "   CASE WHEN n % 100 = 0 THEN 'received' ELSE 'ready' END, false, '2026-03-02'"
    " FROM generate_series(1, 20000) n"
)


@pytest.fixture(scope="module", autouse=True)
def _much(owner_engine: sa.Engine) -> None:
    with owner_engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        connection.execute(_MANY_DELIVERIES)
        connection.execute(_MANY_PHOTOS)
    with owner_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE delivery, photo"))


OF_WEB: dict[str, Callable[[Session], object]] = {
    "the newest deliveries": lambda session: deliveries.list_deliveries(session, ANGSBY, limit=50),
    "the next page": lambda session: deliveries.list_deliveries(session, ANGSBY, after=SOME_ID),
    "parked deliveries": lambda session: deliveries.list_deliveries(session, ANGSBY, fate=Fate.PARKED),
    "deliveries of a case": lambda session: deliveries.list_deliveries(session, ANGSBY, case_id=SOME_ID),
    "deliveries of a step": lambda session: deliveries.list_deliveries(session, ANGSBY, step_id=SOME_ID),
    "deliveries by fate": lambda session: deliveries.count_by_fate(session, ANGSBY),
    "overtake": lambda session: deliveries.overtake_waiting(
        session, ANGSBY, case_id=SOME_ID, text_codes=["received"], now=NOW
    ),
    "photos of a case": lambda session: photos.list_photos(session, ANGSBY, SOME_ID),
}
OF_WORKER: dict[str, Callable[[Session], object]] = {
    "claim": lambda session: claim_next(session, channels=["mail"], lease_seconds=1, mail_domain="lagat.example"),
    "the next due": deliveries.find_next_due,
}


@pytest.mark.parametrize("look_up", OF_WEB)
def test_web_scans_no_large_table(web_database: Database, look_up: str) -> None:
    assert list_scans(web_database.transaction(Scope((ANGSBY,))), OF_WEB[look_up]) == []


@pytest.mark.parametrize("look_up", OF_WORKER)
def test_the_worker_scans_no_large_table(worker_database: Database, look_up: str) -> None:
    assert list_scans(worker_database.transaction(GLOBAL), OF_WORKER[look_up]) == []


def list_scans(transaction: AbstractContextManager[Session], look_up: Callable[[Session], object]) -> list[str]:
    """Every sequential scan of a tenant table in the plans of what ``look_up`` asks."""
    said: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    with transaction as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", listen)
        look_up(session)
        sa.event.remove(connection, "before_cursor_execute", listen)
        assert said
        plans = [connection.exec_driver_sql(f"EXPLAIN {words}", with_what).scalars().all() for words, with_what in said]
    return [line for plan in plans for line in plan if "Seq Scan" in line and "simulated_clock" not in line]
