"""A private PostgreSQL with PostGIS, for an installation on one machine, the demonstration and the tests.

It listens on a socket in a folder that only its owner and root can enter, sorts as Swedish does, and by default ends
with the process that started it. A server found running is used and left running.
"""

import fcntl
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend.foundation.children import start_child, stop_child
from backend.foundation.cluster_home import PORT, ClusterHome, find_home
from backend.foundation.errors import Unavailable
from backend.foundation.roles import BACKUP, OWNER, WEB, WORKER, prepare_database

ROLE_NAMES = {"owner": OWNER, "web": WEB, "worker": WORKER, "backup": BACKUP, "super": "postgres"}
Role = Literal["owner", "web", "worker", "backup", "super"]

DATABASE = "lagat"
START_SECONDS = 30.0
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "60",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
# For tests alone: a power cut may lose everything. `serve` refuses such a server.
FORGETFUL_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
}


@dataclass
class Cluster:
    """A running server. ``process`` is None where somebody else started it: then ``stop`` leaves it alone."""

    home: ClusterHome
    process: subprocess.Popen[bytes] | None

    def url(self, role: Role, *, database: str = DATABASE) -> str:
        """The address of a database for SQLAlchemy (driver psycopg), as one of the roles or the superuser."""
        return sa.URL.create(
            "postgresql+psycopg",
            username=ROLE_NAMES[role],
            database=database,
            query={"host": str(self.home.sockets), "port": str(PORT)},
        ).render_as_string(hide_password=False)

    def stop(self) -> None:
        """End the server if this object started it: running statements are rolled back, what is committed stays."""
        if self.process is not None:
            stop_child(self.process, by=signal.SIGINT, seconds=30.0)


def ensure_cluster(var: Path, *, durable: bool = True, ends_with_parent: bool = True) -> Cluster:
    """The cluster of the folder ``var``: made, started and prepared where it is not, with the database ``lagat``.

    Call it from the main thread: the server ends when the calling thread does, unless ``ends_with_parent`` is false.
    Two callers at once get the same server. Raises ``Unavailable`` naming the remedy.
    """
    home = find_home(var)
    with _only_one(home.folder / "start.lock"):
        if _answers(home):
            return Cluster(home, None)
        if not home.data.exists():
            _initialise(home)
        cluster = Cluster(home, _start(home, durable=durable, ends_with_parent=ends_with_parent))
        try:
            _prepare(cluster)
        except BaseException:
            cluster.stop()
            raise
        return cluster


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _initialise(home: ClusterHome) -> None:
    """Make the data folder beside its place first, so that an interrupted making leaves nothing behind."""
    making = home.folder / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    command: list[str | Path] = [
        home.programs / "initdb", "--pgdata", making, "--username", "postgres", "--encoding", "UTF8",
        "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "sv-SE",
        "--auth-local", "trust", "--auth-host", "reject", "--no-instructions", "--no-sync",
    ]  # fmt: skip
    with home.log.open("ab") as log:
        if start_child(command, user=home.user, output=log, environment=_environment()).wait() != 0:
            raise _failure(home, "initdb failed")
    making.rename(home.data)


def _start(home: ClusterHome, *, durable: bool, ends_with_parent: bool) -> subprocess.Popen[bytes]:
    settings = SERVER_SETTINGS | ({} if durable else FORGETFUL_SETTINGS)
    settings["unix_socket_directories"] = f'"{home.sockets}"'
    command: list[str | Path] = [home.programs / "postgres", "-D", home.data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    death_signal = signal.SIGINT if ends_with_parent else None
    patience = time.monotonic() + START_SECONDS
    while True:
        with home.log.open("ab") as log:
            process = start_child(
                command, user=home.user, output=log, environment=_environment(), death_signal=death_signal
            )
        while process.poll() is None and time.monotonic() < patience:
            if _answers(home):
                return process
            time.sleep(0.03)
        stop_child(process, by=signal.SIGQUIT)
        # After a kill -9 the last processes of the old server need a moment to notice and let go of its memory.
        if time.monotonic() > patience:
            raise _failure(home, "the server did not start")
        time.sleep(0.3)


def _answers(home: ClusterHome) -> bool:
    if not (home.sockets / f".s.PGSQL.{PORT}").exists():
        return False
    try:
        with _engine(Cluster(home, None).url("super", database="postgres")).connect():
            return True
    except sa.exc.OperationalError:
        return False


def _prepare(cluster: Cluster) -> None:
    """Roles, the database and its extensions; each only where it is missing."""
    with _engine(cluster.url("super", database="postgres")).connect() as connection:
        there = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": DATABASE})
        if not there:
            connection.execute(sa.text(f"CREATE DATABASE {DATABASE}"))
    with _engine(cluster.url("super")).connect() as connection:
        refused = prepare_database(connection)
        if refused:
            raise _failure(cluster.home, f"could not run: {'; '.join(refused)}")
        connection.execute(sa.text(f"ALTER DATABASE {DATABASE} OWNER TO {OWNER}"))


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _failure(home: ClusterHome, what: str) -> Unavailable:
    said = home.log.read_text(errors="replace").strip().splitlines()[-4:] if home.log.exists() else []
    return Unavailable(
        "cluster_failed",
        "The private database: {what}. Its log is {log} and ends: {said}",
        what=what,
        log=str(home.log),
        said=" | ".join(said),
    )
