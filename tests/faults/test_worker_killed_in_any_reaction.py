"""A worker is killed with -9 in each reaction of the plot: what is left is what an undisturbed worker leaves."""

from collections.abc import Callable, Iterator

import pytest

from backend import wiring
from backend.foundation.settings import Settings
from tests.databases import Databases, DatabaseUrls
from tests.faults.killing import open_killer
from tests.faults.story import Story, describe
from tests.mail_town import MailTown, open_mail_town

pytestmark = pytest.mark.slow

Environment = Callable[..., dict[str, str]]


@pytest.fixture
def undisturbed(databases: Databases, settings: Settings) -> Iterator[MailTown]:
    urls = databases.create_angsby()
    with open_mail_town(urls, settings) as town:
        yield town
    databases.drop(urls)


def test_whatever_reaction_a_worker_is_killed_in_everything_is_in_the_end_as_without_it(
    database_urls: DatabaseUrls, settings: Settings, settings_environment: Environment, undisturbed: MailTown
) -> None:
    plain = Story(undisturbed, undisturbed.react)
    plain.tell()
    names = [each.name for each in wiring.REACTIONS]
    with (
        open_mail_town(database_urls, settings) as town,
        open_killer(database_urls, settings_environment(), names) as killer,
    ):
        killed = Story(town, killer.turn)
        killed.tell()
        assert sorted(killer.killed) == sorted(names), "a reaction without a scene: give it one in the story"
        assert len(plain.reported) == len(killed.reported)
        for expected, found in zip(plain.reported, killed.reported, strict=True):
            assert describe(town, found.case_id) == describe(undisturbed, expected.case_id)
