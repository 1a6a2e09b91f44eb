"""The walls in the database: every tenant table has them, and they hold for web, worker, neighbour and firm."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backend import dispatch
from backend.foundation.database import GLOBAL, Scope
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.town import Town, find_firm, open_town

PUBLIC_FACTS = {"municipality", "membership", "place_name", "tick_failure", "audit_seal"}
"""Tables with a municipality and without a policy: global ones, names on the map, and the worker's own."""
HOLDS_PERSONS = ("report", "reporter_address", "report_addition", "case_note", "delivery", "verdict", "decision")


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Town]:
    """Ängsby with one dark lamp, ordered from Cleo's company."""
    town = open_town(database_urls, settings)
    town.begin()
    town.report()
    town.work()
    yield town
    town.close()


@pytest.fixture(scope="module")
def tenant_tables(owner_engine: sa.Engine) -> list[str]:
    """Every table with a municipality that is not a public fact."""
    with owner_engine.connect() as connection:
        names = connection.scalars(
            sa.text(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality'"
                " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
            )
        ).all()
    return [name for name in names if name not in PUBLIC_FACTS]


def test_every_tenant_table_has_forced_row_level_security_and_a_policy(
    owner_engine: sa.Engine, tenant_tables: list[str]
) -> None:
    with owner_engine.connect() as connection:
        walled = set(
            connection.scalars(
                sa.text(
                    "SELECT c.relname FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname"
                    " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.qual LIKE '%lagat_municipalities%'"
                )
            )
        )
    assert len(tenant_tables) > 25
    assert set(tenant_tables) <= walled


def test_web_and_worker_own_nothing_and_are_no_superusers(owner_engine: sa.Engine) -> None:
    with owner_engine.connect() as connection:
        owned = connection.scalar(
            sa.text("SELECT count(*) FROM pg_class WHERE relowner IN ('lagat_web'::regrole, 'lagat_worker'::regrole)")
        )
        mighty = connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_roles WHERE rolname IN ('lagat_web', 'lagat_worker')"
                " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
            )
        )
    assert (owned, mighty) == (0, 0)


def test_the_web_role_cannot_read_a_tenant_table_without_a_scope(town: Town, tenant_tables: list[str]) -> None:
    for table in tenant_tables:
        with pytest.raises(sa.exc.ProgrammingError, match="without a scope"), town.web.transaction(GLOBAL) as session:
            session.execute(sa.text(f"SELECT count(*) FROM {table}"))


def _reads_without_scope(town: Town, table: str) -> bool:
    try:
        with town.worker.transaction(GLOBAL) as session:
            session.execute(sa.text(f"SELECT count(*) FROM {table}"))
    except sa.exc.ProgrammingError as error:
        if "without a scope" not in str(error):
            raise
        return False
    return True


def test_the_worker_reads_without_a_scope_only_what_it_must_hand_on(town: Town, tenant_tables: list[str]) -> None:
    open_to_worker = {table for table in tenant_tables if _reads_without_scope(town, table)}
    assert open_to_worker == {"event", "reaction", "delivery", "audit_entry"}


def test_another_municipality_sees_nothing_and_can_write_nothing_here(town: Town, tenant_tables: list[str]) -> None:
    for table in tenant_tables:
        with town.web.transaction(Scope(("0581",))) as session:
            seen = session.scalar(sa.text(f"SELECT count(*) FROM {table} WHERE municipality = '9901'"))
        assert seen == 0, table
    with town.web.transaction(Scope(("0581",))) as session:
        changed = session.execute(sa.text("UPDATE cases SET category = 'annat' RETURNING 1")).all()
    assert changed == []


def test_a_firm_sees_its_own_order_and_case_and_no_table_that_holds_a_person(town: Town) -> None:
    with town.transaction() as session:
        cleo = find_firm(session, "cleo-drift")
    with town.web.transaction(Scope((PRACTICE_CODE,), firm=cleo)) as session:
        assert len(dispatch.list_active_orders(session, PRACTICE_CODE, cleo)) == 1
        assert session.scalar(sa.text("SELECT count(*) FROM cases")) == 1
        for table in HOLDS_PERSONS:
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0, table


def test_another_firm_sees_neither_the_order_nor_the_case(town: Town) -> None:
    with town.transaction() as session:
        cleo, dag = find_firm(session, "cleo-drift"), find_firm(session, "dag-el")
    with town.web.transaction(Scope((PRACTICE_CODE,), firm=dag)) as session:
        assert dispatch.list_active_orders(session, PRACTICE_CODE, cleo) == []
        for table in ("work_order", "cases", "timeline_entry", "promise", "contract"):
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0, table


def test_nobody_changes_or_deletes_what_the_audit_log_holds(town: Town) -> None:
    for words in ("UPDATE audit_entry SET act = 'nothing'", "DELETE FROM audit_entry"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), town.transaction() as session:
            session.execute(sa.text(words))
