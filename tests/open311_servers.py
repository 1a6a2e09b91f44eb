"""Another body's own system on loopback: a small GeoReport v2 server that speaks XML, and how a test talks to it."""

import contextlib
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from backend.adapters.door_out import DoorOut
from backend.adapters.open311_out import Open311Transport
from backend.foundation.outside import SystemKey

KEY = "the key of Ängsby"
ACCOUNT = "9901_ELNAT"


@dataclass
class TheirRequest:
    """One request as it was taken."""

    number: str
    form: dict[str, str]
    at: datetime
    status: str = "open"
    notes: str = ""


@dataclass
class TheirSystem:
    """What it has taken, and how it behaves: ``lose_answer``, ``close``, ``token``, ``blackbox``, or a status code."""

    port: int = 0
    behaves: str = ""
    has_list: bool = True
    taken: list[TheirRequest] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v2"

    def keep(self, form: dict[str, str]) -> TheirRequest:
        kept = TheirRequest(f"EL-{len(self.taken) + 4711}", form, datetime.now(UTC))
        self.taken.append(kept)
        return kept


@contextlib.contextmanager
def run_system() -> Iterator[TheirSystem]:
    """It runs until the block ends."""
    system = TheirSystem()
    server = _Server(system)
    system.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield system
    server.shutdown()
    server.server_close()
    thread.join(5)


def build_transport(system: TheirSystem | None = None, *, timeout_seconds: float = 3.0) -> Open311Transport:
    """A transport with loopback opened, and the key for ``system`` alone."""
    keys = {ACCOUNT: SystemKey(f"http://127.0.0.1:{system.port}", KEY)} if system else {}
    return Open311Transport(DoorOut(timeout_seconds=timeout_seconds, loopback=True), keys)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, system: TheirSystem) -> None:
        self.system = system
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = dict(urllib.parse.parse_qsl(body))
        self.server.system.asked.append(f"POST {self.path}")
        if self.server.system.behaves == "close":
            return self._hang_up()
        if form.get("api_key") != KEY:
            return self._say(403, "<errors><error><code>403</code></error></errors>")
        if self.server.system.behaves.isdigit():
            return self._say(int(self.server.system.behaves), "<errors/>")
        kept = self.server.system.keep(form)
        if self.server.system.behaves == "lose_answer":
            return self._hang_up()
        if self.server.system.behaves == "token":
            token = f"t{len(self.server.system.tokens) + 1}"
            self.server.system.tokens[token] = ""
            return self._requests(f"<request><token>{token}</token></request>")
        named = (
            ""
            if self.server.system.behaves == "blackbox"
            else f"<service_request_id>{kept.number}</service_request_id>"
        )
        return self._requests(f"<request>{named}<service_notice/></request>")

    def do_GET(self) -> None:
        self.server.system.asked.append(f"GET {self.path}")
        path = urllib.parse.urlsplit(self.path).path.removesuffix(".xml")
        _, _, what, *name = path.split("/")
        if self.server.system.behaves == "close":
            return self._hang_up()
        if what == "tokens":
            number, token = self.server.system.tokens[name[0]], name[0]
            return self._requests(
                f"<request><service_request_id>{number}</service_request_id><token>{token}</token></request>"
            )
        found = [each for each in self.server.system.taken if not name or each.number == urllib.parse.unquote(name[0])]
        if (not found and name) or (not name and not self.server.system.has_list):
            return self._say(404, "<errors/>")
        return self._requests("".join(map(_describe, found)))

    def _requests(self, rows: str) -> None:
        self._say(200, f'<?xml version="1.0" encoding="utf-8"?><service_requests>{rows}</service_requests>')

    def _say(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


def _describe(kept: TheirRequest) -> str:
    fields = {
        "service_request_id": kept.number,
        "status": kept.status,
        "status_notes": kept.notes,
        "description": kept.form["description"],
        "requested_datetime": kept.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return "<request>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items()) + "</request>"
