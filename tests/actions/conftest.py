"""Ängsby for tests of one action: filled once a worker, and every test rolled back."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import open_super_engine
from tests.databases import Databases, DatabaseUrls
from tests.rolled_back_town import RolledBackTown


@pytest.fixture(scope="session")
def angsby_urls(databases: Databases, pytestconfig: pytest.Config) -> Iterator[DatabaseUrls]:
    """A database that holds the practice municipality and nothing else; no test commits to it."""
    urls = databases.create_angsby()
    yield urls
    if not pytestconfig.getoption("keep_databases"):
        databases.drop(urls)


@pytest.fixture(scope="session")
def angsby_engine(angsby_urls: DatabaseUrls) -> Iterator[sa.Engine]:
    """One connection to it, kept from test to test."""
    with open_super_engine(angsby_urls) as engine:
        yield engine


@pytest.fixture
def town(angsby_engine: sa.Engine) -> Iterator[RolledBackTown]:
    """Ängsby on a Wednesday morning, gone after the test."""
    with angsby_engine.connect() as connection, connection.begin() as transaction:
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        yield RolledBackTown(session)
        session.close()
        transaction.rollback()
