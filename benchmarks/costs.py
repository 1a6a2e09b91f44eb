"""What one intake costs, and who: the web process asked directly, without HTTP, and then through its server."""

import cProfile
import io
import pstats
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import Flask

from backend.app import create_app
from backend.foundation.database import Database
from backend.foundation.keeping import A_WHILE
from benchmarks.calls import Calls
from benchmarks.driving import drive_api, open_clients
from benchmarks.house import House
from benchmarks.processor import processor_of

CALLS = 400
CLIENTS = 16
PARTS = {
    "sqlalchemy": "SQLAlchemy",
    "psycopg": "psycopg, the driver",
    "marshmallow": "marshmallow and webargs: validation",
    "webargs": "marshmallow and webargs: validation",
    "flask": "Flask, flask-smorest, Werkzeug, Babel",
    "flask_smorest": "Flask, flask-smorest, Werkzeug, Babel",
    "flask_babel": "Flask, flask-smorest, Werkzeug, Babel",
    "babel": "Flask, flask-smorest, Werkzeug, Babel",
    "werkzeug": "Flask, flask-smorest, Werkzeug, Babel",
    "backend": "Lagat's own code",
}
OTHER = "Python's own library, hashes, JSON"
DATABASE = "waiting: for PostgreSQL, and for a processor"


@dataclass(frozen=True)
class Costs:
    """Milliseconds of one intake.

    ``parts`` of the web process asked directly; ``direct`` is their sum. ``processor`` are milliseconds of a processor
    under load, by who used them: what bounds the calls a second.
    """

    direct: float
    parts: dict[str, float]
    processor: dict[str, float]

    def told(self) -> str:
        """For reading."""
        lines = [f"\nWhat an intake costs: {self.direct:.2f} ms, asked directly, one at a time"]
        lines += [f"  {took:6.2f} ms  {took / self.direct:4.0%}  {part}" for part, took in self.parts.items()]
        lines += ["Milliseconds of a processor for each intake, under load through the server"]
        lines += [f"  {took:6.2f} ms  {who}" for who, took in self.processor.items()]
        return "\n".join(lines)


def find_costs(house: House, *, seconds: float) -> Costs:
    """Ask for intakes directly, plain and under the profiler, then through the server."""
    database = Database(house.urls.web, keeps_for=A_WHILE)
    app = create_app(house.settings, database)
    calls = Calls(house.keys, 1)
    ask = [_as_environment(calls.intake(0, n)) for n in range(3 * CALLS)]
    _run(app, ask[:CALLS])
    processor_began = time.process_time()
    began = time.perf_counter()
    _run(app, ask[CALLS : 2 * CALLS])
    direct = (time.perf_counter() - began) / CALLS * 1000
    processor = (time.process_time() - processor_began) / CALLS * 1000
    profile = cProfile.Profile()
    profile.runcall(_run, app, ask[2 * CALLS :])
    database.close()
    return Costs(direct, _share(profile, direct, processor), _processor_under_load(house, processor, seconds))


def _share(profile: cProfile.Profile, direct: float, processor: float) -> dict[str, float]:
    """Waiting is what the clock has above the processor; the rest is split as the profile saw it."""
    seen: defaultdict[str, float] = defaultdict(float)
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, Any]]
    stats = pstats.Stats(profile, stream=io.StringIO()).stats  # type: ignore[attr-defined]  # typeshed leaves it out
    for (file, _line, name), (_cc, _nc, own, _cumulative, _callers) in stats.items():
        if "wait_c" not in name:
            seen[_part_of(file, name)] += own
    whole = sum(seen.values())
    shares = {part: own / whole * processor for part, own in sorted(seen.items(), key=lambda each: -each[1])}
    return {DATABASE: max(0.0, direct - processor)} | shares


def _part_of(file: str, name: str) -> str:
    where = file.replace("\\", "/").split("site-packages/")[-1].lstrip("/") if file != "~" else name
    words = where.replace("<", "").replace("'", " ").replace("/", " ").replace(".", " ").split()
    if file != "~" and "/backend/" in file:
        return PARTS["backend"]
    return next(
        (PARTS[word] for word in words if word in PARTS),
        next((PARTS["psycopg"] for w in words if "psycopg" in w), OTHER),
    )


def _processor_under_load(house: House, direct: float, seconds: float) -> dict[str, float]:
    """Who uses the processors while sixteen clients report, for each report."""
    with house.serve() as web, open_clients() as pool:
        drive_api(pool, house, web, "intake", clients=CLIENTS, seconds=1.0)
        server = house.cluster.process
        watched = {"web": web.pid, "PostgreSQL": server.pid if server else 0}
        before = {who: processor_of(pid) for who, pid in watched.items()}
        driven = drive_api(pool, house, web, "intake", clients=CLIENTS, seconds=seconds)
        used = {who: (processor_of(pid) - before[who]) / driven.calls * 1000 for who, pid in watched.items()}
    return {
        "the web processes, their HTTP server and threads included": used["web"],
        "of which the application, asked directly": direct,
        "PostgreSQL": used["PostgreSQL"],
    }


def _run(app: Flask, environments: list[dict[str, Any]]) -> None:
    for environment in environments:
        status: list[str] = []
        body = app(environment, lambda said, headers, exc=None, status=status: status.append(said) or _ignore)
        b"".join(body)
        if not status[0].startswith("201"):
            raise RuntimeError(f"an intake was answered {status[0]}")


def _ignore(_data: bytes) -> None:
    return None


def _as_environment(request: bytes) -> dict[str, Any]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    method, path, _ = lines[0].split(" ")
    headers = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in (line.split(": ", 1) for line in lines[1:])}
    headers["CONTENT_TYPE"], headers["CONTENT_LENGTH"] = "application/json", str(len(body))
    return {
        **headers, "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8080", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
