"""Which version of a text or a category the one who edits it has seen, as its form carries it."""

from collections.abc import Sequence
from typing import Any

from flask import request


def read_seen() -> int | None:
    """The version the form was filled over; None where it does not say."""
    seen = request.form.get("seen", "")
    return int(seen) if seen.isdecimal() else None


def write_seen(versions: Sequence[Any], *, is_stale: bool) -> int:
    """What the form shall carry: the version it was filled over, as long as nobody is told that there is a newer.

    ``is_stale``: they have just been told, the history on the page shows it, and to save again is to replace it.
    ``versions`` have a ``number``, newest first.
    """
    newest = versions[0].number if versions else 0
    seen = read_seen()
    return newest if seen is None or is_stale else seen
