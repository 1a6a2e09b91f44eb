"""Who is calling: from a cookie in a browser, from a bearer token at the API, never from both."""

import secrets
from urllib.parse import urlsplit

from flask import Response, g, request
from flask import session as form_session

from backend.accounts import Caller, SessionKind, find_caller
from backend.doors.shared.house import current_house, transaction
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings

API_PATH = "/api/"
SIGN_IN_PATH = "/sign-in"
"""Where a browser without a session is sent; the kontaktcenter's door serves it."""

SESSION_SECONDS = 12 * 3600
_SESSION_COOKIE = "lagat_session"
_ASKED_COOKIE = "lagat_asked"


class NotSignedIn(Exception):
    """The door asks for a session and there is none: 401 at the API, the sign-in page in a browser."""


def is_api_request() -> bool:
    """Whether the caller is a program at the API: bearer tokens, JSON, no cookies, no forms."""
    return request.path.startswith(API_PATH)


def find_current_caller() -> Caller | None:
    """Who calls, looked up once a request; None without a session that is still good."""
    if "caller" not in g:
        g.caller = _look_up()
    caller: Caller | None = g.caller
    return caller


def current_token() -> str | None:
    """The session's token as it came; None where none came."""
    if not is_api_request():
        return request.cookies.get(_cookie_name(_SESSION_COOKIE))
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def begin_browser_session(response: Response, token: str) -> None:
    """Put a new session's token in the browser, and forget what was kept before signing in."""
    form_session.clear()
    _set_cookie(response, _SESSION_COOKIE, token, seconds=SESSION_SECONDS)
    _drop_cookie(response, _ASKED_COOKIE)


def end_browser_session(response: Response) -> None:
    """Take the token out of the browser; ending the session itself is ``accounts.end_session``."""
    form_session.clear()
    _drop_cookie(response, _SESSION_COOKIE)


def find_browser_secret() -> str | None:
    """The secret this browser was given when it asked to sign in."""
    return request.cookies.get(_cookie_name(_ASKED_COOKIE))


def give_browser_secret(response: Response, secret: str) -> None:
    """Let the browser that asks keep a secret for half an hour: in it the link needs no digits."""
    _set_cookie(response, _ASKED_COOKIE, secret, seconds=1800)


def new_browser_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def uses_secure_cookies(settings: Settings) -> bool:
    """Whether cookies travel over HTTPS alone: always, but in a demonstration or test on loopback."""
    address = urlsplit(settings.web_address)
    loopback = address.hostname in ("127.0.0.1", "::1", "localhost")
    return settings.is_production or not (loopback and address.scheme == "http")


def _look_up() -> Caller | None:
    token = current_token()
    if token is None:
        return None
    kind = SessionKind.BEARER if is_api_request() else SessionKind.BROWSER
    with transaction(GLOBAL) as session:
        return find_caller(session, token, kind=kind)


def _set_cookie(response: Response, name: str, value: str, *, seconds: int) -> None:
    secure = uses_secure_cookies(current_house().settings)
    response.set_cookie(
        _cookie_name(name), value, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path="/"
    )


def _drop_cookie(response: Response, name: str) -> None:
    secure = uses_secure_cookies(current_house().settings)
    response.delete_cookie(_cookie_name(name), secure=secure, httponly=True, samesite="Lax", path="/")


def _cookie_name(name: str) -> str:
    # The prefix makes browsers refuse the cookie from another host or path, or over HTTP.
    return f"__Host-{name}" if uses_secure_cookies(current_house().settings) else name
