"""Names that staff teach: over the API and on the page, found by everybody, undone and audited."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO
from tests.web.console_builders import HOME, Console, open_console, words_of

HERE = {"lon": 18.6012, "lat": 58.2003}


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings, town: ApiTown) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def first_of(town: ApiTown, words: str) -> str:
    items = read(town.get(f"/places?q={words}"))["items"]
    return str(items[0]["name"]) if items else ""


def teach(town: ApiTown, called: str, **changes: Any) -> Any:
    return town.post("/taught-names", {"clientId": new_key(), "name": called, **HERE, **changes}, BO)


def test_a_name_is_taught_once_and_found_by_everybody_spelt_wrong_too(town: ApiTown) -> None:
    body = {"clientId": new_key(), "name": "Gula Villan", **HERE}
    made = [read(town.post("/taught-names", body, BO)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0]["near"]
    assert first_of(town, "gula vilan") == "Gula Villan"
    assert "Gula Villan" in [each["name"] for each in read(town.get("/taught-names", BO))["items"]]


def test_a_name_is_forgotten_and_brought_back_and_each_act_is_audited(town: ApiTown) -> None:
    name = read(teach(town, "Blå Porten"))
    path = f"/taught-names/{name['id']}"
    assert read(town.post(f"{path}/endings", {}, BO))["stands"] is False
    assert first_of(town, "blå porten") != "Blå Porten"
    assert read(town.post(f"{path}/returns", {}, BO))["stands"] is True
    assert first_of(town, "blå porten") == "Blå Porten"
    with town.scope() as session:
        acts = session.scalars(
            sa.text("SELECT act FROM audit_entry WHERE subject_id = :id ORDER BY occurred_at, id"), {"id": name["id"]}
        ).all()
    assert acts == ["teach_name", "forget_name", "bring_back_name"]


def test_the_same_name_at_the_same_place_is_known_already(town: ApiTown) -> None:
    teach(town, "Röda Magasinet")
    assert code_of(teach(town, "röda magasinet")) == (409, "place_name_known")


@pytest.mark.parametrize(
    ("changes", "names"),
    [({"name": "x"}, ["name"]), ({"lat": None}, ["lat"]), ({"lat": 18.6, "lon": 58.2}, ["position"])],
)
def test_what_is_wrong_is_named(town: ApiTown, changes: dict[str, Any], names: list[str]) -> None:
    answer = teach(town, "Grinden", **changes)
    assert (answer.status_code, names_of(answer)) == (422, names)


def test_who_may_not_is_refused_and_what_no_person_taught_is_not_found(town: ApiTown) -> None:
    assert town.get("/taught-names").status_code == 401
    assert town.get("/taught-names", CLEO).status_code in (403, 404)
    assert town.post("/taught-names", {"name": "Grinden", **HERE}, ADMIN).status_code in (403, 404)
    assert code_of(town.post(f"/taught-names/{uuid4()}/endings", {}, BO)) == (404, "taught_name_not_found")
    with town.scope() as session:
        of_a_file = session.scalar(sa.text("SELECT id FROM place_name WHERE source IS NULL LIMIT 1"))
    assert code_of(town.post(f"/taught-names/{of_a_file}/endings", {}, BO)) == (404, "taught_name_not_found")


def test_on_the_page_a_place_is_chosen_then_taught_then_forgotten(console: Console) -> None:
    bo = console.open(BO)
    bo.go(f"{HOME}namn")
    bo.send("/namn", name="Trekanten", where="Storgatan 12")
    assert "Vilken plats menar du?" in words_of(bo)
    bo.send("/namn")
    assert "Sökningen hittar det från och med nu." in words_of(bo)
    assert "Trekanten" in words_of(bo)
    bo.send("/forget")
    assert "Sökningen hittar det inte längre." in words_of(bo)


def test_a_place_nobody_knows_is_told_with_what_was_typed(console: Console) -> None:
    bo = console.open(BO)
    bo.go(f"{HOME}namn")
    bo.send("/namn", name="Trekanten", where="xyzzy")
    assert bo.page.status_code == 422
    assert 'value="xyzzy"' in bo.text


def test_a_point_is_told_with_roads_and_known_things_near_it(town: ApiTown) -> None:
    found = read(town.get("/location?lon=18.5892782&lat=58.1997518&accuracy=12"))
    assert found["roads"][0]["name"] == found["street"]
    assert all(0 <= road["confidence"] <= 1 for road in found["roads"])
    assert {"id", "kind", "number", "name", "distanceMetres"} <= set(found["assets"][0])
    assert found["askSurface"] is False
