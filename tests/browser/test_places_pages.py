"""The question "körbana eller gångbana?" and the names staff teach, in Chromium: on a phone and a desk, by ear.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from backend.accounts import SessionKind
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served, tab_to
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import HOME, Console, open_console
from tests.web.test_asks_surface import ASKED, BESIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console.town) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def look(page: Page, name: str, size: ViewportSize) -> None:
    """Nothing axe finds wrong, and nothing wider than the screen."""
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
    assert list_faults(page) == [], name


@SIZES
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_reporter_is_asked_on_the_form_and_answers_by_keyboard(
    browser: Browser, address: str, size: ViewportSize, language: str
) -> None:
    context = browser.new_context(viewport=size, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{address}/angsby/anmal?{urlencode({**BESIDE, 'lang': language})}")
    look(page, f"surface-{language}", size)
    if language == "sv":
        assert ASKED in page.inner_text("body")
        tab_to(page, '[name="answer-surface"]')
        page.keyboard.press("ArrowDown")
        expect(page.locator('[name="answer-surface"][value="path"]')).to_be_checked()
        look(page, "surface-answered", size)
    context.close()


@SIZES
def test_staff_teach_a_name_and_take_it_back(
    browser: Browser, console: Console, address: str, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, locale="sv-SE")
    token = begin_session(console.town.web, BO, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}{HOME}namn")
    look(page, "names", size)
    page.fill('[name="name"]', f"Gamla Konsum {size['width']}")
    page.fill('[name="where"]', "finns inte alls")
    page.locator('[name="where"]').press("Enter")
    look(page, "names-wrong", size)
    page.fill('[name="where"]', "Storgatan 12")
    page.locator('[name="where"]').press("Enter")
    look(page, "names-which", size)
    page.click('button:has-text("Lär ut namnet")')
    look(page, "names-taught", size)
    assert f"Gamla Konsum {size['width']}" in page.inner_text("body")
    page.locator("li.row", has_text=f"Gamla Konsum {size['width']}").locator("button").first.click()
    look(page, "names-forgotten", size)
    assert "Sökningen hittar det inte längre." in page.inner_text("body")
    context.close()
