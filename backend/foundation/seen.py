"""What somebody saw of rows when they began to change them: a short print of their content, for an optimistic lock.

Of the content and of nothing else: no clock and no count, and it notices whoever changes the rows, a file taken in too.
"""

import hashlib
from collections.abc import Iterable

import orjson

from backend.foundation.database import Base
from backend.foundation.errors import Conflict


class ChangedSince(Conflict):
    """Somebody else has changed it since it was looked at."""

    def __init__(self) -> None:
        said = (
            "Somebody has changed this since you opened it. Look at it as it is now, and send again what still holds."
        )
        super().__init__("changed_since", said)


def print_of(rows: Iterable[Base]) -> str:
    """The print of rows in the order given, 16 hexadecimal figures."""
    content = [[getattr(row, name) for name in row.__mapper__.column_attrs.keys()] for row in rows]  # noqa: SIM118
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).hexdigest()[:16]


def check_seen(rows: Iterable[Base], seen: str | None) -> None:
    """Raises ``ChangedSince`` where the rows are not what was seen; ``seen`` None: nobody asked."""
    if seen is not None and seen != print_of(rows):
        raise ChangedSince
