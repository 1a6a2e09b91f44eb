"""A case that has been, as far as trying a target goes."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Lived:
    """A case's life: when it came in, and when it was resolved (None: it is not yet).

    For counts also where it lay (WGS84 degrees), the asset it was about where one is known, and its category.
    """

    opened_at: datetime
    ended_at: datetime | None
    longitude: float = 0.0
    latitude: float = 0.0
    thing: Hashable | None = None
    category: str = ""
