"""Before a municipality opens: what is missing is listed, and green only when people have entered what they did."""

from collections.abc import Iterator

import pytest
from flask import Flask

from backend import deliveries
from backend.foundation.settings import Settings
from backend.going_live import BY_PEOPLE
from backend.going_live.words import TEST_MESSAGE as TEST
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console

PAGE = f"{HOME}driftstart"
ADDRESS = "/going-live"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def test_what_people_do_is_missing_until_they_enter_it_by_name(town: ApiTown) -> None:
    before = read(town.get(ADDRESS, ADMIN))
    left = {item["code"] for item in before["items"] if item["byPeople"] and not item["isGreen"]}
    assert left == {need.value for need in BY_PEOPLE}
    for code in sorted(left):
        done = {"code": code, "byName": "Anna Ek", "doneOn": "2026-09-15"}
        assert town.post(ADDRESS, done, ADMIN).status_code == 201
    items = {item["code"]: item for item in read(town.get(ADDRESS, ADMIN))["items"]}
    assert all(items[code]["isGreen"] and items[code]["isPractice"] for code in left)
    assert items["jour_rung"]["byName"] == "Anna Ek"


@pytest.mark.parametrize(
    "body",
    [
        {"code": "boundary", "byName": "Anna Ek", "doneOn": "2026-09-15"},
        {"code": "jour_rung", "byName": " ", "doneOn": "2026-09-15"},
        {"code": "jour_rung", "byName": "Anna Ek", "doneOn": "2030-01-01"},
        {"code": "fountain", "byName": "Anna Ek", "doneOn": "2026-09-15"},
        {"code": "jour_rung", "byName": "Anna Ek"},
    ],
)
def test_what_cannot_be_so_is_refused(town: ApiTown, body: dict[str, str]) -> None:
    assert town.post(ADDRESS, body, ADMIN).status_code == 422


def test_a_test_message_is_queued_and_no_more_than_that(town: ApiTown) -> None:
    answer = town.post(f"{ADDRESS}/test-message", {"address": "anna.ek@example.org"}, ADMIN)
    assert answer.status_code == 201
    items = {item["code"]: item for item in read(answer)["items"]}
    assert not items["message_sent"]["isGreen"]
    assert not items["message_sent"]["byPeople"]
    assert town.post(f"{ADDRESS}/test-message", {"address": "anna ek"}, ADMIN).status_code == 422
    assert town.post(f"{ADDRESS}/test-message", {}, ADMIN).status_code == 422
    assert town.post(f"{ADDRESS}/test-message", {"address": "anna.ek@example.org"}, BO).status_code == 403


@pytest.mark.parametrize("email", [BO, CLEO])
def test_only_who_administers_sees_it(town: ApiTown, email: str) -> None:
    assert town.get(ADDRESS, email).status_code == 403
    done = {"code": "jour_rung", "byName": "Bo", "doneOn": "2026-09-15"}
    assert town.post(ADDRESS, done, email).status_code == 403


def test_the_page_lists_and_takes(console: Console) -> None:
    admin = console.open(ADMIN)
    admin.go(PAGE)
    assert "Före driftstart" in admin.text
    admin.send("driftstart", code="backup_tried", by_name="Anna Ek", done_on="2026-09-15")
    admin.go(PAGE)
    assert "Anna Ek, 2026-09-15" in admin.text
    admin.send("provmeddelande", address="eva.ek@example.org")
    with console.town.transaction() as session:
        sent = [
            each.address
            for each in deliveries.list_deliveries(session, PRACTICE_CODE, limit=20)
            if each.text_code == TEST
        ]
    assert "eva.ek@example.org" in sent
