"""Who is calling: from a cookie in a browser, from a bearer token at the API, never from both."""

import secrets
from urllib.parse import urlsplit

from flask import Response, g, request
from flask import session as form_session

from backend.accounts import Caller, SessionKind, find_caller, find_key_caller, municipality_of_key
from backend.doors.shared.house import current_house, transaction
from backend.foundation.database import Scope
from backend.foundation.settings import Settings

API_PATH = "/api/"
SIGN_IN_PATH = "/sign-in"
"""Where a browser without a session is sent; the kontaktcenter's door serves it."""

SECOND_FACTOR_PATH = "/sign-in/second"
"""Where a browser goes whose session has not shown its second factor."""

SESSION_SECONDS = 12 * 3600
KEPT_SECONDS = 3600
_DEVICE_SECONDS = 400 * 86_400
_SESSION_COOKIE = "lagat_session"
_ASKED_COOKIE = "lagat_asked"
_DEVICE_COOKIE = "lagat_device"
_KEPT_COOKIE = "lagat_kept"


class NotSignedIn(Exception):
    """The door asks for a session and there is none: 401 at the API, the sign-in page in a browser."""


class HalfSignedIn(Exception):
    """The session has not shown its second factor: 403 at the API, the page that asks for it in a browser."""


def is_api_request() -> bool:
    """Whether the caller is a program at the API: bearer tokens, JSON, no cookies, no forms."""
    return request.path.startswith(API_PATH)


def current_kind() -> SessionKind:
    """How a session's token travels with this request."""
    return SessionKind.BEARER if is_api_request() else SessionKind.BROWSER


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


def begin_browser_session(response: Response, token: str, *, device_token: str | None = None) -> None:
    """Put a new session's token in the browser, and forget what was kept before signing in; the device's token stays."""
    form_session.clear()
    _set_cookie(response, _SESSION_COOKIE, token, seconds=SESSION_SECONDS)
    _drop_cookie(response, _ASKED_COOKIE)
    if device_token is not None:
        _set_cookie(response, _DEVICE_COOKIE, device_token, seconds=_DEVICE_SECONDS)


def find_device_token() -> str | None:
    """The token by which this browser is known as a device."""
    return request.cookies.get(_cookie_name(_DEVICE_COOKIE))


def give_form_ticket(response: Response, ticket: str) -> None:
    """Let the browser hold what opens the form that waits for its writer."""
    _set_cookie(response, _KEPT_COOKIE, ticket, seconds=KEPT_SECONDS)


def find_form_ticket() -> str | None:
    """What opens the form that waits; None where none does."""
    return request.cookies.get(_cookie_name(_KEPT_COOKIE))


def drop_form_ticket(response: Response) -> None:
    """The form was sent or is not wanted."""
    _drop_cookie(response, _KEPT_COOKIE)


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
    municipality = municipality_of_key(token) if is_api_request() else None
    if municipality is not None:
        with transaction(Scope((municipality,))) as session:
            return find_key_caller(session, municipality, token)
    with current_house().database.glance() as session:
        return find_caller(session, token, kind=current_kind())


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
