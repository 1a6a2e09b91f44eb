"""The portal's pages of second factors and devices in Chromium, on a phone and a desk, and a passkey of its own.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize
from werkzeug.serving import make_server

from backend.app import create_app as create_backend
from contractor_portal.app import create_app
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults
from tests.factor_builders import take_factors_away
from tests.portal.browsing import Browser
from tests.portal.conftest import CLEO, begin_session, portal_settings
from tests.portal.servers import Served
from tests.town import Town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(town: Town) -> Iterator[tuple[str, Flask]]:
    """The portal at a name, over a backend that requires a second factor: its address, and the app."""
    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True)
    where = f"http://localhost:{server.server_port}"
    backend = Served(create_backend(replace(town.settings, portal_address=where, second_factor="required"), town.web))
    server.app = app = create_app(portal_settings(backend.address))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield where, app
    server.shutdown()
    server.server_close()
    thread.join(5)
    backend.stop()


def sign_in(page: Page, town: Town, site: tuple[str, Flask]) -> None:
    """Half a session, as after the mailed link."""
    where, app = site
    holder = Browser(app)
    holder.sign_in_with(begin_session(town.web, CLEO))
    cookie = holder.client.get_cookie("lagat_portal")
    assert cookie is not None
    page.context.add_cookies([{"name": "lagat_portal", "value": cookie.value, "url": where}])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_foreman_adds_a_passkey_and_signs_in_by_it(
    browser: Chromium, town: Town, site: tuple[str, Flask], size: ViewportSize
) -> None:
    where = site[0]
    context = browser.new_context(viewport=size, locale="sv-SE")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    says_yes = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**says_yes, "automaticPresenceSimulation": True}})
    faults: list[str] = []

    def look(name: str) -> None:
        if folder := os.environ.get("LAGAT_SCREENS"):
            page.screenshot(path=str(Path(folder) / f"portal-{name}-{size['width']}.png"), full_page=True)
        faults.extend(f"{name}: {fault}" for fault in list_faults(page))

    sign_in(page, town, site)
    page.goto(where)
    look("set-up")
    page.get_by_role("button", name="Ställ in en app").click()
    look("app")
    page.get_by_role("button", name="Lägg till en nyckel").click()
    page.get_by_text("Skriv upp reservkoderna").wait_for()
    look("codes")
    page.get_by_role("link", name="Jag har sparat dem").click()
    page.get_by_role("heading", name="Mina order").wait_for()
    page.goto(f"{where}/account")
    look("account")
    sign_in(page, town, site)
    page.goto(where)
    look("asked")
    page.get_by_role("button", name="Använd din nyckel").click()
    page.get_by_role("heading", name="Mina order").wait_for()
    page.goto(f"{where}/sign-in/password")
    look("password")
    context.close()
    take_factors_away(town.owner)
    assert faults == []
