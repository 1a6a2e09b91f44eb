"""Second factors in Chromium: a passkey with the browser's own software authenticator, and how each page looks.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from werkzeug.serving import make_server

from backend.accounts import SessionKind
from backend.app import create_app
from backend.foundation.settings import Settings
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults
from tests.databases import DatabaseUrls
from tests.factor_builders import give_app, take_factors_away
from tests.mail_town import MailTown, open_mail_town
from tests.web.conftest import ADMIN, BO, begin_session
from tests.web.console_builders import HOME

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
FACTORS, SECOND = "/konto/tvasteg", "/sign-in/second"


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    with open_mail_town(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(town: MailTown) -> Iterator[str]:
    """Ängsby at a name, since browsers know passkeys at no bare number, and with a second factor required."""
    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True)
    where = f"http://localhost:{server.server_port}"
    server.app = create_app(replace(town.settings, web_address=where, second_factor="required"), town.web)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield where
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _nobody_has_one(town: MailTown) -> Iterator[None]:
    yield
    take_factors_away(town.owner)


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(size: ViewportSize = DESK) -> BrowserContext:
        made.append(browser.new_context(viewport=size, locale="sv-SE"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def sign_in(context: BrowserContext, town: MailTown, address: str, email: str = BO) -> None:
    """Half a session, as after the mailed link."""
    token = begin_session(town.web, email, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])


def plug_in_authenticator(page: Page) -> None:
    """A software authenticator that says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_passkey_is_made_at_the_first_sign_in_and_opens_the_next(
    contexts: Callable[..., BrowserContext], town: MailTown, address: str
) -> None:
    context = contexts()
    sign_in(context, town, address)
    page = context.new_page()
    plug_in_authenticator(page)
    page.goto(address + HOME)
    assert page.url == address + FACTORS
    page.get_by_role("button", name="Lägg till en nyckel").click()
    page.get_by_text("Skriv ut reservkoderna").wait_for()
    assert page.locator("ul.codes li").count() == 10
    assert list_faults(page) == []
    page.get_by_role("link", name="Jag har sparat dem").click()
    page.wait_for_url(address + HOME)

    sign_in(context, town, address)
    page.goto(address + HOME)
    assert page.url == address + SECOND
    page.get_by_role("button", name="Använd din nyckel").click()
    page.wait_for_url(address + HOME)


def test_somebody_elses_passkey_does_not_open(
    contexts: Callable[..., BrowserContext], town: MailTown, address: str
) -> None:
    bo, admin = contexts(), contexts()
    for context, email in ((bo, BO), (admin, ADMIN)):
        sign_in(context, town, address, email)
        page = context.new_page()
        plug_in_authenticator(page)
        page.goto(address + FACTORS)
        page.get_by_role("button", name="Lägg till en nyckel").click()
        page.get_by_text("Skriv ut reservkoderna").wait_for()
    sign_in(admin, town, address, BO)
    page.goto(address + SECOND)
    page.get_by_role("button", name="Använd din nyckel").click()
    page.get_by_text("Nyckeln gick inte att använda").wait_for()
    assert page.url == address + SECOND


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_right_by_ear_and_fits_the_screen(
    contexts: Callable[..., BrowserContext], town: MailTown, address: str, size: ViewportSize
) -> None:
    context = contexts(size)
    sign_in(context, town, address, ADMIN)
    page = context.new_page()
    seen: list[str] = []

    def look(name: str) -> None:
        keep(page, f"factor-{name}-{size['width']}")
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
        keep(page, f"factor-{name}-open-{size['width']}")
        seen.extend(f"{name}: {fault}" for fault in list_faults(page))

    page.goto(address + FACTORS)
    look("first")
    page.get_by_role("button", name="Ställ in en app").click()
    look("app")
    take_factors_away(town.owner)
    app = give_app(town.owner, ADMIN, town.settings.secrets)
    sign_in(context, town, address, ADMIN)
    page.goto(address + SECOND)
    look("asked")
    page.get_by_label("De sex siffror").fill(app.code())
    page.get_by_role("button", name="Fortsätt").click()
    page.wait_for_url(address + HOME)
    for name, path in {
        "password": "/sign-in/password", "set-up": FACTORS, "account": "/konto", "people": f"{HOME}behorighet?q=bo",
        "looks": f"{HOME}insyn",
    }.items():  # fmt: skip
        page.goto(address + path)
        look(name)
    page.goto(f"{address}{HOME}behorighet?q=cleo")
    page.get_by_role("link", name="Cleo", exact=True).click()
    look("person")
    page.goto(address + FACTORS)
    page.get_by_role("button", name="Gör nya koder").click()
    look("codes")
    assert seen == []
