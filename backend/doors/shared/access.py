"""Who may come in by a door and how often: declared on every view, and held before the view runs.

A view without a declaration answers nobody; an architecture test walks them all.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from werkzeug.exceptions import TooManyRequests

from backend.accounts import Caller, Proof, Right, actor_of, proof_of, scope_for
from backend.accounts.errors import right_missing
from backend.doors.shared.browser_session import HalfSignedIn, NotSignedIn, find_current_caller, is_api_request
from backend.doors.shared.csrf import check_csrf
from backend.doors.shared.house import current_house
from backend.doors.shared.limits import HOLDS, Limit, source_key, source_of
from backend.foundation.actor import Actor
from backend.foundation.database import Scope

__all__ = [
    "HALF_SIGNED_IN",
    "HOLDS",
    "PUBLIC",
    "REPORTER_LINK",
    "SIGNED_IN",
    "Door",
    "Who",
    "current_actor",
    "current_caller",
    "current_proof",
    "current_scope",
    "current_source",
    "door",
    "find_door",
    "is_over_limit",
    "register",
]


class Who(StrEnum):
    """Who may come in without a right."""

    PUBLIC = "public"
    REPORTER_LINK = "reporter_link"
    SIGNED_IN = "signed_in"
    HALF_SIGNED_IN = "half_signed_in"


PUBLIC, REPORTER_LINK, SIGNED_IN = Who.PUBLIC, Who.REPORTER_LINK, Who.SIGNED_IN
HALF_SIGNED_IN = Who.HALF_SIGNED_IN


@dataclass(frozen=True)
class Door:
    """What a view declared. ``csrf``: its form carries a token; ``keep``: a browser may keep the page to go back to."""

    who: Who | Right
    limit: Limit
    csrf: bool
    keep: bool


View = TypeVar("View", bound=Callable[..., Any])


def door(
    who: Who | Right, *, limit: str | Limit = "120/minute", csrf: bool | None = None, keep: bool | None = None
) -> Callable[[View], View]:
    """Declare who may call a view and how often; stands below ``route`` and above everything else.

    ``PUBLIC``: anyone. ``REPORTER_LINK``: whoever holds a token, which the view itself checks. ``SIGNED_IN``: any
    person's session whose second factor was shown where one is asked for; ``HALF_SIGNED_IN``: before that too. A ``Right``: a session with that right in the municipality of the address (``municipality_code``);
    ``current_scope()`` is then what it may see. ``limit`` counts per source (a person where signed in, else an
    address); ``HOLDS`` refuses nothing and makes ``is_over_limit()`` true. ``csrf`` is on for signed-in faces and off
    for anonymous forms, which carry a client id instead; the API never needs it.
    """
    signed_in = who not in (PUBLIC, REPORTER_LINK)

    def declare(view: View) -> View:
        declared = Door(
            who=who,
            limit=Limit.read(limit) if isinstance(limit, str) else limit,
            csrf=signed_in if csrf is None else csrf,
            keep=who is PUBLIC if keep is None else keep,
        )
        view.__dict__["door"] = declared
        return view

    return declare


def find_door(app: Flask, endpoint: str, method: str) -> Door | None:
    """What the view behind ``endpoint`` declared, for a class of views what its method did."""
    view: Any = app.view_functions[endpoint]
    if (view_class := getattr(view, "view_class", None)) is not None:
        view = getattr(view_class, "get" if method == "HEAD" else method.lower(), None)
    return cast("Door | None", getattr(view, "door", None))


def current_caller() -> Caller:
    """The signed-in caller. Raises ``NotSignedIn``."""
    caller = find_current_caller()
    if caller is None:
        raise NotSignedIn
    return caller


def current_scope() -> Scope:
    """What the caller may see here; only behind a door that asks for a right."""
    return cast(Scope, g.scope)


def current_actor() -> Actor:
    """The caller as the one who acts; only behind a door that asks for a right."""
    return actor_of(current_caller(), current_scope())


def current_proof() -> Proof:
    """Where the caller's session stands with its second factor."""
    return proof_of(current_caller(), required=current_house().settings.requires_second_factor)


def is_over_limit() -> bool:
    """Whether this call is above a limit that holds instead of refusing."""
    return bool(g.get("over_limit", False))


def current_source() -> str:
    """The network this call comes from, as the intake counts it."""
    return source_key(request.remote_addr, current_house().settings.session_secret)


def register(app: Flask) -> None:
    """Hold every door of ``app``."""

    def hold_door() -> None:
        if request.endpoint is None or request.method == "OPTIONS":
            return
        declared = find_door(current_app, request.endpoint, request.method)
        if declared is None:
            raise LookupError(f"{request.endpoint} does not declare who may call it: put @door on it.")
        g.door = declared
        _let_in(declared)

    app.before_request(hold_door)


def _let_in(declared: Door) -> None:
    caller = find_current_caller() if declared.who not in (PUBLIC, REPORTER_LINK) else None
    _count(declared.limit, source=str(caller.person_id) if caller else source_of(request.remote_addr))
    if declared.who in (PUBLIC, REPORTER_LINK):
        _check_form(declared)
        return
    if caller is None:
        raise NotSignedIn
    _hold_back(caller, declared.who)
    if isinstance(declared.who, Right):
        g.scope = scope_for(caller, (request.view_args or {})["municipality_code"], declared.who)
    _check_form(declared)


def _hold_back(caller: Caller, who: Who | Right) -> None:
    """A program's key opens what asks for a right and nothing of a person's; half a session what is said to."""
    if caller.is_key and not isinstance(who, Right):
        raise right_missing()
    if who is not HALF_SIGNED_IN and current_proof() in (Proof.ASKED, Proof.TO_SET_UP):
        raise HalfSignedIn


def _check_form(declared: Door) -> None:
    if declared.csrf and not is_api_request():
        check_csrf()


def _count(limit: Limit, *, source: str) -> None:
    wait = current_house().limits.count(request.endpoint or "", source, limit)
    g.over_limit = wait > 0 and limit.holds
    if wait > 0 and not limit.holds:
        raise TooManyRequests(retry_after=math.ceil(wait))
