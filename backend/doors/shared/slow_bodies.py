"""Large and slow bodies never take every thread: reports are taken whatever photos do.

A thread is held while a body comes. So only some threads of a process take large bodies at once (apart for programs
and for pages), others are told to come again before a byte is read; and a body that stands still, or drips, is cut.
Behind a proxy that collects bodies, as ``docs/uploads.md`` says, none of it is ever felt.
"""

import io
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Request, request

from backend.doors.shared.browser_session import is_api_request
from backend.foundation.errors import Unavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGE_BYTES = 64 * 1024
MOST_AT_ONCE = 3
"""Of each kind, in each process: programs' uploads and pages' forms take six of its eight threads at most."""
STILL_SECONDS = 8.0
"""So long may pass without a byte."""
LEAST_BYTES_PER_SECOND = 8_000
_LET_IN_SECONDS = 20.0
_TOO_MANY = "lagat.too_many_bodies"


class BodyGuard:
    """The application behind it reads bodies only as said above."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._slots = {kind: threading.BoundedSemaphore(MOST_AT_ONCE) for kind in ("api", "pages")}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """One request."""
        length = _length_of(environ)
        if length == 0:
            return self._app(environ, start_response)
        if length <= LARGE_BYTES:
            with _watched(environ, length):
                return self._app(environ, start_response)
        slots = self._slots["api" if environ.get("PATH_INFO", "").startswith("/api/") else "pages"]
        if not slots.acquire(blocking=False):
            # Whatever makes the answer finds an empty body: not even the page that gives back what was typed waits for it.
            turned_away = environ | {_TOO_MANY: True, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
            turned_away.pop("HTTP_TRANSFER_ENCODING", None)
            try:
                return self._app(turned_away, start_response)
            finally:
                _stop_reading(environ)
        try:
            with _watched(environ, length):
                return self._app(environ, start_response)
        finally:
            slots.release()


class InMemory(Request):
    """Keeps the files of a form in memory: a full disk must not cost the words sent beside a photo.

    Large bodies are few at once, so that it is never much.
    """

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return io.BytesIO()


def register(app: Flask) -> None:
    """Guard ``app``'s bodies."""
    app.request_class = InMemory

    def turn_away() -> None:
        if request.environ.get(_TOO_MANY):
            words = "Many photos are being sent right now. Yours goes on in a moment."
            form = "Many photos are being sent right now. Go back and send it again, or send it without a photo."
            raise Unavailable("uploads_busy", words if is_api_request() else form)

    app.before_request(turn_away)
    app.wsgi_app = BodyGuard(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way


def _length_of(environ: "WSGIEnvironment") -> int:
    """How long the body says it is; one of unknown length is large."""
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return LARGE_BYTES + 1
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


@contextmanager
def _watched(environ: "WSGIEnvironment", length: int) -> Iterator[None]:
    """Cut the body where it stands still, and where all of it takes too long. Servers without sockets are not watched."""
    line: Any = environ.get("gunicorn.socket")
    if line is None:
        yield
        return
    line.settimeout(STILL_SECONDS)
    timer = threading.Timer(_LET_IN_SECONDS + length / LEAST_BYTES_PER_SECOND, _stop_reading, (environ,))
    timer.daemon = True
    if length > LARGE_BYTES:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with suppress(OSError):
            line.settimeout(None)


def _stop_reading(environ: "WSGIEnvironment") -> None:
    """Let whoever reads the body, now or to be rid of it, find its end. The answer is still sent."""
    line: Any = environ.get("gunicorn.socket")
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RD)
