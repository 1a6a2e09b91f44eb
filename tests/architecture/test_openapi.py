"""``openapi.yaml`` equals the routes, and keeps what the national profile calls SKALL."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate

from backend.doors.api.document import FILE, make_app_without_database, write_document
from backend.doors.api.profile import list_operations, make_document
from backend.doors.api.room import BASE_PATH

APP = make_app_without_database()
DOCUMENT = make_document(APP)
METHODS = {"get", "head", "put", "post", "delete", "patch"}
CAMEL = re.compile(r"^[a-z][a-zA-Z0-9]*$")


def list_described() -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method], item


def follow(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def list_bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, method, operation, _ in list_described():
        for status, response in operation["responses"].items():
            for kind, content in follow(response).get("content", {}).items():
                yield f"{method} {path} {status} {kind}", content
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{method} {path} body {kind}", content


def test_the_file_is_what_the_routes_say() -> None:
    said = "Run: python -m backend.doors.api.document"
    assert FILE.read_text(encoding="utf-8") == write_document(APP), said
    assert yaml.safe_load(FILE.read_text(encoding="utf-8"))["openapi"] == "3.1.0"


def test_every_route_is_described() -> None:
    described = {(path, method) for path, method, _, _ in list_described()}
    camel = re.compile(r"_([a-z0-9])")
    routes = {
        (camel.sub(lambda found: found[1].upper(), path.removeprefix(BASE_PATH)), method)
        for path, method, _ in list_operations(APP)
    }
    assert described == routes


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_it_says_what_it_is_for_and_who_answers_for_it() -> None:  # DOK.01, 03, 06–09
    info = DOCUMENT["info"]
    assert all(info[name] for name in ("version", "title", "description", "termsOfService", "x-limitations"))
    assert {"name", "url", "email"} <= set(info["contact"])
    assert {"name", "url"} <= set(info["license"])
    assert "Felanmälan" in info["description"]
    assert "Reporting" in info["description"]
    assert {"description", "url"} <= set(DOCUMENT["externalDocs"])


def test_every_operation_and_response_is_described() -> None:  # DOK.19, 20
    for path, method, operation, _ in list_described():
        assert operation.get("summary"), f"{method} {path}"
        assert operation.get("description"), f"{method} {path}"
        assert "default" in operation["responses"], f"{method} {path}"
        for status, response in operation["responses"].items():
            assert follow(response)["description"], f"{method} {path} {status}"


def test_every_body_has_an_example() -> None:  # DOK.15
    for name, content in list_bodies():
        if "json" in name:
            assert "example" in content or "examples" in content, name


def test_errors_are_problem_documents() -> None:  # FEL.01, 02
    for path, method, operation, _ in list_described():
        for status, response in operation["responses"].items():
            if status == "default" or int(status) >= 400:
                content = follow(response)["content"]
                assert set(content) == {"application/problem+json"}, f"{method} {path} {status}"
    named = set(DOCUMENT["components"]["schemas"]["Problem"]["properties"])
    assert {"type", "title", "status", "detail", "instance"} <= named


def test_paths_are_plain() -> None:  # RES.06, UFN.07–09
    for path in DOCUMENT["paths"]:
        for segment in path.removeprefix("/").split("/"):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|\{[a-z][a-zA-Z0-9]*\}", segment), path


def test_the_address_carries_the_major_version_over_https() -> None:  # UFN.01, 02, VER.05
    for server in DOCUMENT["servers"]:
        assert re.fullmatch(r"https://[^/]+/[^/]+/v[0-9]+/?", server["url"])


def test_names_are_camel_case() -> None:  # AME.05, FNS.01, 03
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert CAMEL.match(field), f"{name}.{field}"
    for path, _, operation, item in list_described():
        for parameter in [*operation.get("parameters", []), *item.get("parameters", [])]:
            described = follow(parameter)  # a header's name is its own
            assert described["in"] == "header" or CAMEL.match(described["name"]), path


def test_no_parameter_names_a_personal_number() -> None:  # RES.02
    forbidden = {"pnr", "personnummer", "personnr", "personalidentitynumber", "ssn", "socialsecuritynumber"}
    for path, _, operation, item in list_described():
        for parameter in [*operation.get("parameters", []), *item.get("parameters", [])]:
            assert follow(parameter)["name"].lower() not in forbidden, path


def test_every_operation_takes_and_returns_the_trace() -> None:  # SPA.02, 04
    for path, method, operation, item in list_described():
        parameters = [follow(each)["name"] for each in item["parameters"]]
        assert "traceparent" in parameters, f"{method} {path}"
        for status, response in operation["responses"].items():
            assert "traceparent" in follow(response)["headers"], f"{method} {path} {status}"


def test_authentication_is_bearer_alone_and_said(  # DOK.21, SAK.09, 10, 15
) -> None:
    assert DOCUMENT["security"] == [{"bearer": []}]
    assert DOCUMENT["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    security = {(path, method): operation.get("security") for path, method, operation, _ in list_described()}
    assert security[("/api-info", "get")] == []
    assert security[("/me", "get")] is None


def test_api_info_is_there() -> None:  # VER.06
    schema = DOCUMENT["components"]["schemas"]["ApiInfo"]["properties"]
    assert set(schema) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}


def test_a_get_has_no_body() -> None:  # FOR.02
    for path, method, operation, _ in list_described():
        if method == "get":
            assert "requestBody" not in operation, path


def test_paging_begins_at_page_one_with_twenty() -> None:  # FNS.07–09
    for path, _, operation, _ in list_described():
        named = {follow(each)["name"]: follow(each) for each in operation.get("parameters", [])}
        if "limit" in named:
            assert named["limit"]["schema"]["default"] == 20, path
        if "page" in named:
            assert named["page"]["schema"]["default"] == 1, path
            assert "limit" in named, path


@pytest.mark.parametrize("name", ["date-time", "date"])
def test_times_in_examples_are_utc(name: str) -> None:  # DOT.01, 04
    for schema in DOCUMENT["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("format") == name and "example" in field:
                assert re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:.]+Z)?", field["example"]), field
