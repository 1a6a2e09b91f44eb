"""What every answer of the API has in common, and /api-info."""

import re

from flask import Flask
from flask.testing import FlaskClient

from backend.app import create_app
from backend.foundation.database import Database
from backend.foundation.settings import Settings

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_the_api_tells_what_it_is(client: FlaskClient) -> None:
    answer = client.get("/api/v1/api-info")
    assert answer.status_code == 200
    assert answer.json is not None
    assert set(answer.json) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
    assert answer.json["apiDocumentation"].endswith("/api/v1/openapi.json")


def test_the_document_is_served_and_the_same_each_time(client: FlaskClient) -> None:
    first = client.get("/api/v1/openapi.json")
    assert first.json is not None
    assert first.json["openapi"] == "3.1.0"
    assert client.get("/api/v1/openapi.json").json == first.json


def test_a_callers_trace_goes_on(client: FlaskClient) -> None:
    answer = client.get("/api/v1/api-info", headers={"traceparent": TRACE})
    assert answer.headers["traceparent"].split("-")[1] == TRACE.split("-")[1]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", client.get("/api/v1/api-info").headers["traceparent"])


def test_an_unknown_address_is_a_problem_document(client: FlaskClient) -> None:
    answer = client.get("/api/v1/no-such-thing", headers={"traceparent": TRACE, "Accept-Language": "en"})
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json == {
        "type": "urn:lagat:problem:not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such page.",
        "instance": f"urn:lagat:trace:{TRACE.split('-')[1]}",
        "code": "not_found",
    }


def test_a_wrong_method_keeps_its_allow_header(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/api-info")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_problems_are_swedish_unless_asked_otherwise(client: FlaskClient) -> None:
    assert client.get("/api/v1/no-such-thing").json["detail"] == "Sidan finns inte."  # type: ignore[index]  # it has a body
    asked = client.get("/api/v1/no-such-thing?lang=en").json
    assert asked is not None
    assert asked["detail"] == "There is no such page."


def test_answers_may_not_be_kept_framed_or_sniffed(client: FlaskClient) -> None:
    headers = client.get("/api/v1/no-such-thing").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_too_many_calls_are_told_when_to_come_back(app: Flask, settings: Settings, web_database: Database) -> None:
    hurried = create_app(settings, web_database).test_client()
    # Thirty in a minute; a minute may end in between, two do not.
    answers = [hurried.get("/api/v1/openapi.json") for _ in range(61)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_database_that_is_down_is_a_passing_problem(settings: Settings) -> None:
    dead = create_app(settings, Database("postgresql+psycopg://127.0.0.1:1/none")).test_client()
    answer = dead.get("/api/v1/municipalities")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json is not None
    assert answer.json["code"] == "database_down"


def test_the_number_of_proxies_decides_whose_address_counts(settings: Settings, web_database: Database) -> None:
    from dataclasses import replace

    behind_one = create_app(replace(settings, trusted_proxies=1), web_database).test_client()
    for number in range(35):
        headers = {"X-Forwarded-For": f"203.0.113.7, 198.51.100.{number}"}
        assert behind_one.get("/api/v1/openapi.json", headers=headers).status_code == 200
    bare = create_app(settings, web_database).test_client()
    codes = {
        bare.get("/api/v1/openapi.json", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(35)
    }
    assert codes == {200, 429}
