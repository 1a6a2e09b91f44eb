"""The register of personal data breaches on the console's pages, without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.portal.browsing import Browser
from tests.web.conftest import ADMIN, BO, STREETS
from tests.web.console_builders import HOME, Console, open_console

PAGE = f"{HOME}incidenter"
MILJO = "miljo@angsby.example"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def enter(browser: Browser, what: str, *, kind: str = "other", **more: Any) -> None:
    browser.go(PAGE)
    browser.send(PAGE, what=what, kind=kind, **more)


def test_an_officer_enters_one_follows_it_and_takes_the_page_for_imy(console: Console) -> None:
    browser = console.open(STREETS)
    enter(browser, "Ett svar gick till fel adress.", kind="wrong_address")
    assert "Ett meddelande gick till fel adress" in browser.text
    here = browser.path
    browser.send("?step=assess", risk="unlikely", words="Mottagaren raderade.", measures="Rättad adress.")
    assert "Det är osannolikt att någon skadas" in browser.text
    browser.send("?step=need_not_tell_imy", words="")
    assert browser.page.status_code == 422
    browser.send("?step=need_not_tell_imy", words="Osannolikt.")
    browser.send("?step=need_not_tell_people", words="Ingen skada.")
    browser.send("?step=close")
    assert "Avsluta incidenten" in browser.text
    assert "Rättad adress." in browser.client.get(f"{here}/anmalan").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(console: Console) -> None:
    browser = console.open(STREETS)
    enter(browser, "Telefon borta på bussen.", kind="lost_device", cases="K7M4-RTXB")
    assert browser.page.status_code in (404, 422)
    assert "Telefon borta på bussen." in browser.text
    enter(browser, "Telefon borta.", people="många")
    assert browser.page.status_code == 422


def test_an_administrator_says_whose_and_others_do_not_see_it(console: Console) -> None:
    admin = console.open(ADMIN)
    enter(admin, "Miljönämndens papper låg kvar.", kind="seen")
    assert admin.page.status_code == 422
    enter(admin, "Miljönämndens papper låg kvar.", kind="seen", authority="miljo")
    assert admin.page.status_code == 200
    there = admin.path
    assert console.open(MILJO).client.get(there).status_code == 200
    assert console.open(STREETS).client.get(there).status_code == 404
    assert console.open(BO).client.get(there).status_code == 403


def test_what_presses_stands_above_the_list_of_those_who_keep_it(console: Console) -> None:
    browser = console.open(STREETS)
    enter(browser, "Ett svar gick till fel adress igen.")
    with console.town.transaction() as session:
        session.execute(sa.text("UPDATE data_incident SET warned_at = warn_at WHERE imy_settled_at IS NULL"))
    assert "IMY ska få veta" in browser.client.get(HOME).text
    assert "IMY ska få veta" not in console.open(BO).client.get(HOME).text
