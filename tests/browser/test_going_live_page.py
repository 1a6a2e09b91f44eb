"""Going live in Chromium: every form of the page by ear, and at two widths."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from backend.accounts import SessionKind
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, begin_session
from tests.web.console_builders import HOME, Console, open_console

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_going_live_can_be_used_by_ear_at_both_widths(console: Console, size: ViewportSize) -> None:
    with served(console.town) as address, chromium() as browser:
        context = browser.new_context(viewport=size, locale="sv-SE")
        token = begin_session(console.town.web, ADMIN, kind=SessionKind.BROWSER)
        context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}{HOME}driftstart")
        assert page.get_by_text("ÖVNING", exact=True).is_visible()
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
        if folder := os.environ.get("LAGAT_SCREENS"):
            page.screenshot(path=str(Path(folder) / f"going-live-{size['width']}.png"), full_page=True)
        assert list_faults(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
