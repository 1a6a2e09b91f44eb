"""The backend on loopback as the portal meets it over HTTP: it answers, loses its answer, refuses to be reached."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PORTAL_PATIENCE_SECONDS = 1.0


class QuietHandler(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


class Served:
    """A WSGI app on a free port of loopback, in a thread.

    ``lose_answers_to``: where it says yes to a method and path the request is done and its answer comes too late.
    ``break_on``: where it says yes the app is not asked at all and the answer is 503. ``seen`` keeps what was asked.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.lose_answers_to: Callable[[str, str], bool] = lambda method, path: False
        self.break_on: Callable[[str, str], bool] = lambda method, path: False
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def behave(self) -> None:
        """Answer everything again, and forget what was asked."""
        self.lose_answers_to = self.break_on = lambda method, path: False
        self.seen.clear()

    def stop(self) -> None:
        """Be gone."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.seen.append((method, path, {name: value for name, value in environ.items() if isinstance(value, str)}))
        if self.break_on(method, path):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"away"]
        if not self.lose_answers_to(method, path):
            return self._app(environ, start_response)
        told: list[Any] = []

        def keep(*answer: Any) -> Callable[[bytes], object]:
            told.extend(answer)
            return lambda data: None

        body = list(self._app(environ, keep))
        time.sleep(PORTAL_PATIENCE_SECONDS + 0.5)
        start_response(*told)
        return body
