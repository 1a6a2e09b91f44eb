"""Targets that hold in a part of the year only: "from October to April a grit bin is filled in seven days". Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from backend.catalogue.targets import TARGET_NAMES, Target, Targets, Window, read_target, read_window
from backend.foundation.errors import Invalid

MOST_SEASONS = 6


@dataclass(frozen=True)
class SeasonTargets:
    """What a category asks for within ``window`` of each year, instead of its own; what it does not name stays."""

    window: Window
    targets: Mapping[str, Target]

    def __str__(self) -> str:
        """As it is written: ``10-01/04-30: mend 7 days, start 2 days``."""
        return f"{self.window}: {write_items(self.targets)}"


def in_season(targets: Targets, seasons: Iterable[SeasonTargets], day: date) -> Targets:
    """The targets as they hold for a case that came in on the local ``day``; where two windows hold it the later one."""
    for each in seasons:
        if each.window.holds(day):
            targets = replace(targets, **each.targets)
    return targets


def read_season_targets(text: str) -> tuple[SeasonTargets, ...]:
    """What is written like ``10-01/04-30: mend 7 days; 05-01/09-30: mend 30 days``; empty for none. Raises ``Invalid``."""
    parts = [part for part in text.split(";") if part.strip()]
    if len(parts) > MOST_SEASONS:
        raise Invalid("too_many_seasons", "A category has six seasons of its own at most.")
    return tuple(_read_one(part) for part in parts)


def write_season_targets(seasons: Iterable[SeasonTargets]) -> str:
    """As ``read_season_targets`` reads it."""
    return "; ".join(map(str, seasons))


def read_items(text: str) -> dict[str, Target]:
    """Targets written like ``mend 7 days, start 2 days``, in the catalogue's order. Raises ``Invalid``."""
    written = [item.strip().partition(" ") for item in text.split(",") if item.strip()]
    targets = {name: read_target(target) for name, _, target in written if name in TARGET_NAMES}
    if not targets or len(targets) < len(written):
        raise Invalid("targets_not_understood", "Targets are written like 'mend 7 days, start 2 days'.")
    return {name: targets[name] for name in TARGET_NAMES if name in targets}


def write_items(targets: Mapping[str, Target]) -> str:
    """As ``read_items`` reads it."""
    return ", ".join(f"{name} {targets[name]}" for name in TARGET_NAMES if name in targets)


def _read_one(text: str) -> SeasonTargets:
    window, mark, items = text.partition(":")
    if not mark:
        said = "Targets of a season are written like '10-01/04-30: mend 7 days'."
        raise Invalid("season_targets_not_understood", said)
    return SeasonTargets(read_window(window.strip()), read_items(items))
