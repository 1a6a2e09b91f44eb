"""What dispatch needs from the outside world: another body's system that can be asked how it goes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class HeardState(StrEnum):
    """What another's system says of what it was told."""

    NUMBERED = "numbered"
    """It has a number now."""
    OPEN = "open"
    CLOSED = "closed"
    """They are done with it, and nothing says whether it is mended."""
    MENDED = "mended"
    NOT_THEIRS = "not_theirs"
    UNKNOWN = "unknown"
    """It knows of no such thing."""


@dataclass(frozen=True)
class Question:
    """What is asked about: by its number there, or by the token it is to get a number under."""

    address: str
    jurisdiction: str | None
    number: str | None
    token: str | None


@dataclass(frozen=True)
class Heard:
    """An answer. ``words`` are a stranger's, cut and on plain lines; ``number`` where it is ``NUMBERED``."""

    state: HeardState
    words: str = ""
    number: str = ""


class StatusDesk(Protocol):
    """Asks another's system, with no transaction open."""

    def ask(self, question: Question) -> Heard | None:
        """What it says; None where nothing that can be understood came."""
