"""A web process over Ängsby, and a caller for each of the cast."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend import accounts
from backend.accounts import SessionKind
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from tests.web_apps import open_app

Bearer = Callable[[str], dict[str, str]]
"""``bearer("bo@angsby.example")``: the headers of a call by a person of the practice municipality."""

BO = "bo@angsby.example"
CLEO = "cleo@cleo-drift.example"
DAG = "dag@dag-el.example"
ADMIN = "admin@angsby.example"
STREETS = "gata@angsby.example"


@pytest.fixture(scope="module")
def app(settings: Settings, web_database: Database) -> Flask:
    """The web process over it."""
    return open_app(settings, web_database)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser or program without cookies yet."""
    return app.test_client()


@pytest.fixture
def bearer(web_database: Database) -> Bearer:
    """Signs a person in as a program would, and gives the headers of their calls."""

    def sign_in(email: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {begin_session(web_database, email, kind=SessionKind.BEARER)}"}

    return sign_in


def begin_session(database: Database, email: str, *, kind: SessionKind) -> str:
    """A session for the person with that address; returns its token."""
    with database.transaction(GLOBAL) as session:
        person = accounts.find_person_by_email(session, email)
        assert person is not None, f"{email} is not of the practice municipality"
        return accounts.start_session(session, person.id, kind=kind)
