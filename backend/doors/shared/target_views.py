"""What both the API and the console show of a target tried on cases that have been."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.catalogue import Category, Target
from backend.catalogue.simulator import Simulated, simulate_target

MOST_TRIED = 20_000
USUAL_PERIOD = timedelta(days=365)
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class TriedTarget:
    """The target asked about beside the one the category has. ``is_cut``: the period held more than are tried at once."""

    asked: Simulated
    stands: Simulated
    is_cut: bool


def try_target(
    session: Session,
    municipality: str,
    category: Category,
    target: Target,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
) -> TriedTarget:
    """Hold the newest ``MOST_TRIED`` cases of the period, a year unless said, to both targets; nothing is changed."""
    until = until or now + A_MOMENT
    since = since or until - USUAL_PERIOD
    lives = cases.list_lives(
        session, municipality, categories=[category.code], since=since, until=until, limit=MOST_TRIED + 1
    )
    calendar = catalogue.get_calendar(session, municipality)
    both = [simulate_target(lives[:MOST_TRIED], each, calendar, now=now) for each in (target, category.targets.main)]
    return TriedTarget(both[0], both[1], len(lives) > MOST_TRIED)
