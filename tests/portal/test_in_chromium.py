"""The portal in Chromium: every page on a phone and a desk, by ear, by keyboard alone, and without JavaScript.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, FilePayload, Page, sync_playwright

from backend.cases import Outcome
from backend.practice import PRACTICE_CODE
from contractor_portal.app import create_app
from contractor_portal.settings import PortalSettings
from tests.browser.citizen_pages import SETTLED
from tests.photo_builders import build_jpeg
from tests.portal.browsing import Browser
from tests.portal.conftest import (
    CLEO,
    SECRET,
    BrowserOf,
    begin_session,
    get_order,
    make_orders,
    order_by_hand,
    pass_photos,
    portal_settings,
)
from tests.portal.servers import Served
from tests.town import Town

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 800)
SMALLEST_TARGET = 48
CREW = "driftgruppen@angsby.example"
MEASURE = """() => [...document.querySelectorAll('a, button, summary, label.tick, input:not([type=hidden]):not([type=radio]), textarea')]
  .filter(each => each.getClientRects().length && !each.classList.contains('skip'))
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect().height])"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(served: Served) -> Iterator[Served]:
    """The portal on loopback."""
    site = Served(create_app(portal_settings(served.address)))
    yield site
    site.stop()


@pytest.fixture(scope="module")
def orders(town: Town) -> dict[str, str]:
    """Orders in every state a page shows, by a name."""
    found = dict(
        zip(
            ("new", "waiting", "done", "declined", "busy"), make_orders(town, 5, words="Det är mörkt här."), strict=True
        )
    )
    found["acute"] = make_orders(town, 1, category="belysning.fara", answers={"what": "cables"})[0]
    found["locked"] = order_by_hand(town, "park", category="park.trad-fallit", answers={"power_line": "yes"})
    return found


