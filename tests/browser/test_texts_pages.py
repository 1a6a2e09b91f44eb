"""The pages of texts and categories in Chromium: on a phone and a desk, by ear.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

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

pytestmark = pytest.mark.browser
SHEET = "code;near_metres;mend\r\nklotter.ovrigt;{metres};2 days\r\nvag.potthal;25;{mend}\r\n"
TEXT, LAMP = f"{HOME}texter/mended/sv", f"{HOME}kategorier/belysning.enstaka"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        opened.town.reported()
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_are_right_by_ear_and_fit_the_screen(console: Console, tmp_path: Path, size: ViewportSize) -> None:
    faults: dict[str, list[str]] = {}
    with chromium() as browser, served(console.town) as address:
        context = browser.new_context(viewport=size, locale="sv-SE")
        token = begin_session(console.town.web, ADMIN, kind=SessionKind.BROWSER)
        context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
        page = context.new_page()

        def look(name: str) -> None:
            if found := list_faults(page):
                faults[name] = found
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
            if folder := os.environ.get("LAGAT_SCREENS"):
                Path(folder).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)

        for name, path in {"texts": f"{HOME}texter", "categories": f"{HOME}kategorier"}.items():
            page.goto(address + path)
            look(name)
        for name, mend in {"wrong": "snart", "sheet": "9 days"}.items():
            file = tmp_path / f"{name}.csv"
            file.write_text(SHEET.format(metres=size["width"] // 40, mend=mend), encoding="utf-8")
            page.goto(f"{address}{HOME}kategorier")
            page.set_input_files("#sheet", str(file))
            page.click('button[value="try"]')
            look(f"sheet-{name}")
        page.click('button[value="keep"]')
        look("sheet-kept")
        page.goto(address + TEXT)
        page.fill("#body", "{ref}: Nu är det gjort!\n{verdict}")
        page.click('button[value="preview"]')
        look("text-preview")
        page.click('button[value="save"]')
        look("text")
        page.goto(f"{address}{LAMP}?target=3+days")
        look("category")
        page.fill("#mend", "snart")
        page.click('button:has-text("Spara kategorin")')
        look("category-wrong")
        context.close()
    assert faults == {}
