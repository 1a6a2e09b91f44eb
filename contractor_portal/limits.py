"""How often one visitor may try to sign in. To the backend the portal is one source for all its people, so it counts."""

import math
import threading
import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

MOST_TRIES = 20
SECONDS = 60.0
MOST_SOURCES = 20_000
_COUNTED = ("sign_in.", "second_factor.")


def register(app: Flask) -> None:
    """Count what is sent to the pages of signing in, for each address; in this process's memory."""
    levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
    lock = threading.Lock()

    def count() -> None:
        if request.method != "POST" or not (request.endpoint or "").startswith(_COUNTED):
            return
        source, at = _source(), time.monotonic()
        with lock:
            level, counted_at = levels.pop(source, (0.0, at))
            level = max(0.0, level - (at - counted_at) * MOST_TRIES / SECONDS)
            over = level + 1 > MOST_TRIES
            levels[source] = (level if over else level + 1, at)
            if len(levels) > MOST_SOURCES:
                levels.popitem(last=False)
        if over:
            raise TooManyRequests(retry_after=math.ceil((level + 1 - MOST_TRIES) * SECONDS / MOST_TRIES))

    app.before_request(count)


def _source() -> str:
    """An IPv4 address, or the /64 an IPv6 subscriber has."""
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(found.ipv4_mapped or found.exploded[:19]) if isinstance(found, IPv6Address) else str(found)
