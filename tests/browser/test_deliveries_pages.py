"""The deliveries, the tasks and the fields for a mobile number in Chromium: by ear, and at two widths."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, ViewportSize

from backend.accounts import SessionKind
from backend.deliveries import Delivery
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import LAMP
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import HOME, Console, open_console

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = "/angsby/anmal?" + "&".join(f"{name}={value}" for name, value in LAMP.items())


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]]) -> Iterator[Console]:
    """An installation that sends SMS; nobody listens at the provider's port."""
    settings = Settings.from_environment(settings_environment(LAGAT_SMS_ADDRESS="http://127.0.0.1:9"))
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console.town) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def parked(console: Console) -> Delivery:
    """Amira's receipt, which was not taken."""
    lamp = console.town.reported(mobile="070-174 06 05")
    receipt = console.town.last(lamp, "received")
    with console.town.transaction() as session:
        words = "fate = 'parked', parked_reason = 'in_doubt', ended_at = queued_at, attempts = 3, segments = 2, cost_micro = 700000"
        session.execute(sa.text(f"UPDATE delivery SET {words} WHERE id = :id"), {"id": receipt.id})
    return receipt


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_did_not_get_through_becomes_a_call_by_keyboard_and_ear(
    console: Console, address: str, browser: Browser, parked: Delivery, size: ViewportSize
) -> None:
    width = size["width"]
    context = browser.new_context(viewport=size, locale="sv-SE")
    token = begin_session(console.town.web, BO, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}{HOME}leveranser")
    keep(page, f"deliveries-parked-{width}")
    assert list_faults(page) == []
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    keep(page, f"deliveries-open-{width}")
    assert list_faults(page) == [], "all unfolded"
    if width == PHONE["width"]:
        page.get_by_label("Hur").select_option("call")
        page.get_by_role("button", name="Skicka", exact=True).click()
        page.wait_for_url("**/leveranser?done=other_way")
    page.goto(f"{address}{HOME}leveranser/att-gora")
    assert list_faults(page) == []
    page.get_by_role("button", name="Visa adress och text").click()
    page.get_by_text("Det här ska sägas").wait_for()
    keep(page, f"task-{width}")
    assert list_faults(page) == []
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_fields_for_a_mobile_number_are_right_by_ear_and_fit(
    address: str, browser: Browser, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, locale="sv-SE")
    page = context.new_page()
    page.goto(address + FORM)
    page.get_by_label("Ditt mobilnummer").fill("08-123 45 67")
    page.get_by_role("button", name="Skicka anmälan").last.click()
    page.get_by_role("alert").get_by_text("ser inte ut som ett mobilnummer").wait_for()
    keep(page, f"form-mobile-{size['width']}")
    assert list_faults(page) == []
    context.close()
