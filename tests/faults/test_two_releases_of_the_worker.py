"""Two releases of the worker run at once while one is rolled out: nothing the newer would have done is left undone."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from backend import wiring
from backend.foundation.database import Database
from backend.foundation.settings import Settings
from tests.databases import Databases, DatabaseUrls
from tests.faults.killing import Workers
from tests.faults.story import Story, describe
from tests.mail_town import MailTown, open_mail_town

pytestmark = pytest.mark.slow

NEW_IN_THIS_RELEASE = ("messages.seen", "messages.reopened", "dispatch.cancel_open_orders", "feedback.follow")
PATIENCE_SECONDS = 30.0
_LEFT = sa.text(
    "SELECT (SELECT count(*) FROM event WHERE position IS NULL) +"
    " (SELECT count(*) FROM reaction WHERE state = 'pending')"
)


@pytest.fixture
def alone(databases: Databases, settings: Settings) -> Iterator[MailTown]:
    """The same town with nothing but the newer release."""
    urls = databases.create_angsby()
    with open_mail_town(urls, settings) as town:
        yield town
    databases.drop(urls)


@contextmanager
def both_releases(environment: dict[str, str]) -> Iterator[None]:
    """An older worker and a newer one, at once."""
    nurseries = [Workers(environment, *NEW_IN_THIS_RELEASE), Workers(environment)]
    for nursery in nurseries:
        nursery.start()
    yield
    for nursery in nurseries:
        nursery.close()


def wait_until_nothing_is_left(urls: DatabaseUrls) -> Callable[[], None]:
    engine = sa.create_engine(urls.super, poolclass=sa.pool.NullPool)

    def wait() -> None:
        ends_at = time.monotonic() + PATIENCE_SECONDS
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while connection.execute(_LEFT).scalar_one():
                assert time.monotonic() < ends_at, "something is left for ever"
                time.sleep(0.02)

    return wait


def test_two_releases_of_the_worker_at_once_leave_what_the_newer_alone_leaves(
    database_urls: DatabaseUrls,
    settings: Settings,
    settings_environment: Callable[..., dict[str, str]],
    alone: MailTown,
) -> None:
    plain = Story(alone, alone.react)
    plain.tell()
    with open_mail_town(database_urls, settings) as town:
        newer = Database(database_urls.worker)
        wiring.build_outbox(newer, settings).say_wanted()
        newer.close()
        with both_releases(settings_environment()):
            mixed = Story(town, wait_until_nothing_is_left(database_urls))
            mixed.tell()
        for expected, found in zip(plain.reported, mixed.reported, strict=True):
            assert describe(town, found.case_id) == describe(alone, expected.case_id)
