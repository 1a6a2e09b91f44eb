"""What the portal keeps in the person's browser: one signed cookie, unreadable to scripts, never sent from other sites.

A second one, which lives longer, holds the token by which the device is known.

In the first: the person's own token, the secret of the browser that asked to sign in, where to go back to, the reason last
waited for, and the words of one form that met an ended session.
"""

import secrets
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, after_this_request, current_app, request, session

import ui.devices
from contractor_portal.act_forms import Draft
from contractor_portal.settings import PortalSettings

SESSION_LIFE = timedelta(hours=12)
DEVICE_LIFE = timedelta(days=400)
MOST_COOKIE_BYTES = 3800
"""Browsers drop a cookie above 4 096 bytes with its name and attributes."""


def register(app: Flask, settings: PortalSettings) -> None:
    """Let ``app`` keep its cookie by the strictest rules the address allows."""
    secure = settings.uses_secure_cookies
    app.config.update(
        SECRET_KEY=settings.secret,
        # The prefix makes browsers refuse the cookie from another host or path, or over HTTP.
        SESSION_COOKIE_NAME="__Host-lagat_portal" if secure else "lagat_portal",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.before_request(_keep_after_closing)


def find_token() -> str | None:
    """The person's token at the API; None where nobody is signed in."""
    return cast("str | None", session.get("token"))


def begin(token: str, *, person_id: str) -> str:
    """Keep a new token and forget who asked; returns where the person was going.

    What another person left at this browser is forgotten. The form's token stays: a page that lies open in another tab
    may still be sent after signing in again.
    """
    if session.get("person", person_id) != person_id:
        for left in ("going_to", "draft", "waited_for"):
            session.pop(left, None)
    session.pop("asked", None)
    session.pop("no_renewal", None)
    session["token"], session["person"] = token, person_id
    return str(session.pop("going_to", "/"))


def end() -> None:
    """Forget everything: the next person at this browser finds nothing of this one."""
    session.clear()


def forget_token(*, going_to: str | None) -> None:
    """The session is over: keep only where the person was going, and with None where they went before."""
    session.pop("token", None)
    if going_to:
        session["going_to"] = going_to


def find_device() -> str | None:
    """The token by which this device is known; None for one that never signed in, or was revoked."""
    return request.cookies.get(_device_cookie())


def describe_device() -> dict[str, str | None]:
    """What the API is told of this device at sign-in."""
    return {"deviceToken": find_device(), "deviceLabel": ui.devices.name_device(request.user_agent.string)}


def keep_device(token: str | None) -> None:
    """Keep the token by which this device is known; None: forget it."""

    @after_this_request
    def answer(response: Response) -> Response:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        if token is None:
            response.delete_cookie(_device_cookie(), secure=secure, httponly=True, samesite="Lax", path="/")
        else:
            response.set_cookie(
                _device_cookie(), token, max_age=DEVICE_LIFE, secure=secure, httponly=True, samesite="Lax", path="/"
            )
        return response


def raise_to(token: str) -> None:
    """Keep the token that a second factor brought, instead of the earlier one."""
    session["token"] = token


def has_tried_to_renew() -> bool:
    """Whether this device was told that it begins no session by itself."""
    return bool(session.get("no_renewal"))


def remember_no_renewal() -> None:
    """Ask no more until somebody has signed in."""
    session["no_renewal"] = True


def find_browser_secret() -> str | None:
    """The secret this browser got when it asked to sign in."""
    return cast("str | None", session.get("asked"))


def give_browser_secret() -> str:
    """A secret of 256 random bits for the browser that asks: in it the mailed link needs no digits."""
    session["asked"] = secrets.token_urlsafe(32)
    return str(session["asked"])


def find_last_wait_reason() -> str:
    """The reason this browser waited for last; empty the first time."""
    return str(session.get("waited_for", ""))


def remember_wait_reason(reason: str) -> None:
    """Choose it beforehand the next time."""
    session["waited_for"] = reason


def keep_draft(municipality: str, reference: str, draft: Draft) -> bool:
    """Keep what was typed until the person has signed in again; False where a cookie cannot hold that much."""
    session["draft"] = {"order": f"{municipality}/{reference}", **asdict(draft)}
    if _cookie_bytes() > MOST_COOKIE_BYTES:
        del session["draft"]
        return False
    return True


def take_draft(municipality: str, reference: str) -> Draft | None:
    """What was typed on this order before the session ended; it is given once."""
    kept: dict[str, Any] | None = session.get("draft")
    if kept is None or kept["order"] != f"{municipality}/{reference}":
        return None
    del session["draft"]
    return Draft(**{name: value for name, value in kept.items() if name != "order"})


def _keep_after_closing() -> None:
    # Only once: an answer that sets no cookie, such as a slow photo's, cannot bring back what was there before.
    if session and not session.permanent:
        session.permanent = True


def _device_cookie() -> str:
    return "__Host-lagat_device" if current_app.config["SESSION_COOKIE_SECURE"] else "lagat_portal_device"


def _cookie_bytes() -> int:
    serializer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]  # of the signed cookie
    return len(serializer.dumps(dict(session)))
