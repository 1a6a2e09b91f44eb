"""The pages of what is agreed in Chromium: on a phone and a desk, by ear.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from backend import responsibility
from backend.accounts import SessionKind
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from backend.responsibility import LackKind
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, begin_session
from tests.web.console_builders import HOME, Console, open_console

pytestmark = pytest.mark.browser
PAGES = {
    "contracts": "avtal", "new": "avtal/nytt", "bodies": "andra-ansvariga", "body": "andra-ansvariga/post/elnat",
    "call-lists": "larmlistor", "jour": "larmlistor/jour", "lacks": "med-avsikt", "lack": "med-avsikt/ny",
}  # fmt: skip


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        with opened.town.transaction() as session:
            responsibility.add_lack(
                session, PRACTICE_CODE, kind=LackKind.OFF_ON_PURPOSE, category="belysning.enstaka", area_code="ost",
                explanation={"sv": "Var tredje lampa är släckt för att spara el."}, decision_reference="TN 2026/12",
                actor=SYSTEM, now=clock.now(session),
            )  # fmt: skip
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_are_right_by_ear_and_fit_the_screen(console: Console, size: ViewportSize) -> None:
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

        for name, path in PAGES.items():
            page.goto(f"{address}{HOME}{path}")
            look(name)
        page.goto(f"{address}{HOME}larmlistor/jour")
        page.fill("#mail_1", "fel")
        page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        page.click('button:has-text("Spara listan")')
        look("jour-wrong")
        page.goto(f"{address}{HOME}avtal")
        page.click('a:has-text("Drift av gator")')
        look("contract")
        page.click('a:has-text("Ändra villkoren")')
        look("terms")
        page.fill("#season", "sommar")
        page.click('button:has-text("Spara villkoren")')
        look("terms-wrong")
        page.fill("#season", "10-01/04-30")
        page.fill("#warranty_days", str(20 + size["width"] // 100))
        page.fill("#holds_from", "2099-01-01")
        page.click('button:has-text("Spara villkoren")')
        look("contract-ahead")
        page.click('button:has-text("Ta tillbaka")')
        look("taken-back")
        context.close()
    assert faults == {}
