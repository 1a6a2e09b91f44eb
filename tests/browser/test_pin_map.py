"""The pin on the map, moved by keyboard alone: three claims of one place, kept apart; and the map's look and weight."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from backend import accounts, cases
from backend.accounts import SessionKind
from backend.app import create_app
from backend.foundation.database import GLOBAL
from backend.foundation.ids import read_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.browser.citizen_pages import DESK, PHONE, chromium, follow, list_faults, served, tab_to
from tests.databases import DatabaseUrls
from tests.mail_town import MailTown, open_mail_town
from tests.web.conftest import BO

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HERE = {"latitude": 58.199686, "longitude": 18.58932, "accuracy": 9}
LAMP = "angsby/anmal?lat=58.199686&lon=18.589320&accuracy=9"
OPEN = "[data-act='open']"
TOLD = "[data-part='told']"
MOST_BYTES_BEFORE_THE_MAP = 100_000


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(town: MailTown) -> Iterator[str]:
    with served(town) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=PHONE, locale="sv-SE", permissions=["geolocation"], geolocation=HERE)  # type: ignore[arg-type]  # its TypedDict
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    assert complaints == []


def open_map(page: Page) -> None:
    page.click(OPEN)
    expect(page.locator(".maplibregl-canvas")).to_be_visible(timeout=30_000)
    expect(page.locator("button.pin")).to_be_visible(timeout=30_000)


def test_a_pin_moved_by_keyboard_is_a_claim_beside_the_devices(page: Page, address: str, town: MailTown) -> None:
    page.goto(f"{address}/angsby/anmal")
    with page.expect_navigation():
        page.click("text=Jag står där nu")
    tab_to(page, OPEN)
    page.keyboard.press("Enter")
    expect(page.locator("button.pin")).to_be_visible(timeout=30_000)
    tab_to(page, "button.pin")
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    tab_to(page, "[data-north='5']")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    tab_to(page, "[data-act='undo']")
    page.keyboard.press("Enter")
    expect(page.locator(TOLD)).to_contain_text("Nålen står 40 m från där telefonen säger att du är.")
    expect(page.locator(TOLD)).to_contain_text("Närmast: Storgatan")
    assert list_faults(page) == []
    tab_to(page, "#find")
    page.keyboard.type("lampa")
    follow(page)
    expect(page.locator(".card").first).to_contain_text("Nålen står 40 m från där telefonen säger att du är.")
    tab_to(page, "button[value='belysning.enstaka']")
    follow(page)
    page.fill("#words", "Mörkt vid porten.")
    page.click("button.big")
    expect(page.locator("h1")).to_have_text("Tack! Vi har din anmälan")
    reference = page.url.split("/arende/")[1].split("/")[0]
    report = read_case(town, reference)["reports"][0]
    assert (report["latitude"], report["longitude"]) == (pytest.approx(58.200046, abs=2e-6), 18.58932)
    assert report["accuracyM"] is None
    assert report["device"] == {"latitude": 58.199686, "longitude": 18.58932, "accuracyM": 9.0}


def read_case(town: MailTown, reference: str) -> dict[str, Any]:
    """The case as the API tells Bo."""
    with town.web.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, BO)
        assert person is not None
        token = accounts.start_session(session, person.id, kind=SessionKind.BEARER)
    client = create_app(town.settings, town.web).test_client()
    answer = client.get(f"/api/v1/9901/cases/{reference}", headers={"Authorization": f"Bearer {token}"})
    assert isinstance(answer.json, dict)
    return answer.json


def test_a_press_on_the_map_and_a_drag_move_it_too(page: Page, address: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{address}/{LAMP}&category=belysning.enstaka")
    open_map(page)
    page.wait_for_timeout(1500)
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2)
    expect(page.locator(TOLD)).to_contain_text("m från där telefonen säger att du är.")
    pressed = page.locator("input[data-pin='lon']").first.input_value()
    assert float(pressed) > 18.58932
    pin = page.locator("button.pin").bounding_box()
    assert pin is not None
    page.mouse.move(pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2)
    page.mouse.down()
    page.mouse.move(pin["x"] + 100, pin["y"] + 80, steps=5)
    page.mouse.up()
    assert page.locator("input[data-pin='lon']").first.input_value() > pressed
    assert list_faults(page) == []
    for _ in range(2):
        page.click("[data-act='undo']")
    expect(page.locator(TOLD)).to_contain_text("Nålen står där den stod först.")
    assert page.locator("input[data-pin='lon']").first.is_disabled()


@pytest.mark.parametrize("step", ["", "&category=belysning.enstaka"])
def test_the_page_is_as_light_as_before_until_the_map_is_asked_for(browser: Browser, address: str, step: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    page.goto(f"{address}/{LAMP}{step}", wait_until="networkidle")
    assert sum(weights.values()) < MOST_BYTES_BEFORE_THE_MAP, weights
    assert not any("maplibre" in url or "view-" in url for url in weights)
    context.close()


def test_without_javascript_nothing_is_missing(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{LAMP}&category=belysning.enstaka")
    expect(page.locator(OPEN)).to_be_hidden()
    page.fill("#words", "Mörkt.")
    page.click("button.big")
    expect(page.locator("h1")).to_have_text("Tack! Vi har din anmälan")
    context.close()


def test_without_webgl_the_buttons_move_it_all_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    context.route("**/view-*", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address}/{LAMP}")
    page.click(OPEN)
    expect(page.locator(TOLD)).to_contain_text("Kartan kan inte visas här. Knapparna flyttar nålen ändå.")
    page.click("text=Flytta österut")
    expect(page.locator(TOLD)).to_contain_text("Nålen står 5 m från där telefonen säger att du är.")
    context.close()


def test_the_agent_moves_the_pin_while_the_caller_talks(browser: Browser, town: MailTown, address: str) -> None:
    with town.web.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, BO)
        assert person is not None
        token = accounts.start_session(session, person.id, kind=SessionKind.BROWSER)
    context = browser.new_context(viewport=DESK, locale="sv-SE")
    page = context.new_page()
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page.goto(f"{address}/angsby/kontaktcenter/ny")
    page.fill("#place", "Storgatan 12")
    page.fill("#what", "lampa")
    page.click("button.big")
    open_map(page)
    page.wait_for_timeout(1000)
    page.click("text=Flytta norrut")
    page.click("text=Flytta norrut")
    expect(page.locator(TOLD)).to_contain_text("Nålen står 10 m från där den stod först.")
    assert list_faults(page) == []
    page.click("button.big")
    if page.locator(".reference").count() == 0:
        page.click("button.big")
    reference = page.locator(".reference").inner_text()
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/angsby/kontaktcenter/arende/{reference}")
    page.click(OPEN)
    expect(page.locator("div.pin")).to_be_visible(timeout=30_000)
    assert page.locator("[data-north]").count() == 0
    assert list_faults(page) == []
    with town.transaction() as session:
        case = cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(reference))
        start = (18.58932, 58.199686)
        assert case.latitude > start[1]
    context.close()
