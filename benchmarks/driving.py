"""Driving the two sides: pgbench for the reference, kept-open connections of one light process for the API."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa

from backend.foundation.cluster_home import PORT
from benchmarks.calls import Call, Calls
from benchmarks.house import House, Served
from benchmarks.processor import processor_of

REST_SECONDS, A_TICK = 5.0, 0.011
REFERENCE = Path(__file__).parent / "reference"
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_NUMBER = re.compile(r"^number of transactions actually processed: ([0-9]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Driven:
    """What one side did: calls a second, and the median and 95th percentile of one call in seconds.

    ``processor``: seconds of a processor that its processes and PostgreSQL used for each call.
    """

    per_second: float
    calls: int = 0
    processor: float = 0.0
    median: float = 0.0
    slow: float = 0.0
    wrong: list[str] = field(default_factory=list)


def drive_reference(house: House, name: str, *, clients: int, seconds: float) -> Driven:
    """What pgbench reaches with ``reference/<name>.sql`` as the web role, with prepared statements.

    Orders are only so many: there each client takes its share once, however long that lasts.
    """
    given = {"authority": house.keys.authority, "firm": house.keys.firm, "keys": len(house.keys.reports), "n": -1}
    given["clients"] = clients
    share = len(house.keys.orders) // clients
    how_long = ["-t", str(min(share, 250))] if name == "order" else ["-T", str(max(1, round(seconds)))]
    url = sa.make_url(house.urls.web)
    command = [
        str(house.cluster.home.programs / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", *how_long,
        "-f", str(REFERENCE / f"{name}.sql"), *(f"-D{key}={value}" for key, value in given.items()),
        "-h", str(house.cluster.home.sockets), "-p", str(PORT), "-U", str(url.username), str(url.database),
    ]  # fmt: skip
    before = _server_of(house) + _children()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    used = _server_of(house) + _children() - before
    rate, failed, number = _TPS.search(done.stdout), _FAILED.search(done.stdout), _NUMBER.search(done.stdout)
    if done.returncode != 0 or rate is None or number is None or (failed and failed[1] != "0"):
        raise RuntimeError(f"reference/{name}.sql did not run: {done.stderr[:800]}")
    return Driven(float(rate[1]), int(number[1]), used / int(number[1]))


@contextmanager
def open_clients() -> Iterator[ProcessPoolExecutor]:
    """The process the API's clients live in."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def drive_api(
    pool: ProcessPoolExecutor, house: House, web: Served, name: str, *, clients: int, seconds: float
) -> Driven:
    """The API under ``clients`` clients for ``seconds``. Raises ``RuntimeError`` where an answer is no 2xx."""
    before = _server_of(house) + processor_of(web.pid)
    driven = pool.submit(_drive, Calls(house.keys, clients), name, web.port, clients, seconds).result()
    used = _server_of(house) + processor_of(web.pid) - before
    if driven.wrong:
        raise RuntimeError(f"{name}: {len(driven.wrong)} answers were wrong, the first: {driven.wrong[0]}")
    return replace(driven, processor=used / driven.calls)


def _server_of(house: House) -> float:
    """What PostgreSQL has used, read when it rests: what a connection that is just ending used is in no place yet."""
    pid = house.cluster.process.pid if house.cluster.process else 0
    until, before, now = time.monotonic() + REST_SECONDS, -1.0, processor_of(pid)
    while abs(now - before) > A_TICK and time.monotonic() < until:
        time.sleep(0.3)
        before, now = now, processor_of(pid)
    return now


def _children() -> float:
    """Of the programs that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def ask(connection: socket.socket, request: bytes) -> bytes:
    """Send one request and read its whole answer."""
    connection.sendall(request)
    answer = connection.recv(65536)
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _more(connection)
    length = _LENGTH.search(answer, 0, end)
    whole = end + 4 + (int(length[1]) if length else 0)
    while len(answer) < whole:
        answer += _more(connection)
    return answer


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the web process closed the connection")
    return part


def _drive(calls: Calls, name: str, port: int, clients: int, seconds: float) -> Driven:
    call: Call = getattr(calls, name)
    times: list[list[float]] = [[] for _ in range(clients)]
    wrong: list[str] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_one_client, args=(call, client, port, began + seconds, times[client], wrong))
        for client in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    every = sorted(each for of_client in times for each in of_client)
    if not every:
        return Driven(0.0, wrong=wrong or ["no answer at all"])
    middle, slow = every[len(every) // 2], every[len(every) * 95 // 100]
    return Driven(len(every) / lasted, len(every), median=middle, slow=slow, wrong=wrong)


def _one_client(call: Call, client: int, port: int, until: float, times: list[float], wrong: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        n = 0
        while (began := time.perf_counter()) < until and (request := call(client, n)) is not None:
            answer = ask(connection, request)
            times.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 2"):
                wrong.append(answer.decode(errors="replace")[:1500])
                return
            n += 1
