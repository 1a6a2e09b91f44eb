"""The pages of records in Chromium: by ear, and at two widths."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from backend import incidents, retention
from backend.accounts import SessionKind
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.settings import Settings
from backend.incidents import IncidentKind, IncidentStep, NewIncident, Risk, StepForm
from backend.practice import PRACTICE_CODE
from backend.retention import Criteria, NewHold, NewRule, What
from tests.browser.citizen_pages import DESK, PHONE, chromium, list_faults, served
from tests.databases import DatabaseUrls
from tests.mail_town import BO as STAFF
from tests.web.conftest import ADMIN, STREETS, begin_session
from tests.web.console_builders import HOME, Console, open_console

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def disclosure(console: Console) -> str:
    """A disclosure being masked, a hold and a rule that is not active."""
    lamp = console.town.reported(words="Ring Kerstin på 070-555 12 34, lampan är mörk.", name="Kerstin")
    streets = Scope((PRACTICE_CODE,), authority=console.case(lamp).authority_id)
    with console.town.web.transaction(streets) as session:
        now = clock.now(session)
        rule = NewRule(What.PERSONS, 730, "GN § 7", "10 § arkivlagen", "Plan 3.2", date(2026, 9, 1))
        retention.enter_rule(session, PRACTICE_CODE, rule, actor=STAFF, now=now)
        hold = NewHold("KS 17", "Överklagat", date(2027, 1, 1), case_ids=(lamp.case_id,))
        retention.place_hold(session, PRACTICE_CODE, hold, actor=STAFF, now=now)
        criteria = Criteria(categories=("belysning.enstaka",))
        asked = retention.draft_disclosure(session, PRACTICE_CODE, criteria, asked_for="Lampor", actor=STAFF, now=now)
        return str(asked.id)


@pytest.fixture(scope="module")
def incident(console: Console) -> str:
    """A personal data breach that has been assessed."""
    lamp = console.town.reported(words="Lampan är mörk.")
    streets = Scope((PRACTICE_CODE,), authority=console.case(lamp).authority_id)
    with console.town.web.transaction(streets) as session:
        now = clock.now(session)
        new = NewIncident(IncidentKind.WRONG_ADDRESS, now, "Ett svar gick till fel adress.", people=1)
        entered = incidents.enter_incident(session, PRACTICE_CODE, new, actor=STAFF, now=now)
        form = StepForm(
            IncidentStep.ASSESS, words="Mottagaren raderade.", risk=Risk.UNLIKELY, measures="Rättad adress."
        )
        incidents.take_step(session, PRACTICE_CODE, entered.id, form, actor=STAFF, now=now)
        return str(entered.id)


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LAGAT_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_records_can_be_used_by_ear_at_both_widths(
    console: Console, disclosure: str, incident: str, size: ViewportSize
) -> None:
    pages = (
        (STREETS, "utlamnande?category=belysning.enstaka"),
        (STREETS, f"utlamnande/{disclosure}"),
        (STREETS, "handlingar"),
        (STREETS, "incidenter"),
        (ADMIN, "incidenter"),
        (STREETS, f"incidenter/{incident}"),
        (ADMIN, "gallring"),
    )
    with served(console.town) as address, chromium() as browser:
        for who, there in pages:
            _look(browser, console, address, who, there, size)


def _look(browser: Browser, console: Console, address: str, who: str, there: str, size: ViewportSize) -> None:
    context = browser.new_context(viewport=size, locale="sv-SE")
    token = begin_session(console.town.web, who, kind=SessionKind.BROWSER)
    context.add_cookies([{"name": "lagat_session", "value": token, "url": address}])
    page = context.new_page()
    answer = page.goto(f"{address}{HOME}{there}")
    assert answer is not None
    assert answer.status == 200, there
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    keep(page, f"records-{there.partition('?')[0].partition('/')[0]}-{len(there)}-{size['width']}")
    assert list_faults(page) == [], there
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), there
    context.close()
