"""The web process for real, and telephones that send photos to it over sockets of their own, whole or torn."""

import base64
import hashlib
import json
import os
import secrets
import signal
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.commands.serve import web_command
from backend.replay import find_free_ports

API = "/api/v1/9901"
CHUNK = "application/offset+octet-stream"
PATIENCE_SECONDS = 20.0
BODY = {"category": "belysning.enstaka", "latitude": 58.2, "longitude": 18.606, "words": "Lampan är mörk."}


@dataclass(frozen=True)
class Answer:
    """An answer of the house."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def json(self) -> dict[str, Any]:
        """Its JSON."""
        told: dict[str, Any] = json.loads(self.content)
        return told


class Web:
    """Gunicorn as it is served, on a free port of loopback. Believes one proxy, so that a caller has many addresses."""

    def __init__(self, environment: dict[str, str], *, workers: int = 2) -> None:
        [self.port] = find_free_ports(1)
        self._log = Path(environment["LAGAT_PHOTO_FOLDER"]).parent / f"web-{self.port}.log"
        known = os.environ | environment | {"LAGAT_TRUSTED_PROXIES": "1"}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                web_command("127.0.0.1", self.port, workers=workers), env=known, stderr=log, stdout=log
            )
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < ends_at, self._log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)

    @property
    def said(self) -> str:
        """Its log."""
        return self._log.read_text()

    def list_workers(self) -> list[int]:
        """Process ids of those that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in children.split()]

    def kill_workers(self) -> None:
        """Kill every process that answers, with -9; gunicorn starts others."""
        for each in self.list_workers():
            os.kill(each, signal.SIGKILL)

    def call(self, method: str, path: str, content: bytes | None = None, **headers: str) -> Answer:
        """One call from an address of its own; underscores in names of headers are dashes."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told.setdefault("X-Forwarded-For", ".".join(["10", *(str(secrets.randbelow(256)) for _ in range(3))]))
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", content, told, method=method)
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(asked, timeout=PATIENCE_SECONDS) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())

    def begin(self, method: str, path: str, content: bytes, until: int, **headers: str) -> socket.socket:
        """Announce ``content``, send it up to ``until``, and leave the line open."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told |= {"Host": "127.0.0.1", "Content-Length": str(len(content))}
        told["X-Forwarded-For"] = f"10.9.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
        with suppress(BrokenPipeError, ConnectionResetError):  # a house that turns it away may cut it short
            line.sendall(content[:until])
        return line

    def report(self) -> dict[str, Any]:
        """Amira reports; her answer, which must be that it was taken."""
        body = json.dumps({**BODY, "clientId": secrets.token_urlsafe(24)}).encode()
        answer = self.call("POST", f"{API}/reports", body, Content_Type="application/json")
        assert answer.status == 201, answer.content
        return answer.json

    def _answers(self) -> bool:
        try:
            return self.call("GET", f"{API.rpartition('/')[0]}/api-info").status == 200
        except OSError:
            return False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """An answer that sends elsewhere is an answer."""


class Phone:
    """Sends one photo of one report by tus. ``place`` is the upload's path."""

    def __init__(self, web: Web, report: dict[str, Any], content: bytes) -> None:
        self.web = web
        self.content = content
        self._headers = {"Tus_Resumable": "1.0.0", "X_Lagat_Photo_Token": report["photoToken"]}
        told = {"clientPhotoId": secrets.token_urlsafe(24), "sha256": hashlib.sha256(content).hexdigest()}
        metadata = ",".join(f"{name} {base64.b64encode(each.encode()).decode()}" for name, each in told.items())
        begun = web.call(
            "POST",
            f"{API}/reports/{report['reference']}/photos/uploads",
            b"",
            Upload_Length=str(len(content)),
            Upload_Metadata=metadata,
            **self._headers,
        )
        assert begun.status == 201, begun.content
        self.place = begun.headers["Location"]

    def ask_offset(self) -> int:
        """How much has come."""
        answer = self.web.call("HEAD", self.place, **self._headers)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def send(self, at: int, until: int | None = None) -> Answer:
        """Send from ``at`` on, whole."""
        told = {"Upload_Offset": str(at), "Content_Type": CHUNK, **self._headers}
        return self.web.call("PATCH", self.place, self.content[at:until], **told)

    def begin(self, at: int, until: int) -> socket.socket:
        """Announce all from ``at`` on, send it up to ``until``, and leave the line open."""
        told = {"Upload_Offset": str(at), "Content_Type": CHUNK, **self._headers}
        return self.web.begin("PATCH", self.place, self.content[at:], until - at, **told)

    def tear(self, at: int, until: int, *, rudely: bool) -> None:
        """Send up to ``until`` and cut the line: with a goodbye, or ``rudely`` with a reset."""
        line = self.begin(at, until)
        if rudely:
            time.sleep(0.2)  # a reset takes back what has not been read
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()


def build_form(content: bytes) -> tuple[str, bytes, str]:
    """The report form with its photo as a browser sends it without any module: path, body, content type."""
    fields = {"client_id": secrets.token_urlsafe(18), "words": "Lampan är mörk."}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append('--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n')
    body = "".join([*parts, "Content-Type: image/jpeg\r\n\r\n"]).encode() + content + b"\r\n--x--\r\n"
    return "/angsby/anmal?lat=58.2&lon=18.6&category=belysning.enstaka", body, "multipart/form-data; boundary=x"


@contextmanager
def serve(environment: dict[str, str], **options: Any) -> Iterator[Web]:
    """Ängsby, served, until the block ends."""
    web = Web(environment, **options)
    try:
        yield web
    finally:
        web.stop()
