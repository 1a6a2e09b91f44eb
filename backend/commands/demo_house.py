"""The parts of the demonstration as processes: started, waited for, started again when one ends, stopped in order."""

import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from urllib.error import URLError

import click

from backend.commands.installation import find_var
from backend.foundation.children import start_child, stop_child
from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.errors import Conflict, Unavailable

START_SECONDS = 40.0
MOST_RESTARTS = 5
RESTARTS_FORGOTTEN_AFTER_SECONDS = 60.0


@dataclass
class Part:
    """One process. It has started when ``health`` answers 200, ``port`` takes connections or its log ``says`` so."""

    name: str
    title: str
    command: list[str]
    environment: Mapping[str, str]
    health: str | None = None
    port: int | None = None
    says: str | None = None
    process: Popen[bytes] | None = None
    started_at: list[float] = field(default_factory=list)
    log_began: int = 0

    @property
    def log(self) -> Path:
        """What the process says, in all its lives."""
        return find_var() / "log" / f"{self.name}.log"

    def read_log(self) -> str:
        """What the process says in this life."""
        with self.log.open("rb") as log:
            log.seek(self.log_began)
            return log.read().decode(errors="replace")


@dataclass
class House:
    """All parts, in the order they start. ``ports`` maps each option of the command to the port it chose."""

    ports: dict[str, int]
    cluster: Cluster | None = None
    parts: list[Part] = field(default_factory=list)

    def refuse_taken_ports(self) -> None:
        """Raise ``Conflict`` naming the option that helps, when something listens on a port we need."""
        for option, port in self.ports.items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    raise Conflict(
                        "port_taken",
                        "Port {port} is taken. End what listens there (perhaps another demo), or choose: {option} PORT",
                        port=port,
                        option=option,
                    ) from None

    def run(self, word: str, environment: Mapping[str, str]) -> None:
        """Run another of our commands to its end. Raises ``Unavailable`` when it fails."""
        if start_child([sys.executable, "-m", "backend.cli", word], environment=environment).wait() != 0:
            raise Unavailable("command_failed", "./lagat {word} failed; see above.", word=word)

    def start(self, part: Part) -> None:
        """Start a part and wait until it answers. Raises ``Unavailable`` with the end of its log."""
        if part not in self.parts:
            self.parts.append(part)
        part.log.parent.mkdir(parents=True, exist_ok=True)
        part.started_at.append(time.monotonic())
        with part.log.open("ab") as log:
            part.log_began = log.tell()
            part.process = start_child(part.command, environment=part.environment, output=log)
        until = time.monotonic() + START_SECONDS
        while part.process.poll() is None and time.monotonic() < until:
            if _answers(part):
                return
            time.sleep(0.1)
        said = "\n".join(part.read_log().strip().splitlines()[-12:])
        raise Unavailable(
            "not_started",
            "{title} did not start. {log} ends:\n{said}",
            title=part.title,
            log=str(part.log),
            said=said,
        )

    def watch(self, meanwhile: Callable[[], None]) -> None:
        """Start again whatever ends, until interrupted; ``meanwhile`` is called about twice a second.

        Raises ``Unavailable`` when one ends over and over.
        """
        while True:
            time.sleep(0.5)
            if self.cluster and self.cluster.process and self.cluster.process.poll() is not None:
                click.echo("  The database ended; starting it again.")
                self.cluster = ensure_cluster(find_var())
            for part in self.parts:
                if part.process and part.process.poll() is not None:
                    self._start_again(part, part.process.returncode)
            meanwhile()

    def stop(self) -> None:
        """Stop the parts, the last started first, then the database."""
        for part in reversed(self.parts):
            if part.process:
                stop_child(part.process)
        if self.cluster:
            self.cluster.stop()

    def _start_again(self, part: Part, code: int) -> None:
        recent = [at for at in part.started_at if time.monotonic() - at < RESTARTS_FORGOTTEN_AFTER_SECONDS]
        part.started_at = recent
        if len(recent) > MOST_RESTARTS:
            raise Unavailable("keeps_ending", "{title} keeps ending; see {log}", title=part.title, log=str(part.log))
        click.echo(f"  {part.title} ended ({code}); starting it again.")
        self.start(part)


def _answers(part: Part) -> bool:
    if part.health:
        try:
            with urllib.request.urlopen(part.health, timeout=2) as answer:  # noqa: S310  # our own http address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
    if part.port:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", part.port)) == 0
    return part.says is not None and part.says in part.read_log()
