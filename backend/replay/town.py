"""What the simulated people know: the stream's own course of the day, found by the references they were given."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from backend.replay.api_client import ApiClient
from backend.replay.stream import StreamReport


@dataclass
class Town:
    """One replay as the people in it see it. ``salt`` makes their ids; ``now`` is the simulated moment.

    ``acknowledged`` maps the stream's ``ref`` to what the API answered, ``by_reference`` the reference it gave to the
    report; ``mended`` are references of cases whose order was approved.
    """

    api: ApiClient
    municipality: str
    salt: bytes
    now: datetime
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_reference: dict[str, StreamReport] = field(default_factory=dict)
    mended: set[str] = field(default_factory=set)

    def acknowledge(self, report: StreamReport, answer: dict[str, Any]) -> None:
        """The reporter writes the reference down."""
        self.acknowledged[report.ref] = answer
        self.by_reference[answer["reference"]] = report


class Doer(Protocol):
    """Somebody with something to do: the earliest of it by (moment, a key that is the same in every run)."""

    def find_next(self) -> tuple[datetime, str] | None:
        """When and what, None when there is nothing."""
        ...

    def do_next(self) -> None:
        """Do what ``find_next`` says; its moment has come."""
        ...
