"""Somebody else's web server on loopback, as badly behaved as a test wants it."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Serve = Callable[[socket.socket, bytes], None]


class RawServer:
    """Answers each connection by ``serve(line, request)``; ``requests`` are those that came, head and body."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.port = int(self._listening.getsockname()[1])
        self.requests: list[bytes] = []
        self.ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.ending.set()
        self._thread.join(5)
        self._listening.close()

    def _run(self) -> None:
        while not self.ending.is_set():
            with contextlib.suppress(OSError):
                line, _ = self._listening.accept()
                threading.Thread(target=self._one, args=(line,), daemon=True).start()

    def _one(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.settimeout(5)
            request = line.recv(65_536)
            self.requests.append(request)
            self._serve(line, request)


@contextlib.contextmanager
def run_raw_server(serve: Serve) -> Iterator[RawServer]:
    server = RawServer(serve)
    yield server
    server.close()


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Serve:
    """A server that answers the same to everything."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return lambda line, _: line.sendall("\r\n".join(lines).encode() + body)
