"""Fixtures every test may ask for. A test that asks for no database starts none."""

import functools
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.cluster import Cluster
from backend.foundation.database import Database, Scope, take_scope
from backend.foundation.settings import Settings
from tests.databases import Databases, DatabaseUrls, hold_slot, reach, start_cluster

ROOT = Path(__file__).parent.parent
_cluster_of_run = pytest.StashKey[Cluster]()
_slot_of_run = pytest.StashKey[object]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-databases", action="store_true", help="do not drop the databases of the tests")


def _cluster_for(config: pytest.Config) -> Cluster:
    """The cluster of this run, started at the first call; a worker of pytest-xdist uses its controller's."""
    if _cluster_of_run not in config.stash:
        given = getattr(config, "workerinput", {}).get("slot")
        if given:
            slot = Path(given)
        else:
            slot, config.stash[_slot_of_run] = hold_slot(Path(os.environ.get("LAGAT_VAR", ROOT / "var")))
        config.stash[_cluster_of_run] = start_cluster(slot)
    return config.stash[_cluster_of_run]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """The controller of pytest-xdist starts the cluster, so that it lives as long as the longest worker."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]  # xdist has no types for its nodes
    slot = _cluster_for(config).home.var
    node.workerinput["slot"] = str(slot)  # type: ignore[attr-defined]  # as above


SLOW_ROOMS = tuple(ROOT / "tests" / room for room in ("faults", "flows", "portal"))
"""Faults, whole days, and a second app over HTTP: what an ordinary change is held to without them, the continuous check has too."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives Chromium is slow; and slow files go first, so that two workers end at about the same time."""
    for item in items:
        if item.get_closest_marker("browser") or any(room in item.path.parents for room in SLOW_ROOMS):
            item.add_marker(pytest.mark.slow)
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """Thousands of tests and the modules they stand in never go away: the collector need not look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    cluster = config.stash.get(_cluster_of_run, None)
    if cluster is not None:
        cluster.stop()


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    """The private PostgreSQL of this run."""
    return _cluster_for(pytestconfig)


@pytest.fixture(scope="session")
def databases(cluster: Cluster) -> Databases:
    """Makes and drops databases, for tests that need one to themselves or several."""
    return Databases(cluster, prefix=os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.fixture(scope="module")
def database_urls(databases: Databases, pytestconfig: pytest.Config) -> Iterator[DatabaseUrls]:
    """The database of this module of tests, with Ängsby in it, as addresses by role."""
    urls = databases.create_angsby()
    yield urls
    if not pytestconfig.getoption("keep_databases"):
        databases.drop(urls)


@pytest.fixture(scope="module")
def bare_urls(databases: Databases, pytestconfig: pytest.Config) -> Iterator[DatabaseUrls]:
    """A migrated database with no municipality in it. A module that wants it overrides ``database_urls`` with it."""
    urls = databases.create_migrated()
    yield urls
    if not pytestconfig.getoption("keep_databases"):
        databases.drop(urls)


@pytest.fixture(scope="module")
def web_database(database_urls: DatabaseUrls) -> Iterator[Database]:
    """The module's database as the web role sees it; what is written stays until the module ends."""
    database = reach(database_urls.web)
    yield database
    database.close()


@pytest.fixture(scope="module")
def worker_database(database_urls: DatabaseUrls) -> Iterator[Database]:
    """The module's database as the worker role sees it."""
    database = reach(database_urls.worker)
    yield database
    database.close()


@pytest.fixture(scope="module")
def owner_engine(database_urls: DatabaseUrls) -> Iterator[sa.Engine]:
    """The module's database as its owner sees it: behind the walls too."""
    engine = sa.create_engine(database_urls.owner)
    yield engine
    engine.dispose()


class OpenSession(Protocol):
    """``session(Scope(("9901",)))``: this test's session, from now on with that scope and role."""

    def __call__(self, scope: Scope, role: Literal["web", "worker", "owner"] = "web") -> Session: ...


@pytest.fixture(scope="module")
def super_engine(database_urls: DatabaseUrls) -> Iterator[sa.Engine]:
    """The module's database for tests that take roles in turn; one engine, so that statements are compiled once."""
    with open_super_engine(database_urls) as engine:
        yield engine


@contextmanager
def open_super_engine(urls: DatabaseUrls) -> Iterator[sa.Engine]:
    """One connection as superuser, kept from test to test."""
    engine = _engine_as_super(urls.super)
    yield engine
    engine.dispose()


@functools.cache
def _engine_as_super(url: str) -> sa.Engine:
    return sa.create_engine(
        url,
        pool_size=1,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"options": "-c timezone=UTC"},
    )


@pytest.fixture
def session(super_engine: sa.Engine) -> Iterator[OpenSession]:
    """One session that is rolled back after the test. Calling it again changes scope or role in the same transaction.

    An action under test can neither commit nor see another test's rows.
    """
    with super_engine.connect() as connection, connection.begin() as transaction:
        opened = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

        def take(scope: Scope, role: Literal["web", "worker", "owner"] = "web") -> Session:
            opened.execute(sa.text(f"SET LOCAL ROLE lagat_{role}"))
            take_scope(opened, scope)
            return opened

        yield take
        opened.close()
        transaction.rollback()


@pytest.fixture(scope="module")
def settings_environment(
    database_urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[str, str]]:
    """The environment of a process of this test installation; keyword arguments replace or add variables."""
    photos = tmp_path_factory.mktemp("photos")

    def build(**changes: str) -> dict[str, str]:
        return {
            **database_urls.environment,
            "LAGAT_MODE": "test",
            "LAGAT_LINK_SECRET": "a link secret for tests, long enough",
            "LAGAT_SESSION_SECRET": "a session secret for tests, long enough",
            "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
            "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
            "LAGAT_PHOTO_FOLDER": str(photos),
            **changes,
        }

    return build


@pytest.fixture(scope="module")
def settings(settings_environment: Callable[..., dict[str, str]]) -> Settings:
    """The settings of this test installation."""
    return Settings.from_environment(settings_environment())
