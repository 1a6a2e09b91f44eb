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


def test_what_is_wrong_is_told(town: ApiTown) -> None:
    assert code_of(town.post(PATH, ASKED | {"target": "soon"}, BO)) == (422, "target_not_understood")
    assert code_of(town.post(PATH, ASKED | {"category": "nope"}, BO)) == (404, "no_such_category")
    assert sorted(names_of(town.post(PATH, {}, BO))) == ["category", "target"]
    assert code_of(town.post(PATH, ASKED)) == (401, "not_signed_in")
    assert code_of(town.post(PATH, ASKED, CLEO))[0] == 403
