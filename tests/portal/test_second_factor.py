"""A firm's foreman shows a second factor, sees the firm's devices and signs them out; a crew's phone signs in anew."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import accounts
from backend.accounts import Role
from backend.app import create_app as create_backend
from backend.foundation import clock
from backend.foundation.database import GLOBAL
from contractor_portal.app import create_app
from tests.factor_builders import PASSWORD, App, give_app, set_password, take_factors_away
from tests.portal.browsing import Browser
from tests.portal.conftest import CLEO, begin_session, portal_settings
from tests.portal.servers import Served
from tests.town import ANGSBY, Town

ELIN = "elin@cleo-drift.example"
SECOND, SET_UP = "/second-factor", "/second-factor/set-up"


@pytest.fixture(scope="module")
def strict(town: Town) -> Iterator[Served]:
    """The backend where a second factor is required."""
    served = Served(create_backend(replace(town.settings, second_factor="required"), town.web))
    yield served
    served.stop()


@pytest.fixture
def firm(strict: Served) -> Flask:
    """The portal that talks to it; each test from a process that has counted nothing."""
    return create_app(portal_settings(strict.address))


@pytest.fixture(autouse=True)
def _nobody_has_one(town: Town) -> Iterator[None]:
    yield
    take_factors_away(town.owner)


@pytest.fixture
def app(town: Town) -> App:
    """Cleo's app, set up before."""
    return give_app(town.owner, CLEO, town.settings.secrets)


@pytest.fixture(scope="module")
def elin(town: Town) -> str:
    """One of Cleo's crew."""
    with town.web.transaction(ANGSBY) as session:
        person = accounts.add_person(session, name="Elin", email=ELIN)
        firm = accounts.find_organisation(session, "cleo-drift")
        assert firm is not None
        accounts.add_membership(session, person, municipality="9901", role=Role.CREW, organisation_id=firm.id)
    return ELIN


def signed_in(firm: Flask, town: Town, email: str = CLEO) -> Browser:
    browser = Browser(firm)
    browser.sign_in_with(begin_session(town.web, email))
    return browser


def by_link(firm: Flask, town: Town, email: str) -> Browser:
    """Signed in as one is, in a browser of its own."""
    browser = Browser(firm)
    browser.go("/sign-in")
    browser.send("/sign-in", email=email)
    with town.owner.transaction(GLOBAL) as session:
        newest = sa.text("SELECT id FROM sign_in_request ORDER BY created_at DESC LIMIT 1")
        link = accounts.make_sign_in_secret(session, session.scalar(newest), clock.now(session))
    browser.go(f"/sign-in/t/{link.token}")
    browser.send(link.token)
    return browser


def test_a_first_sign_in_sets_up_an_app_and_shows_the_codes_once(firm: Flask, town: Town) -> None:
    cleo = signed_in(firm, town)
    assert cleo.go("/").request.path == SET_UP
    assert "script-src 'self'" in cleo.page.headers["Content-Security-Policy"]
    cleo.send("/app")
    secret = re.search(r'class="secret">([A-Z2-7]+)<', cleo.text)
    assert secret is not None
    assert 'src="data:image/svg+xml' in cleo.text
    assert cleo.send("/app/code", code="000000").status_code == 422
    assert secret[1] in cleo.text  # a wrong code begins nothing anew
    cleo.send("/app/code", code=App(secret[1], town.web).code())
    assert len(re.findall(r"<code>[0-9A-Z-]{19}</code>", cleo.text)) == 10
    assert cleo.go("/").request.path == "/"
    assert "Mina order" in cleo.text


def test_the_next_asks_for_the_code_which_works_once(firm: Flask, town: Town, app: App) -> None:
    cleo, again = signed_in(firm, town), signed_in(firm, town)
    code = app.code()
    assert cleo.go("/").request.path == SECOND
    cleo.send(SECOND, code=code)
    assert cleo.path == "/"
    again.go("/")
    assert again.send(SECOND, code=code).status_code == 422
    assert again.go("/9901/order/2345-6789").request.path == SECOND


def test_a_password_and_then_the_code(firm: Flask, town: Town, app: App) -> None:
    set_password(town.owner, CLEO)
    cleo = Browser(firm)
    cleo.go("/sign-in/password")
    assert cleo.send("/sign-in/password", email=CLEO, password="not that one").status_code == 422
    cleo.send("/sign-in/password", email=CLEO, password=PASSWORD)
    assert cleo.path == SECOND
    cleo.send(SECOND, code=app.code())
    assert cleo.path == "/"
    cleo.go("/account")
    assert cleo.send("/account/password", password="short").status_code == 422
    cleo.go("/account")
    cleo.send("/account/password", password="")
    with town.owner.transaction(GLOBAL) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM person_password")) == 0


def test_a_crews_phone_signs_in_anew_until_its_foreman_signs_it_out(
    firm: Flask, town: Town, app: App, elin: str
) -> None:
    phone = by_link(firm, town, elin)
    assert phone.path == "/"
    phone.client.delete_cookie("lagat_portal")  # half a day later
    assert phone.go("/").request.path == "/"
    assert "Mina order" in phone.text

    cleo = signed_in(firm, town)
    cleo.go("/")
    cleo.send(SECOND, code=app.code())
    cleo.go("/account")
    assert "Elin" in cleo.text
    device = re.search(r"/9901/firm/devices/([0-9a-f-]+)", cleo.text)
    assert device is not None
    cleo.send(device[1])
    assert "Klart." in cleo.text
    assert phone.go("/").request.path == "/sign-in"
    phone.client.delete_cookie("lagat_portal")
    assert phone.go("/").request.path == "/sign-in"


def test_a_foremans_desk_does_not_sign_in_by_itself(firm: Flask, town: Town, app: App) -> None:
    desk = by_link(firm, town, CLEO)
    desk.send(SECOND, code=app.code())
    assert desk.path == "/"
    desk.client.delete_cookie("lagat_portal")
    assert desk.go("/").request.path == "/sign-in"


def test_nobody_signs_out_another_firms_device(firm: Flask, town: Town, elin: str) -> None:
    by_link(firm, town, elin)
    with town.owner.transaction(GLOBAL) as session:
        device = session.scalar(sa.text("SELECT id FROM device"))
    dags = give_app(town.owner, "dag@dag-el.example", town.settings.secrets)
    dag = signed_in(firm, town, "dag@dag-el.example")
    dag.go("/")
    dag.send(SECOND, code=dags.code())
    dag.go("/account")
    token = dag.form("/devices/others").values["csrf_token"]
    answer = dag.client.post(f"/9901/firm/devices/{device}", data={"csrf_token": token})
    assert answer.status_code == 404
    with town.owner.transaction(GLOBAL) as session:
        assert session.scalar(sa.text("SELECT revoked_at FROM device")) is None


def test_one_visitor_is_counted_apart_from_the_others(firm: Flask) -> None:
    one = firm.test_client()
    statuses = {one.post("/sign-in", data={}).status_code for _ in range(25)}
    assert 429 in statuses
    other = firm.test_client().post("/sign-in", data={}, environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    assert other.status_code == 400


def test_everything_is_there_in_english(firm: Flask, town: Town, app: App) -> None:
    cleo = signed_in(firm, town)
    cleo.go("/second-factor?lang=en")
    assert "The six digits your app shows" in cleo.text
