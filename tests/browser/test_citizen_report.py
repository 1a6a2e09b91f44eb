"""A dark lamp reported on a phone by keyboard alone, and every page looked at by axe in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from backend import dispatch
from backend.cases import Outcome
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.browser.citizen_pages import DESK, PHONE, chromium, follow, list_faults, served, tab_to
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town
from tests.photo_builders import build_jpeg

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BY_THE_LAMP = "lat=58.199686&lon=18.589320&place=Storgatan+12"

IN_ENGLISH_TOO = {"start", "where", "what", "form", "acute form", "asked", "verdict", "found"}
"""Pages looked at in English as well, on a desk: one of each make."""


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
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []


def report_by_keyboard(page: Page, address: str, photo: Path) -> None:
    """Storgatan, a lamp, what is on its post, a photo, an address to write to: no mouse."""
    # The browser is told beforehand that choosers are ours: told in the same breath as the key, it may come too late.
    page.on("filechooser", lambda _: None)
    page.goto(f"{address}/angsby/")
    tab_to(page, "a.button.big")
    follow(page)
    tab_to(page, "#q")
    page.keyboard.type("storgtan 12")
    follow(page)
    tab_to(page, "a.choice")
    follow(page)
    expect(page.locator("h1")).to_have_text("Vad gäller det?")
    expect(page.locator(".card").first).to_contain_text("Storgatan 12, 8 meter från stolpe 4711. Stämmer det?")
    tab_to(page, "#find")
    page.keyboard.type("lampa")
    follow(page)
    tab_to(page, "button[value='belysning.enstaka']")
    follow(page)
    tab_to(page, "#answer-post_number")
    page.keyboard.type("4711")
    tab_to(page, "input[name='answer-how_many']")
    page.keyboard.press("Space")
    tab_to(page, "#words")
    page.keyboard.type("Mörkt vid porten sedan i går.")
    tab_to(page, "#photo")
    choose_by_keyboard(page, photo)
    tab_to(page, "#mail")
    page.keyboard.type("amira@example.org")
    tab_to(page, "button.big")
    follow(page)


def choose_by_keyboard(page: Page, photo: Path) -> None:
    """Enter opens the chooser of the field that has the focus; a busy browser may want to be asked again."""
    for left in (2, 1, 0):
        try:
            with page.expect_file_chooser(timeout=8_000) as chooser:
                page.keyboard.press("Enter")
        except Error:
            if not left:
                raise
        else:
            chooser.value.set_files(photo)
            return


def test_a_broken_lamp_is_reported_by_keyboard_alone_with_a_photo(
    page: Page, address: str, town: MailTown, tmp_path: Path
) -> None:
    photo = tmp_path / "lampan.jpg"
    photo.write_bytes(build_jpeg())
    report_by_keyboard(page, address, photo)
    expect(page.locator("h1")).to_have_text("Tack! Vi har din anmälan")
    expect(page.locator("main")).to_contain_text("Den läses senast")
    expect(page.locator("#foto")).to_contain_text("Fotot har kommit fram")
    assert list_faults(page) == []
    tab_to(page, "#words")
    page.keyboard.type("Den blinkar nu.")
    tab_to(page, "form[action$='/skriv'] button")
    follow(page)
    expect(page.locator("#skrivet")).to_contain_text("Den blinkar nu.")


def test_the_back_button_keeps_what_was_typed(page: Page, address: str) -> None:
    page.goto(f"{address}/angsby/anmal?{BY_THE_LAMP}&category=belysning.enstaka")
    page.fill("#words", "Mörkt vid porten.")
    page.click("text=Ändra vad det gäller")
    page.go_back()
    expect(page.locator("#words")).to_have_value("Mörkt vid porten.")


def test_a_dangerous_answer_shows_whom_to_ring(page: Page, address: str) -> None:
    page.goto(f"{address}/angsby/anmal?{BY_THE_LAMP}&category=annat")
    ring = page.locator(".if-danger")
    expect(ring).to_be_hidden()
    page.check("input[data-danger]")
    expect(ring).to_be_visible()
    assert list_faults(page) == []


def test_ones_own_position_leads_on_in_words(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport=PHONE,
        locale="sv-SE",
        permissions=["geolocation"],
        geolocation={"latitude": 58.199686, "longitude": 18.58932, "accuracy": 9},
    )
    page = context.new_page()
    page.goto(f"{address}/angsby/anmal")
    page.click("text=Jag står där nu")
    expect(page.locator(".card").first).to_contain_text("Storgatan 12, 8 meter från stolpe 4711. Stämmer det?")
    expect(page.locator(".card").first).to_contain_text("Noggrannhet: ungefär 9 meter.")
    context.close()


def test_the_acute_page_changes_by_itself_and_keeps_what_is_typed(page: Page, address: str, town: MailTown) -> None:
    page.goto(f"{address}/angsby/anmal?{BY_THE_LAMP}&category=va.lacka")
    page.click("button.big")
    expect(page.locator("#standing")).to_contain_text("Ingen på kommunen har läst det här än.")
    assert list_faults(page) == []
    page.fill("#words", "Det forsar")
    page.evaluate("document.getElementById('standing').dataset.every = '5'")
    town.react()
    with town.transaction() as session:
        [alarm] = dispatch.list_calling_alarms(session, PRACTICE_CODE)
        now = clock.now(session)
        dispatch.acknowledge_alarm(session, PRACTICE_CODE, alarm.id, role="jour", actor=BO, now=now)
    expect(page.locator("#standing")).not_to_contain_text("Ingen på kommunen", timeout=40_000)
    expect(page.locator("#words")).to_have_value("Det forsar")


def list_pages(address: str, town: MailTown) -> dict[str, str]:
    """Every page of the citizens' face, by what it is."""
    resolved = town.reported()
    town.staff("resolve_case", resolved, outcome=Outcome.MENDED)
    asked = town.reported()
    town.staff("ask_reporters", asked, words="Vilken sida av gatan?")
    token = message_links.follow_token(town.settings, resolved.report_id)
    verdict = message_links.verdict_token(town.settings, resolved.report_id, 1)
    asked_token = message_links.follow_token(town.settings, asked.report_id)
    here = f"{address}/angsby"
    return {
        "towns": f"{address}/",
        "start": f"{here}/",
        "where": f"{here}/anmal",
        "hits": f"{here}/anmal?q=storgtan",
        "no hits": f"{here}/anmal?q=xyzzyq",
        "wrong coordinates": f"{here}/anmal?position=12",
        "what": f"{here}/anmal?{BY_THE_LAMP}",
        "what, searched": f"{here}/anmal?{BY_THE_LAMP}&find=lampa",
        "form": f"{here}/anmal?{BY_THE_LAMP}&category=belysning.enstaka",
        "acute form": f"{here}/anmal?{BY_THE_LAMP}&category=belysning.fara",
        "carriageway or path": f"{here}/anmal?lat=58.20504&lon=18.60512&category=vag.linjer",
        "follow": f"{address}{message_links.follow_path('angsby', resolved.reference, token)}",
        "asked": f"{address}{message_links.follow_path('angsby', asked.reference, asked_token)}",
        "verdict": f"{address}{message_links.verdict_path('angsby', resolved.reference, 1, verdict)}",
        "find": f"{here}/hitta",
        "found": f"{here}/hitta?reference={resolved.reference}",
        "misread": f"{here}/hitta?reference=K7M4",
        "not found": f"{here}/arende/{resolved.reference}/fel",
    }


def test_axe_finds_nothing_on_any_page_in_either_language(page: Page, address: str, town: MailTown) -> None:
    faults: dict[str, list[str]] = {}
    for name, at in list_pages(address, town).items():
        for language, size in (("sv", PHONE), ("en", DESK)):
            if language == "en" and name not in IN_ENGLISH_TOO:
                continue
            page.set_viewport_size(size)
            page.goto(f"{at}{'&' if '?' in at else '?'}lang={language}")
            assert page.get_attribute("html", "lang") == language
            if found := list_faults(page):
                faults[f"{name} {language}"] = found
    assert faults == {}
