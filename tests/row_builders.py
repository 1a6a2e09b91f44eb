"""Lamps along a street that runs east through Ängsby."""

from typing import Any
from uuid import UUID

from backend.cases import Case
from tests.rolled_back_town import RolledBackTown
from tests.town import STORGATAN

PER_METRE = 1 / 58_600
"""Degrees of longitude that make a metre at this latitude."""


def along(metres: float) -> dict[str, Any]:
    """A place so many metres east on Storgatan."""
    return {"longitude": STORGATAN[0] + metres * PER_METRE, "latitude": STORGATAN[1]}


def dark(town: RolledBackTown, metres: float, **report: Any) -> UUID:
    """A lamp there is dark, and everything has followed; the case's id."""
    case_id = town.report(**along(metres), **report).case_id
    town.react()
    return case_id


def rows_of(case: Case) -> list[str]:
    """The rules that took the case, as written."""
    return [each["rule"] for each in case.counted or ()]
