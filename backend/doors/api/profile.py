"""The API's document, made from its routes; ``document`` writes it down.

What flask-smorest makes is dressed as the national profile asks: addresses under the base path, camelCase path
parameters, ``traceparent`` in and out of every operation, and who may call each, read from its door.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from flask import Flask

from backend.doors.api.about import TITLE, VERSION
from backend.doors.api.room import BASE_PATH
from backend.doors.shared.access import PUBLIC, REPORTER_LINK, Door, find_door
from backend.doors.shared.naming import camel_case

INFO = {
    "title": TITLE,
    "version": VERSION,
    "description": (
        "Felanmälan till kommunen, hela vägen till lagat: anmäl fel, följ ärenden, beställ och utför arbetet. "
        "Allt som sidorna gör kan göras här. Tider är UTC, koordinater WGS 84, fel enligt RFC 9457.\n\n"
        "Reporting faults to a municipality, all the way to mended: report a fault, follow cases, order the work and "
        "do it. Everything the pages do can be done here. Times are UTC, coordinates WGS 84, errors RFC 9457. Writes "
        "carry an id of the sender's own (clientId, actId) and may be sent again."
    ),
    "termsOfService": "https://felanmalan.example.se/villkor",
    "contact": {
        "name": "Kontaktcenter",
        "url": "https://felanmalan.example.se",
        "email": "kontaktcenter@felanmalan.example.se",
    },
    "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
    "x-limitations": (
        "Begränsningar: varje anrop har ett tak per avsändare och minut; över det svarar API:et 429 med Retry-After. "
        "En anmälan nekas aldrig för antalets skull, den tas emot och hålls. Sidor slutar vid 1 000 rader. / Limits: "
        "every operation has a ceiling per source and minute, above it the answer is 429 with Retry-After. A report is "
        "never refused for their number, it is taken and held. Pages end at 1,000 rows."
    ),
    "x-sla": {
        "availability": "99.5 %",
        "responseTime": "95 % within one second",
        "support": "Weekdays 08–16, Swedish time",
    },
}
OPTIONS = {
    "servers": [{"url": f"https://felanmalan.example.se{BASE_PATH}", "description": "The municipality's own address"}],
    "externalDocs": {
        "description": "How the house is built, and the service level agreement (SLA)",
        "url": "https://felanmalan.example.se/om",
    },
    "security": [{"bearer": []}],
}
_DESCRIPTION_OF_PARAMETER = {
    "municipalityCode": "The municipality's SCB code: four digits, leading zeros are part of it.",
    "reference": "The reference as people read it: eight characters, with or without the dash.",
}
_PATH_PARAMETER = re.compile(r"{([a-z0-9_]+)}")
_TRACE = {
    "name": "traceparent",
    "in": "header",
    "description": "W3C trace context; the call goes on under it.",
    "schema": {"type": "string", "example": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
}
_TRACE_HEADER = {"description": _TRACE["description"], "schema": _TRACE["schema"]}


def make_document(app: Flask) -> dict[str, Any]:
    """The document of ``app``'s API as plain values."""
    made = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    document: dict[str, Any] = deepcopy({"openapi": made["openapi"], **made})
    doors = {(path, method): found for path, method, found in list_operations(app)}
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    components["parameters"] = {"traceparent": _TRACE}
    components["headers"] = {"traceparent": _TRACE_HEADER}
    document["paths"] = {_outside(path): _dress(path, item, doors) for path, item in document["paths"].items()}
    for response in components["responses"].values():
        response["headers"] = {"traceparent": {"$ref": "#/components/headers/traceparent"}}
    return document


def list_operations(app: Flask) -> Iterator[tuple[str, str, Door | None]]:
    """Every operation of ``app``'s API as (path, method in lower case, its door), but the document itself."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(f"{BASE_PATH}/") or rule.endpoint == "api-document":
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        methods = (rule.methods or set()) - {"OPTIONS"}
        for method in methods - {"HEAD"} if "GET" in methods else methods:
            yield path, method.lower(), find_door(app, rule.endpoint, method)


def _outside(path: str) -> str:
    inside = path.removeprefix(BASE_PATH)
    return _PATH_PARAMETER.sub(lambda found: "{" + camel_case(found[1]) + "}", inside)


def _dress(path: str, item: dict[str, Any], doors: dict[tuple[str, str], Door | None]) -> dict[str, Any]:
    for parameter in item.get("parameters", []):
        parameter["name"] = camel_case(parameter["name"])
        parameter.setdefault("description", _DESCRIPTION_OF_PARAMETER.get(parameter["name"], "Part of the address."))
    item["parameters"] = [*item.get("parameters", []), {"$ref": "#/components/parameters/traceparent"}]
    for method, operation in item.items():
        if method == "parameters":
            continue
        found = doors[(path, method)]
        if found is not None and found.who in (PUBLIC, REPORTER_LINK):
            operation["security"] = []
        for response in operation["responses"].values():
            if "$ref" not in response:
                response.setdefault("headers", {})["traceparent"] = {"$ref": "#/components/headers/traceparent"}
    return item
