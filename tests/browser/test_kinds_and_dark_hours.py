"""Converting, another authority's matter, held reports, languages and paper forms in Chromium: phone, desk, and axe."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from backend import reserve
from backend.accounts import SessionKind
from backend.doors.shared import message_links
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import HOME, Console, open_console, page_of

pytestmark = pytest.mark.browser
MILJO = "miljo@angsby.example"
DUMPED: dict[str, Any] = {"category": "renhallning.dumpning", "answers": {"land": "private"}, "words": "Grannen."}
PAGES = ("convert", "matter", "officer", "held", "alarms", "attention", "languages", "phone", "follow", "sheets")
OPEN_LID: dict[str, Any] = {"category": "vag.brunn-lock", "answers": {"state": "open"}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(console: Console, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str | None]]]:
    """Each page's address, and who looks at it."""
    lamp, matter = console.town.reported(), console.town.reported(**DUMPED)
    german = console.town.reported(words="Es gibt ein tiefes Loch in der Straße vor der Schule.", language="en")
    console.town.staff("ask_reporters", german, words="Är det vid grinden?")
    for _ in range(3):
        console.hold()
    console.town.reported(**OPEN_LID, words="Ett barn har ramlat ner i brunnen!")
    for _ in range(6):
        console.town.reported(**OPEN_LID, words="Locket ligger bredvid. Bilarna väjer för hålet.")
    folder = tmp_path_factory.mktemp("reserve")
    reserve.write_standby(console.town.worker, folder)
    token = message_links.follow_token(console.town.settings, german.report_id)
    with served(console.town) as address:
        yield {
            "convert": (f"{address}{page_of(lamp)}/convert?kind=viewpoint", BO),
            "matter": (f"{address}{page_of(matter)}", BO),
            "officer": (f"{address}{page_of(matter)}", MILJO),
            "held": (f"{address}{HOME}hallna", BO),
            "alarms": (f"{address}{HOME}larm", BO),
            "attention": (f"{address}{HOME}", BO),
            "languages": (f"{address}{page_of(german)}", BO),
            "phone": (f"{address}{HOME}ny", BO),
            "follow": (f"{address}/angsby/arende/{german.reference}/{token}?lang=en", None),
            "sheets": (f"file://{folder / 'angsby.html'}", None),
        }


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_whole_and_without_fault(
    browser: Browser, console: Console, pages: dict[str, tuple[str, str | None]], name: str, size: Any
) -> None:
    address, who = pages[name]
    context = browser.new_context(viewport=size, locale="sv-SE")
    if who is not None:
        token = begin_session(console.town.web, who, kind=SessionKind.BROWSER)
        context.add_cookies([{"name": "lagat_session", "value": token, "url": address.split("/angsby")[0]}])
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    _keep_picture(page, f"{name}-{size['width']}")
    assert list_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "nothing is cut off at the side"
    context.close()


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("LAGAT_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
