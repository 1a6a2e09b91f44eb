"""A lamp that fails over and over: reported, mended, and some days later dark again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend import cases
from backend.cases import Outcome
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown
from tests.town import STORGATAN

FAR = (STORGATAN[0] + 0.002, STORGATAN[1])
"""More than a hundred metres to the east."""


def find_lamp_post(town: RolledBackTown) -> tuple[str, float, float]:
    """The number, longitude and latitude of a lamp post."""
    with town.step() as session:
        wanted = (
            "SELECT number, lon, lat FROM asset WHERE municipality = :m AND kind = 'lamp_post' ORDER BY number LIMIT 1"
        )
        row = session.execute(sa.text(wanted), {"m": PRACTICE_CODE}).one()
    return row.number, row.lon, row.lat


def fail_and_mend(town: RolledBackTown, times: int, *, days: int = 20, **report: Any) -> list[UUID]:
    """The same thing fails so many times, is mended each time, and fails again ``days`` later."""
    failed = []
    for _ in range(times):
        failed.append(town.report(**report).case_id)
        town.react()
        mend(town, failed[-1])
        town.now += timedelta(days=days)
    return failed


def mend(town: RolledBackTown, case_id: UUID, *, outcome: Outcome = Outcome.MENDED) -> None:
    """Bo says that it is whole."""
    town.now += timedelta(hours=1)
    with town.step() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=outcome, actor=BO, now=town.now)
    town.react()
