"""Child processes that end with their parent, however it ends: by a signal, a crash or kill -9."""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start_child(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    output: IO[bytes] | None = None,
    death_signal: signal.Signals | None = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches only us and we stop our children in order.

    ``user``: the name of the system user to become (root may). ``output`` takes both its streams; None inherits ours.
    ``death_signal``: what the kernel sends it when the thread that called this ends; None lets it live on.
    """
    return subprocess.Popen(
        list(command),
        env=dict(environment) if environment is not None else None,
        user=user,
        group=_group_of(user),
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        # Runs after the change of user, which would clear the signal, and before the program.
        preexec_fn=_end_with(os.getpid(), death_signal) if death_signal else None,
    )


def stop_child(child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, seconds: float = 15.0) -> None:
    """Ask a child to end, wait, and end it by force when it does not."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def run_in_front(
    command: Sequence[str | Path], *, environment: Mapping[str, str], stop_by: signal.Signals = signal.SIGTERM
) -> int:
    """Run a program until it ends, or stop it when we are told to end; returns its exit code, 130 when stopped."""
    child = start_child(command, environment=environment)
    try:
        with ended_by_signals():
            return child.wait()
    except KeyboardInterrupt:
        stop_child(child, by=stop_by)
        return 130


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP end the block with ``KeyboardInterrupt``, so that children stop in order.

    SIGINT is named too: a program that a script starts in the background is born ignoring it.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _group_of(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


def _end_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        if _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal)) != 0 or os.getppid() != parent:
            os._exit(1)  # the parent ended before it could be asked

    return ask_the_kernel
