"""An SMS provider that keeps what it is given, for demonstration and tests: 46elks' interface, on loopback only.

    python -m backend.adapters.sms_practice --port 2526 --folder var/sms

Each SMS is one file ``<epoch ns>-<n>.json`` in the folder, durable before the provider says yes; then it calls back
that it was delivered. While a file ``behave`` stands in the folder its words say how it does otherwise: ``400``,
``401``, ``503`` answer that; ``close`` hangs up before anything is kept, ``lose_answer`` keeps the SMS and hangs up,
``500_kept`` keeps it and answers 500; ``mute`` takes it and never calls back, ``early`` calls back before it answers,
``twice`` calls back twice, ``backwards`` says delivered and then failed, ``failed`` says that it failed.
"""

import argparse
import base64
import contextlib
import itertools
import json
import os
import secrets
import sys
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import requests

from backend.deliveries import measure_sms

BEHAVE = "behave"
WHO, GREETING = "/who", "Lagat practice provider"
"""Where it says who it is: what must not leave the house is given to nobody else."""
COST_A_SEGMENT = 3500
"""In ten-thousandths of a krona, as the provider counts."""
MOST_BYTES = 20_000
_CALLBACKS = {
    "mute": (),
    "failed": ("failed",),
    "twice": ("delivered", "delivered"),
    "backwards": ("delivered", "failed"),
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class KeptSms:
    """One SMS as it was taken. ``created`` is real time, ISO 8601; ``cost`` in ten-thousandths of a krona."""

    name: str
    id: str
    sender: str
    to: str
    message: str
    created: str
    parts: int
    cost: int


def read_sms(folder: Path, *, to: str | None = None) -> list[KeptSms]:
    """What lies in ``folder``, newest first; of one number where ``to`` names one. Empty where there is no folder."""
    files = sorted(folder.glob("*.json"), key=lambda file: file.name, reverse=True)
    kept = [KeptSms(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return [each for each in kept if to is None or each.to == to]


def keep_sms(folder: Path, form: Mapping[str, str], *, at: datetime) -> KeptSms:
    """Write one SMS (from, to, message) into ``folder`` so that it survives a power cut."""
    name = f"{time.time_ns()}-{next(_numbers)}"
    parts = measure_sms(form["message"]).segments
    kept = KeptSms(
        name, f"s{secrets.token_hex(16)}", form["from"], form["to"], form["message"],
        at.replace(tzinfo=None).isoformat(), parts, parts * COST_A_SEGMENT,
    )  # fmt: skip
    unfinished = folder / f"{name}.part"
    with unfinished.open("x", encoding="utf-8") as file:
        json.dump(asdict(kept), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / f"{name}.json")
    return kept


class PracticeProvider(ThreadingHTTPServer):
    """The provider on a port of loopback (0: a free one). ``callback_seconds`` pass before it calls back."""

    daemon_threads = True

    def __init__(self, folder: Path, *, port: int = 0, callback_seconds: float = 1.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.callback_seconds = callback_seconds
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def behaving(self) -> str:
        """How it is told to behave; empty where nothing is said."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / BEHAVE).read_text(encoding="utf-8").strip()
        return ""

    def keep(self, form: dict[str, str]) -> KeptSms:
        """Write one SMS so that it survives a power cut."""
        return keep_sms(self.folder, form, at=datetime.now(UTC))

    def call_back(self, address: str, kept: KeptSms, how: str, *, wait: bool = True) -> None:
        """Tell what became of an SMS, at the address that came with it: ours, on loopback."""
        if ip_address(urllib.parse.urlsplit(address).hostname or "").is_loopback:
            for status in _CALLBACKS.get(how, ("delivered",)):
                if wait:
                    time.sleep(self.callback_seconds)
                said = {"id": kept.id, "status": status}
                if status == "delivered":
                    said["delivered"] = datetime.now(UTC).replace(tzinfo=None).isoformat()
                with contextlib.suppress(requests.RequestException):
                    requests.post(address, data=said, timeout=10, allow_redirects=False)


class _Handler(BaseHTTPRequestHandler):
    server: PracticeProvider
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        how = self.server.behaving()
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)).decode()
        form = dict(urllib.parse.parse_qsl(body))
        if how == "close" or not self._is_let_in(how):
            return self._refuse(how)
        if not all(form.get(name) for name in ("from", "to", "message")) or not form["to"].startswith("+"):
            return self._answer(400, "Missing or wrong parameter")
        kept = self.server.keep(form)
        address = form.get("whendelivered", "")
        if address and how == "early":
            self.server.call_back(address, kept, how, wait=False)
        elif address:
            arguments = (address, kept, how)
            threading.Thread(target=self.server.call_back, args=arguments, daemon=True).start()
        if how == "lose_answer":
            return self._refuse("close")
        return self._answer(500, "broken") if how == "500_kept" else self._answer(200, _describe(kept, "created"))

    def do_GET(self) -> None:
        if self.path == WHO:
            return self._answer(200, GREETING)
        how = self.server.behaving()
        if how == "close" or not self._is_let_in(how):
            return self._refuse(how)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        listed = [
            _describe(each, "delivered", with_text=False)
            for each in read_sms(self.server.folder, to=asked.get("to"))
            if each.created >= asked.get("end", "")
        ]
        return self._answer(200, {"data": listed[: int(asked.get("limit", "10"))]})

    def _is_let_in(self, how: str) -> bool:
        scheme, _, sent = self.headers.get("Authorization", "").partition(" ")
        known = scheme == "Basic" and b":" in base64.b64decode(sent or "Og==")
        return known and how not in ("400", "401", "503")

    def _refuse(self, how: str) -> None:
        if how == "close":
            self.close_connection = True
            self.connection.close()
            return
        self._answer(int(how) if how else 401, "refused")

    def _answer(self, status: int, said: object) -> None:
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(said, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: numbers belong in no log."""


def _describe(kept: KeptSms, status: str, *, with_text: bool = True) -> dict[str, object]:
    described = {
        "id": kept.id,
        "direction": "outgoing",
        "from": kept.sender,
        "to": kept.to,
        "created": kept.created,
        "status": status,
        "parts": kept.parts,
        "cost": kept.cost,
    }
    return described | ({"message": kept.message} if with_text else {})


def main(arguments: list[str] | None = None) -> int:
    """Run the provider until it is told to end; says on standard output where it listens."""
    parser = argparse.ArgumentParser(prog="python -m backend.adapters.sms_practice", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free port")
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    try:
        provider = PracticeProvider(chosen.folder, port=chosen.port)
    except OSError as error:
        sys.stderr.write(f"practice provider: {error}\n")
        return 1
    print(f"listening on 127.0.0.1:{provider.port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        provider.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
