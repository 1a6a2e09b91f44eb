"""The made storm day: 692 reports, 88 % of them fallen trees, as a real storm's day came in by the hour."""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Reports by local hour: the sum, the worst hour (17.5 % of the day) and its ten minutes are those of a real storm.
BY_HOUR = (1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 28, 36, 60, 121, 110, 78, 48, 36, 30, 24, 18, 12, 9, 6)
WORST_HOURS = range(12, 16)
WORST_HOUR, IN_ITS_TEN_MINUTES, TEN_MINUTES_FROM = 13, 102, 20
TREES = 0.88
OTHERS = ("belysning.enstaka", "vag.potthal", "park.mobler", "trafik.skylt-gatunamn", "renhallning.nedskrapning")
WEST, EAST, SOUTH, NORTH = 18.53, 18.67, 58.17, 58.23
"""WGS84 degrees, inside Ängsby."""
HURT_AT_MINUTE = 13 * 60 + 25
HURT = "En person ligger under trädet"


@dataclass(frozen=True)
class Planned:
    """One report: when it is sent, by the town's clock, and what is sent."""

    at: datetime
    body: dict[str, Any]
    is_tree: bool


def plan_day(midnight: datetime, *, seed: int = 20260916) -> list[Planned]:
    """The day's reports in order, the same for the same seed but for the senders' own ids. ``midnight`` is aware."""
    dice = random.Random(seed)
    minutes = sorted(minute for hour, count in enumerate(BY_HOUR) for minute in _minutes_of(dice, hour, count))
    others = set(dice.sample(range(len(minutes)), round(len(minutes) * (1 - TREES))))
    nearest = min(range(len(minutes)), key=lambda index: abs(minutes[index] - HURT_AT_MINUTE))
    planned = []
    for index, minute in enumerate(minutes):
        is_tree = index not in others or index == nearest
        at = midnight + timedelta(minutes=minute)
        planned.append(Planned(at, _body(dice, index, is_tree=is_tree, is_hurt=index == nearest), is_tree))
    return planned


def _minutes_of(dice: random.Random, hour: int, count: int) -> list[float]:
    def spread(first: float, last: float, many: int) -> list[float]:
        return [hour * 60 + dice.uniform(first, last) for _ in range(many)]

    if hour != WORST_HOUR:
        return spread(0, 60, count)
    return spread(0, 60, count - IN_ITS_TEN_MINUTES) + spread(
        TEN_MINUTES_FROM, TEN_MINUTES_FROM + 10, IN_ITS_TEN_MINUTES
    )


def _body(dice: random.Random, index: int, *, is_tree: bool, is_hurt: bool) -> dict[str, Any]:
    words = "Ett träd ligger över vägen." if is_tree else "Det här har gått sönder."
    return {
        "clientId": secrets.token_urlsafe(24),
        "category": "park.trad-fallit" if is_tree else dice.choice(OTHERS),
        "longitude": round(dice.uniform(WEST, EAST), 6),
        "latitude": round(dice.uniform(SOUTH, NORTH), 6),
        "words": HURT if is_hurt else words,
        "language": "sv" if index % 5 else "en",
        "answers": {"power_line": "no"} if is_tree else {},
        "email": f"amira{index}@example.org",
    }
