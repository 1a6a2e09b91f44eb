"""A storm over Ängsby: 692 reports in a day, its worst four hours at sixty times the clock, the rest of it faster.

    .venv/bin/python -m tests.acceptance.storm

Real PostGIS, web, worker and mail sink, on a simulated clock. Measures intake beside idle, how late each message left,
moves the promises of 400 fallen trees with one reason, and looks whether the report of somebody under a tree stands
first on every list. Prints its figures; ends with 1 where something is not as it should.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from zoneinfo import ZoneInfo

import requests

from backend.accounts import SessionKind
from backend.commands.serve import web_command, worker_command
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.practice import PRACTICE_CODE
from tests.acceptance.storm_figures import Judge
from tests.acceptance.storm_plan import WORST_HOURS, Planned, plan_day
from tests.databases import Databases, DatabaseUrls, hold_slot, start_cluster
from tests.mail_servers import run_sink
from tests.web.conftest import begin_session

MIDNIGHT = datetime(2026, 9, 16, tzinfo=ZoneInfo("Europe/Stockholm"))
WORST, DAY, NIGHT = 60.0, 100.0, 150.0
"""How fast the clock runs: two seconds late at NIGHT are five minutes of the town's."""
NIGHT_UNTIL, NIGHT_FROM = 6, 22
IDLE_REPORTS, SENDERS = 60, 8
SETTLES = 10.0
MOVE_AT = MIDNIGHT + timedelta(hours=15, minutes=30)
LATE_MOVE_AT = MIDNIGHT + timedelta(hours=20, minutes=58)
TO_MOVE = 400


