"""Databases for tests: one private cluster a run, two templates in it, a clone for each module of tests."""

import fcntl
import functools
import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend.foundation.cluster import DATABASE, Cluster, ensure_cluster
from backend.foundation.database import Database
from backend.practice import seed_practice
from migrations import run as migrations

ROOT = Path(__file__).parent.parent
MOST_RUNS_AT_ONCE = 16
LOCK_OF_TEMPLATE = 5_312_002
MOST_AT_ONCE = 1_000
"""Databases of one worker. A name that is free again is used again: engines and apps that know it need not be made anew."""


@dataclass(frozen=True)
class DatabaseUrls:
    """The addresses of one database, one for each role."""

    owner: str
    web: str
    worker: str
    backup: str
    super: str

    @property
    def environment(self) -> dict[str, str]:
        """The same as a process gets them."""
        return {
            "DATABASE_URL": self.owner,
            "DATABASE_URL_WEB": self.web,
            "DATABASE_URL_WORKER": self.worker,
            "DATABASE_URL_BACKUP": self.backup,
        }


def hold_slot(var: Path) -> tuple[Path, IO[str]]:
    """A folder that no other run uses now, and the lock that keeps it so while it is open."""
    for number in range(1, MOST_RUNS_AT_ONCE + 1):
        slot = var / "test" / str(number)
        slot.mkdir(parents=True, exist_ok=True)
        lock = (slot / "slot.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return slot, lock
    raise RuntimeError(f"{MOST_RUNS_AT_ONCE} runs of the tests hold {var}/test; end one of them.")


def start_cluster(slot: Path) -> Cluster:
    """The cluster of this run; it forgets at a power cut, which makes it quick."""
    return ensure_cluster(slot, durable=False)


@functools.cache
def reach(url: str, *, reacts: bool = False) -> Database:
    """The database at ``url``, made once in a run; ``close`` it after each module, and it is reached again afterwards."""
    return Database(url, reacts=reacts)


class Databases:
    """Hands out databases of one cluster. ``prefix`` keeps the names of several workers apart."""

    def __init__(self, cluster: Cluster, *, prefix: str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self._free = list(range(1, MOST_AT_ONCE + 1))
        self._admin = sa.create_engine(
            cluster.url("super", database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )

    def create_migrated(self) -> DatabaseUrls:
        """A database with today's schema and nothing in it but what the migrations put there."""
        return self._clone(self._migrated_template())

    def create_angsby(self) -> DatabaseUrls:
        """A database with today's schema and the practice municipality, filled but with no case."""
        return self._clone(self._angsby_template())

    def create_empty(self) -> DatabaseUrls:
        """A database with roles and extensions and no table of ours."""
        return self._clone(DATABASE)

    def drop(self, urls: DatabaseUrls) -> None:
        """Remove a database, whoever is still connected."""
        name = sa.make_url(urls.owner).database or ""
        with self._admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        heapq.heappush(self._free, int(name.rsplit("_", 1)[1]))

    def _clone(self, template: str) -> DatabaseUrls:
        name = f"{self._prefix}_{heapq.heappop(self._free)}"
        made = f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER lagat_owner STRATEGY FILE_COPY'
        with self._admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(sa.text(made))
        return self._urls(name)

    def _urls(self, name: str) -> DatabaseUrls:
        url = self._cluster.url
        return DatabaseUrls(
            owner=url("owner", database=name),
            web=url("web", database=name),
            worker=url("worker", database=name),
            backup=url("backup", database=name),
            super=url("super", database=name),
        )

    def _migrated_template(self) -> str:
        return self._template(
            "migrated",
            migrations.fingerprint(),
            origin=lambda: DATABASE,
            fill=lambda urls: migrations.upgrade(urls.owner),
        )

    def _angsby_template(self) -> str:
        return self._template("angsby", fingerprint_code(), origin=self._migrated_template, fill=_fill)

    def _template(
        self, kind: str, fingerprint: str, *, origin: Callable[[], str], fill: Callable[[DatabaseUrls], object]
    ) -> str:
        """The template of that kind as today's code makes it: the first who asks makes it, the others wait."""
        name, building = f"{kind}_{fingerprint}", f"building_{kind}"
        known = sa.text("SELECT datname FROM pg_database WHERE datname LIKE :kind")
        with self._admin.connect() as connection:
            if name in connection.scalars(known, {"kind": f"{kind}\\_%"}).all():
                return name
        source = origin()
        with self._admin.connect() as connection:
            connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), {"number": LOCK_OF_TEMPLATE})
            there = set(connection.scalars(known, {"kind": f"{kind}\\_%"}))
            if name not in there:
                for old in [*there, building]:
                    connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)'))
                connection.execute(sa.text(f'CREATE DATABASE "{building}" TEMPLATE "{source}" OWNER lagat_owner'))
                fill(self._urls(building))
                connection.execute(sa.text(f'ALTER DATABASE "{building}" RENAME TO "{name}"'))
        return name


@functools.cache
def fingerprint_code() -> str:
    """What fills Ängsby: any change of our code or data fills it anew."""
    found = hashlib.sha256()
    for folder in ("backend", "migrations"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".toml", ".csv"}:
                found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _fill(urls: DatabaseUrls) -> None:
    owner = Database(urls.owner)
    seed_practice(owner)
    owner.close()
