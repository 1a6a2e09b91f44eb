"""/municipalities and what is known of each: /{code}, /places, /location, /categories."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def read(answer: TestResponse) -> dict[str, object]:
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json, dict)
    return answer.json


def test_those_that_take_reports_are_listed(client: FlaskClient) -> None:
    page = read(client.get("/api/v1/municipalities"))
    assert page == {
        "items": [{"code": "9901", "name": "Ängsby", "fullName": "Ängsby kommun", "kind": "practice"}],
        "page": 1,
        "limit": 20,
        "hasMore": False,
    }
    assert read(client.get("/api/v1/municipalities?page=2"))["items"] == []


@pytest.mark.parametrize("query", ["page=0", "limit=101", "page=11&limit=100", "offset=3", "page=x"])
def test_a_page_nobody_reads_to_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/municipalities?{query}")
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["invalidParams"]


def test_one_is_told_of_with_its_numbers(client: FlaskClient) -> None:
    found = read(client.get("/api/v1/9901"))
    assert found["phone"] == "0980-31 92 00"
    assert found["openingHours"]
    assert found["active"] is True
    assert read(client.get("/api/v1/0581"))["active"] is False


@pytest.mark.parametrize("path", ["0000", "0000/places?q=a", "0000/location?lon=18&lat=58", "0000/categories", "abcd"])
def test_one_that_is_none_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_place_is_found_by_a_misspelt_name(client: FlaskClient) -> None:
    items = read(client.get("/api/v1/9901/places?q=storgattan 12"))["items"]
    assert isinstance(items, list)
    assert items[0]["name"] == "Storgatan 12"
    assert set(items[0]) == {"name", "kind", "lon", "lat", "context", "exact"}


def test_a_search_needs_something_to_look_for(client: FlaskClient) -> None:
    assert client.get("/api/v1/9901/places").status_code == 422
    assert client.get("/api/v1/9901/places?q=").status_code == 422


def test_a_point_in_town_has_its_street(client: FlaskClient) -> None:
    places = read(client.get("/api/v1/9901/places?q=Storgatan 12"))["items"]
    assert isinstance(places, list)
    found = read(client.get(f"/api/v1/9901/location?lon={places[0]['lon']}&lat={places[0]['lat']}"))
    assert (found["inside"], found["takenHere"], found["neighbourName"]) == (True, True, None)
    assert found["address"] == {"name": "Storgatan 12", "distanceMetres": 0.0}


def test_a_point_in_none_is_taken_where_it_was_sent(client: FlaskClient) -> None:
    found = read(client.get("/api/v1/9901/location?lon=10&lat=50"))
    assert (found["inside"], found["takenHere"], found["address"]) == (False, True, None)


def test_a_point_beyond_the_earth_is_refused(client: FlaskClient) -> None:
    assert client.get("/api/v1/9901/location?lon=181&lat=58").status_code == 422
    assert client.get("/api/v1/9901/location?lon=18").status_code == 422


@pytest.mark.parametrize(("language", "name"), [("sv", "Belysning"), ("en", "Lighting")])
def test_the_tree_is_told_in_the_readers_language(client: FlaskClient, language: str, name: str) -> None:
    items = read(client.get(f"/api/v1/9901/categories?lang={language}"))["items"]
    assert isinstance(items, list)
    assert name in [group["name"] for group in items]
    questions = [question for group in items for category in group["categories"] for question in category["questions"]]
    assert all(question["text"] and question["code"] for question in questions)