@dataclass
class House:
    """What runs: the address of the API, and the database's owner, who sets the clock."""

    base: str
    owner: Database
    token: str = ""
    seconds: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def set_clock(self, at: datetime, speed: float) -> None:
        """Let it be ``at``, moving at ``speed``."""
        with self.owner.transaction(GLOBAL) as session:
            clock.simulate(session, start=at, speed=speed)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """A call as the agent who works through the day."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(method, f"{self.base}{path}", headers=headers, timeout=60, **more)
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()


def main() -> int:
    """The whole day."""
    slot, lock = hold_slot(Path("var"))
    cluster = start_cluster(slot)
    try:
        databases = Databases(cluster, prefix="storm")
        urls = databases.create_angsby()
        with tempfile.TemporaryDirectory() as folder, open_house(urls, Path(folder)) as house:
            wrong = play(house)
        databases.drop(urls)
        return 1 if wrong else 0
    finally:
        cluster.stop()
        lock.close()


@contextmanager
def open_house(urls: DatabaseUrls, folder: Path) -> Iterator[House]:
    """Every process, until the block ends."""
    owner = Database(urls.owner)
    port = free_port()
    with run_sink(folder / "mail") as mail_port, (folder / "log").open("wb") as log:
        environment = os.environ | {
            **urls.environment,
            "LAGAT_MODE": "test",
            "LAGAT_LINK_SECRET": "a link secret for this storm, long enough",
            "LAGAT_SESSION_SECRET": "a session secret for this storm, long enough",
            "LAGAT_WEB_ADDRESS": f"http://127.0.0.1:{port}",
            "LAGAT_PORTAL_ADDRESS": "http://127.0.0.1:9",
            "LAGAT_PHOTO_FOLDER": str(folder / "photos"),
            "LAGAT_SMTP_HOST": "127.0.0.1",
            "LAGAT_SMTP_PORT": str(mail_port),
            "LAGAT_WORKER_POLL_SECONDS": "0.05",
            "LAGAT_TICK_SECONDS": "0.5",
            "LAGAT_TRUSTED_PROXIES": "1",
        }
        commands = (web_command("127.0.0.1", port), worker_command())
        running = [subprocess.Popen(each, env=environment, stdout=log, stderr=log) for each in commands]
        house = House(f"http://127.0.0.1:{port}/api/v1/{PRACTICE_CODE}", owner)
        try:
            wait_until_it_answers(house)
            yield house
            list_complaints(folder / "log")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)
            owner.close()


def list_complaints(log: Path) -> None:
    """What the processes warned of, each once with how often."""
    said: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        with suppress(ValueError, AttributeError):
            if (words := json.loads(line)).get("level") in ("warning", "error"):
                said[f"{words['from']}: {words['says']}"] += 1
    for words, count in said.most_common():
        print(f"  logged {count} times: {words[:160]}")


def wait_until_it_answers(house: House) -> None:
    """The web process is up."""
    for _ in range(200):
        try:
            requests.get(f"{house.base}/categories", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise SystemExit("the web process does not answer")


def play(house: House) -> int:
    """The day before, for the measure of idle; then the storm; then what is said of it."""
    house.set_clock(MIDNIGHT - timedelta(hours=12), 1)
    house.token = begin_session(house.owner, "bo@angsby.example", kind=SessionKind.BEARER)
    print(f"idle: {IDLE_REPORTS} reports, one after another", flush=True)
    for number, planned in enumerate(plan_day(MIDNIGHT)[:IDLE_REPORTS]):
        send(house, -1 - number, {**planned.body, "clientId": f"idle-{number}-0123456789abcdef0123", "email": None})
        time.sleep(0.2)
    time.sleep(SETTLES)  # a letter in a sender's hand while the clock goes on by half a day would seem to be late by it
    day = plan_day(MIDNIGHT)
    judge = Judge(house.owner)
    acts = Acts(house, judge, day)
    with ThreadPoolExecutor(SENDERS) as pool:
        for hours, speed in (
            (range(NIGHT_UNTIL), NIGHT),
            (range(NIGHT_UNTIL, WORST_HOURS.start), DAY),
            (WORST_HOURS, WORST),
            (range(WORST_HOURS.stop, NIGHT_FROM), DAY),
            (range(NIGHT_FROM, 24), NIGHT),
        ):
            begins = MIDNIGHT + timedelta(hours=hours.start)
            print(f"{hours.start:02}–{hours.stop:02} at {speed:.0f} ×", flush=True)
            house.set_clock(begins, speed)
            let_pass(house, pool, acts, begins, begins + timedelta(hours=len(hours)), speed)
    house.set_clock(MIDNIGHT + timedelta(hours=24), 60)
    time.sleep(15)
    storm = house.seconds
    print(f"intake: idle p95 {p95(house.idle) * 1000:.0f} ms, storm p95 {p95(storm) * 1000:.0f} ms"
          f" ({p95(storm) / p95(house.idle):.1f} ×), longest {max(storm) * 1000:.0f} ms")  # fmt: skip
    for refused in house.refused:
        judge.wrong.append(f"a report was refused: {refused}")
    return judge.say(house.answers, moved=acts.moved)


def let_pass(
    house: House, pool: ThreadPoolExecutor, acts: "Acts", begins: datetime, ends: datetime, speed: float
) -> None:
    """Send each report at its moment, and let the agent do what is to be done, until the town's clock shows ``ends``."""
    started = time.monotonic()

    def wait_for(at: datetime) -> None:
        time.sleep(max(0.0, (at - begins).total_seconds() / speed - (time.monotonic() - started)))

    todo: list[tuple[datetime, Any]] = [
        (planned.at, (lambda n=number, p=planned: pool.submit(acts.report, n, p)))
        for number, planned in enumerate(acts.day)
        if begins <= planned.at < ends
    ]
    todo += [(at, act) for at, act in acts.list_all() if begins <= at < ends]
    for at, act in sorted(todo, key=lambda each: each[0]):
        wait_for(at)
        act()
    wait_for(ends)


def send(house: House, number: int, body: dict[str, Any]) -> dict[str, Any] | None:
    """Send one report, from a network of its own, and remember how long it took."""
    source = f"10.{number % 250}.{number // 250 % 250}.{number % 199}"
    begun = time.monotonic()
    sent = {name: value for name, value in body.items() if value is not None}
    answer = requests.post(f"{house.base}/reports", json=sent, headers={"X-Forwarded-For": source}, timeout=60)
    (house.idle if number < 0 else house.seconds).append(time.monotonic() - begun)
    if answer.status_code != 201:
        house.refused.append(f"{answer.status_code} {answer.text[:200]}")
        return None
    told: dict[str, Any] = answer.json()
    return told


