"""Calling the API as any program outside does: over HTTP, and again after a crash, under the same ids."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from backend.foundation.errors import Unavailable

CALL_SECONDS = 30.0
PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.1

Answer = dict[str, Any]


class Refused(Exception):
    """The API said no: ``status`` and the problem it answered with."""

    def __init__(self, status: int, problem: Answer) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')} {problem.get('invalidParams', '')}")
        self.status, self.problem = status, problem


@dataclass
class ApiClient:
    """The API at ``base``. ``mend`` starts again what was killed; ``repeats`` counts calls that were sent again."""

    base: str
    mend: Callable[[], object]
    repeats: int = 0
    _session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, *, token: str | None = None, **query: str | int) -> Answer:
        """Read. Raises ``Refused``."""
        return self._insist("GET", path, token, params=query)

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        token: str | None = None,
        source: str | None = None,
    ) -> Answer:
        """Write. Raises ``Refused``.

        ``body`` carries an id of the sender's, so that it may be sent again when the answer was lost. ``source`` is
        the address of the caller's own machine, as the proxy in front tells it.
        """
        headers = {"X-Forwarded-For": source} if source else {}
        return self._insist("POST", path, token, json=dict(body), headers=headers)

    def upload(self, path: str, photo: bytes, *, client_photo_id: str, token: str) -> Answer:
        """Send a JPEG. Raises ``Refused``."""
        files = {"photo": ("photo.jpg", photo, "image/jpeg")}
        return self._insist("POST", path, token, files=files, data={"clientPhotoId": client_photo_id})

    def _insist(self, method: str, path: str, token: str | None, **sent: Any) -> Answer:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = self._call(method, path, token, **sent)
            except (requests.ConnectionError, requests.Timeout):
                pause = PAUSE_SECONDS
            else:
                if answer.status_code < 400:
                    return _read(answer)
                if answer.status_code not in (429, 500, 502, 503, 504) and "Retry-After" not in answer.headers:
                    raise Refused(answer.status_code, _read(answer))
                pause = float(answer.headers.get("Retry-After", PAUSE_SECONDS))
            self.repeats += 1
            self.mend()
            time.sleep(min(pause, 5.0))
        raise Unavailable("replay_api_down", "The API does not answer {path}.", path=path)

    def _call(self, method: str, path: str, token: str | None, **sent: Any) -> requests.Response:
        headers = {**sent.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        return self._session.request(
            method, self.base + path, headers=headers, timeout=CALL_SECONDS, allow_redirects=False, **sent
        )


def _read(answer: requests.Response) -> Answer:
    try:
        read = answer.json()
    except ValueError:
        return {"code": "no_json", "detail": answer.text[:200]}
    return read if isinstance(read, dict) else {"items": read}
