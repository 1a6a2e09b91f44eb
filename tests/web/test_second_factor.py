"""The second factor in the kontaktcenter's pages: setting it up, showing it, passwords, recovery codes, devices."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from backend.app import create_app
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.factor_builders import PASSWORD, App, give_app, set_password, take_factors_away
from tests.portal.browsing import Browser
from tests.web.conftest import BO, DAG
from tests.web.console_builders import HOME, Console, open_console, words_of

FACTORS = "/konto/tvasteg"
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


def by_password(console: Console, browser: Browser, password: str = PASSWORD, *, email: str = BO) -> int:
    browser.go("/sign-in/password")
    browser.send("/sign-in/password", email=email, password=password)
    return browser.page.status_code


def test_a_first_sign_in_leads_to_setting_up_and_nowhere_else(console: Console) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    assert bo.path == FACTORS
    assert "Inloggning i två steg" in words_of(bo)
    assert bo.client.post(f"{HOME}ny").status_code in (302, 400)
    assert bo.client.get("/konto").location == SECOND


def test_an_app_counts_from_its_first_code_and_codes_are_shown_once(console: Console) -> None:
    bo = console.open(BO)
    bo.go(FACTORS)
    bo.send("/app")
    secret = re.search(r'class="secret">([A-Z2-7]+)<', bo.text)
    assert secret is not None
    assert 'src="data:image/svg+xml' in bo.text
    app = App(secret[1], console.town.owner)
    assert bo.send("/app/code", code="000000").status_code in (422, 200)
    bo.go(FACTORS)
    earlier = bo.client.get_cookie("lagat_session")
    bo.send("/app/code", code=app.code())
    assert "Skriv ut reservkoderna" in words_of(bo)
    assert len(re.findall(r"<code>[0-9A-Z-]{19}</code>", bo.text)) == 10
    later = bo.client.get_cookie("lagat_session")
    assert earlier is not None
    assert later is not None
    assert earlier.value != later.value  # a new session from the second factor on
    bo.go(HOME)
    assert bo.path == HOME


def test_the_next_sign_in_asks_for_the_code_and_takes_it_once(console: Console, app: App) -> None:
    bo, again = console.open(BO), console.open(BO)
    assert bo.go(HOME).request.path == SECOND
    code = app.code()
    bo.send(SECOND, code=code)
    assert bo.path == HOME
    again.go(HOME)
    assert again.send(SECOND, code=code).status_code == 422
    assert "Varje kod fungerar en gång" in words_of(again)


def test_a_half_session_changes_no_factor(console: Console, app: App) -> None:
    bo = console.open(BO)
    assert bo.go(FACTORS).status_code == 403
    bo.go(SECOND)
    token = bo.form(SECOND).values["csrf_token"]
    for act in ("app", "app/code", "passkey-options"):
        answer = bo.client.post(f"{FACTORS}/{act}", data={"csrf_token": token, "code": app.code()})
        assert answer.status_code == 403, act
    for act in ("app/remove", "codes"):
        assert bo.client.post(f"{FACTORS}/{act}", data={"csrf_token": token}).location == SECOND, act


def test_tries_at_the_code_wait_longer_and_longer(console: Console, app: App) -> None:
    bo = console.open(BO)
    bo.go(SECOND)
    for _ in range(3):
        assert bo.send(SECOND, code="1").status_code == 422
    answer = bo.send(SECOND, code=app.code())
    assert answer.status_code == 429
    assert "Vänta" in words_of(bo)


def test_a_recovery_code_opens_once(console: Console, app: App) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go(FACTORS)
    bo.send("/codes")
    codes = re.findall(r"<code>([0-9A-Z-]{19})</code>", bo.text)
    lost = console.open(BO)
    lost.go(SECOND)
    lost.send("/recovery", recovery_code=codes[0].lower().replace("-", " "))
    assert lost.path == HOME
    other = console.open(BO)
    other.go(SECOND)
    assert other.send("/recovery", recovery_code=codes[0]).status_code == 422


def test_a_password_begins_half_a_session_and_the_code_the_rest(console: Console, app: App) -> None:
    set_password(console.town.owner, BO)
    bo = console.open(None)
    assert by_password(console, bo) == 200
    assert bo.path == SECOND
    bo.send(SECOND, code=app.code())
    assert bo.path == HOME


@pytest.mark.parametrize("email", [BO, "nobody@angsby.example"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(console: Console, app: App, email: str) -> None:
    set_password(console.town.owner, BO)
    stranger = console.open(None)
    statuses = [by_password(console, stranger, "something else", email=email) for _ in range(4)]
    assert statuses == [422, 422, 422, 429]
    said = words_of(stranger).replace(email, "")
    assert "flera felaktiga försök" in said


def test_a_stranger_who_tries_keeps_bo_out_of_nothing(console: Console, app: App) -> None:
    set_password(console.town.owner, BO)
    bo = console.open(None)
    by_password(console, bo)
    bo.send(SECOND, code=app.code())
    bo.send("/sign-out")
    stranger = console.open(None)
    for _ in range(6):
        by_password(console, stranger, "something else")
    assert by_password(console, bo) == 200  # his own browser is known and counts apart
    assert bo.path == SECOND


def test_a_weak_password_is_refused_and_a_good_one_kept_by_argon2(console: Console, app: App) -> None:
    bo = console.open(BO)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go("/konto")
    assert bo.send("/konto/password", password="Lösenord12345").status_code == 422
    bo.go("/konto")
    assert bo.send("/konto/password", password=PASSWORD).status_code == 200
    with console.town.owner.transaction(GLOBAL) as session:
        kept = session.scalar(sa.text("SELECT hash FROM person_password"))
    assert str(kept).startswith("$argon2id$")


def test_taking_the_last_factor_away_takes_the_password_too(console: Console, app: App) -> None:
    set_password(console.town.owner, BO)
    bo = console.open(BO)
    bo.go(HOME)
    bo.send(SECOND, code=app.code())
    bo.go(FACTORS)
    bo.send("/app/remove")
    with console.town.owner.transaction(GLOBAL) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM person_password")) == 0


def test_devices_are_seen_and_signed_out(console: Console, app: App) -> None:
    set_password(console.town.owner, BO)
    phone, desk = console.open(None), console.open(None)
    for each in (phone, desk):
        by_password(console, each)
        app.forget_used()
        each.send(SECOND, code=app.code())
    desk.go("/konto")
    assert desk.text.count(">Logga ut där<") == 2
    assert "den här" in words_of(desk)
    desk.send("/devices/revoke-others")
    assert phone.client.get(HOME).location == "/sign-in"
    assert desk.go(HOME).request.path == HOME
    desk.go("/konto")
    device = re.search(r"/konto/devices/([0-9a-f-]+)/revoke", desk.text)
    assert device is not None
    desk.send(f"{device[1]}/revoke")
    assert desk.path == "/sign-in"


def test_nobody_revokes_another_persons_device(console: Console, app: App, settings: Settings) -> None:
    set_password(console.town.owner, BO)
    bo = console.open(None)
    by_password(console, bo)
    bo.send(SECOND, code=app.code())
    bo.go("/konto")
    device = re.search(r"/konto/devices/([0-9a-f-]+)/revoke", bo.text)
    assert device is not None
    dags = give_app(console.town.owner, DAG, settings.secrets)
    dag = console.open(DAG)
    dag.go(SECOND)
    dag.send(SECOND, code=dags.code())
    dag.go("/konto")
    token = dag.form("/revoke-others").values["csrf_token"]
    assert dag.client.post(f"/konto/devices/{device[1]}/revoke", data={"csrf_token": token}).status_code == 404
