"""Devices over the API: one's own, a crew's phone that signs in anew, and those a firm's foreman sees."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import accounts
from backend.accounts import Role, SessionKind
from backend.app import create_app
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.settings import Settings
from tests.factor_builders import App, give_app, take_factors_away
from tests.web.conftest import CLEO, DAG, begin_session
from tests.web.session_builders import call, half, whole

ELIN = "elin@cleo-drift.example"


@pytest.fixture(scope="module")
def app(settings: Settings, web_database: Database) -> Flask:
    return create_app(replace(settings, second_factor="required"), web_database)


@pytest.fixture(scope="module")
def elin(web_database: Database) -> str:
    """Elin is one of Cleo's crew."""
    with web_database.transaction(Scope(("9901",))) as session:
        person = accounts.add_person(session, name="Elin", email=ELIN)
        firm = accounts.find_organisation(session, "cleo-drift")
        assert firm is not None
        accounts.add_membership(session, person, municipality="9901", role=Role.CREW, organisation_id=firm.id)
    return ELIN


@pytest.fixture(scope="module")
def owner(database_urls: Any) -> Iterator[Database]:
    database = Database(database_urls.owner)
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _nobody_has_one(owner: Database) -> Iterator[None]:
    yield
    take_factors_away(owner)


@pytest.fixture
def cleos(owner: Database, settings: Settings) -> App:
    return give_app(owner, CLEO, settings.secrets)


def test_a_crews_phone_begins_its_next_session_by_itself_until_it_is_revoked(
    app: Flask, web_database: Database, owner: Database, elin: str, cleos: App
) -> None:
    token = begin_session(web_database, elin, kind=SessionKind.BEARER)
    with web_database.transaction(GLOBAL) as session:
        phone = accounts.attach_device(session, token, device_token=None, label="Chrome · Android")
    renewed = call(app, "POST", "/device-sessions", json={"deviceToken": phone})
    assert renewed.status_code == 201
    elins = {"Authorization": f"Bearer {renewed.json['token']}"}
    assert call(app, "GET", "/9901/work-orders", elins).status_code == 200
    cleo = whole(app, web_database, CLEO, cleos)
    seen = call(app, "GET", "/9901/firm/devices", cleo).json["items"]
    assert ("Elin", "Chrome · Android") in [(each["personName"], each["label"]) for each in seen]
    device = next(each["id"] for each in seen if each["personName"] == "Elin")
    assert call(app, "DELETE", f"/9901/firm/devices/{device}", cleo).status_code == 204
    assert call(app, "GET", "/9901/work-orders", elins).status_code == 401
    over = call(app, "POST", "/device-sessions", json={"deviceToken": phone})
    assert (over.status_code, over.json["code"]) == (409, "device_over")


def test_a_managers_device_begins_no_session_by_itself(app: Flask, web_database: Database) -> None:
    token = begin_session(web_database, DAG, kind=SessionKind.BEARER)
    with web_database.transaction(GLOBAL) as session:
        desk = accounts.attach_device(session, token, device_token=None, label="Firefox · Linux")
    assert call(app, "POST", "/device-sessions", json={"deviceToken": desk}).status_code == 409


def test_another_firms_manager_revokes_nothing_of_cleos(
    app: Flask, web_database: Database, owner: Database, settings: Settings, elin: str
) -> None:
    token = begin_session(web_database, elin, kind=SessionKind.BEARER)
    with web_database.transaction(GLOBAL) as session:
        accounts.attach_device(session, token, device_token=None, label="Chrome · Android")
        device = session.scalar(sa.text("SELECT id FROM device"))
    dags = give_app(owner, DAG, settings.secrets)
    dag = whole(app, web_database, DAG, dags)
    assert call(app, "GET", "/9901/firm/devices", dag).json["items"] == []
    assert call(app, "DELETE", f"/9901/firm/devices/{device}", dag).status_code == 404
    assert call(app, "GET", "/9901/firm/devices", half(web_database, elin)).status_code == 403


def test_ones_own_devices_are_listed_and_revoked(app: Flask, web_database: Database, elin: str) -> None:
    tokens = [begin_session(web_database, elin, kind=SessionKind.BEARER) for _ in range(2)]
    for token in tokens:
        with web_database.transaction(GLOBAL) as session:
            accounts.attach_device(session, token, device_token=None, label="Chrome · Android")
    here, there = ({"Authorization": f"Bearer {token}"} for token in tokens)
    assert [each["isCurrent"] for each in call(app, "GET", "/me/devices", here).json["items"]].count(True) == 1
    assert call(app, "DELETE", "/me/devices", here).status_code == 204
    assert call(app, "GET", "/me", there).status_code == 401
    left = call(app, "GET", "/me/devices", here).json["items"]
    assert len(left) == 1
    assert call(app, "DELETE", f"/me/devices/{left[0]['id']}", here).status_code == 204
    assert call(app, "GET", "/me", here).status_code == 401
