"""Held reports in the console and over the API: who may see them, and letting many through with one press."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.cases import State
from backend.doors.api.report_schemas import REPORT_EXAMPLE
from backend.foundation.settings import Settings
from tests.databases import Databases, DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, words_of


@pytest.fixture(scope="module")
def console(databases: Databases, settings: Settings) -> Iterator[Console]:
    with open_console(databases.create_angsby(), settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def put(town: ApiTown, path: str, body: dict[str, Any], as_: str | None) -> TestResponse:
    return town.call("PUT", path, as_, json=body)


def report(town: ApiTown, **changes: Any) -> dict[str, Any]:
    """A report from one and the same network."""
    body = {**REPORT_EXAMPLE, "clientId": new_key(), "answers": {}, **changes}
    sent: dict[str, Any] = read(town.post("/reports", body, environ_overrides={"REMOTE_ADDR": "10.9.9.9"}))
    return sent


def test_several_held_are_let_through_with_one_press(console: Console) -> None:
    held = [console.hold() for _ in range(3)]
    bo = console.open(BO)
    bo.go(HOME)
    assert f'href="{HOME}hallna"' in bo.text
    bo.go(f"{HOME}hallna")
    assert "Hålls av annat skäl (3)" in words_of(bo)
    page = bo.client.post(
        f"{HOME}hallna",
        data={"csrf_token": bo.form("/hallna").values["csrf_token"], "case": [str(each.case_id) for each in held[:2]]},
        follow_redirects=True,
    )
    assert "2 släppta." in page.text
    assert [console.case(each).state for each in held] == [State.RECEIVED, State.RECEIVED, State.HELD]


def test_only_who_decides_may_let_through(console: Console) -> None:
    admin = console.open(ADMIN)
    assert admin.go(f"{HOME}hallna").status_code == 200
    assert admin.client.post(f"{HOME}hallna", data={"case": []}).status_code in (400, 403)


def test_ceilings_are_read_and_set_by_those_who_may(town: ApiTown) -> None:
    per = {each["per"]: each["most"] for each in read(town.get("/intake-ceilings", BO))["items"]}
    assert set(per) == {"source", "address", "place"}
    body = {"per": "source", "most": 2, "minutes": 60}
    assert put(town, "/intake-ceilings", body, BO).status_code == 403
    assert put(town, "/intake-ceilings", body, None).status_code == 401
    assert names_of(put(town, "/intake-ceilings", {**body, "most": 0}, ADMIN)) == ["most"]
    assert names_of(put(town, "/intake-ceilings", {**body, "per": "nope"}, ADMIN)) == ["per"]
    assert put(town, "/intake-ceilings", body, ADMIN).status_code == 200


def test_above_the_ceiling_a_report_is_taken_held_and_let_through_over_the_api(town: ApiTown) -> None:
    put(town, "/intake-ceilings", {"per": "source", "most": 2, "minutes": 60}, ADMIN)
    taken = [report(town) for _ in range(4)]
    assert all(each["reference"] for each in taken)
    town.work()
    items = read(town.get("/held-cases", BO))["items"]
    held = [each["reference"] for each in items]
    assert held
    assert {each["per"] for each in items} == {"source"}
    assert town.get("/held-cases", CLEO).status_code == 403
    assert code_of(town.post("/held-cases/releases", {"references": ["BBBB-BBBB"]}, BO))[0] in (404, 422)
    assert town.post("/held-cases/releases", {"references": held}, ADMIN).status_code == 403
    assert read(town.post("/held-cases/releases", {"references": held}, BO)) == {"released": len(held)}
    assert read(town.get("/held-cases", BO))["items"] == []
    put(town, "/intake-ceilings", {"per": "source", "most": 1000, "minutes": 60}, ADMIN)


def test_what_is_held_and_dangerous_says_on_its_page_that_nobody_has_read_it(town: ApiTown) -> None:
    put(town, "/intake-ceilings", {"per": "source", "most": 1, "minutes": 60}, ADMIN)
    report(town)
    hole = report(town, category="vag.brunn-lock", answers={"state": "open"})
    put(town, "/intake-ceilings", {"per": "source", "most": 1000, "minutes": 60}, ADMIN)
    assert hole["case"]["state"] == "held"
    assert hole["nobodyHasReadIt"] is True
    town.work()
    page = town.app.test_client().get(hole["followUrl"].replace("http://127.0.0.1:8080", "")).text
    assert "Ingen på kommunen har läst den här än." in page or "Ingen på kommunen har läst" in page
    assert 'href="tel:' in page
