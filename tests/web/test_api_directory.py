"""The directory over the API: contracts, bodies, units, and who would be responsible."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import EAST, ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def test_contracts_say_whose_they_are_and_on_what_terms(town: ApiTown) -> None:
    page = read(town.get("/contracts", BO))
    contracts = {each["code"]: each for each in page["items"]}
    assert contracts["belysning-ost"]["contractorName"] == "Cleos Drift AB"
    assert contracts["park"]["isInHouse"]
    assert not page["hasMore"]
    assert read(town.get("/contracts?limit=2", BO))["hasMore"]


def test_bodies_and_units_are_listed(town: ApiTown) -> None:
    bodies = {each["code"]: each for each in read(town.get("/bodies?limit=100", BO))["items"]}
    assert bodies["elnat"]["way"] == "phone"
    units = {each["code"]: each for each in read(town.get("/units?limit=100", ADMIN))["items"]}
    assert units["gata"]["publicName"]["en"] == "Streets"


def test_the_rules_tell_who_would_be_responsible(town: ApiTown) -> None:
    found = read(town.get("/responsibility", BO, query_string={**EAST, "category": "belysning.enstaka"}))
    assert (found["route"], found["unitCode"], found["confidence"]) == ("contract", "gata", 1.0)
    assert found["explanation"]["sv"].startswith("Avtalet Belysning öst")
    unsure = read(town.get("/responsibility", BO, query_string={**EAST, "category": "annat"}))
    assert unsure["route"] == "person"


def test_what_is_wrong_with_the_question_is_said(town: ApiTown) -> None:
    assert sorted(names_of(town.get("/responsibility", BO))) == ["category", "latitude", "longitude"]
    swapped = {"latitude": 18.6, "longitude": 58.2, "category": "annat"}
    assert code_of(town.get("/responsibility", BO, query_string=swapped)) == (422, "position_swapped")
    unknown = {**EAST, "category": "nope"}
    assert code_of(town.get("/responsibility", BO, query_string=unknown)) == (404, "no_such_category")


@pytest.mark.parametrize("what", ["contracts", "bodies", "units", "responsibility?latitude=58&longitude=18&category=x"])
def test_the_directory_is_for_staff(town: ApiTown, what: str) -> None:
    assert code_of(town.get(f"/{what}")) == (401, "not_signed_in")
    assert code_of(town.get(f"/{what}", CLEO))[0] == 403
