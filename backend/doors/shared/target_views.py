"""What both the API and the console show of a target tried on cases that have been."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.catalogue import Category, CountRule, Target, Window
from backend.catalogue.simulator import HeldTo, InRow, Simulated, simulate_held

MOST_TRIED = 20_000
USUAL_PERIOD = timedelta(days=365)
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class TriedTarget:
    """The target asked about beside those the category has. ``is_cut``: the period held more than are tried at once."""

    asked: Simulated
    stands: Simulated
    is_cut: bool


def try_target(
    session: Session,
    municipality: str,
    category: Category,
    target: Target,
    *,
    window: Window | None = None,
    count: CountRule | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
) -> TriedTarget:
    """Hold the newest ``MOST_TRIED`` cases of the period, a year unless said, to both; nothing is changed.

    The target is tried for every case; with ``window`` for those that came in then, with ``count`` for those in such a
    row, beside what the category has already. The other side is the category as it stands, seasons and rows with it.
    """
    stands = held_to_now(session, municipality, category)
    asked = _asked(stands, category, target, window, count)
    until = until or now + A_MOMENT
    counted = {category.code, *(code for each in (*stands.in_row, *asked.in_row) for code in each.counted)}
    lives = cases.list_lives(
        session, municipality, categories=sorted(counted), since=since or until - USUAL_PERIOD, until=until,
        limit=MOST_TRIED + 1,
    )  # fmt: skip
    calendar = catalogue.get_calendar(session, municipality)
    tried = lives[:MOST_TRIED]
    both = [
        simulate_held(tried, each, calendar, shown=shown, category=category.code, now=now)
        for each, shown in ((asked, target), (stands, stands.usual))
    ]
    return TriedTarget(both[0], both[1], len(lives) > MOST_TRIED)


def held_to_now(session: Session, municipality: str, category: Category) -> HeldTo:
    """What the end of the category's cases is held to as it stands: its main target, by season and in rows."""
    name = "mend" if category.targets.mend else "answer"
    by_season = tuple((each.window, each.targets[name]) for each in category.season_targets if name in each.targets)
    found = catalogue.list_count_rules(session, municipality, counting=category.code)
    in_row = tuple(InRow(each.rule, each.counted, each.targets[name]) for each in found if name in each.targets)
    return HeldTo(category.targets.main, by_season, in_row)


def _asked(
    stands: HeldTo, category: Category, target: Target, window: Window | None, count: CountRule | None
) -> HeldTo:
    if count is not None:
        only = count if window is None else replace(count, season=window)
        return replace(stands, in_row=(*stands.in_row, InRow(only, count.counted or (category.code,), target)))
    if window is not None:
        return replace(stands, by_season=(*stands.by_season, (window, target)))
    return HeldTo(target)
