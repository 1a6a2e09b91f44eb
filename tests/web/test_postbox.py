"""The postbox of a demonstration: each person's mail with links to press, what has not come, and nothing in production."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from backend.app import create_app
from backend.doors.postbox.boxes import split_links
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.delivery_builders import build_outgoing
from tests.mail_town import MailTown, open_mail_town
from tests.portal.browsing import Browser
from tests.sms_servers import AMIRAS_NUMBER, build_sms_transport, run_provider
from tests.web.console_builders import words_of

WEB = "http://127.0.0.1:8080"
Environment = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def town(database_urls: DatabaseUrls, settings_environment: Environment, folder: Path) -> Iterator[MailTown]:
    settings = Settings.from_environment(settings_environment(LAGAT_MAIL_FOLDER=str(folder)))
    with open_mail_town(database_urls, settings) as opened:
        yield opened


@pytest.fixture
def browser(town: MailTown) -> Browser:
    return Browser(create_app(town.settings, town.web))


def deliver(folder: Path, number: int, *, to: str, body: str, message_id: str, subject: str = "Hej") -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Message-ID"] = to, subject, message_id
    mail["Date"] = f"Wed, 16 Sep 2026 08:0{number}:00 +0000"
    mail.set_content(body)
    (folder / f"{1_789_545_600_000_000_000 + number}-{number}.eml").write_bytes(bytes(mail))


def test_an_empty_postbox_says_so(browser: Browser) -> None:
    browser.go("/postbox/")
    assert "Inget än." in words_of(browser)


def test_mail_stands_by_person_newest_first_with_our_links_alone(
    town: MailTown, browser: Browser, folder: Path
) -> None:
    deliver(folder, 1, to="bo@angsby.example", body=f"Logga in: {WEB}/sign-in/t/abc.", message_id="<1@x>", subject="A")
    deliver(
        folder, 2, to="bo@angsby.example", body="<b>x</b> https://elsewhere.example/y", message_id="<2@x>", subject="B"
    )
    deliver(folder, 3, to="bo@angsby.example", body=f"{WEB}/sign-in/t/abc.", message_id="<1@x>", subject="A")
    answer = browser.go("/postbox/")
    said = words_of(browser)
    assert "Bo bo@angsby.example" in said
    assert f'<a href="{WEB}/sign-in/t/abc">' in browser.text
    assert 'href="https://elsewhere' not in browser.text
    assert "<b>x" not in browser.text
    assert "kom 2 gånger under samma nummer" in said
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_delivery_has_its_fate_also_what_has_not_come(town: MailTown, browser: Browser) -> None:
    lamp = town.reported(mail="amira@example.org")
    browser.go("/postbox/")
    said = words_of(browser)
    assert "Amira (anmälare) amira@example.org" in said
    assert "väntar i kön Det här har inte kommit." in said
    town.send()
    browser.go("/postbox/")
    assert "Det här har inte kommit." not in words_of(browser)
    assert town.told(lamp)


def test_there_is_no_postbox_without_a_folder_or_in_production(
    town: MailTown, settings_environment: Environment, folder: Path
) -> None:
    without = Settings.from_environment(settings_environment())
    assert Browser(create_app(without, town.web)).go("/postbox/").status_code == 404
    production = Settings.from_environment(
        settings_environment(
            LAGAT_MODE="production", LAGAT_MAIL_FOLDER=str(folder), LAGAT_WEB_ADDRESS="https://lagat.example",
            LAGAT_PORTAL_ADDRESS="https://portal.lagat.example",
        )
    )  # fmt: skip
    assert Browser(create_app(production, town.web)).go("/postbox/").status_code == 404


def test_a_full_stop_ends_the_sentence_and_not_the_link() -> None:
    pieces = split_links(f"Se {WEB}/a/b. Och ({WEB}/c), http://127.0.0.1:80800/d", (WEB,))
    assert [piece.address for piece in pieces if piece.address] == [f"{WEB}/a/b", f"{WEB}/c"]


def test_sms_stand_by_number_with_their_link(
    town: MailTown, settings_environment: Environment, folder: Path, tmp_path: Path
) -> None:
    with run_provider(tmp_path) as port:
        body = f"ÖVNING: Vi har din felanmälan. Följ: {WEB}/angsby/arende/K7M4RTXB/abc"
        build_sms_transport(port).send(build_outgoing(address=AMIRAS_NUMBER, body=body))
    settings = settings_environment(LAGAT_MAIL_FOLDER=str(folder), LAGAT_SMS_FOLDER=str(tmp_path))
    browser = Browser(create_app(Settings.from_environment(settings), town.web))
    browser.go("/postbox/")
    assert AMIRAS_NUMBER in words_of(browser)
    assert "Sms från Lagat" in words_of(browser)
    assert f'href="{WEB}/angsby/arende/K7M4RTXB/abc"' in browser.text
