"""What a newcomer does in the first five minutes, in a browser, over every process as it really runs.

Amira reports a dark lamp on a phone without JavaScript; Bo sees it in the console with the reason; Cleo takes and mends it
in the portal with a photo; Amira reads her mail, follows the link and says no; Cleo gets it back, marked as warranty.
"""

import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from backend.adapters.postbox import read_postbox
from backend.commands.demo_house import House, Part
from backend.commands.serve import portal_command, portal_environment, web_command, worker_command
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from tests.databases import DatabaseUrls
from tests.mail_servers import run_sink
from tests.photo_builders import build_jpeg
from tests.town import WEDNESDAY_MORNING

pytestmark = pytest.mark.browser

TEN_MINUTES_A_SECOND = 600.0
PATIENCE_SECONDS = 40.0


def free_port() -> int:
    """A port of loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Town:
    """Ängsby with all its processes; ``web`` and ``portal`` are addresses, ``mail`` the folder of the sink."""

    def __init__(self, web: str, portal: str, mail: Path, owner: Database) -> None:
        self.web, self.portal, self.mail, self._owner = web, portal, mail, owner

    def find_link(self, address: str, pattern: str, *, after: int = 0) -> str:
        """The newest link of that form mailed to ``address``, once there are more than ``after`` such mails."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            links = [re.search(pattern, mail.body) for mail in read_postbox(self.mail, to=address)]
            found = [link[0] for link in links if link]
            if len(found) > after:
                return found[0]
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} with {pattern}")

    def hurry(self) -> None:
        """From now on ten minutes pass in a second: nobody here waits for the undo."""
        with self._owner.transaction(GLOBAL) as session:
            clock.simulate(session, start=clock.now(session), speed=TEN_MINUTES_A_SECOND)


@pytest.fixture(scope="module")
def town(
    database_urls: DatabaseUrls,
    settings_environment: Callable[..., dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch_module: pytest.MonkeyPatch,
) -> Iterator[Town]:
    """Every process on free ports, over this module's database."""
    monkeypatch_module.setenv("LAGAT_VAR", str(tmp_path_factory.mktemp("var")))
    mail = tmp_path_factory.mktemp("mail")
    owner = Database(database_urls.owner)
    with owner.transaction(GLOBAL) as session:
        clock.simulate(session, start=WEDNESDAY_MORNING, speed=1)
    web_port, portal_port = free_port(), free_port()
    house = House(ports={})
    with run_sink(mail) as mail_port:
        environment = settings_environment(
            LAGAT_WEB_ADDRESS=f"http://127.0.0.1:{web_port}",
            LAGAT_PORTAL_ADDRESS=f"http://127.0.0.1:{portal_port}",
            LAGAT_PORTAL_SECRET="a portal secret for tests, long enough",
            LAGAT_SMTP_PORT=str(mail_port),
            LAGAT_WORKER_POLL_SECONDS="0.1",
            LAGAT_TICK_SECONDS="1",
        )
        web, portal = environment["LAGAT_WEB_ADDRESS"], environment["LAGAT_PORTAL_ADDRESS"]
        try:
            house.start(Part("web", "Web", web_command("127.0.0.1", web_port), environment, health=f"{web}/healthz"))
            house.start(Part("worker", "Worker", worker_command(), environment, says="worker started"))
            house.start(
                Part(
                    "portal", "Portal", portal_command("127.0.0.1", portal_port), portal_environment(environment),
                    health=f"{portal}/healthz",
                )
            )  # fmt: skip
            yield Town(web, portal, mail, owner)
        finally:
            house.stop()
            owner.close()


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    """A monkeypatch for the whole module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


def phone(chromium: Chromium) -> Page:
    """A phone on which nothing but pages works."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="sv-SE", java_script_enabled=False)
    return context.new_page()


def sign_in(page: Page, town: Town, face: str, address: str) -> None:
    """Ask for a link, open it from the mail, press the button."""
    page.goto(f"{face}/sign-in")
    page.get_by_role("textbox").fill(address)
    page.locator("main button").first.click()
    page.goto(town.find_link(address, re.escape(face) + r"/sign-in/t/\S+"))
    page.locator("main button").first.click()


def test_one_fault_all_the_way(town: Town, chromium: Chromium, owner_engine: sa.Engine) -> None:
    amira = phone(chromium)
    amira.goto(f"{town.web}/angsby/")
    amira.get_by_role("link", name="Anmäl ett fel").click()
    amira.get_by_label("Adress, plats eller lyktstolpe").fill("storgatn 12")
    amira.get_by_role("button", name="Sök").click()
    amira.get_by_text("Storgatan 12", exact=True).first.click()
    amira.get_by_text("Belysning", exact=True).click()
    amira.get_by_text("En lampa är släckt").click()
    amira.get_by_label("Berätta mer").fill("Lampan är mörk sedan i måndags.")
    amira.locator("input[type=file]").set_input_files(
        {"name": "lampa.jpg", "mimeType": "image/jpeg", "buffer": build_jpeg()}
    )
    amira.get_by_label("Din e-postadress").fill("amira@example.org")
    amira.get_by_role("button", name="Skicka anmälan").click()
    assert amira.get_by_text("Den läses senast").is_visible()
    follow = town.find_link("amira@example.org", re.escape(town.web) + r"/angsby/arende/\S+")

    bo = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="sv-SE").new_page()
    sign_in(bo, town, town.web, "bo@angsby.example")
    bo.goto(f"{town.web}/angsby/kontaktcenter/arenden")
    bo.get_by_role("link", name="En lampa är släckt").first.click()
    assert bo.get_by_text("Lampan är mörk sedan i måndags.").is_visible()
    assert bo.get_by_text("Gatuenheten beställer").is_visible()

    cleo = phone(chromium)
    sign_in(cleo, town, town.portal, "cleo@cleo-drift.example")
    cleo.get_by_text("En lampa är släckt").first.click()
    order = cleo.url
    cleo.get_by_role("button", name="Ta jobbet").click()
    assert cleo.get_by_text("Ni har tagit jobbet").is_visible()
    cleo.locator("summary", has_text="Klart").click()
    form = cleo.locator("details[open]")
    form.locator("input[type=file]").set_input_files(
        {"name": "klart.jpg", "mimeType": "image/jpeg", "buffer": build_jpeg()}
    )
    form.get_by_role("button", name="Skicka: Klart").click()
    assert cleo.get_by_text("Godkänd").first.is_visible()

    town.hurry()
    amira.goto(town.find_link("amira@example.org", re.escape(town.web) + r"/angsby/svar/\S+"))
    assert amira.get_by_role("heading", name="Är det lagat?").is_visible()
    amira.get_by_label("Vad ser du?").fill("Den är fortfarande mörk.")
    amira.get_by_role("button", name="Nej").click()
    town.find_link("cleo@cleo-drift.example", re.escape(town.portal) + r"/9901/order/\S+", after=1)
    cleo.goto(town.portal)
    cleo.get_by_text("En lampa är släckt").first.click()
    assert cleo.url != order
    assert cleo.get_by_text("garanti", exact=False).first.is_visible()
    amira.goto(follow)
    assert amira.get_by_text("Öppnad igen").first.is_visible()
    with owner_engine.connect() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        parked = connection.scalar(sa.text("SELECT count(*) FROM reaction WHERE state = 'parked'"))
    assert parked == 0
