"""Every route declares who may call it and how often, and nothing else opens a way in."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from backend.accounts import Right
from backend.app import create_app
from backend.doors.shared.access import PUBLIC, REPORTER_LINK, Door, find_door
from backend.foundation.database import Database
from backend.foundation.settings import Settings

NEVER_CALLED = "postgresql+psycopg:///none"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def build_app() -> Flask:
    environment = {
        "LAGAT_MODE": "test",
        "LAGAT_LINK_SECRET": "-" * 32,
        "LAGAT_SESSION_SECRET": "-" * 32,
        "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
        "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
        "DATABASE_URL": "postgresql:///none",
    }
    return create_app(Settings.from_environment(environment), Database(NEVER_CALLED))


@pytest.fixture(scope="module")
def app() -> Flask:
    return build_app()


def list_ways_in(app: Flask) -> Iterator[tuple[str, str, str, Door | None]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule.rule, method, rule.endpoint, find_door(app, rule.endpoint, method)


def test_every_view_declares_its_door(app: Flask) -> None:
    assert [f"{method} {rule}" for rule, method, _, door in list_ways_in(app) if door is None] == []


def test_a_door_with_a_right_names_its_municipality(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            door = find_door(app, rule.endpoint, method)
            if door is not None and isinstance(door.who, Right):
                assert "municipality_code" in rule.arguments, f"{method} {rule.rule}"
                assert re.search(r"<(municipality|town):municipality_code>", rule.rule), f"{method} {rule.rule}"


def test_signed_in_forms_are_protected(app: Flask) -> None:
    for rule, method, _, door in list_ways_in(app):
        if door is not None and method in UNSAFE and door.who not in (PUBLIC, REPORTER_LINK):
            assert door.csrf, f"{method} {rule}"


def test_pages_of_a_token_or_a_session_are_never_kept(app: Flask) -> None:
    for rule, method, _, door in list_ways_in(app):
        if door is not None and door.who is not PUBLIC:
            assert not door.keep, f"{method} {rule}"
        if door is not None and "token" in rule:
            assert not door.keep, f"{method} {rule} holds a token"


def test_a_view_without_a_door_answers_nobody() -> None:
    app = build_app()
    app.add_url_rule("/bare", "bare", lambda: "secret")
    answer = app.test_client().get("/bare")
    assert answer.status_code == 500
    assert "secret" not in answer.text
