"""Is it one of these? On a phone and a desk, with and without JavaScript, looked at by axe; and what staff see nearby.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from backend.accounts import SessionKind
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import Console, open_console, page_of

pytestmark = pytest.mark.browser

PLACE = {"latitude": 58.199686, "longitude": 18.589320}
FORM = "/angsby/anmal?lat=58.199686&lon=18.589320&place=Storgatan+12&category="


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        opened.town.reported(**PLACE)
        opened.town.reported(**PLACE, category="vag.potthal", answers={"how": "small"})
        yield opened


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console.town) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def open_page(browser: Browser, size: ViewportSize, *, scripts: bool = True) -> Page:
    return browser.new_context(viewport=size, locale="sv-SE", java_script_enabled=scripts).new_page()


def look(page: Page, name: str) -> None:
    """Nothing axe finds wrong; kept as a picture where one is wanted."""
    if folder := os.environ.get("LAGAT_SCREENS"):
        width = (page.viewport_size or PHONE)["width"]
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    assert list_faults(page) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_question_stands_in_the_form_and_is_joined_with_one_choice(
    browser: Browser, address: str, size: ViewportSize
) -> None:
    page = open_page(browser, size)
    page.goto(f"{address}{FORM}belysning.enstaka")
    expect(page.locator("#known legend")).to_have_text("Är det något av de här?")
    look(page, "known")
    page.get_by_label("Ja, det är samma – säg till mig också").first.check()
    page.get_by_role("button", name="Skicka anmälan").click()
    expect(page.get_by_text("Felet är redan anmält. Din anmälan hör till samma jobb")).to_be_visible()
    look(page, "joined")


def test_an_answer_of_danger_takes_the_question_away(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE)
    page.goto(f"{address}{FORM}vag.potthal")
    known = page.locator("#known")
    expect(known).to_be_hidden()
    page.get_by_label("Det går att köra förbi").check()
    expect(known).to_be_visible()
    page.get_by_label("Djupt, någon kan skadas").check()
    expect(known).to_be_hidden()


def test_without_javascript_it_is_asked_before_the_report_is_sent(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, scripts=False)
    page.goto(f"{address}{FORM}vag.potthal")
    expect(page.locator("#known")).to_be_hidden()
    page.get_by_label("Det går att köra förbi").check()
    page.get_by_role("button", name="Skicka anmälan").click()
    expect(page.locator("#known legend")).to_have_text("Är det något av de här?")
    page.get_by_role("button", name="Skicka anmälan").first.click()
    expect(page.locator("h1")).to_have_text("Tack! Vi har din anmälan")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_staff_see_what_is_near(browser: Browser, console: Console, address: str, size: ViewportSize) -> None:
    second = console.town.reported(**PLACE, mail="eve@example.org")
    page = open_page(browser, size)
    token = begin_session(console.town.web, BO, kind=SessionKind.BROWSER)
    page.context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page.goto(f"{address}{page_of(second)}")
    expect(page.get_by_role("heading", name="Känt i närheten")).to_be_visible()
    look(page, "near")
