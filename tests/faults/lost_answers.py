"""A wire between a client and a server that carries every question, and loses answers when told to."""

import contextlib
import socket
import threading


class LosingWire:
    """A TCP proxy on a free port of loopback. ``lose`` True: the server answers, and the client's line is dead."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self.lose = False
        self.lost = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the client calls."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Be gone."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._server) as server:
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            with contextlib.suppress(OSError):
                while answer := server.recv(65536):
                    if self.lose:
                        self.lost += 1
                        # The client cannot tell what became of its question: the line is dead.
                        client.shutdown(socket.SHUT_RDWR)
                        return
                    client.sendall(answer)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