class Acts:
    """What is done beside the reporting: looking at lists, moving many promises, one late move."""

    def __init__(self, house: House, judge: Judge, day: list[Planned]) -> None:
        self.house, self.judge, self.day = house, judge, day
        self.moved: dict[str, Any] = {}

    def list_all(self) -> list[tuple[datetime, Any]]:
        """When, and what."""
        return [(MOVE_AT, self.move_many), (LATE_MOVE_AT, self.move_one_late)]

    def report(self, number: int, planned: Planned) -> None:
        """Somebody reports; the one under the tree is looked for on every list at once."""
        answer = send(self.house, number, planned.body)
        if answer is None:
            return
        self.house.answers[number] = answer
        if planned.body["words"].startswith("En person"):
            threading.Thread(target=self.look_for_hurt, args=(answer["reference"],)).start()

    def look_for_hurt(self, reference: str) -> None:
        """Wait until the worker has had its turn, then look who stands first."""
        time.sleep(5)
        waits_for = {each["whose"] for each in self.house.ask("GET", f"/cases/{reference}")["attention"]}
        for query, whose in (("", waits_for), ("?whose=kontaktcenter", {"kontaktcenter"}), ("?whose=unit", {"unit"})):
            items = self.house.ask("GET", f"/attention{query}")["items"]
            if not waits_for & whose:
                print(f"  attention{query}: {len(items)} shown; nothing of it is theirs to do", flush=True)
                continue
            stands = "first" if items[0]["case"]["reference"] == reference else "NOT first"
            print(f"  attention{query}: {len(items)} shown, {stands}", flush=True)
            if stands != "first":
                self.judge.wrong.append(f"attention{query}: another stands first")
        alarms = self.house.ask("GET", "/alarms")["items"]
        first = alarms[0]["case"]["reference"] if alarms else "nobody"
        print(
            f"  alarms: {len(alarms)} calling, the first is {'that one' if first == reference else first}", flush=True
        )
        if first != reference:
            self.judge.wrong.append("alarms: another stands first")
        self.judge.hurt = reference

    def move_many(self) -> None:
        """The unit gives 400 fallen trees a new date with one reason."""
        begun = time.monotonic()
        draft = {
            "clientId": "storm-move-0123456789abcdef", "kind": "next_word", "cause": "late", "reason": "weather",
            "dueAt": (MIDNIGHT + timedelta(days=3, hours=16)).isoformat(),
            "cases": self.judge.list_trees(TO_MOVE),
        }  # fmt: skip
        move = self.house.ask("POST", "/promise-moves", json=draft)
        print(f"  preview of {move['chosen']} in {time.monotonic() - begun:.1f} s: {move['preview']}"[:400], flush=True)
        self.house.ask("POST", f"/promise-moves/{move['id']}/confirmations", json={"atOnce": True})
        threading.Thread(target=self.follow_move, args=(move["id"], begun)).start()

    def follow_move(self, move_id: str, begun: float) -> None:
        """Until it is done."""
        while (move := self.house.ask("GET", f"/promise-moves/{move_id}"))["state"] != "done":
            if time.monotonic() - begun > 120:
                self.judge.wrong.append("the move of many does not end")
                return
            time.sleep(0.2)
        self.moved = move
        print(
            f"  {move['moved']} moved in {time.monotonic() - begun:.1f} s, passed over {move['passedOver']}", flush=True
        )

    def move_one_late(self) -> None:
        """An ordinary case gets a new date two minutes before nine in the evening: nobody hears of it before morning."""
        reference = self.judge.find_lamp()
        self.house.ask(
            "POST", f"/cases/{reference}/promises",
            json={"kind": "mend", "dueAt": (MIDNIGHT + timedelta(days=9)).isoformat(), "cause": "late", "reason": "many"},
        )  # fmt: skip


def free_port() -> int:
    """A port of loopback nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def p95(seconds: list[float]) -> float:
    """The ninety-fifth percentile."""
    return quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
