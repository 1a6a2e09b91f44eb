"""Photos from a phone: chosen with the report, sent after it one by one, through a line that breaks and a reload."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from backend import wiring
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.mail_town import MailTown, open_mail_town
from tests.photo_builders import build_truncated_jpeg

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FORM = "/angsby/anmal?lat=58.199686&lon=18.589320&place=Storgatan+12&category=belysning.enstaka"


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
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three photos, one and a half megabytes each, and one that is damaged."""
    made = []
    for number in range(3):
        written = io.BytesIO()
        Image.frombytes("RGB", (800, 700), os.urandom(800 * 700 * 3)).save(written, "JPEG", quality=95)
        made.append(tmp_path / f"lampan-{number}.jpg")
        made[-1].write_bytes(written.getvalue())
    made.append(tmp_path / "trasig.jpg")
    made[-1].write_bytes(build_truncated_jpeg())
    return made


def pass_photos(town: MailTown) -> None:
    gate = wiring.build_photo_gate(town.worker, town.settings)
    while gate.process_next((PRACTICE_CODE,)):
        pass


def test_photos_chosen_with_the_report_follow_it_through_a_broken_line_and_a_reload(
    page: Page, address: str, town: MailTown, photos: list[Path]
) -> None:
    cuts: list[str] = []

    def cut(route: Route) -> None:
        """The second part of each photo never arrives, and after three the line is dead."""
        if route.request.headers.get("upload-offset", "0") != "0" and len(cuts) < 3:
            cuts.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/photos/uploads/*", cut)
    page.goto(address + FORM)
    page.set_input_files("#photo[multiple]", photos)
    assert list_faults(page) == []
    page.click("button.big")
    expect(page.locator("h1")).to_have_text("Tack! Vi har din anmälan")
    lines = page.locator("#foto [role='status'] p")
    expect(lines).to_have_count(4)
    expect(lines.first).to_contain_text("lampan-0.jpg")
    expect(page.locator("#foto [role='status']")).to_contain_text("din anmälan är sparad", timeout=15_000)
    _look(page, "photos-under-way")
    page.reload()
    expect(page.locator("#own-photos li")).to_have_count(4, timeout=60_000)
    assert len(cuts) == 3
    assert list_faults(page) == []
    pass_photos(town)
    page.reload()
    expect(page.locator("#own-photos img")).to_have_count(3)
    expect(page.locator("#own-photos")).to_contain_text("Ett foto kan inte visas. Din anmälan står kvar.")
    expect(page.locator("#photo-hint")).to_contain_text("7 till får plats")
    for size, name in ((PHONE, "photos-phone"), (DESK, "photos-desk")):
        page.set_viewport_size(size)
        assert list_faults(page) == []
        _look(page, name)


def test_the_page_shows_by_itself_what_became_of_a_photo(
    page: Page, address: str, town: MailTown, photos: list[Path]
) -> None:
    page.goto(address + FORM)
    page.click("button.big")
    page.set_input_files("#photo[multiple]", photos[:2])
    page.click("text=Skicka fotot")
    expect(page.locator("#foto [role='status']")).to_contain_text("lampan-1.jpg har kommit fram", timeout=30_000)
    expect(page.locator("#own-photos")).to_contain_text("Fotot har kommit fram och gås igenom")
    pass_photos(town)
    expect(page.locator("#own-photos img")).to_have_count(2, timeout=30_000)


def _look(page: Page, name: str) -> None:
    """Keep what the page looks like, where somebody asked for it."""
    if folder := os.environ.get("LAGAT_SCREENSHOTS"):
        page.locator("#foto").scroll_into_view_if_needed()
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
