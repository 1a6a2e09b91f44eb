"""Hostile photos, each sent as a form and in parts, to the web and worker for real; then everything served is looked at.

    .venv/bin/python -m tests.acceptance.hostile_images

Prints for each what was answered, what became of it at the gate, and whether the worker lives; then fetches every size of
every photo and looks for anything in it that our encoder did not write. Ends with 1 where something is not as it should.
"""

import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.commands.serve import worker_command
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.faults.uploading import API, Phone, Web, serve
from tests.hostile_photos import HOSTILE, find_foreign

LONGEST_LOOK_SECONDS = 180.0
SIZES = ("full", "display", "thumb")
WAYS = ("form", "parts")


@dataclass
class Sent:
    """One hostile photo on its one report."""

    name: str
    way: str
    expected: str
    length: int
    status: int
    report: dict[str, Any]
    fate: str = "received"
    words: str = ""
    photo_ids: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """All of it."""
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="hostile")
        with tempfile.TemporaryDirectory() as folder:
            urls = databases.create_angsby()
            environment = _environment(urls, Path(folder))
            with serve(environment) as web, _worker(environment, Path(folder)) as worker:
                wrong = _send_and_look(web, worker)
            databases.drop(urls)
        print("\nall as it should" if not wrong else f"\n{wrong} things wrong")
        return 1 if wrong else 0
    finally:
        cluster.stop()
        lock.close()


def _environment(urls: DatabaseUrls, folder: Path) -> dict[str, str]:
    return {
        **urls.environment,
        "LAGAT_MODE": "test",
        "LAGAT_LINK_SECRET": "a link secret for these photos, long enough",
        "LAGAT_SESSION_SECRET": "a session secret for these photos, long enough",
        "LAGAT_WEB_ADDRESS": "http://127.0.0.1:8080",
        "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:8081",
        "LAGAT_PHOTO_FOLDER": str(folder / "photos"),
        "LAGAT_SMTP_PORT": "9",
        "LAGAT_WORKER_POLL_SECONDS": "0.05",
    }


@contextmanager
def _worker(environment: dict[str, str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(worker_command(), env=environment, stderr=log, stdout=log)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(30)


def _send_and_look(web: Web, worker: "subprocess.Popen[bytes]") -> int:
    print(f"{'photo':<36}{'way':<7}{'bytes':>11}  {'answer':>6}  {'fate':<17}{'worker':<7} seconds")
    every = []
    for name, (make, expected) in HOSTILE.items():
        content = make()
        for way in WAYS:
            sent = _send(web, name, way, expected, content)
            begun = time.monotonic()
            _wait_for_fate(web, sent)
            lives = worker.poll() is None
            _judge(sent, lives=lives)
            seconds = time.monotonic() - begun
            said = (
                f"{sent.length:>11,}  {sent.status:>6}  {sent.fate:<17}{'alive' if lives else 'DEAD':<7} {seconds:7.1f}"
            )
            print(f"{name:<36}{way:<7}{said}  {'; '.join(sent.faults)}", flush=True)
            every.append(sent)
    looked_at = sum(_look_at_all(web, sent) for sent in every)
    wrong = [f"{sent.name}, {sent.way}: {fault}" for sent in every for fault in sent.faults]
    print(f"\n{looked_at} answers looked at: each an encode of ours and nothing else, or refused")
    for each in wrong:
        print("WRONG", each)
    if "Traceback" in web.said:
        wrong.append("the web process met an error nobody foresaw")
        print(web.said[-3000:])
    return len(wrong)


def _send(web: Web, name: str, way: str, expected: str, content: bytes) -> Sent:
    report = web.report()
    if way == "parts":
        phone = Phone(web, report, content)
        status, at = 204, 0
        while status == 204 and at < len(content):
            status = phone.send(at, at + 4_000_000).status
            at += 4_000_000
    else:
        status = _send_form(web, report, content)
    return Sent(name, way, expected, len(content), status, report)


def _send_form(web: Web, report: dict[str, Any], content: bytes) -> int:
    edge = secrets.token_hex(16)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="IMG.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    kind = f"multipart/form-data; boundary={edge}"
    path = f"{API}/reports/{report['reference']}/photos"
    return web.call("POST", path, body, Content_Type=kind, X_Lagat_Report_Token=report["followToken"]).status


def _wait_for_fate(web: Web, sent: Sent) -> None:
    ends_at = time.monotonic() + LONGEST_LOOK_SECONDS
    while sent.fate == "received" and time.monotonic() < ends_at:
        path = f"{API}/reports/{sent.report['reference']}"
        photos = web.call("GET", path, X_Lagat_Report_Token=sent.report["followToken"]).json["photos"]
        if photos:
            sent.photo_ids = [photos[0]["id"]]
            sent.fate = photos[0]["refusedWhy"] or photos[0]["state"]
            sent.words = (photos[0]["refusedWords"] or {}).get("sv", "")
        time.sleep(0.1)


def _judge(sent: Sent, *, lives: bool) -> None:
    if not 200 <= sent.status < 500:
        sent.faults.append(f"answered {sent.status}")
    fitting = sent.fate not in ("ready", "received") if sent.expected == "refused" else sent.fate == sent.expected
    if not fitting:
        sent.faults.append(f"became {sent.fate}, not {sent.expected}")
    if sent.fate not in ("ready", "received") and not sent.words:
        sent.faults.append("nobody is told why")
    if not lives:
        sent.faults.append("the worker is dead")


def _look_at_all(web: Web, sent: Sent) -> int:
    """Every size of the photo as its reporter gets it; how many answers were looked at."""
    looked_at = 0
    for photo_id in sent.photo_ids:
        for size in SIZES:
            path = f"{API}/reports/{sent.report['reference']}/photos/{photo_id}?size={size}"
            answer = web.call("GET", path, X_Lagat_Report_Token=sent.report["followToken"])
            looked_at += 1
            if sent.fate != "ready":
                if answer.status != 404:
                    sent.faults.append(f"{size} answered {answer.status}")
                continue
            headers = {name.lower(): value for name, value in answer.headers.items()}
            if (
                headers.get("x-content-type-options") != "nosniff"
                or "sandbox" not in headers["content-security-policy"]
            ):
                sent.faults.append(f"{size} without its headers")
            sent.faults += [f"{size}: {foreign}" for foreign in find_foreign(answer.content)]
    return looked_at


if __name__ == "__main__":
    sys.exit(main())