@pytest.fixture
def opened(chromium: Chromium, site: Served, town: Town) -> Iterator[Open]:
    """``opened(size, email, javascript=…)``: a page of a fresh browser in which that person is signed in."""
    contexts: list[BrowserContext] = []

    def open_page(size: tuple[int, int], email: str | None, *, javascript: bool = True, address: str = "") -> Page:
        where = address or site.address
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="sv-SE",
            base_url=where,
            java_script_enabled=javascript,
            has_touch=size == PHONE,
        )
        contexts.append(context)
        if email is not None:
            context.add_cookies([{"name": "lagat_portal", "value": signed_in_cookie(town, email), "url": where}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def signed_in_cookie(town: Town, email: str) -> str:
    """The portal's own cookie for a session begun already."""
    browser = Browser(create_app(portal_settings("http://127.0.0.1:9")))
    browser.sign_in_with(begin_session(town.web, email))
    cookie = browser.client.get_cookie("lagat_portal")
    assert cookie is not None
    return cookie.value


def look_at(page: Page, name: str) -> None:
    """No fault by axe, nothing wider than the screen, every target large enough for a cold finger."""
    size = page.viewport_size
    assert size is not None
    folder = os.environ.get("LAGAT_SCREENS")
    if folder:
        page.screenshot(path=Path(folder) / f"portal_{name}_{size['width']}.png", full_page=True)
    page.evaluate(SETTLED)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    small = [each for each in page.evaluate(MEASURE) if each[1] < SMALLEST_TARGET - 0.5]
    assert small == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_signing_in(opened: Open, size: tuple[int, int]) -> None:
    page = opened(size, None)
    page.goto("/")
    look_at(page, "sign_in")
    page.get_by_label("Din mejladress").fill("cleo@")
    page.get_by_role("button", name="Mejla mig en länk").click()
    look_at(page, "sign_in_wrong")
    page.get_by_label("Din mejladress").fill(CLEO)
    page.get_by_role("button", name="Mejla mig en länk").click()
    look_at(page, "sign_in_sent")
    other = opened(size, None)
    other.goto(f"/sign-in/t/{'a' * 43}")
    look_at(other, "sign_in_link")
    other.get_by_label("De sex siffrorna").fill("123456")
    other.get_by_role("button", name="Logga in").click()
    look_at(other, "sign_in_over")


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_lists_and_orders(
    opened: Open, size: tuple[int, int], orders: dict[str, str], town: Town, browser_of: BrowserOf
) -> None:
    prepare(orders, town, browser_of)
    page = opened(size, CLEO)
    page.goto("/")
    look_at(page, "orders")
    for name in ("new", "acute", "waiting", "done", "declined"):
        page.goto(orders[name])
        look_at(page, f"order_{name}")
    page.goto(orders["new"])
    for summary in page.locator("details > summary").all():
        summary.click()
    look_at(page, "order_forms")
    page.goto(f"/{PRACTICE_CODE}/ended")
    look_at(page, "ended")
    page.goto("/9901/order/K7M4-RTXB")
    look_at(page, "not_found")
    crew = opened(size, CREW)
    crew.goto(orders["locked"])
    look_at(crew, "order_locked")
    page.goto(f"{orders['new']}?lang=en")
    look_at(page, "order_english")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_that_give_back(opened: Open, size: tuple[int, int], orders: dict[str, str], backend: Served) -> None:
    page = opened(size, CLEO)
    page.goto(orders["busy"])
    backend.break_on = lambda method, path: method == "POST"
    page.locator("#wait > summary").click()
    page.get_by_label("Tjäle eller kyla").check()
    page.locator("#wait-words").fill("Tjälen går en meter ner.")
    page.get_by_role("button", name="Skicka: Vi måste vänta").click()
    look_at(page, "given_back_down")
    page.goto(orders["busy"])
    page.locator("#complete > summary").click()
    page.locator("#complete-photo").set_input_files(picture_of(b"x"))
    page.get_by_role("button", name="Skicka: Klart").click()
    look_at(page, "given_back_photo")
    backend.behave()
    page.goto(orders["busy"])
    page.locator("#decline > summary").click()
    page.get_by_role("button", name="Skicka: Tacka nej").click()
    look_at(page, "given_back_wrong")
    page.goto(orders["busy"])
    page.locator("#decline > summary").click()
    page.locator("#decline-words").fill("Vi har ingen lift.")
    backend.break_on = lambda method, path: True
    page.goto("/")
    look_at(page, "down")


def test_an_ended_session_gives_the_words_back(opened: Open, orders: dict[str, str], town: Town) -> None:
    page = opened(PHONE, CLEO)
    page.goto(orders["busy"])
    cut = page.context.cookies()[0]
    page.locator("#wait > summary").click()
    page.locator("#wait-words").fill("Tjälen går en meter ner.")
    ended = Browser(create_app(PortalSettings("test", "http://127.0.0.1:9", "http://127.0.0.1:8081", SECRET)))
    ended.client.set_cookie("lagat_portal", str(cut["value"]))
    with ended.client.session_transaction() as kept:
        kept["token"] = "a token that has ended, made up for this test"
    cookie = ended.client.get_cookie("lagat_portal")
    assert cookie is not None
    page.context.add_cookies([{"name": "lagat_portal", "value": cookie.value, "url": page.url}])
    page.get_by_role("button", name="Skicka: Vi måste vänta").click()
    assert page.locator("#wait-words").input_value() == "Tjälen går en meter ner."
    look_at(page, "given_back_signed_out")


def test_an_order_is_taken_and_done_by_keyboard_alone(opened: Open, town: Town) -> None:
    address = make_orders(town, 1)[0]
    page = opened(DESK, CLEO)
    page.goto("/")
    go_to(page, f'a[href="{address}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    go_to(page, "#accept button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ni har tagit jobbet.")
    go_to(page, "#complete > summary")
    page.keyboard.press("Enter")
    go_to(page, "#complete input[name=outcome]:checked")
    page.keyboard.press("ArrowDown")
    go_to(page, "#complete-words")
    page.keyboard.type("Lagat till våren.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Skickat: jobbet är klart.")
    order = get_order(town, address)
    assert (order.outcome, order.done_words) == (Outcome.TEMPORARILY_MENDED, "Lagat till våren.")


def test_an_order_is_taken_and_done_with_a_photo_without_javascript(opened: Open, town: Town) -> None:
    address = make_orders(town, 1)[0]
    page = opened(PHONE, CLEO, javascript=False)
    page.goto("/")
    page.locator(f'a[href="{address}"]').click()
    page.locator("#accept button").click()
    page.locator("#complete > summary").click()
    page.locator("#complete-photo").set_input_files(picture_of(build_jpeg(size=(800, 600))))
    page.locator("#complete-words").fill("Bytte lampan.")
    page.get_by_role("button", name="Skicka: Klart").click()
    page.wait_for_selector("text=Skickat: jobbet är klart.")
    assert get_order(town, address).state == "approved"
    pass_photos(town)
    page.reload()
    assert page.locator(".photos img").first.evaluate("each => each.complete && each.naturalWidth > 0")


def picture_of(content: bytes) -> FilePayload:
    """A photo as a phone's camera gives it."""
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}


def prepare(orders: dict[str, str], town: Town, browser_of: BrowserOf) -> None:
    """Bring the orders to the states of their names; those that are there already stay."""
    cleo = browser_of(CLEO)
    forms: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("waiting", "/wait", {"reason": "parts", "until": "2026-09-25", "words": "Armaturen är beställd."}),
        ("done", "/complete", {"outcome": "no_fault_found", "words": "Lampan lyser."}),
        ("declined", "/decline", {"reason": "no_capacity"}),
    )
    for name, ending, filled_in in forms:
        if get_order(town, orders[name]).state != name:
            cleo.go(orders[name])
            if name == "done":
                cleo.send("/photo", photo=build_jpeg(size=(400, 300)))
                pass_photos(town)
            cleo.send(ending, **filled_in)


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement === document.querySelector(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")
