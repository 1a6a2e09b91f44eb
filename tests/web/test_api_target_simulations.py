"""Another target tried on cases that have been, over the API."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import WEDNESDAY, ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import BO, CLEO

ASKED = {"category": "vag.potthal", "target": "3 days"}
PATH = "/target-simulations"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def test_a_shorter_target_is_tried_beside_the_one_there_is(town: ApiTown) -> None:
    town.report(category="vag.potthal", answers={"how": "small"})
    town.report()
    town.stop_clock(WEDNESDAY + timedelta(days=7))
    tried = read(town.post(PATH, ASKED, BO))
    assert (tried["asked"]["target"], tried["asked"]["missed"], tried["asked"]["cases"]) == ("3 days", 1, 1)
    assert (tried["now"]["target"], tried["now"]["missed"], tried["now"]["stillOpen"]) == ("10 days", 0, 1)
    assert not tried["isCut"]


def test_a_target_is_tried_for_a_season_or_a_row_alone(town: ApiTown) -> None:
    window = read(town.post(PATH, ASKED | {"season": "01-01/01-31"}, BO))
    assert window["asked"]["missed"] == window["now"]["missed"]
    assert read(town.post(PATH, ASKED | {"season": "09-01/09-30"}, BO))["asked"]["missed"] == 1
    row = read(town.post(PATH, ASKED | {"count": "2 within 50 metres in 7 days"}, BO))
    assert row["asked"]["missed"] == 0
    assert code_of(town.post(PATH, ASKED | {"count": "many"}, BO)) == (422, "count_not_understood")
    assert code_of(town.post(PATH, ASKED | {"season": "höst"}, BO)) == (422, "season_not_understood")


def test_what_is_wrong_is_told(town: ApiTown) -> None:
    assert code_of(town.post(PATH, ASKED | {"target": "soon"}, BO)) == (422, "target_not_understood")
    assert code_of(town.post(PATH, ASKED | {"category": "nope"}, BO)) == (404, "no_such_category")
    assert sorted(names_of(town.post(PATH, {}, BO))) == ["category", "target"]
    assert code_of(town.post(PATH, ASKED)) == (401, "not_signed_in")
    assert code_of(town.post(PATH, ASKED, CLEO))[0] == 403
