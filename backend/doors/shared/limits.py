"""How often: a bucket for each door and source, in this process's memory. N processes let N times as much through."""

import hashlib
import hmac
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

MOST_SOURCES = 50_000
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
_WORDS = re.compile(r"^([1-9][0-9]*)/(second|minute|hour|day)$")


@dataclass(frozen=True)
class Limit:
    """At most ``count`` calls at once, given back evenly over ``seconds``.

    ``holds``: above it nothing is refused; the request is marked, so that what it brings is taken and held.
    """

    count: int
    seconds: float
    holds: bool = False

    @classmethod
    def read(cls, words: str) -> "Limit":
        """From "120/minute". Raises ``ValueError`` at import where a door says it otherwise."""
        found = _WORDS.match(words)
        if found is None:
            raise ValueError(f"A limit is written like 120/minute, not {words!r}.")
        return cls(int(found[1]), _SECONDS[found[2]])


HOLDS = Limit(20, 600.0, holds=True)
"""For the intake of reports: twenty in ten minutes from one source; above it they are taken and held."""


class LimitBook:
    """Counts calls per key. The oldest sources are forgotten when there are too many to remember."""

    def __init__(self, *, time_source: Callable[[], float] = time.monotonic) -> None:
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._time = time_source

    def count(self, name: str, source: str, limit: Limit) -> float:
        """Count one call; 0.0 where it is within the limit, else the seconds until the next one would be."""
        at = self._time()
        with self._lock:
            level, counted_at = self._levels.pop((name, source), (0.0, at))
            level = max(0.0, level - (at - counted_at) * limit.count / limit.seconds)
            over = level + 1 > limit.count
            self._levels[(name, source)] = (level if over else level + 1, at)
            if len(self._levels) > MOST_SOURCES:
                self._levels.popitem(last=False)
        return (level + 1 - limit.count) * limit.seconds / limit.count if over else 0.0


def source_of(address: str | None) -> str:
    """What counts as one source: an IPv4 address, or the /64 an IPv6 subscriber has."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or found.exploded[:19])
    return str(found)


def source_key(address: str | None, secret: str) -> str:
    """The source as a report may remember it for a while: the same for one network, and telling nobody which."""
    return hmac.new(secret.encode(), f"source|{source_of(address)}".encode(), hashlib.sha256).hexdigest()[:24]
