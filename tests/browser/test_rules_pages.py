"""The pages of the rules in Chromium: on a phone and a desk, by ear, without scripts.

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
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import ADMIN, begin_session
from tests.web.console_builders import HOME, Console, open_console

pytestmark = pytest.mark.browser
LAMPS = {"code": "LAMPOR", "if": {"category": ["belysning.enstaka"], "area": ["ost"]}, "then": "unit", "unit": "gata"}


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def draft(console: Console) -> str:
    """The address of a draft that moves a lamp."""
    console.town.reported()
    with console.town.transaction() as session:
        now = clock.now(session)
        draft_id = responsibility.begin_draft(session, PRACTICE_CODE, name="Kvällar", actor=SYSTEM, now=now)
        rules = [LAMPS, *responsibility.get_draft(session, PRACTICE_CODE, draft_id).rules]
        responsibility.change_draft(session, PRACTICE_CODE, draft_id, rules=rules, actor=SYSTEM, now=now)
    return f"{HOME}regler/utkast/{draft_id}"


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_rules_are_right_by_ear_and_fit_the_screen(
    console: Console, draft: str, size: ViewportSize, scripts: bool
) -> None:
    pages = {"rules": f"{HOME}regler", "edition": f"{HOME}regler/utgava/1", "draft": draft, "rule": f"{draft}?rule=R04"}
    faults: dict[str, list[str]] = {}
    with chromium() as browser, served(console.town) as address:
        context = browser.new_context(viewport=size, locale="sv-SE", java_script_enabled=scripts)
        token = begin_session(console.town.web, ADMIN, kind=SessionKind.BROWSER)
        context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
        page = context.new_page()
        for name, path in (*pages.items(), ("tried", draft)):
            page.goto(address + path)
            if name == "tried":
                page.click('form[action$="/try#try"] button')
                page.wait_for_selector('p[role="status"]')
            if scripts and (found := list_faults(page)):
                faults[name] = found
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"] if scripts else True
            if folder := os.environ.get("LAGAT_SCREENS"):
                Path(folder).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
        context.close()
    assert faults == {}
