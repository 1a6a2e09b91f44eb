"""Second factors, passwords and devices over the API, where a second factor is required."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import accounts
from backend.accounts import Role
from backend.app import create_app
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.settings import Settings
from tests.factor_builders import PASSWORD, App, give_app, set_password, take_factors_away
from tests.web.conftest import BO, CLEO, DAG
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


def test_half_a_session_opens_nothing_and_is_told_what_to_do(app: Flask, web_database: Database, cleos: App) -> None:
    cleo, dag = half(web_database, CLEO), half(web_database, DAG)
    assert call(app, "GET", "/me", cleo).json["secondFactor"] == "asked"
    assert call(app, "GET", "/me", dag).json["secondFactor"] == "to_set_up"
    for headers in (cleo, dag):
        for path in ("/9901/work-orders", "/me/devices", "/9901/firm/devices"):
            answer = call(app, "GET", path, headers)
            assert (answer.status_code, answer.json["code"]) == (403, "second_factor_needed"), path


def test_a_code_raises_the_session_once_and_the_earlier_token_ends(
    app: Flask, web_database: Database, cleos: App
) -> None:
    cleo, code = half(web_database, CLEO), cleos.code()
    shown = call(app, "POST", "/sessions/current/second-factor", cleo, json={"code": code})
    assert shown.status_code == 201
    raised = {"Authorization": f"Bearer {shown.json['token']}"}
    assert call(app, "GET", "/9901/work-orders", raised).status_code == 200
    assert call(app, "GET", "/me", cleo).status_code == 401
    replayed = call(app, "POST", "/sessions/current/second-factor", half(web_database, CLEO), json={"code": code})
    assert (replayed.status_code, replayed.json["code"]) == (422, "code_wrong")


def test_a_code_older_than_the_last_is_refused(app: Flask, web_database: Database, cleos: App) -> None:
    cleo = half(web_database, CLEO)
    older = cleos.code(steps=-1)
    assert call(app, "POST", "/sessions/current/second-factor", cleo, json={"code": cleos.code()}).status_code == 201
    again = call(app, "POST", "/sessions/current/second-factor", half(web_database, CLEO), json={"code": older})
    assert again.status_code == 422


def test_wrong_codes_are_answered_by_a_growing_pause(app: Flask, web_database: Database, cleos: App) -> None:
    waits = []
    for _ in range(5):
        answer = call(app, "POST", "/sessions/current/second-factor", half(web_database, CLEO), json={"code": "1"})
        waits.append((answer.status_code, answer.headers.get("Retry-After")))
    assert waits[:3] == [(422, None)] * 3
    assert waits[3][0] == 429
    assert 0 < int(str(waits[3][1])) <= 5


def test_setting_up_an_app_over_the_api(app: Flask, web_database: Database) -> None:
    dag = half(web_database, DAG)
    begun = call(app, "POST", "/me/authenticator", dag)
    assert begun.status_code == 201
    assert begun.json["address"].startswith("otpauth://totp/Lagat")
    phone = App(begun.json["secret"], web_database)
    added = call(app, "POST", "/me/authenticator/confirmation", dag, json={"code": phone.code()})
    assert added.status_code == 201
    assert len(added.json["recoveryCodes"]) == 10
    headers = {"Authorization": f"Bearer {added.json['token']}"}
    factors = call(app, "GET", "/me/second-factors", headers).json
    assert (factors["hasAuthenticator"], factors["recoveryCodesLeft"]) == (True, 10)
    again = call(app, "POST", "/me/authenticator", headers)
    assert (again.status_code, again.json["code"]) == (409, "authenticator_there")
    assert call(app, "DELETE", "/me/authenticator", headers).status_code == 204


def test_neither_secret_nor_codes_are_stored_readably(app: Flask, web_database: Database, cleos: App) -> None:
    with web_database.transaction(GLOBAL) as session:
        sealed = session.scalar(sa.text("SELECT sealed_secret FROM authenticator"))
    assert cleos.secret not in str(sealed)


def test_a_recovery_code_works_once(app: Flask, web_database: Database, cleos: App) -> None:
    cleo = whole(app, web_database, CLEO, cleos)
    codes = call(app, "POST", "/me/recovery-codes", cleo).json["recoveryCodes"]
    for expected in (201, 422):
        answer = call(
            app, "POST", "/sessions/current/second-factor", half(web_database, CLEO), json={"recoveryCode": codes[3]}
        )
        assert answer.status_code == expected


def test_a_password_begins_half_a_session(app: Flask, web_database: Database, owner: Database, cleos: App) -> None:
    set_password(owner, CLEO)
    begun = call(app, "POST", "/password-sessions", json={"email": CLEO, "password": PASSWORD})
    assert begun.status_code == 201
    headers = {"Authorization": f"Bearer {begun.json['token']}"}
    assert call(app, "GET", "/me", headers).json["secondFactor"] == "asked"
    assert begun.json["deviceToken"]


def test_known_and_unknown_addresses_with_a_password_are_answered_alike(
    app: Flask, owner: Database, cleos: App
) -> None:
    set_password(owner, CLEO)
    said = []
    for email in (CLEO, "nobody@angsby.example", BO):
        answers = [
            call(app, "POST", "/password-sessions", json={"email": email, "password": "not that one at all"})
            for _ in range(4)
        ]
        said.append([(each.status_code, each.json["code"]) for each in answers])
    assert said[0] == said[1] == said[2] == [(422, "password_wrong")] * 3 + [(429, "too_many_tries")]


def test_a_password_needs_a_second_factor_beside_it(app: Flask, web_database: Database, elin: str) -> None:
    answer = call(app, "PUT", "/me/password", half(web_database, elin), json={"password": PASSWORD})
    assert (answer.status_code, answer.json["code"]) == (409, "factor_first")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/password-sessions", {"email": "no address", "password": "x"}),
        ("/password-sessions", {"email": CLEO}),
        ("/device-sessions", {"deviceToken": "short"}),
        ("/device-sessions", {}),
    ],
)
def test_bodies_that_are_wrong_are_refused(app: Flask, path: str, body: dict[str, str]) -> None:
    assert call(app, "POST", path, json=body).status_code == 422


def test_a_passkeys_answer_that_is_made_up_is_refused(app: Flask, web_database: Database, settings: Settings) -> None:
    at_a_name = create_app(
        replace(settings, portal_address="http://localhost:8081", second_factor="required"), web_database
    )
    dag = half(web_database, DAG)
    options = call(at_a_name, "POST", "/me/passkey-options", dag).json["options"]
    assert options["rp"]["id"] == "localhost"
    made_up = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30"}}
    answer = call(at_a_name, "POST", "/me/passkeys", dag, json={"credential": made_up})
    assert (answer.status_code, answer.json["code"]) == (422, "passkey_wrong")
    nowhere = call(app, "POST", "/me/passkey-options", dag)
    assert (nowhere.status_code, nowhere.json["code"]) == (409, "passkeys_not_here")
