"""The one door out: every address that comes from data is called here, and nowhere else.

A name is resolved once, each address it has must be globally routable, and what was checked is what is connected to: a
name that answers otherwise a moment later changes nothing. No redirect is followed, no proxy or password of the
machine's surroundings used, nothing unpacked; an answer may be neither endless nor slow, its headers included.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from backend.adapters.routable import Dial, Resolve, dial_by_system, is_allowed, resolve_by_system
from backend.foundation.errors import Invalid
from backend.foundation.outside import read_outside_address
from backend.foundation.settings import Settings

CONNECT_SECONDS = 5.0
MOST_BYTES = 500_000
MOST_ADDRESSES = 8


class DoorShut(Exception):
    """Nothing came of a call. ``code`` is short, snake_case."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(DoorShut):
    """The address is not one we call: nothing was connected to, and nothing sent."""


class Unreached(DoorShut):
    """Nobody was there, or not who they should be: nothing was sent."""


class Unanswered(DoorShut):
    """It was asked, and no whole answer came: it may have done what it was asked."""


@dataclass(frozen=True)
class Answer:
    """What was answered. A redirect is an answer like any other."""

    status: int
    body: bytes


@dataclass(frozen=True)
class DoorOut:
    """Calls addresses from data. ``timeout_seconds`` is all a call may take, but for the resolver's own time."""

    timeout_seconds: float
    loopback: bool = False
    most_bytes: int = MOST_BYTES
    resolve: Resolve = resolve_by_system
    dial: Dial = dial_by_system

    @classmethod
    def from_settings(cls, settings: Settings) -> "DoorOut":
        """As the operator has set it."""
        return cls(timeout_seconds=settings.outside.timeout_seconds, loopback=settings.outside.loopback)

    def call(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call ``address``, with a query or an encoded form. Raises ``Refused``, ``Unreached`` or ``Unanswered``."""
        try:
            outside = read_outside_address(address)
        except Invalid as error:
            raise Refused("address_malformed") from error
        call = _Call(self)
        try:
            with requests.Session() as session, call.watched():
                session.trust_env = False  # neither a proxy nor a password from the machine's surroundings
                session.mount(f"{outside.scheme}://", _CheckedAdapter(call))
                answer = session.request(
                    method,
                    outside.text,
                    params=dict(params or {}),
                    data=dict(form) if form is not None else None,
                    headers={"Accept-Encoding": "identity", "User-Agent": "Lagat"},
                    timeout=self.timeout_seconds,
                    allow_redirects=False,
                    stream=True,
                )
                body = call.read_all(answer)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise call.failure(error) from error
        if call.is_late:
            raise Unanswered("too_slow")
        return Answer(answer.status_code, body)


@dataclass
class _Call:
    """One call: when it must be over, what it was refused for, and whether anything was sent."""

    door: DoorOut
    began: float = field(default_factory=time.monotonic)
    refused: str = ""
    was_connected: bool = False
    is_late: bool = False
    _line: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Hang up when the time is out, wherever it hangs: a drop now and then never ends by a timeout of its own."""
        timer = threading.Timer(self.door.timeout_seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                if self._line is not None:
                    self._line.close()
                    self._line = None

    def open(self, host: str, port: int) -> socket.socket:
        """Resolve, check every address, connect to one that was checked."""
        try:
            addresses = self.door.resolve(host, port)[:MOST_ADDRESSES]
        except (OSError, UnicodeError) as error:
            raise OSError(f"not resolved: {type(error).__name__}") from error
        if not addresses or not all(is_allowed(each, loopback=self.door.loopback) for each in addresses):
            self.refused = "not_routable"
            raise OSError("refused")
        last: OSError | None = None
        for each in addresses:
            left = self.door.timeout_seconds - (time.monotonic() - self.began)
            if left <= 0:
                break
            try:
                line = self.door.dial((each, port), min(CONNECT_SECONDS, left))
            except OSError as error:
                last = error
                continue
            line.settimeout(max(left, 0.01))
            self._keep(line)
            return line
        raise last or OSError("too slow")

    def read_all(self, answer: requests.Response) -> bytes:
        """The whole body, as it came over the line."""
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise requests.exceptions.ContentDecodingError("packed, though not asked for")
        body = b""
        for part in answer.raw.stream(8192, decode_content=False):
            body += part
            if len(body) > self.door.most_bytes:
                raise requests.exceptions.ContentDecodingError("too long")
        return body

    def failure(self, error: Exception) -> DoorShut:
        """What to call it: surely unsent until the connection stood, in doubt from then on."""
        if self.refused:
            return Refused(self.refused)
        if not self.was_connected:
            return Unreached("no_connection" if not _is_about_trust(error) else "not_trusted")
        return Unanswered("too_slow" if self.is_late else "answer_lost")

    def _keep(self, line: socket.socket) -> None:
        # A second handle on the same connection: what TLS wraps is taken from the first.
        with self._lock:
            if self.is_late:
                line.close()
                raise OSError("too slow")
            if self._line is not None:
                self._line.close()
            self._line = line.dup()

    def _hang_up(self) -> None:
        with self._lock:
            self.is_late = True
            if self._line is not None:
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)


class _CheckedAdapter(HTTPAdapter):
    """An adapter of ``requests`` whose connections are opened by one call, and tried once."""

    def __init__(self, call: _Call) -> None:
        self._call = call
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """Let pools make our connections."""
        super().init_poolmanager(*arguments, **more)
        plain, secure = _connections_of(self._call)
        pools = {
            "http": type("_Plain", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("_Secure", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
        self.poolmanager.pool_classes_by_scheme = pools


def _connections_of(call: _Call) -> tuple[type[HTTPConnection], type[HTTPSConnection]]:
    def opened(connection: HTTPConnection) -> socket.socket:
        try:
            return call.open(connection.host.strip("[]"), int(connection.port or 0))
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(connection, str(error)) from error

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self)

        def connect(self) -> None:
            super().connect()
            call.was_connected = True

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self)

        def connect(self) -> None:
            super().connect()
            call.was_connected = True

    return Plain, Secure


def _is_about_trust(error: Exception) -> bool:
    return isinstance(error, requests.exceptions.SSLError)
