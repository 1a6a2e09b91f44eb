"""Ängsby for each of the ten cases, and its pages."""

from collections.abc import Iterator

import pytest

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.flows.ten_cases.telling import CaseTown, open_case_town
from tests.web.citizen_builders import Citizens
from tests.web.console_builders import Console
from tests.web_apps import open_app


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[CaseTown]:
    """Ängsby, filled once for the module; each case stops its clock where it begins."""
    with open_case_town(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def citizens(town: CaseTown) -> Citizens:
    """The citizens' pages of that town."""
    return Citizens(open_app(town.settings, town.web), town)


@pytest.fixture(scope="module")
def console(town: CaseTown) -> Console:
    """The kontaktcenter's pages of that town."""
    return Console(open_app(town.settings, town.web), town)
