"""How many statements each page and call of a list costs, as the web process sends them; BEGIN and COMMIT not counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from backend import accounts
from backend.accounts import SessionKind
from backend.app import create_app
from backend.foundation.database import GLOBAL, Database
from backend.foundation.keeping import A_WHILE
from benchmarks.calls import BASE, Calls
from benchmarks.house import House

CONSOLE = "/angsby/kontaktcenter"
LISTS = {
    f"{BASE}/cases?limit=50": "staff",
    f"{BASE}/attention?limit=50": "staff",
    f"{BASE}/deliveries?limit=50": "staff",
    f"{BASE}/work-orders?limit=50": "manager",
    f"{CONSOLE}/": "staff",
    f"{CONSOLE}/arenden": "staff",
    f"{CONSOLE}/leveranser": "staff",
    f"{CONSOLE}/avtal": "staff",
    f"{CONSOLE}/andra-ansvariga": "staff",
    f"{CONSOLE}/larmlistor": "staff",
    f"{CONSOLE}/med-avsikt": "staff",
}
"""Every list, and who asks for it."""


def count_lists(app: Flask, tokens: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """List → its statements. ``tokens``: who → "bearer" and "cookie"."""
    return {path: _ask(app, "GET", path, tokens[who]) for path, who in LISTS.items()}


def count_all(house: House) -> dict[str, list[str]]:
    """Each list and each of the four measured calls → its statements."""
    database = Database(house.urls.web, keeps_for=A_WHILE)
    app = create_app(house.settings, database)
    with database.transaction(GLOBAL) as session:
        staff = accounts.find_person_by_email(session, "staff-0@angsby.example")
        assert staff is not None
        cookie = accounts.start_session(session, staff.id, kind=SessionKind.BROWSER)
    tokens = {
        "staff": {"bearer": house.keys.staff[0], "cookie": cookie},
        "manager": {"bearer": house.keys.managers[0], "cookie": ""},
    }
    _replay(app, house, "list")  # the telephone numbers a process keeps are read by its first request, whichever it is
    counted = {name: _replay(app, house, name) for name in ("intake", "list", "follow", "order")}
    counted |= count_lists(app, tokens)
    database.close()
    return counted


def _replay(app: Flask, house: House, name: str) -> list[str]:
    """One of the measured calls, as its bytes say it."""
    request: bytes = getattr(Calls(house.keys, 1), name)(0, 0)
    head, _, body = request.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    return _ask(app, method, path, {}, headers=headers, body=body)


def _ask(
    app: Flask, method: str, path: str, who: dict[str, str], *, headers: dict[str, str] | None = None, body: str = ""
) -> list[str]:
    client = app.test_client()
    sent = dict(headers or {})
    if who:
        sent["Authorization"] = f"Bearer {who['bearer']}"
        client.set_cookie("lagat_session", who["cookie"], domain="127.0.0.1")
    database: Database = app.extensions["lagat"].database
    # Twice: what a process keeps for its whole life is asked for once.
    for _ in range(2 if method == "GET" else 1):
        with watch(database.engine) as said:
            answer = client.open(path, method=method, headers=sent, data=body, base_url="http://127.0.0.1:8080")
    assert answer.status_code in (200, 201), f"{path}: {answer.status_code} {answer.text[:300]}"
    return said


@contextmanager
def watch(engine: sa.Engine) -> Iterator[list[str]]:
    """What ``engine`` is told until the block ends; kept statements, the transaction's scope among them, included."""
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, _p: Any, _x: Any, _many: bool) -> None:
        said.append(" ".join(statement.split()))

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)
