"""A real mail server on loopback for tests, and the transport that talks to it."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from backend.adapters.mail_sink import serve
from backend.adapters.smtp import SmtpTransport


@contextlib.contextmanager
def run_sink(folder: Path) -> Iterator[int]:
    """A mail sink on a free port of loopback."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[int, asyncio.Task[None]]:
        ready: asyncio.Future[int] = loop.create_future()
        serving = loop.create_task(serve("127.0.0.1", 0, folder, ready=ready))
        return await ready, serving

    port, serving = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
    yield port
    loop.call_soon_threadsafe(serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run_coroutine_threadsafe(_ended(serving), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


async def _ended(task: asyncio.Task[None]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await task
    # Whoever keeps a connection open for its next mail is still being listened to.
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def build_transport(port: int, *, timeout_seconds: float = 5.0) -> SmtpTransport:
    return SmtpTransport(
        host="127.0.0.1",
        port=port,
        mail_from="felanmalan@lagat.example",
        timeout_seconds=timeout_seconds,
        steps_seconds=timeout_seconds,
    )
