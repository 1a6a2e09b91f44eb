"""Another body's Open311 server, entered over the API."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO

SYSTEM: dict[str, Any] = {
    "address": "https://Open311.Elnat.example/v2/", "jurisdiction": "elnat.example",
    "services": {"belysning": "LAMP", "*": "OTHER"}, "isWay": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def enter(town: ApiTown, as_: str | None = ADMIN, *, code: str = "elnat", **changes: Any) -> Any:
    return town.call("PUT", f"/bodies/{code}/open311", as_, json=SYSTEM | changes)


def test_it_is_entered_listed_and_taken_away_again(town: ApiTown) -> None:
    entered = read(enter(town))
    assert (entered["way"], entered["open311"]) == ("open311", "https://open311.elnat.example:443/v2")
    assert read(enter(town)) == entered, "the same again changes nothing"
    listed = read(town.get("/bodies?limit=100", BO))["items"]
    found = next(each for each in listed if each["code"] == "elnat")
    assert (found["services"], found["jurisdiction"]) == (SYSTEM["services"], "elnat.example")
    gone = read(enter(town, address=None, services={}, isWay=False))
    assert (gone["way"], gone["open311"], gone["services"]) == ("mail", None, {})


@pytest.mark.parametrize(
    "address",
    [
        "http://open311.elnat.example",
        "https://user:word@elnat.example",
        "https://elnat.example/?key=x",
        "ftp://x",
        "",
        "x",
    ],
)
def test_an_address_that_is_not_called_is_told(town: ApiTown, address: str) -> None:
    assert code_of(enter(town, address=address)) == (422, "system_wrong")


def test_codes_that_are_not_here_and_an_address_without_codes_are_told(town: ApiTown) -> None:
    assert names_of(enter(town, services={})) == ["services"]
    assert code_of(enter(town, services={"rymdfart": "X"})) == (422, "system_wrong")
    assert names_of(enter(town, services={"*": ""})) != []
    assert code_of(enter(town, code="nobody")) == (404, "body_not_found")


def test_who_does_not_keep_the_rules_enters_none(town: ApiTown) -> None:
    assert enter(town, BO).status_code == 403
    assert enter(town, CLEO).status_code in (403, 404)
    assert enter(town, None).status_code == 401
