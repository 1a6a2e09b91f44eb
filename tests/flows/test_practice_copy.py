"""A practice copy all the way: made by the command, it reports, orders, alarms and signs in, and nothing leaves the house."""

import secrets
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from backend import accounts, wiring
from backend.accounts import ReturnTo
from backend.app import create_app
from backend.cli import lagat
from backend.deliveries import Channel, Sender
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.delivery_builders import FakeTransport, send_all
from tests.portal.browsing import Browser

Run = Callable[..., Result]


@pytest.fixture
def run(
    database_urls: DatabaseUrls, settings_environment: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """A command as it is typed, against the test's installation."""
    for name, value in settings_environment().items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(lagat, words, catch_exceptions=False)


def test_it_works_as_the_real_one_and_nothing_leaves(
    run: Run, web_database: Database, worker_database: Database, settings: Settings
) -> None:
    made = run("practice", "copy", "9901", "--reports", "8")
    assert made.exit_code == 0, made.output
    assert "9902 is a practice copy of 9901" in made.output
    assert "8 made-up reports came in." in made.output
    assert "0 made-up reports came in." in run("practice", "copy", "9901", "--reports", "8").output

    outbox = wiring.build_outbox(worker_database, settings)
    while outbox.turn():
        pass
    with web_database.transaction(GLOBAL) as session:
        accounts.request_sign_in(
            session,
            email="bo@angsby.example",
            return_to=ReturnTo.KONTAKTCENTER,
            browser_secret=secrets.token_urlsafe(32),
            now=clock.now(session),
        )
    world, home = FakeTransport(), FakeTransport()
    makers = {name: lambda *_: "https://lagat.example/x" for name in message_links.LINK_MAKERS}
    by_mail, at_home = {Channel.MAIL: world}, {Channel.MAIL: home}
    sender = Sender(worker_database, by_mail, makers, lease_seconds=30, mail_domain="x.example", postbox=at_home)
    send_all(sender)
    assert world.taken == []
    subjects = [each.subject for each in home.taken]
    assert all(subject.startswith("ÖVNING: ") for subject in subjects), subjects
    assert not any(subject.startswith("ÖVNING: ÖVNING") for subject in subjects), subjects
    assert any("Ny arbetsorder" in subject for subject in subjects), subjects
    assert any("Logga in" in subject for subject in subjects), subjects

    browser = Browser(create_app(settings, web_database))
    browser.go("/ovning-angsby/")
    assert "<strong>ÖVNING</strong>" in browser.text


def test_a_copy_over_a_real_municipality_is_refused(run: Run) -> None:
    with pytest.raises(Exception, match="no practice municipality"):
        run("practice", "copy", "9901", "--code", "0581")
