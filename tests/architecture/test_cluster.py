"""The private cluster keeps what the house relies on."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.cluster_home import LONGEST_SOCKET_PATH, find_home
from backend.foundation.database import GLOBAL, Scope
from tests.conftest import OpenSession
from tests.databases import Databases, DatabaseUrls

HOLD_A_CLUSTER = """
import sys, time
from pathlib import Path
from backend.foundation.cluster import ensure_cluster
print(ensure_cluster(Path(sys.argv[1]), durable=False).process.pid, flush=True)
time.sleep(60)
"""


def _ask(url: str, question: str) -> object:
    with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as connection:
        return connection.scalar(sa.text(question))


def test_å_ä_and_ö_sort_last_as_in_swedish(database_urls: DatabaseUrls) -> None:
    words = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['öl', 'zebra', 'ärla', 'apa', 'ån']) word"
    assert _ask(database_urls.web, words) == "apa zebra ån ärla öl"


def test_no_network_port_is_open(database_urls: DatabaseUrls) -> None:
    assert _ask(database_urls.super, "SHOW listen_addresses") == ""


def test_only_the_folders_owner_reaches_the_socket(cluster: Cluster) -> None:
    assert stat.S_IMODE(cluster.home.sockets.stat().st_mode) == 0o700


@pytest.mark.parametrize("role", ["owner", "web", "worker", "backup"])
def test_no_role_of_ours_is_a_superuser_or_may_create_roles(database_urls: DatabaseUrls, role: str) -> None:
    rights = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert _ask(getattr(database_urls, role), rights) is False


@pytest.mark.parametrize("role", ["web", "worker", "backup"])
def test_only_the_owner_owns_a_table(database_urls: DatabaseUrls, role: str) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
    assert _ask(getattr(database_urls, role), owned) == 0


def test_a_second_caller_gets_the_running_server_and_leaves_it_running(cluster: Cluster) -> None:
    second = ensure_cluster(cluster.home.var, durable=False)
    assert second.process is None
    second.stop()
    assert _ask(second.url("super", database="postgres"), "SELECT 1") == 1


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A folder for a cluster of the test's own, gone afterwards wherever the cluster's home came to be."""
    var = tmp_path / ("long" * 30)
    yield var
    home = find_home(var)
    for folder in (home.folder, home.sockets):
        shutil.rmtree(folder, ignore_errors=True)


def test_a_path_too_long_for_a_socket_gets_a_short_one(var: Path) -> None:
    home = find_home(var)
    assert len(os.fsencode(home.sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH


@pytest.mark.slow
def test_the_server_ends_when_its_parent_is_killed_and_starts_again_after(var: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_CLUSTER, str(var)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert _ends_within(server, seconds=10)
    again = ensure_cluster(var, durable=False)
    assert again.process is not None
    assert _ask(again.url("web"), "SELECT 1") == 1
    again.stop()


def test_a_session_of_a_test_is_rolled_back_and_wears_the_role_it_asked_for(session: OpenSession) -> None:
    opened = session(Scope(("9901",)), role="worker")
    assert opened.scalar(sa.text("SELECT current_user")) == "lagat_worker"
    opened.commit()
    assert session(GLOBAL).scalar(sa.text("SELECT current_user")) == "lagat_web"


def test_the_migrations_go_up_and_all_the_way_back(databases: Databases) -> None:
    from migrations import run

    urls = databases.create_empty()
    try:
        run.upgrade(urls.owner)
        assert run.find_revision(urls.owner) == run.newest_revision()
        run.downgrade(urls.owner, revision="base")
        left = (
            "SELECT count(*) FROM pg_class WHERE relowner = 'lagat_owner'::regrole AND relkind IN ('r', 'S', 'v')"
            " AND relname NOT LIKE 'alembic_%'"
        )
        assert _ask(urls.super, left) == 0
    finally:
        databases.drop(urls)


def _ends_within(process: int, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not Path(f"/proc/{process}").exists() or "zombie" in Path(f"/proc/{process}/status").read_text():
            return True
        time.sleep(0.05)
    return False
