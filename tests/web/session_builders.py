"""Sessions over the API, before and after their second factor."""

from typing import Any

from flask import Flask

from backend.accounts import SessionKind
from backend.foundation.database import Database
from tests.factor_builders import App
from tests.web.conftest import begin_session

V1 = "/api/v1"
Bearer = dict[str, str]


def half(database: Database, email: str) -> Bearer:
    """The headers of a session that has shown no second factor."""
    return {"Authorization": f"Bearer {begin_session(database, email, kind=SessionKind.BEARER)}"}


def call(app: Flask, method: str, path: str, headers: Bearer | None = None, **more: Any) -> Any:
    return app.test_client().open(f"{V1}{path}", method=method, headers=headers, **more)


def whole(app: Flask, database: Database, email: str, of: App) -> Bearer:
    """The headers of one that has."""
    of.forget_used()
    answer = call(app, "POST", "/sessions/current/second-factor", half(database, email), json={"code": of.code()})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json['token']}"}
