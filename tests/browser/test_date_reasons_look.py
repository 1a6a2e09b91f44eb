"""Why this date, and counts and seasons in the form of a category: by ear, and on a phone and a desk.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.accounts import SessionKind
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.row_builders import along
from tests.web.conftest import ADMIN, begin_session
from tests.web.console_builders import HOME, Console, open_console, page_of

CATEGORY = f"{HOME}kategorier/belysning.enstaka?target=21+days&only_count=3+within+120+metres+in+21+days"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.mark.slow
def test_a_row_is_told_by_ear_and_fits_the_screen(console: Console) -> None:
    found = [console.town.report(**along(metres)) for metres in (0, 100, 200)]
    console.town.work()
    faults: dict[str, list[str]] = {}
    with chromium() as browser, served(console.town) as address:
        token = begin_session(console.town.web, ADMIN, kind=SessionKind.BROWSER)
        for size in (PHONE, DESK):
            context = browser.new_context(viewport=size, locale="sv-SE")
            context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
            page = context.new_page()
            for name, path in {"case-row": page_of(found[0]), "category-row": CATEGORY}.items():
                page.goto(address + path)
                page.evaluate("document.querySelectorAll('dd details').forEach(each => { each.open = true })")
                if told := list_faults(page):
                    faults[f"{name}-{size['width']}"] = told
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
                if folder := os.environ.get("LAGAT_SCREENS"):
                    Path(folder).mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
            context.close()
    assert faults == {}
