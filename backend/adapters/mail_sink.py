"""A mail server that keeps what it is given, for demonstration, replay and tests. Loopback only.

    python -m backend.adapters.mail_sink --port 2525 --folder var/mail

Each mail is one file ``<epoch ns>-<n>.eml`` in the folder, written and made durable before the server says 250, with
the envelope's recipient in ``Delivered-To``. ``postbox.py`` reads them. While a file ``refuse`` stands in the folder no
mail is taken; its words say how: ``close`` hangs up, ``lose_answer`` keeps the mail and hangs up instead of saying yes,
anything else answers 451.
"""

import argparse
import asyncio
import contextlib
import ipaddress
import itertools
import os
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSE = "refuse"
GREETING = "Lagat mail sink"
"""How it says who it is: what must not leave the house is given to nobody else."""
MOST_BYTES = 1_000_000


class Sink:
    """What the server does with a mail (handler methods are called by aiosmtpd, by name)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse the sender."""
        how = self._refusing()
        if how == "close":
            _hang_up(server)
        if how is not None and how != "lose_answer":
            return "451 4.3.2 Not taking mail now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, then say so."""
        content = envelope.original_content or b""
        # In a thread: while one mail is made durable others are taken.
        await asyncio.to_thread(keep_mail, self.folder, envelope.rcpt_tos, content, next(self._numbers))
        if self._refusing() == "lose_answer":
            _hang_up(server)
        return "250 Kept"

    def _refusing(self) -> str | None:
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / REFUSE).read_text().strip()
        return None


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def keep_mail(folder: Path, recipients: list[str], content: bytes, number: int) -> Path:
    """Write one mail so that it survives a power cut: write, fsync, rename, fsync the folder."""
    final = folder / f"{time.time_ns()}-{number}.eml"
    unfinished = final.with_suffix(".part")
    with unfinished.open("xb") as file:
        for recipient in recipients:
            file.write(f"Delivered-To: {recipient}\r\n".encode())
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(final)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return final


async def serve(host: str, port: int, folder: Path, *, ready: asyncio.Future[int] | None = None) -> None:
    """Take mail until cancelled. ``ready`` is told the port that was bound (port 0 asks for a free one)."""
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError("The mail sink listens on loopback only: everybody could read the mails.")
    sink = Sink(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="localhost", ident=GREETING, data_size_limit=MOST_BYTES, loop=loop),
        host,
        port,
    )
    if ready is not None:
        ready.set_result(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


async def _run(host: str, port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[int] = loop.create_future()
    ready.add_done_callback(lambda bound: print(f"listening on {host}:{bound.result()}", flush=True))
    serving = asyncio.ensure_future(serve(host, port, folder, ready=ready))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def main(arguments: list[str] | None = None) -> int:
    """Run the sink until it is told to end; says on standard output where it listens."""
    parser = argparse.ArgumentParser(prog="python -m backend.adapters.mail_sink", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free port")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    chosen = parser.parse_args(arguments)
    try:
        asyncio.run(_run(chosen.host, chosen.port, chosen.folder))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"mail sink: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
