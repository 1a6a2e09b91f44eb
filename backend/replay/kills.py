"""Killing web, worker and database at random moments, spread over the run and the same for the same seed."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.replay.processes import KINDS

JUMPS_A_REPORT = 8
"""Of a usual run: kills are spread over that many."""
LATEST_SECONDS = 0.15
"""A kill falls somewhere within what a jump sets off."""


@dataclass(frozen=True)
class Kill:
    """At the ``jump``-th jump, ``after_seconds`` into it, ``kind`` is ended."""

    jump: int
    after_seconds: float
    kind: str


def plan_kills(count: int, *, seed: int, reports: int) -> list[Kill]:
    """``count`` kills in order, one in each equal part of the run; of three or more every kind occurs."""
    dice = random.Random(seed)  # noqa: S311  # no secret: a run can be repeated
    kinds = [KINDS[number % len(KINDS)] for number in range(count)]
    dice.shuffle(kinds)
    length = max(reports * JUMPS_A_REPORT, count)
    return [
        Kill(
            jump=int(length * (number + dice.random()) / count),
            after_seconds=dice.uniform(0, LATEST_SECONDS),
            kind=kind,
        )
        for number, kind in enumerate(kinds)
    ]


class Killer:
    """Carries out planned kills as the run passes their jumps."""

    def __init__(self, planned: list[Kill], kill: Callable[[str], bool]) -> None:
        self._planned = list(planned)
        self._kill = kill
        self.done: list[str] = []

    def pass_jump(self, jumps: int) -> None:
        """Told after each jump; a kill comes a little later, from a thread of its own."""
        while self._planned and self._planned[0].jump <= jumps:
            kill = self._planned.pop(0)
            timer = threading.Timer(kill.after_seconds, self._carry_out, [kill.kind])
            timer.daemon = True
            timer.start()

    def _carry_out(self, kind: str) -> None:
        while not self._kill(kind):
            time.sleep(LATEST_SECONDS)
        self.done.append(kind)

    @property
    def left(self) -> int:
        """How many were planned for a longer run than this was."""
        return len(self._planned)
