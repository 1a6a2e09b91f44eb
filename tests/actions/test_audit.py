"""The audit log: insert-only, chained in commit order, and what was tampered with is found."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backend.foundation import audit
from backend.foundation.actor import SYSTEM, Actor, ActorKind
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.ids import new_id
from tests.databases import DatabaseUrls
from tests.outbox_builders import ANGSBY, HERE, NOON, connect_as_superuser

BO = Actor(ActorKind.STAFF, new_id())


@pytest.fixture
def superuser(database_urls: DatabaseUrls) -> Iterator[sa.Engine]:
    """Who can tamper: behind every wall. The log is empty at the start."""
    engine = connect_as_superuser(database_urls)
    tamper(engine, "TRUNCATE audit_entry, audit_seal")
    yield engine
    engine.dispose()


def tamper(superuser: sa.Engine, statement: str) -> None:
    with superuser.begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount != 0


def look_at_addresses(web: Database, times: int) -> None:
    """Bo looks at reporters' addresses."""
    for _ in range(times):
        with web.transaction(HERE) as session:
            audit.record(
                session, ANGSBY, actor=BO, act="look_at_address", subject=("report", new_id()),
                facts={"count": 1}, now=NOON,
            )  # fmt: skip


def seal(worker: Database) -> int:
    with worker.transaction(GLOBAL) as session:
        return audit.seal_new_entries(session)


def find_broken_link(worker: Database) -> int | None:
    with worker.transaction(GLOBAL) as session:
        return audit.find_broken_link(session)


def test_entries_are_chained_once_each_to_the_one_before(
    web_database: Database, worker_database: Database, superuser: sa.Engine
) -> None:
    look_at_addresses(web_database, 3)
    assert (seal(worker_database), seal(worker_database)) == (3, 0)
    look_at_addresses(web_database, 1)
    assert seal(worker_database) == 1
    assert find_broken_link(worker_database) is None
    with superuser.connect() as connection:
        assert connection.scalars(sa.text("SELECT position FROM audit_seal ORDER BY 1")).all() == [1, 2, 3, 4]


def test_an_entry_says_who_did_what_to_what_and_when(web_database: Database, superuser: sa.Engine) -> None:
    subject = ("alarm", new_id())
    with web_database.transaction(HERE) as session:
        audit.record(session, ANGSBY, actor=SYSTEM, act="acknowledge_alarm", subject=subject, now=NOON)
        row = session.execute(sa.text("SELECT * FROM audit_entry")).one()
    assert (row.actor_kind, row.actor_id, row.act, row.facts) == ("system", None, "acknowledge_alarm", {})
    assert ((row.subject_kind, row.subject_id), row.occurred_at) == (subject, NOON)


@pytest.mark.parametrize(
    ("deed", "found_at"),
    [
        ("UPDATE audit_entry SET facts = '{\"count\": 2}' WHERE id = {second}", 2),
        ("UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE id = {second}", 2),
        ("UPDATE audit_entry SET occurred_at = occurred_at + interval '1 second' WHERE id = {second}", 2),
        ("DELETE FROM audit_entry WHERE id = {second}", 2),
        ("DELETE FROM audit_entry WHERE id = {last}", 4),
        ("DELETE FROM audit_seal WHERE position = 2", 3),
        ("UPDATE audit_seal SET hash = repeat('0', 64) WHERE position = 3", 3),
    ],
)
def test_whatever_a_superuser_changes_behind_the_walls_is_found(
    web_database: Database, worker_database: Database, superuser: sa.Engine, deed: str, found_at: int
) -> None:
    look_at_addresses(web_database, 4)
    seal(worker_database)
    of = "(SELECT entry_id FROM audit_seal WHERE position = {})"
    tamper(superuser, deed.replace("{second}", of.format(2)).replace("{last}", of.format(4)))
    assert find_broken_link(worker_database) == found_at


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET act = 'nothing'", "DELETE FROM audit_entry"])
def test_neither_web_nor_worker_can_change_what_is_written(
    web_database: Database, worker_database: Database, superuser: sa.Engine, statement: str
) -> None:
    look_at_addresses(web_database, 1)
    for database in (web_database, worker_database):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), database.transaction(HERE) as session:
            session.execute(sa.text(statement))


def test_the_web_cannot_write_seals_and_the_worker_cannot_rewrite_them(
    web_database: Database, worker_database: Database
) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), web_database.transaction(HERE) as session:
        audit.seal_new_entries(session)
    with (
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        worker_database.transaction(GLOBAL) as session,
    ):
        session.execute(sa.text("UPDATE audit_seal SET hash = ''"))


def test_a_firms_acts_are_its_own_to_see(web_database: Database, superuser: sa.Engine) -> None:
    cleo, dag = (Scope((ANGSBY,), firm=new_id()) for _ in "ab")
    with web_database.transaction(cleo) as session:
        actor = Actor(ActorKind.CONTRACTOR, new_id())
        audit.record(session, ANGSBY, actor=actor, act="accept_order", subject=("order", new_id()), now=NOON)
    for scope, seen in ((cleo, 1), (dag, 0), (HERE, 1)):
        with web_database.transaction(scope) as session:
            assert session.execute(sa.text("SELECT count(*) FROM audit_entry")).scalar_one() == seen
