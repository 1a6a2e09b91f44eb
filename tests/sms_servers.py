"""A real provider of SMS on loopback for tests, and the transport that talks to it."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from backend.adapters.sms_46elks import ElksTransport
from backend.adapters.sms_practice import BEHAVE, PracticeProvider

AMIRAS_NUMBER = "+46701740605"
"""Numbers from the range kept for fiction."""
BOS_NUMBER = "+46701740606"


@contextlib.contextmanager
def run_provider(folder: Path, *, callback_seconds: float = 0.0) -> Iterator[int]:
    """The practice provider on a free port of loopback."""
    provider = PracticeProvider(folder, callback_seconds=callback_seconds)
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield provider.port
    provider.shutdown()
    provider.server_close()
    thread.join(5)


def behave(folder: Path, how: str) -> None:
    """Let the provider do otherwise from now on; empty: as it should."""
    (folder / BEHAVE).write_text(how, encoding="utf-8")


def build_sms_transport(port: int, *, timeout_seconds: float = 5.0) -> ElksTransport:
    return ElksTransport(
        address=f"http://127.0.0.1:{port}",
        user="user",
        password="password",
        sender="Lagat",
        timeout_seconds=timeout_seconds,
    )
