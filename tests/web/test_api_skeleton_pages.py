"""What every page has from the doors' shared room: refusals people can read, languages, cookies, forms, health."""

from dataclasses import replace

import pytest
from flask import Flask, Response, redirect, render_template_string, request
from flask.testing import FlaskClient

from backend.accounts import Right, SessionKind
from backend.app import create_app
from backend.doors.shared import (
    HOLDS,
    PUBLIC,
    SIGNED_IN,
    current_actor,
    current_scope,
    door,
    is_over_limit,
    keep_typed,
    transaction,
)
from backend.doors.shared.browser_session import begin_browser_session, end_browser_session
from backend.doors.shared.limits import Limit
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from migrations import run as migrations
from tests.databases import Databases
from tests.web.conftest import ADMIN, BO, CLEO, begin_session


def build_pages(settings: Settings, database: Database) -> Flask:
    """A web process with a few pages of its own, declared as a door declares them."""
    app = create_app(settings, database)

    @app.get("/test/<municipality:municipality_code>/cases")
    @door(Right.SEE_CASES)
    def see_cases(municipality_code: str) -> str:
        return f"{current_scope().municipalities} {current_scope().authority} {current_actor().kind}"

    @app.post("/test/form")
    @door(SIGNED_IN)
    def send_form() -> str:
        return "sent"

    @app.get("/test/form")
    @door(SIGNED_IN)
    def show_form() -> str:
        return render_template_string("{{ csrf_token() }}")

    @app.post("/test/<municipality:municipality_code>/report")
    @door(PUBLIC, limit=Limit(2, 600.0, holds=True))
    def take_report(municipality_code: str) -> str:
        keep_typed({"Vad som är fel": request.form["words"]})
        with transaction(GLOBAL):
            return "held" if is_over_limit() else "taken"

    @app.get("/test/in/<token>")
    @door(PUBLIC, keep=False)
    def come_in(token: str) -> Response:
        response = app.make_response(redirect("/test/form"))
        begin_browser_session(response, token)
        return response

    @app.get("/test/out")
    @door(PUBLIC)
    def go_out() -> Response:
        response = app.make_response("out")
        end_browser_session(response)
        return response

    @app.get("/test/broken")
    @door(PUBLIC)
    def break_down() -> str:
        raise RuntimeError("a secret of the house")

    return app


@pytest.fixture(scope="module")
def pages(settings: Settings, web_database: Database) -> Flask:
    return build_pages(settings, web_database)


@pytest.fixture
def browser(pages: Flask) -> FlaskClient:
    return pages.test_client()


@pytest.fixture
def bo(browser: FlaskClient, web_database: Database) -> FlaskClient:
    """Bo's browser, signed in."""
    sign_in(browser, web_database, BO)
    return browser


def sign_in(browser: FlaskClient, database: Database, email: str) -> None:
    browser.get(f"/test/in/{begin_session(database, email, kind=SessionKind.BROWSER)}")


def test_a_right_opens_the_door_and_gives_the_scope(bo: FlaskClient) -> None:
    assert bo.get("/test/9901/cases").text == "('9901',) None staff"


def test_a_stranger_is_sent_to_the_sign_in_page(browser: FlaskClient) -> None:
    answer = browser.get("/test/9901/cases")
    assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_another_municipality_is_not_found(bo: FlaskClient) -> None:
    assert bo.get("/test/0581/cases").status_code == 404


def test_a_contractor_may_not(browser: FlaskClient, web_database: Database) -> None:
    sign_in(browser, web_database, CLEO)
    answer = browser.get("/test/9901/cases")
    assert answer.status_code == 403
    assert "Din roll tillåter inte det." in answer.text


def test_an_admin_may_see_cases(browser: FlaskClient, web_database: Database) -> None:
    sign_in(browser, web_database, ADMIN)
    assert browser.get("/test/9901/cases").status_code == 200


