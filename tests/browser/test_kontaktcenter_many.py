"""Problems, silent cases and many promises moved, in Chromium: on a phone and a desk, by ear and by keyboard."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from backend import cases
from backend.accounts import SessionKind
from backend.cases import BulkState, Outcome, Submitted
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.browser.citizen_pages import DESK, PHONE, chromium, follow, list_faults, served, tab_to
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import HOME, Console, open_console, page_of

pytestmark = pytest.mark.browser
PAGE = f"{HOME}flytta-loften"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def third(console: Console) -> Submitted:
    """The third time the lamp is dark; two neighbours tell of it beside, one in English."""
    for _ in range(2):
        submitted = console.town.reported()
        console.town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
        console.town.pass_time(timedelta(days=10))
    third = console.town.reported()
    console.town.reported(language="en", mail="anna@example.org")
    console.town.reported(mail=None)
    return third


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console.town) as where:
        yield where


def open_page(browser: Browser, console: Console, address: str, size: ViewportSize) -> Page:
    """Bo's browser."""
    context = browser.new_context(viewport=size, locale="sv-SE")
    token = begin_session(console.town.web, BO, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    return context.new_page()


def look(page: Page, name: str, size: ViewportSize) -> None:
    """Keep a picture where asked, and find nothing wrong, folded and unfolded."""
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
    assert list_faults(page) == [], name
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert list_faults(page) == [], f"{name}, all unfolded"


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_right_by_ear_and_fits_the_screen(
    browser: Browser, console: Console, address: str, third: Submitted, size: ViewportSize
) -> None:
    problem_id = console.case(third).problem_id
    page = open_page(browser, console, address, size)
    for name, path in {
        "problems": f"{HOME}problem",
        "problem": f"{HOME}problem/{problem_id}",
        "silent": f"{HOME}tysta?days=1",
        "moving": PAGE,
        "moving-chosen": f"{PAGE}?category=belysning.enstaka",
        "case-again": page_of(third),
        "cases-lists": f"{HOME}arenden",
    }.items():
        page.goto(address + path)
        look(page, name, size)
    page.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_many_are_moved_by_keyboard_alone(
    browser: Browser, console: Console, address: str, third: Submitted, size: ViewportSize
) -> None:
    page = open_page(browser, console, address, size)
    page.goto(f"{address}{PAGE}?category=belysning.enstaka")
    tab_to(page, "#day")
    day = console.town.now() + timedelta(days=60 if size == PHONE else 90)
    page.fill("#day", day.date().isoformat())
    tab_to(page, "#reason")
    page.keyboard.type("vä")
    tab_to(page, "form[method=post] button[type=submit]")
    follow(page)
    look(page, "moving-preview", size)
    assert "Vi beklagar" in page.inner_text("main")
    tab_to(page, "form[action$=confirm] button")
    follow(page)
    assert "Det börjar" in page.inner_text("main")
    look(page, "moving-waits", size)
    console.town.pass_time(timedelta(minutes=10))
    console.town.work()
    page.reload()
    look(page, "moving-done", size)
    with console.town.transaction() as session:
        latest = cases.list_bulk_moves(session, PRACTICE_CODE, limit=1)[0]
    assert (latest.state, latest.moved) == (BulkState.DONE, 3)
    assert show_reference(third.reference) not in page.inner_text("main"), "nothing was passed over"
    page.context.close()
