"""The one owner of HTTP to the backend and of what can go wrong there.

Every call has a time limit. What comes out is JSON or one of four exceptions; no other module imports ``requests``.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

API_PATH = "/api/v1"
CONNECT_SECONDS = 3.05
PHOTO_PATIENCE = 4
"""A photo on its way may take so many times longer than another call."""

MOST_PHOTO_BYTES = 25_000_000
MOST_SHOWN_BYTES = 8_000_000
SHOWN_TYPES = ("image/webp", "image/jpeg", "image/png")


class ApiDown(Exception):
    """No answer, or none that can be read. What was sent may have arrived all the same: send it again as it was."""


class NotSignedIn(Exception):
    """The session is over or never was."""


@dataclass
class Refused(Exception):
    """The backend answered no. ``detail`` is for people, in their language; ``invalid`` maps a field to its fault."""

    status: int
    code: str
    detail: str
    invalid: dict[str, str] = field(default_factory=dict)
    trace: str = ""


class NotThere(Refused):
    """There is no such thing, or it is another firm's: one and the same answer."""


@dataclass(frozen=True)
class ShownPhoto:
    """The backend's own encode of a photo."""

    content: bytes = field(repr=False)
    content_type: str


class BackendApi:
    """Calls of the API under ``address``. Safe to use from several threads."""

    def __init__(self, address: str, *, timeout_seconds: float) -> None:
        self._base = address + API_PATH
        self._timeout_seconds = timeout_seconds
        self._kept = threading.local()

    def get(self, path: str, *, token: str | None, language: str, **query: str | int | None) -> Any:
        """What the API tells at ``path``; parameters that are None are left out."""
        return self._call("GET", path, token=token, language=language, params=query)

    def post(self, path: str, body: dict[str, Any], *, token: str | None, language: str) -> Any:
        """Send ``body`` as JSON; empty values are left out."""
        sent = {name: value for name, value in body.items() if value not in (None, "")}
        return self._call("POST", path, token=token, language=language, json=sent)

    def put(self, path: str, body: dict[str, Any], *, token: str, language: str) -> None:
        """Put ``body`` as JSON at ``path``."""
        self._call("PUT", path, token=token, language=language, json=body)

    def delete(self, path: str, *, token: str, language: str) -> None:
        """Delete what is at ``path``."""
        self._call("DELETE", path, token=token, language=language)

    def send_photo(
        self, path: str, content: bytes, *, content_type: str, client_photo_id: str, token: str, language: str
    ) -> Any:
        """Send a photo. The same ``client_photo_id`` with the same bytes is the same photo."""
        return self._call(
            "POST",
            path,
            token=token,
            language=language,
            patience=PHOTO_PATIENCE,
            data={"clientPhotoId": client_photo_id},
            files={"photo": ("photo", content, content_type or "application/octet-stream")},
        )

    def get_photo(self, path: str, *, size: str, token: str, language: str) -> ShownPhoto:
        """A photo past the gate."""
        answer = self._send("GET", path, token=token, language=language, params={"size": size})
        content_type = answer.headers.get("Content-Type", "").partition(";")[0]
        if content_type not in SHOWN_TYPES or len(answer.content) > MOST_SHOWN_BYTES:
            raise ApiDown("The API sent something that is no photo.")
        return ShownPhoto(answer.content, content_type)

    def _call(self, method: str, path: str, **how: Any) -> Any:
        answer = self._send(method, path, **how)
        if answer.status_code == 204:
            return None
        try:
            return answer.json()
        except requests.exceptions.JSONDecodeError as error:
            raise ApiDown("The API sent something that is no JSON.") from error

    def _send(
        self, method: str, path: str, *, token: str | None, language: str, patience: int = 1, **how: Any
    ) -> requests.Response:
        headers = {"Accept-Language": language, "Accept": "application/json, image/*"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        limits = (min(CONNECT_SECONDS, self._timeout_seconds), self._timeout_seconds * patience)
        try:
            answer = self._session().request(
                method, self._base + path, headers=headers, timeout=limits, allow_redirects=False, **how
            )
        except requests.RequestException as error:
            raise ApiDown(type(error).__name__) from error
        if not 200 <= answer.status_code < 300:
            raise _refusal_of(answer)
        return answer

    def _session(self) -> requests.Session:
        """One for each thread, so that connections are used again; nothing of the machine's own settings goes along."""
        session: requests.Session | None = getattr(self._kept, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            again = Retry(total=1, connect=1, read=0, redirect=0, status=0, other=0, backoff_factor=0.1)
            session.mount("http://", HTTPAdapter(max_retries=again))
            session.mount("https://", HTTPAdapter(max_retries=again))
            self._kept.session = session
        return session


def _refusal_of(answer: requests.Response) -> Exception:
    try:
        told = answer.json()
    except requests.exceptions.JSONDecodeError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    if answer.status_code == 401:
        return NotSignedIn()
    if answer.status_code >= 500 or answer.status_code < 400:
        return ApiDown(f"The API answered {answer.status_code}.")
    kind = NotThere if answer.status_code == 404 else Refused
    return kind(
        status=answer.status_code,
        code=str(told.get("code", "")),
        detail=str(told.get("detail", "")),
        invalid={str(each.get("name")): str(each.get("reason")) for each in told.get("invalidParams") or []},
        trace=str(told.get("instance", "")).removeprefix("urn:lagat:trace:"),
    )
