"""A crew's phone that was signed in by mail begins its next session by itself, until its manager revokes it."""

from flask import Flask, request

from contractor_portal import account_calls, browser_session
from contractor_portal.backend_api import ApiDown, NotSignedIn, Refused


def register(app: Flask) -> None:
    """Renew before a page that needs somebody, where the cookie is over and the device is known."""
    app.before_request(_renew)


def _renew() -> None:
    endpoint = request.endpoint or ""
    if not endpoint.startswith(("orders.", "acts.", "account.")) or browser_session.find_token() is not None:
        return
    if browser_session.find_device() is None or browser_session.has_tried_to_renew():
        return
    try:
        browser_session.raise_to(account_calls.renew_by_device())
    except Refused:
        browser_session.remember_no_renewal()  # a manager's desk, or revoked: the mailed link is the way
    except (ApiDown, NotSignedIn):
        return
