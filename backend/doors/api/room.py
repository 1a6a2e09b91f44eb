"""The room every resource of the API stands in: blueprint, parser, JSON, and flask-smorest with our refusals."""

from functools import cache
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Request, Response
from flask.json.provider import JSONProvider
from flask_smorest import Api, Blueprint
from marshmallow import RAISE, Schema
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import UnsupportedMediaType

from backend.doors.api.clean_text import clean_fields, clean_json
from backend.doors.api.schemas import Problem
from backend.doors.shared.problems import PROBLEM_JSON, answer_problem

BASE_PATH = "/api/v1"
MOST_JSON_BYTES = 256 * 1024


class _Parser(FlaskParser):
    """Refuses unknown names everywhere, bodies that are no JSON with 415, and bodies too large to be meant."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query", "form", "files"), RAISE)

    def _get_schema(self, argmap: Any, req: Request) -> Any:
        """One schema for all requests: making one costs more than reading with it."""
        return _schema_of(argmap) if isinstance(argmap, type) else super()._get_schema(argmap, req)

    def load_json(self, req: Request, schema: Any) -> Any:
        """The body as JSON."""
        if req.content_length and not is_json_request(req):
            raise UnsupportedMediaType
        req.max_content_length = MOST_JSON_BYTES
        return super().load_json(req, schema)

    def pre_load(self, location_data: Any, *, schema: Any, req: Request, location: str) -> Any:
        """What was sent, as the database can keep it."""
        if location in ("query", "form", "files"):
            return clean_fields(location_data)
        return clean_json(location_data) if location == "json" else location_data


@cache
def _schema_of(schema: type[Schema]) -> Schema:
    return schema()


class ApiBlueprint(Blueprint):
    """A blueprint of one resource; its views are functions with ``@door`` below ``route``."""

    ARGUMENTS_PARSER = _Parser()


class _Api(Api):
    """flask-smorest, but 405 keeps ``Allow``, and every refusal is RFC 9457 in routes and document alike."""

    ERROR_SCHEMA = Problem

    def handle_http_exception(self, error: Exception) -> Any:
        """One table for all refusals: ``doors.shared.problems``."""
        return answer_problem(error)

    def _register_responses(self) -> None:
        content = {PROBLEM_JSON: {"schema": Problem, "example": PROBLEM_EXAMPLE}}
        for name, said in DOCUMENTED_PROBLEMS.items():
            self.spec.components.response(name, {"description": said, "content": content}, lazy=True)

    def _register_pagination_header(self) -> None:
        """Pages tell of themselves in the body."""


DOCUMENTED_PROBLEMS = {
    HTTPStatus(422).name: "Something sent is missing, unknown or wrong; invalidParams names each.",
    "DEFAULT_ERROR": "Any refusal: see the problem's code.",
}
PROBLEM_EXAMPLE = {
    "type": "urn:lagat:problem:invalid",
    "title": "Unprocessable Content",
    "status": 422,
    "detail": "Something in what was sent is missing or wrong.",
    "instance": "urn:lagat:trace:4bf92f3577b34da6a3ce929d0e0e4736",
    "code": "invalid",
    "invalidParams": [{"name": "email", "reason": "Not a valid email address."}],
}


class _OrjsonProvider(JSONProvider):
    """JSON by orjson: quicker, and times in UTC end with Z."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """As text; keyword arguments of the standard library's are not used."""
        return orjson.dumps(obj, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """From text or bytes."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """A JSON response."""
        return Response(self.dumps(self._prepare_response_obj(args, kwargs)), mimetype="application/json")


def open_api(app: Flask, *, info: dict[str, Any], **options: Any) -> Any:
    """Set up flask-smorest on ``app``; resources are registered on what it returns."""
    app.json = _OrjsonProvider(app)
    app.config.update(API_TITLE=info["title"], API_VERSION=info["version"], OPENAPI_VERSION="3.1.0")
    return _Api(app, spec_kwargs={"info": info, **options})
