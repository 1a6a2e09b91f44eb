"""The replay's own processes: started, killed without a word when a test of nerves asks for it, and started again."""

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from urllib.error import URLError

from backend.foundation.children import start_child, stop_child
from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.errors import Conflict, Unavailable

START_SECONDS = 60.0
KINDS = ("web", "worker", "database")
"""What may be killed."""


@dataclass(frozen=True)
class Programs:
    """The command of each process, and the environment all of them run in."""

    web: Sequence[str]
    worker: Sequence[str]
    mail_sink: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class House:
    """The processes of one replay. ``folder`` is its own var folder; the cluster was started for it alone."""

    folder: Path
    cluster: Cluster
    programs: Programs | None = None
    processes: dict[str, Popen[bytes]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path) -> "House":
        """Start the private database of ``folder``. Raises ``Conflict`` while another replay runs there.

        From the main thread: the kernel ends the database when the thread that started it ends.
        """
        cluster = ensure_cluster(folder)
        if cluster.process is None:
            raise Conflict("replay_running", "Another replay of this day runs in {folder}.", folder=str(folder))
        return cls(folder, cluster)

    def start(self, programs: Programs) -> None:
        """Start mail sink, web and worker, and wait until the web answers. Raises ``Unavailable``."""
        self.programs = programs
        for name in ("mail_sink", "worker", "web"):
            self._start(name)
        self.wait_for_web()

    def wait_for_web(self) -> None:
        """Wait until the web answers. Raises ``Unavailable`` naming its log."""
        address = self._programs.environment["LAGAT_WEB_ADDRESS"]
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            self.mend()
            if _answers(f"{address}/healthz"):
                return
            time.sleep(0.05)
        raise Unavailable("replay_web_down", "The web does not answer; see {log}", log=str(self._log("web")))

    def mend(self) -> bool:
        """Start again whatever has ended; True where something had. From the main thread."""
        mended = False
        if self.cluster.process is not None and self.cluster.process.poll() is not None:
            self.ended.append("database")
            self.cluster = ensure_cluster(self.folder)
            mended = True
        for name, process in self.processes.items():
            if process.poll() is not None:
                self.ended.append(name)
                self._start(name)
                mended = True
        return mended

    def kill(self, kind: str) -> bool:
        """End one of ``KINDS`` as a crash does, children and all; False where it is down already. From any thread."""
        process = self.cluster.process if kind == "database" else self.processes[kind]
        if process is None or process.poll() is not None:
            return False
        if kind == "database":
            # Its children notice that the postmaster is gone and end by themselves, as after a real crash.
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        return True

    def stop(self) -> None:
        """Stop everything, the database last."""
        for process in reversed(self.processes.values()):
            stop_child(process)
        self.cluster.stop()

    @property
    def _programs(self) -> Programs:
        if self.programs is None:
            raise Unavailable("replay_not_started", "The replay's processes are not started.")
        return self.programs

    def _start(self, name: str) -> None:
        command: Sequence[str] = getattr(self._programs, name)
        with self._log(name).open("ab") as log:
            self.processes[name] = start_child(command, environment=self._programs.environment, output=log)

    def _log(self, name: str) -> Path:
        log = self.folder / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        return log


def find_free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nothing listens on now, each another one."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  # our own http address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
