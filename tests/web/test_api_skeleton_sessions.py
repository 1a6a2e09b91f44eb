"""Signing in over the API: /sign-in-requests, /sessions, /me."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from backend import accounts
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from tests.web.conftest import CLEO, Bearer

BROWSER = "m3Zk0o0q9eV5bFQnT7rGxA"


def ask(client: FlaskClient, email: str = CLEO, **more: Any) -> Any:
    return client.post("/api/v1/sign-in-requests", json={"email": email, "browserSecret": BROWSER, **more})


def read_mail(web_database: Database, worker_database: Database) -> accounts.SignInLink:
    """What the newest sign-in mail would carry."""
    with web_database.transaction(Scope(("9901",))) as session:
        links = session.execute(
            sa.text("SELECT links FROM delivery WHERE text_code = 'sign_in' ORDER BY queued_at DESC, id DESC LIMIT 1")
        ).scalar_one()
    with worker_database.transaction(GLOBAL) as session:
        return accounts.make_sign_in_secret(session, links["link"]["request_id"], clock.now(session))


def count_mails(web_database: Database) -> int:
    with web_database.transaction(Scope(("9901",))) as session:
        return int(session.execute(sa.text("SELECT count(*) FROM delivery WHERE text_code = 'sign_in'")).scalar_one())


def test_known_and_unknown_addresses_get_the_same_answer(client: FlaskClient, web_database: Database) -> None:
    known = ask(client)
    mails = count_mails(web_database)
    unknown = ask(client, "nobody@angsby.example")
    assert (known.status_code, unknown.status_code) == (202, 202)
    assert set(known.json) == set(unknown.json) == {"expiresAt"}
    assert known.json["expiresAt"].endswith("Z")
    assert count_mails(web_database) == mails


def test_the_browser_that_asked_signs_in_and_out(
    client: FlaskClient, web_database: Database, worker_database: Database
) -> None:
    ask(client)
    mail = read_mail(web_database, worker_database)
    begun = client.post("/api/v1/sessions", json={"token": mail.token, "browserSecret": BROWSER})
    assert begun.status_code == 201
    assert begun.json is not None
    headers = {"Authorization": f"Bearer {begun.json['token']}"}
    me = client.get("/api/v1/me", headers=headers)
    assert me.json is not None
    assert me.json["name"] == "Cleo"
    assert [each["organisationName"] for each in me.json["memberships"]] == ["Cleos Drift AB"]
    assert client.delete("/api/v1/sessions/current", headers=headers).status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_another_browser_needs_the_digits_and_wrong_tries_are_counted(
    client: FlaskClient, web_database: Database, worker_database: Database
) -> None:
    ask(client)
    mail = read_mail(web_database, worker_database)
    needed = client.post("/api/v1/sessions", json={"token": mail.token})
    assert (needed.status_code, needed.json["code"]) == (422, "digits_needed")  # type: ignore[index]  # it has a body
    wrong = f"{(int(mail.digits) + 1) % 1_000_000:06d}"
    codes = [
        client.post("/api/v1/sessions", json={"token": mail.token, "digits": wrong}).json["code"]  # type: ignore[index]  # it has a body
        for _ in range(5)
    ]
    assert codes == ["digits_wrong"] * 4 + ["sign_in_link_over"]
    right = client.post("/api/v1/sessions", json={"token": mail.token, "digits": mail.digits})
    assert right.status_code == 409


def test_another_browser_signs_in_with_the_digits(
    client: FlaskClient, web_database: Database, worker_database: Database
) -> None:
    ask(client)
    mail = read_mail(web_database, worker_database)
    begun = client.post("/api/v1/sessions", json={"token": mail.token, "digits": mail.digits})
    assert begun.status_code == 201


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"browserSecret": BROWSER}, "email"),
        ({"email": "not an address", "browserSecret": BROWSER}, "email"),
        ({"email": CLEO, "browserSecret": "short"}, "browserSecret"),
        ({"email": CLEO, "browserSecret": BROWSER, "emial": "x"}, "emial"),
        ({"email": CLEO, "browserSecret": BROWSER, "returnTo": "elsewhere"}, "returnTo"),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, body: dict[str, str], name: str) -> None:
    answer = client.post("/api/v1/sign-in-requests", json=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json is not None
    assert [each["name"] for each in answer.json["invalidParams"]] == [name]


def test_a_body_that_is_no_json_is_refused(client: FlaskClient) -> None:
    broken = client.post("/api/v1/sessions", data="{", content_type="application/json")
    assert (broken.status_code, broken.content_type) == (400, "application/problem+json")
    form = client.post("/api/v1/sessions", data={"token": "x"})
    assert (form.status_code, form.content_type) == (415, "application/problem+json")


def test_a_stranger_is_told_to_sign_in(client: FlaskClient) -> None:
    for headers in ({}, {"Authorization": "Bearer no-such-token"}, {"Authorization": "Basic Ym86Ym8="}):
        answer = client.get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_cookie_does_not_open_the_api(client: FlaskClient, bearer: Bearer) -> None:
    token = bearer(CLEO)["Authorization"].split()[1]
    client.set_cookie("lagat_session", token)
    assert client.get("/api/v1/me").status_code == 401
