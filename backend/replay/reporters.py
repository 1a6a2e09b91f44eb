"""The reporters: each sends one report at its moment, by web, by app, or by telephone to the kontaktcenter."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from backend.replay.stream import StreamReport, client_id_of
from backend.replay.town import Town


@dataclass
class Reporters:
    """Everybody who reports that day. ``bo_token`` is the session of who takes the calls; ``sent`` counts sendings."""

    town: Town
    bo_token: str
    day: Sequence[StreamReport]
    sent: int = 0
    first: int = 0
    _left: deque[StreamReport] = field(init=False)

    def __post_init__(self) -> None:
        self._left = deque(self.day)

    def find_next(self) -> tuple[datetime, str] | None:
        """The next report of the stream."""
        return (self._left[0].at, self._left[0].ref) if self._left else None

    def do_next(self) -> None:
        """Send it. Each reporter's machine has an address of its own; a run of minutes is not a flood from one."""
        report = self._left.popleft()
        town = self.town
        body = {
            "clientId": client_id_of(town.salt, town.municipality, report.ref),
            "category": report.rule.category,
            "answers": dict(report.rule.answers),
            "latitude": report.latitude,
            "longitude": report.longitude,
            "words": report.words(),
            "language": "sv",
            "email": report.email,
            "wantsWord": True,
            "channel": report.channel,
        }
        token = self.bo_token if report.channel == "phone" else None
        answer = town.api.post(f"/{town.municipality}/reports", body, token=token, source=report.source)
        self.sent += 1
        self.first += bool(answer["isFirst"])
        town.acknowledge(report, answer)
