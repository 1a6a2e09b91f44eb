"""What was typed when a session had ended waits for its writer alone, or is shown at once; never a password."""

import html
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from backend.accounts import SessionKind
from backend.app import create_app
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.factor_builders import PASSWORD, App, give_app, take_factors_away
from tests.web.conftest import BO, begin_session
from tests.web.console_builders import HOME, Console, open_console

SECOND = "/sign-in/second"


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    """Ängsby where a second factor is required, as in production."""
    with open_console(database_urls, settings) as opened:
        opened.app = create_app(replace(settings, second_factor="required"), opened.town.web)
        yield opened


@pytest.fixture(autouse=True)
def _nobody_has_one(console: Console) -> Iterator[None]:
    yield
    take_factors_away(console.town.owner)


@pytest.fixture
def app(console: Console, settings: Settings) -> App:
    """Bo's app, set up before."""
    return give_app(console.town.owner, BO, settings.secrets)


def test_what_was_typed_when_the_session_had_ended_waits_for_its_writer(console: Console, app: App) -> None:
    submitted = console.town.reported()
    bo = console.open(BO)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go(f"{HOME}arende/{html.escape(submitted.reference)}")
    with console.town.owner.transaction(GLOBAL) as session:
        session.execute(sa.text("UPDATE session SET ended_at = clock_timestamp()"))
    bo.send("/note", words="Ringde vaktmästaren om lampan.")
    assert bo.path == "/sign-in"
    bo.client.set_cookie("lagat_session", begin_session(console.town.web, BO, kind=SessionKind.BROWSER))
    app.forget_used()
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    assert "Ringde vaktmästaren om lampan." in bo.text
    bo.send("/note")
    assert "Ringde vaktmästaren om lampan." in bo.text
    assert "arende" in bo.path
    assert bo.go("/kontaktcenter/").request.path == HOME  # and it waits no more


def test_what_was_typed_in_half_a_session_waits_too(console: Console, settings: Settings) -> None:
    submitted = console.town.reported()
    bo, app = console.open(BO), give_app(console.town.owner, BO, settings.secrets)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go(f"{HOME}arende/{submitted.reference}")
    with console.town.owner.transaction(GLOBAL) as session:
        session.execute(sa.text("UPDATE session SET proven_at = NULL"))  # as on the day this release came
    bo.send("/note", words="Ringde vaktmästaren igen.")
    assert bo.path == SECOND
    app.forget_used()
    bo.send(SECOND, code=app.code())
    assert "Ringde vaktmästaren igen." in bo.text


def test_a_form_from_elsewhere_is_not_kept_and_is_shown(console: Console) -> None:
    stranger = console.open(BO)
    with console.town.owner.transaction(GLOBAL) as session:
        session.execute(sa.text("UPDATE session SET ended_at = clock_timestamp()"))
    answer = stranger.client.post(f"{HOME}ny", data={"words": "Jag vill ha pengar", "csrf_token": "made up"})
    assert answer.status_code == 401
    assert "Jag vill ha pengar" in answer.text
    with console.town.owner.transaction(GLOBAL) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM kept_form")) == 0


def test_a_password_is_neither_kept_nor_shown(console: Console, app: App) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go("/konto")
    with console.town.owner.transaction(GLOBAL) as session:
        session.execute(sa.text("UPDATE session SET ended_at = clock_timestamp()"))
    bo.send("/konto/password", password=PASSWORD)
    assert bo.path == "/sign-in"
    assert PASSWORD not in bo.text
    with console.town.owner.transaction(GLOBAL) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM kept_form")) == 0
