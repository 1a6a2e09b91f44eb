"""Why this date: said on the case's page and over the API, to those who may see the case."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from backend.cases import Submitted
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.row_builders import along
from tests.web.api_builders import ApiTown, open_town, read
from tests.web.conftest import BO
from tests.web.console_builders import Console, open_console, words_of

IN_WINTER = datetime(2026, 12, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings, town: ApiTown) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def reasons(town: ApiTown, submitted: Submitted) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(town.get(f"/cases/{show_reference(submitted.reference)}", BO))["dateReasons"]
    return found


def test_a_row_is_told_with_its_rule_and_its_cases(town: ApiTown, console: Console) -> None:
    found = [console.town.report(**along(metres)) for metres in (0, 100, 200)]
    console.town.work()
    said = reasons(town, found[0])
    assert [each["code"] for each in said] == ["category", "count"]
    assert said[1]["rule"] == "3 within 120 metres in 21 days: mend 21 days"
    assert said[1]["words"]["sv"].startswith("3 i rad: ")
    assert "lagas inom 21 dagar" in said[1]["words"]["sv"]
    assert "mended within 21 days" in said[1]["words"]["en"]
    page = words_of(console.at_case(BO, found[0]))
    assert "Varför detta datum" in page
    assert said[1]["words"]["sv"] in page
    assert "Räknat med sina grannar : 3 i rad: lagas inom 21 dagar" in page


def test_a_season_is_told_with_its_window(town: ApiTown, console: Console) -> None:
    town.stop_clock(IN_WINTER)
    submitted = console.town.report(category="vinter.sandlada", longitude=18.62, latitude=58.21)
    console.town.work()
    said = reasons(town, submitted)
    assert [(each["code"], each["rule"]) for each in said] == [
        ("category", ""), ("season", "10-01/04-30: mend 7 days"),
    ]  # fmt: skip
    assert said[1]["words"]["sv"] == "Det kom in under säsongen 10-01/04-30: lagas inom 7 dagar."
