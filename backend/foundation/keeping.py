"""What a process keeps for some seconds: what every report would read anew and nearly never changes.

A database that is opened with ``keeps_for`` keeps it; one opened without reads each time. What is kept is a value, never
a row of a session, and is kept for one scope: nobody is served what they could not have read.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
A_WHILE = 5.0
"""Seconds. So late may a web process see that a category, an opening hour or a ceiling was changed."""
MOST_KEPT = 2_000
_KEY = "keeper"


class Keeper:
    """Keeps at most so many values, each so many seconds. Used by many threads.

    ``reacts``: it also keeps what a person who has just changed it expects to see on the next page.
    """

    def __init__(
        self, seconds: float, *, reacts: bool = False, time_source: Callable[[], float] = time.monotonic
    ) -> None:
        self.reacts = reacts
        self._seconds, self._time = seconds, time_source
        self._kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, key: Hashable, read: Callable[[], T]) -> T:
        """What is kept under ``key``, else what ``read`` reads now."""
        at = self._time()
        found = self._kept.get(key)
        if found is not None and found[0] > at:
            value: T = found[1]
            return value
        value = read()
        with self._lock:
            self._kept[key] = (at + self._seconds, value)
            self._kept.move_to_end(key)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return value

    def serve(self, session: Session) -> None:
        """Let what is asked in this session be kept."""
        session.info[_KEY] = self


def kept_awhile(session: Session, key: tuple[Hashable, ...], read: Callable[[], T]) -> T:
    """What ``read`` reads, some seconds old at most where this process keeps it for the session's scope."""
    keeper: Keeper | None = session.info.get(_KEY)
    return read() if keeper is None else keeper.give((session.info.get("scope"), *key), read)


def kept_for_reactions(session: Session, key: tuple[Hashable, ...], read: Callable[[], T]) -> T:
    """The same, in a process that only reacts; pages and programs read it each time."""
    keeper: Keeper | None = session.info.get(_KEY)
    return kept_awhile(session, key, read) if keeper is not None and keeper.reacts else read()
