"""A list costs at most six statements, session, scope and clock included, however much stands on it."""

import secrets

import pytest
from flask import Flask

from backend import cases
from backend.accounts import SessionKind
from backend.cases import Channel, ReportForm
from backend.foundation import clock
from backend.foundation.database import Database
from benchmarks.statements import LISTS, count_lists
from tests.town import ANGSBY, STORGATAN
from tests.web.conftest import BO, CLEO, begin_session

MOST = 6
WHO = {"staff": BO, "manager": CLEO}


def report(database: Database, *, number: int) -> None:
    with database.transaction(ANGSBY) as session:
        form = ReportForm(secrets.token_urlsafe(24), "belysning.enstaka", *STORGATAN, Channel.WEB, words=f"Nr {number}")
        # Above the limit it is held, and stands on the kontaktcenter's list.
        cases.submit_report(session, "9901", form, over_limit=number % 2 == 0, now=clock.now(session))


@pytest.fixture(scope="module")
def counted(app: Flask, web_database: Database) -> dict[str, list[list[str]]]:
    """List → its statements with two cases in it and with ten."""
    tokens = {
        who: {
            "bearer": begin_session(web_database, mail, kind=SessionKind.BEARER),
            "cookie": begin_session(web_database, mail, kind=SessionKind.BROWSER),
        }
        for who, mail in WHO.items()
    }
    seen: dict[str, list[list[str]]] = {path: [] for path in LISTS}
    for until in (2, 10):
        for number in range(until):
            report(web_database, number=number)
        for path, said in count_lists(app, tokens).items():
            seen[path].append(said)
    return seen


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_at_most_six_statements(counted: dict[str, list[list[str]]], path: str) -> None:
    for said in counted[path]:
        assert len(said) <= MOST, "\n".join(said)


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_costs_no_more(counted: dict[str, list[list[str]]], path: str) -> None:
    few, many = counted[path]
    assert len(many) == len(few)
