"""The one table from a refusal to HTTP, and the two shapes it takes: RFC 9457 for programs, a page for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, g, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import factor_needed
from backend.doors.shared.browser_session import (
    SECOND_FACTOR_PATH,
    SIGN_IN_PATH,
    HalfSignedIn,
    NotSignedIn,
    is_api_request,
)
from backend.doors.shared.house import current_house
from backend.doors.shared.kept_forms import keep_what_was_typed
from backend.doors.shared.language import translate
from backend.doors.shared.naming import camel_case
from backend.doors.shared.tracing import current_trace_id
from backend.doors.shared.typed import find_typed
from backend.foundation.errors import LagatError

STATUS_OF_FAMILY = {"invalid": 422, "not_found": 404, "not_allowed": 403, "conflict": 409, "unavailable": 503}
STATUS_OF_CODE = {
    "busy": 409,
    "checksum_mismatch": 460,
    "tus_version": 412,
    "upload_stopped": 408,
    "too_many_tries": 429,
}
"""Another call is at the same row right now: 409 with Retry-After, which is what a client that sends twice awaits. The
others are those the upload protocol (tus 1.0.0) names."""

TITLES = {460: "Checksum Mismatch"}
"""Statuses that HTTP itself has no words for."""

RETRY_AFTER_SECONDS = {"busy": 2, "database_down": 10, "photo_store_full": 300, "upload_stopped": 2, "uploads_busy": 2}
PROBLEM_JSON = "application/problem+json"

# What a person reads for what HTTP itself refuses; the rest says its own name.
WORDS_OF_STATUS = {
    400: ("bad_request", "What was sent could not be read."),
    401: ("not_signed_in", "Please sign in first."),
    403: ("not_allowed", "You may not do that."),
    404: ("not_found", "There is no such page."),
    405: ("method_not_allowed", "That cannot be done with this address."),
    413: ("too_large", "What was sent is too large."),
    415: ("media_type_unknown", "What was sent has a form we do not read."),
    429: ("too_many", "That was many times in a short while. Please wait a little and try again."),
    500: ("our_fault", "Something went wrong with us. It has been noted."),
    503: ("database_down", "We cannot save right now. Please try again in a moment."),
}
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


@dataclass(frozen=True)
class Problem:
    """One refusal, ready for either shape. ``invalid`` maps a field's name as sent to what is wrong with it."""

    status: int
    code: str
    detail: str
    invalid: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def keep_typed(words: Mapping[str, str]) -> None:
    """Keep what a person typed (label → text), so that the page that tells of a failure gives it back."""
    g.typed = {label: text for label, text in words.items() if text}


def problem_of(error: Exception) -> Problem:
    """Any refusal as a problem, in the reader's language."""
    # A refusal while the address was read (its town is looked up) reaches us wrapped in a 500.
    error = getattr(error, "original_exception", None) or error
    if isinstance(error, LagatError):
        return _of_refusal(error)
    if isinstance(error, NotSignedIn):
        headers = {"WWW-Authenticate": "Bearer"} if is_api_request() else {}
        return Problem(401, *_words_of(401), headers=headers)
    if isinstance(error, HalfSignedIn):
        return _of_refusal(factor_needed())
    if isinstance(error, CSRFError):
        words = gettext("This form was open too long, or came from another browser. Please send it again.")
        return Problem(400, "form_expired", words)
    if isinstance(error, HTTPException):
        return _of_http(error)
    return Problem(500, *_words_of(500))


def answer_problem(error: Exception) -> BaseResponse:
    """The response to a refusal: a problem document for programs, a page for people, the sign-in page where it helps."""
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error.get_response()  # a redirect werkzeug makes on its own
    problem = problem_of(error)
    if _wants_json():
        return _as_json(problem)
    if isinstance(error, HalfSignedIn):
        return keep_what_was_typed(redirect(SECOND_FACTOR_PATH)) or _as_page(problem)
    if problem.status == 401:
        return keep_what_was_typed(redirect(SIGN_IN_PATH)) or _as_page(problem)
    return _as_page(problem)


def register(app: Flask) -> None:
    """Answer every refusal of ``app`` and every error nobody foresaw, which is logged with its trace."""
    app.register_error_handler(LagatError, answer_problem)
    app.register_error_handler(NotSignedIn, answer_problem)
    app.register_error_handler(HalfSignedIn, answer_problem)
    app.register_error_handler(HTTPException, answer_problem)
    app.before_request(lambda: current_house().phones.keep_fresh(current_house().database))


def _of_refusal(error: LagatError) -> Problem:
    status = STATUS_OF_CODE.get(error.code) or STATUS_OF_FAMILY.get(error.family, 500)
    headers = {}
    if "wait_seconds" in error.params:
        headers["Retry-After"] = str(error.params["wait_seconds"])
    elif status == 503 or error.code in RETRY_AFTER_SECONDS:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS.get(error.code, 10))
    invalid = {_name_as_sent(name): gettext(words) for name, words in error.fields.items()}
    return Problem(status, error.code, translate(error), invalid, headers)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    own = error.get_response().headers
    headers = {name: own[name] for name in _KEPT_HEADERS if name in own}
    messages = getattr(error, "data", {}).get("messages")
    if status == 422 and messages:
        words = gettext("Something in what was sent is missing or wrong.")
        return Problem(422, "invalid", words, dict(_flatten(messages)), headers)
    return Problem(status, *_words_of(status), headers=headers)


def _words_of(status: int) -> tuple[str, str]:
    code, words = WORDS_OF_STATUS.get(status, (f"http_{status}", HTTPStatus(status).phrase))
    return code, gettext(words)


def _flatten(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """webargs' nested messages as "place.lat" → words; the outermost key (json, query …) is not part of a name."""
    found: list[tuple[str, str]] = []
    for name, inner in messages.items():
        inside = f"{path}.{name}" if path else str(name)
        if isinstance(inner, dict):
            found += _flatten(inner, inside)
        else:
            words = inner if isinstance(inner, str) else str(inner[0])
            found.append((inside.partition(".")[2] or inside, gettext(words)))
    return found


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return is_api_request() or accepted.best_match(["text/html", "application/json"]) == "application/json"


def _name_as_sent(name: str) -> str:
    return camel_case(name) if is_api_request() else name


def _as_json(problem: Problem) -> Response:
    document = {
        "type": f"urn:lagat:problem:{problem.code}",
        "title": TITLES.get(problem.status) or HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:lagat:trace:{current_trace_id()}",
        "code": problem.code,
    }
    if problem.invalid:
        document["invalidParams"] = [{"name": name, "reason": words} for name, words in problem.invalid.items()]
    return Response(orjson.dumps(document), problem.status, dict(problem.headers), content_type=PROBLEM_JSON)


def _as_page(problem: Problem) -> Response:
    arguments = request.view_args or {}
    asked = arguments.get("municipality_code") or arguments.get("slug") or arguments.get("municipality_slug")
    page = render_template(
        "shared/problem.html",
        problem=problem,
        typed=find_typed(),
        numbers=current_house().phones.find(asked),
        trace_id=current_trace_id(),
    )
    return Response(page, problem.status, dict(problem.headers), content_type="text/html; charset=utf-8")
