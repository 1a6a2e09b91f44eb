"""The four calls that are measured, as bytes on a connection that is kept open."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import orjson

from backend.practice import PRACTICE_CODE
from benchmarks.keys import Keys

BASE = f"/api/v1/{PRACTICE_CODE}"
Call = Callable[[int, int], bytes | None]
"""``call(client, n)``: the n-th request of a client as it goes over the wire; None when there is no more to ask."""


@dataclass(frozen=True)
class Calls:
    """Makes the requests of ``clients`` clients. Sent to the process of the clients, so it holds plain values."""

    keys: Keys
    clients: int

    def intake(self, client: int, n: int) -> bytes:
        """Amira reports a dark lamp somewhere in the town."""
        dice = Random(secrets.randbits(32))
        told = {
            "clientId": secrets.token_urlsafe(24),
            "category": "belysning.enstaka",
            "latitude": 58.15 + dice.randrange(991) / 10000,
            "longitude": 18.55 + dice.randrange(997) / 10000,
            "words": "Lampan är mörk.",
            "language": "sv",
            "answers": {"hur": "slackt"},
            "email": f"amira-{dice.randrange(100_000)}@example.org",
        }
        return _request("POST", f"{BASE}/reports", orjson.dumps(told))

    def list(self, client: int, n: int) -> bytes:
        """Staff ask for the newest fifty open cases."""
        return _request("GET", f"{BASE}/cases?limit=50", bearer=self._of(self.keys.staff, client, n))

    def follow(self, client: int, n: int) -> bytes:
        """Somebody looks how their report stands."""
        reference, token = secrets.choice(self.keys.reports)
        return _request("GET", f"{BASE}/reports/{reference}", more=f"X-Lagat-Report-Token: {token}\r\n")

    def order(self, client: int, n: int) -> bytes | None:
        """A manager accepts the next order."""
        number = client + self.clients * n
        if number >= len(self.keys.orders):
            return None
        act = orjson.dumps({"actId": secrets.token_urlsafe(24), "act": "accept"})
        path = f"{BASE}/work-orders/{self.keys.orders[number]}/acts"
        return _request("POST", path, act, bearer=self._of(self.keys.managers, client, n))

    def _of(self, tokens: tuple[str, ...], client: int, n: int) -> str:
        return tokens[(client + self.clients * n) % len(tokens)]


def _request(method: str, path: str, body: bytes = b"", *, bearer: str = "", more: str = "") -> bytes:
    source = ".".join(str(secrets.randbelow(254) + 1) for _ in range(3))
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 10.{source}\r\n{more}"
    if bearer:
        head += f"Authorization: Bearer {bearer}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body
