"""Ängsby for tests of one action: filled once a worker, and every test rolled back."""

from collections.abc import Iterator

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation.database import Database
from backend.practice import seed_practice
from tests.databases import Databases, DatabaseUrls
from tests.rolled_back_town import RolledBackTown


@pytest.fixture(scope="session")
def angsby_urls(databases: Databases, pytestconfig: pytest.Config) -> Iterator[DatabaseUrls]:
    """A database that holds the practice municipality and nothing else; no test commits to it."""
    urls = databases.create_migrated()
    owner = Database(urls.owner)
    seed_practice(owner)
    owner.close()
    yield urls
    if not pytestconfig.getoption("keep_databases"):
        databases.drop(urls)


@pytest.fixture
def town(angsby_urls: DatabaseUrls) -> Iterator[RolledBackTown]:
    """Ängsby on a Wednesday morning, gone after the test."""
    engine = sa.create_engine(
        angsby_urls.super,
        poolclass=sa.pool.NullPool,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"options": "-c timezone=UTC"},
    )
    with engine.connect() as connection, connection.begin() as transaction:
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        yield RolledBackTown(session)
        session.close()
        transaction.rollback()
