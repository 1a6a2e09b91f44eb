"""The pages of held, locked and late orders and of hand-overs in Chromium: on a phone and a desk, by ear, without scripts.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from backend import dispatch
from backend.accounts import SessionKind
from backend.dispatch import HeldBecause
from backend.dispatch.orders import NewOrder, hold_order
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from backend.responsibility import Way, list_contracts
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import STREETS, begin_session
from tests.web.console_builders import HOME, Console, open_console, page_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(console: Console) -> dict[str, str]:
    """Paths by a name: the unit's lists, a locked order beside a hand-over, a held order, a paused one."""
    tree = console.town.reported(category="park.trad-fallit", answers={"power_line": "yes"})
    lamp, held = console.town.reported(), console.town.report()
    with console.town.transaction() as session:
        now = clock.now(session)
        contract = next(each for each in list_contracts(session, PRACTICE_CODE) if each.code == "belysning-ost")
        case = console.case(held)
        hold_order(session, session.merge(case), contract, NewOrder(), because=HeldBecause.CEILING, now=now)
        dispatch.hand_over_by_person(
            session, PRACTICE_CODE, lamp.case_id, body_code="elnat", way=Way.PHONE, actor=SYSTEM, now=now
        )
    return {
        "orders": f"{HOME}bestallningar?tab=all",
        "locked": page_of(tree),
        "held": page_of(held),
        "handed-over": page_of(lamp),
    }


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_orders_is_right_by_ear_and_fits_the_screen(
    console: Console, pages: dict[str, str], size: ViewportSize, scripts: bool
) -> None:
    with chromium() as browser, served(console.town) as address:
        faults = _look(browser, console, address, pages, size, scripts)
    assert faults == {}


def _look(
    browser: Browser, console: Console, address: str, pages: dict[str, str], size: ViewportSize, scripts: bool
) -> dict[str, list[str]]:
    context = browser.new_context(viewport=size, locale="sv-SE", java_script_enabled=scripts)
    token = begin_session(console.town.web, STREETS, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page = context.new_page()
    faults: dict[str, list[str]] = {}
    for name, path in pages.items():
        page.goto(address + path)
        if scripts and (found := list_faults(page)):
            faults[name] = found
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"] if scripts else True
        if folder := os.environ.get("LAGAT_SCREENS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
    context.close()
    return faults
