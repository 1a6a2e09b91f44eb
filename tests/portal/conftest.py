"""The portal over a real backend: Ängsby on PostGIS, the API on loopback, people with bearer sessions of their own."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from backend import accounts, dispatch, responsibility, wiring
from backend.accounts import SessionKind
from backend.app import create_app as create_backend
from backend.dispatch import Act, ActForm, WorkOrder
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from contractor_portal.app import create_app
from contractor_portal.settings import PortalSettings
from tests.databases import DatabaseUrls
from tests.mail_servers import run_sink
from tests.portal.browsing import Browser
from tests.portal.servers import PORTAL_PATIENCE_SECONDS, Served
from tests.town import Town

CLEO = "cleo@cleo-drift.example"
DAG = "dag@dag-el.example"
SECRET = "a portal secret for tests, long enough"

BrowserOf = Callable[[str | None], Browser]
"""``browser_of(CLEO)``: a new browser in which that person is signed in; with None nobody is."""
OrderOf = Callable[..., str]
"""``order_of(words=…)``: Amira reports, the worker turns; returns the new order's address at the portal."""


@pytest.fixture(scope="module")
def town(
    database_urls: DatabaseUrls,
    web_database: Database,
    worker_database: Database,
    settings_environment: Callable[..., dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """Ängsby, its clock at the real time, its mail in a folder."""
    owner = Database(database_urls.owner)
    with run_sink(tmp_path_factory.mktemp("mail")) as port:
        environment = settings_environment(LAGAT_SMTP_HOST="127.0.0.1", LAGAT_SMTP_PORT=str(port))
        town = Town(owner, web_database, worker_database, Settings.from_environment(environment))
        town.begin()
        yield town
    owner.close()


@pytest.fixture(scope="module")
def backend_app(town: Town) -> Flask:
    """The web process over the town."""
    return create_backend(town.settings, town.web)


@pytest.fixture(scope="module")
def served(backend_app: Flask) -> Iterator[Served]:
    """The same on loopback."""
    served = Served(backend_app)
    yield served
    served.stop()


@pytest.fixture
def backend(served: Served) -> Iterator[Served]:
    """The backend, which behaves again after the test."""
    served.behave()
    yield served
    served.behave()


@pytest.fixture
def portal(backend: Served) -> Flask:
    """The portal that talks to it."""
    return create_app(portal_settings(backend.address))


@pytest.fixture
def browser_of(portal: Flask, town: Town) -> BrowserOf:
    """Browsers for the cast."""

    def open_browser(email: str | None) -> Browser:
        browser = Browser(portal)
        if email is not None:
            browser.sign_in_with(begin_session(town.web, email))
        return browser

    return open_browser


@pytest.fixture
def order_of(town: Town) -> OrderOf:
    """Orders to Cleo's firm."""

    def make(**report: Any) -> str:
        return make_orders(town, 1, **report)[0]

    return make


def make_orders(town: Town, count: int, **report: Any) -> list[str]:
    """``count`` reports of Amira's, and the addresses of the orders they became."""
    case_ids = [town.report(**report).case_id for _ in range(count)]
    town.work()
    with town.transaction() as session:
        last = [dispatch.list_orders_of_case(session, PRACTICE_CODE, case_id)[-1] for case_id in case_ids]
    return [f"/{PRACTICE_CODE}/order/{show_reference(order.reference)}" for order in last]


def portal_settings(api_address: str) -> PortalSettings:
    """Settings of a portal on loopback that waits no longer than a second."""
    return PortalSettings("test", api_address, "http://127.0.0.1:8081", SECRET, PORTAL_PATIENCE_SECONDS)


def begin_session(database: Database, email: str) -> str:
    """A bearer session for the person with that address; returns its token."""
    with database.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, email)
        assert person is not None, f"{email} is not of the practice municipality"
        return accounts.start_session(session, person.id, kind=SessionKind.BEARER)


def get_order(town: Town, address: str) -> WorkOrder:
    """The order behind an address of the portal, as the database has it."""
    reference = address.rsplit("/", 1)[1].replace("-", "")
    with town.transaction() as session:
        return dispatch.get_order_by_reference(session, PRACTICE_CODE, reference)


def decline(town: Town, address: str) -> None:
    """The firm declines the order."""
    order = get_order(town, address)
    form = ActForm(secrets.token_urlsafe(24), Act.DECLINE, reason="no_capacity")
    firm = Scope((PRACTICE_CODE,), firm=order.contractor_id)
    with town.web.transaction(firm) as session:
        now = clock.now(session)
        dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=SYSTEM, now=now)


def pass_photos(town: Town) -> None:
    """Let every photo that waits pass the gate."""
    gate = wiring.build_photo_gate(town.worker, town.settings)
    while gate.process_next((PRACTICE_CODE,)):
        pass


def order_by_hand(town: Town, contract: str, **report: Any) -> str:
    """A report that a person at the municipality orders under ``contract``; the order's address at the portal."""
    case_id = town.report(**report).case_id
    with town.transaction() as session:
        wanted = next(each for each in responsibility.list_contracts(session, PRACTICE_CODE) if each.code == contract)
        order_id = dispatch.order_by_person(
            session, PRACTICE_CODE, case_id, contract_id=wanted.id, actor=SYSTEM, now=clock.now(session)
        )
        order = dispatch.get_order(session, PRACTICE_CODE, order_id)
    return f"/{PRACTICE_CODE}/order/{show_reference(order.reference)}"
