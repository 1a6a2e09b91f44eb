"""What the portal's pages ask of the backend, with the token and the language of the person who reads the page."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, current_app

from contractor_portal import browser_session
from contractor_portal.answers import (
    Me,
    Municipality,
    Order,
    OrderPage,
    read_me,
    read_municipality,
    read_order,
    read_page,
)
from contractor_portal.backend_api import ApiDown, BackendApi, NotSignedIn, Refused, ShownPhoto
from contractor_portal.language import current_language

_KEY = "lagat_portal"
_FRESH_SECONDS = 600.0
MOST_ACTIVE = 100
ENDED_ON_A_PAGE = 20


@dataclass
class _Backend:
    """The API, and what was last told of each municipality: its telephone numbers are needed most when it is down."""

    api: BackendApi
    municipalities: dict[str, tuple[float, Municipality]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def give_api(app: Flask, api: BackendApi) -> None:
    """Let every page of ``app`` reach ``api``."""
    app.extensions[_KEY] = _Backend(api)


def ask_for_link(email: str, *, browser_secret: str) -> None:
    """Ask for a sign-in mail; the same for known and unknown addresses."""
    body = {"email": email, "browserSecret": browser_secret, "returnTo": "portal"}
    current_api().post("/sign-in-requests", body, token=None, language=current_language())


def redeem_link(token: str, *, digits: str, browser_secret: str | None) -> str:
    """Redeem a mailed link; returns the session's token. Raises ``Refused`` with the API's code."""
    body = {"token": token, "digits": digits, "browserSecret": browser_secret, **browser_session.describe_device()}
    told = current_api().post("/sessions", body, token=None, language=current_language())
    browser_session.keep_device(str(told["deviceToken"]))
    return str(told["token"])


def end_session() -> None:
    """End the person's session at the backend, where it is reached."""
    with suppress(ApiDown, NotSignedIn, Refused):
        current_api().delete("/sessions/current", token=current_token(), language=current_language())


def get_me(token: str | None = None) -> Me:
    """The person of ``token``, or the signed-in one, and their firms."""
    return read_me(current_api().get("/me", token=token or current_token(), language=current_language()))


def list_active_orders(municipality: str) -> OrderPage:
    """The firm's orders that are not ended: acute first, then by deadline."""
    return _list_orders(municipality, state="active", limit=MOST_ACTIVE)


def list_ended_orders(municipality: str, *, after: str | None) -> OrderPage:
    """The firm's ended orders, latest first, from the cursor ``after``."""
    return _list_orders(municipality, state="ended", limit=ENDED_ON_A_PAGE, after=after)


def get_order(municipality: str, reference: str) -> Order:
    """One order. Raises ``NotThere``, also for another firm's."""
    path = order_path(municipality, reference)
    return _read(current_api().get(path, token=current_token(), language=current_language()), municipality)


def act(municipality: str, reference: str, body: dict[str, Any]) -> Order:
    """Do an act; returns the order as it then stands. Raises ``Refused``; after ``ApiDown`` send the same again."""
    path = f"{order_path(municipality, reference)}/acts"
    return _read(current_api().post(path, body, token=current_token(), language=current_language()), municipality)


def send_photo(municipality: str, reference: str, content: bytes, *, content_type: str, client_photo_id: str) -> None:
    """Send a photo of the work. Raises ``Refused`` where it cannot be taken."""
    current_api().send_photo(
        f"{order_path(municipality, reference)}/photos",
        content,
        content_type=content_type,
        client_photo_id=client_photo_id,
        token=current_token(),
        language=current_language(),
    )


def get_photo(municipality: str, reference: str, photo_id: str, *, size: str) -> ShownPhoto:
    """A photo past the gate. Raises ``NotThere``."""
    path = f"{order_path(municipality, reference)}/photos/{photo_id}"
    return current_api().get_photo(path, size=size, token=current_token(), language=current_language())


def find_municipality(code: str) -> Municipality | None:
    """Name and numbers of a municipality; what was told last while the API is down, None where it never told."""
    backend = _backend()
    kept = backend.municipalities.get(code)
    if kept is not None and time.monotonic() - kept[0] < _FRESH_SECONDS:
        return kept[1]
    try:
        found = read_municipality(backend.api.get(f"/{code}", token=None, language=current_language()))
    except (ApiDown, NotSignedIn, Refused):
        return kept[1] if kept else None
    with backend.lock:
        backend.municipalities[code] = (time.monotonic(), found)
    return found


def recall_municipality(code: str) -> Municipality | None:
    """The same without asking: for pages that are shown because the API does not answer."""
    kept = _backend().municipalities.get(code)
    return kept[1] if kept else None


def order_path(municipality: str, reference: str) -> str:
    """Where an order is at the API."""
    return f"/{municipality}/work-orders/{reference}"


def _list_orders(municipality: str, **query: str | int | None) -> OrderPage:
    language = current_language()
    told = current_api().get(f"/{municipality}/work-orders", token=current_token(), language=language, **query)
    return read_page(told, municipality, language)


def _read(told: dict[str, Any], municipality: str) -> Order:
    return read_order(told, municipality, current_language())


def current_token() -> str:
    """The person's token at the API. Raises ``NotSignedIn``."""
    token = browser_session.find_token()
    if token is None:
        raise NotSignedIn
    return token


def current_api() -> BackendApi:
    """The API."""
    return _backend().api


def _backend() -> _Backend:
    return cast(_Backend, current_app.extensions[_KEY])