def test_a_bearer_token_does_not_open_a_page(browser: FlaskClient, web_database: Database) -> None:
    sign_in_token = begin_session(web_database, BO, kind=SessionKind.BEARER)
    browser.set_cookie("lagat_session", sign_in_token)
    assert browser.get("/test/9901/cases").status_code == 302


def test_signing_out_takes_the_cookie_away(bo: FlaskClient) -> None:
    bo.get("/test/out")
    assert bo.get("/test/9901/cases").status_code == 302


def test_a_form_without_the_browsers_token_is_refused_in_words(bo: FlaskClient) -> None:
    answer = bo.post("/test/form")
    assert answer.status_code == 400
    assert "Formuläret var öppet för länge" in answer.text


def test_a_form_with_the_browsers_token_is_taken(bo: FlaskClient) -> None:
    assert bo.post("/test/form", data={"csrf_token": bo.get("/test/form").text}).text == "sent"


def test_a_report_above_the_limit_is_taken_and_held(settings: Settings, web_database: Database) -> None:
    browser = build_pages(settings, web_database).test_client()
    answers = [browser.post("/test/9901/report", data={"words": "Hål"}).text for _ in range(3)]
    assert answers == ["taken", "taken", "held"]
    assert HOLDS.holds


def test_a_page_that_cannot_save_gives_back_what_was_typed_and_a_number(
    settings: Settings, web_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(settings.database_url_web)
    browser = build_pages(settings, database).test_client()
    assert browser.get("/healthz").status_code in (200, 503)
    with monkeypatch.context() as patched:
        dead = Database("postgresql+psycopg://127.0.0.1:1/none")
        patched.setattr(database, "engine", dead.engine)
        answer = browser.post("/test/9901/report", data={"words": "Hål <i> vägen"})
    assert answer.status_code == 503
    assert "Vi kan inte spara just nu" in answer.text
    assert "Hål &lt;i&gt; vägen" in answer.text
    assert 'href="tel:0980319200"' in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    database.close()


def test_what_nobody_foresaw_is_told_without_its_secrets(browser: FlaskClient) -> None:
    answer = browser.get("/test/broken", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a" * 32 in answer.text


def test_a_page_speaks_swedish_until_asked_and_remembers(browser: FlaskClient) -> None:
    assert "Sidan finns inte." in browser.get("/nowhere/at/all", headers={"Accept-Language": "en"}).text
    assert "There is no such page." in browser.get("/nowhere/at/all?lang=en").text
    assert "There is no such page." in browser.get("/nowhere/at/all").text


def test_pages_carry_a_strict_policy_and_say_what_may_be_kept(bo: FlaskClient) -> None:
    kept = bo.get("/test/form")
    assert kept.headers["Cache-Control"] == "no-store"
    policy = kept.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_cookies_are_for_https_alone_but_on_loopback(settings: Settings, web_database: Database) -> None:
    public = replace(settings, web_address="https://felanmalan.example.se", mode="production")
    browser = build_pages(public, web_database).test_client()
    answer = browser.get("/test/in/token")
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-lagat_session="))
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_a_module_that_asks_for_json_gets_a_problem_document(browser: FlaskClient) -> None:
    answer = browser.get("/nowhere/at/all", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_health_tells_of_the_database(settings: Settings) -> None:
    dead = create_app(settings, Database("postgresql+psycopg://127.0.0.1:1/none")).test_client().get("/healthz")
    assert (dead.status_code, dead.json) == (503, {"database": "database_down", "migrations": "unknown"})


def test_health_is_well_at_the_newest_revision_alone(databases: Databases, settings: Settings) -> None:
    urls = databases.create_empty()
    database = Database(urls.web)
    browser = create_app(settings, database).test_client()
    behind = browser.get("/healthz")
    migrations.upgrade(urls.owner)
    well = browser.get("/healthz")
    database.close()
    databases.drop(urls)
    assert (behind.status_code, well.status_code) == (503, 200)
    assert well.json == {"database": "answers", "migrations": "at_head"}
