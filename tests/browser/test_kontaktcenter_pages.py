"""The kontaktcenter in Chromium: every page on a phone and a desk, by keyboard alone, and a list that never moves.

With ``LAGAT_SCREENS=folder`` each page looked at is also kept as a picture.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from backend import cases, dispatch
from backend.accounts import SessionKind
from backend.cases import Outcome, State, Submitted
from backend.dispatch import Act
from backend.foundation.ids import read_reference, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.browser.citizen_pages import DESK, PHONE, chromium, follow, list_faults, served, tab_to
from tests.databases import DatabaseUrls
from tests.web.conftest import BO, STREETS, begin_session
from tests.web.console_builders import HOME, Console, open_console, page_of

pytestmark = pytest.mark.browser

OPEN_LID = {"category": "vag.brunn-lock", "answers": {"state": "open"}, "words": "Brunnslocket är borta!"}
MOST_KEYS = 60
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console.town) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, console: Console, address: str) -> Iterator[Open]:
    """``opened(path, BO, PHONE)``: the page as that person sees it; None is nobody."""
    contexts = []

    def open_page(path: str, person: str | None = BO, size: ViewportSize = DESK, *, scripts: bool = True) -> Page:
        context = browser.new_context(viewport=size, locale="sv-SE", java_script_enabled=scripts)
        contexts.append(context)
        if person is not None:
            token = begin_session(console.town.web, person, kind=SessionKind.BROWSER)
            context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def told(console: Console) -> dict[str, Submitted]:
    """Cases in the states a page shows, by a name."""
    lid = console.town.reported(**OPEN_LID)
    lamp = console.town.reported(words="Lampan är\u202e mörk.", name="Amira", place_words="Storgatan 12")
    done = console.town.reported()
    console.crew(done, Act.COMPLETE, outcome=Outcome.MENDED, words="Bytt lampa.")
    ended = console.town.reported()
    console.town.staff("resolve_case", ended, outcome=Outcome.GONE, words="Vi tittade.")
    view = console.town.reported(category="trafik.farthinder", words="Kan ni sätta farthinder?")
    console.answer(view, "Det hände igen.")
    annat = console.town.reported(category="annat", words="En kabel.")
    return {
        "lid": lid,
        "lamp": lamp,
        "done": done,
        "ended": ended,
        "view": view,
        "annat": annat,
        "held": console.hold(),
    }


def list_pages(told: dict[str, Submitted]) -> dict[str, str]:
    lists = {
        "attention": "",
        "all": "?tab=units",
        "cases": "arenden",
        "new": "ny",
        "deliveries": "leveranser?fate=queued",
    }
    pages = {name: HOME + path for name, path in lists.items()}
    return (
        pages
        | {f"case-{name}": page_of(submitted) for name, submitted in told.items()}
        | {"choose": "/sign-in?again=1"}
    )


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_right_by_ear_and_fits_the_screen(
    opened: Open, told: dict[str, Submitted], size: ViewportSize
) -> None:
    page = opened(HOME, BO, size)
    base = page.url.removesuffix(HOME)
    for name, path in list_pages(told).items():
        page.goto(base + path)
        keep(page, f"{name}-{size['width']}")
        assert list_faults(page) == [], name
        # Folded forms are looked at too.
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert list_faults(page) == [], f"{name}, all unfolded"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_person_on_call_takes_an_alarm_on_a_phone(
    console: Console, opened: Open, size: ViewportSize, address: str
) -> None:
    lid = console.town.reported(**OPEN_LID)
    with console.town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, lid.case_id)
    assert alarm is not None
    token = console.town.settings.secrets.make_token("alarm", alarm.id, 1)
    page = opened(f"/angsby/larm/{alarm.id}/1/{token}", None, size, scripts=False)
    button = page.get_by_role("button", name="Jag tar det")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["y"] + box["height"] < size["height"]
    button.click()
    assert "Entreprenörens jour har tagit det" in page.inner_text("main")
    assert console.case(lid).read_by_role == "Entreprenörens jour"
    seen = opened(f"/angsby/larm/{alarm.id}/1/{token}", None, size)
    keep(seen, f"on-call-{size['width']}")
    assert list_faults(seen) == []


def test_a_report_by_telephone_by_keyboard_alone(console: Console, opened: Open) -> None:
    page = opened(f"{HOME}ny")
    keys = 0
    for words in ("storgatan 12", "lampa"):
        page.keyboard.type(words)
        keys += len(words)
        if words != "lampa":
            page.keyboard.press("Tab")
            keys += 1
    follow(page)
    assert page.evaluate("document.activeElement.value").endswith("Storgatan 12")
    follow(page)
    reference = page.inner_text(".reference")
    with console.town.transaction() as session:
        case = cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(reference))
    assert case.place == "Storgatan 12"
    assert page.evaluate("document.activeElement.id") == "place"
    assert keys + 2 < MOST_KEYS


def test_deciding_by_keyboard_alone(console: Console, opened: Open) -> None:
    annat = console.town.reported(category="annat", words="Gropen är djup.")
    page = opened(page_of(annat))
    tab_to(page, "#decide-target")
    page.keyboard.type("Drift av gator")
    tab_to(page, "#act-decide button")
    follow(page)
    assert "Bestämt." in page.inner_text("main")
    console.town.react()
    assert console.case(annat).state is State.ASSIGNED


def test_approving_without_javascript(console: Console, opened: Open) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.MENDED)
    page = opened(HOME, STREETS, scripts=False)
    page.get_by_role("link").filter(has_text="släckt").first.wait_for()
    page.locator("li.row", has_text=show_reference(lamp.reference)).get_by_role("link").click()
    page.get_by_role("button", name="Godkänn arbetet").click()
    assert "Godkänt." in page.inner_text("main")


def test_deciding_without_javascript(console: Console, opened: Open) -> None:
    annat = console.town.reported(category="annat", words="En bänk är trasig.")
    page = opened(page_of(annat), scripts=False)
    page.select_option("#decide-target", label="Parkens egen drift (Parkenheten)")
    page.get_by_role("button", name="Bestäm", exact=True).click()
    console.town.react()
    assert console.case(annat).unit_code == "park"


def test_what_is_new_is_told_and_nothing_moves(console: Console, opened: Open) -> None:
    console.town.reported(category="annat", words="Förut.")
    page = opened(HOME)
    before = page.inner_text("ol.rows")
    new = console.town.reported(category="annat", words="Nytt.")
    link = page.get_by_role("link", name=re.compile(r"1 ny – visa"))
    link.wait_for(timeout=20_000)
    assert page.inner_text("ol.rows") == before
    link.click()
    assert show_reference(new.reference) in page.inner_text("ol.rows")


def test_only_the_chosen_category_shows_its_questions(opened: Open) -> None:
    page = opened(f"{HOME}ny")
    page.fill("#place", "Storgatan 12")
    page.fill("#what", "brunnslock")
    follow(page)
    assert page.get_by_label("Hur är det med locket?").is_visible()
    page.get_by_label("Något annat, eller vet inte").check()
    assert not page.get_by_label("Hur är det med locket?").is_visible()
