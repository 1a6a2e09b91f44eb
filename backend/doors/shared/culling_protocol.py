"""The protocol of culling as both the API and the pages give it out: which cases went, when, and what it rested on."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend import geography, retention
from backend.foundation.ids import show_reference
from backend.foundation.sheets import write_sheet
from backend.retention import CulledCase, Erasure

FILE = "gallringsprotokoll.csv"
_PAGE = 5_000
_COLUMNS = (
    "gallrat", "beslut", "grund", "diarienummer", "kategori", "inkommet", "avslutat", "anmalningar", "omgang",
)  # fmt: skip


def zone_of(session: Session, municipality: str) -> ZoneInfo:
    """Whose days they are."""
    return ZoneInfo(geography.get_municipality(session, municipality).time_zone)


def tell_culled(case: CulledCase, erasure: Erasure | None) -> dict[str, Any]:
    """One row of it; without a decision where a restore has taken the batch's row away with its rule."""
    return {
        "reference": show_reference(case.reference),
        "category": case.category,
        "reports": case.reports,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "culled_at": case.culled_at,
        "erasure_id": case.erasure_id,
        "decision": erasure.decision if erasure else "",
        "basis": erasure.basis if erasure else "",
    }


def write_protocol(session: Session, municipality: str, days: tuple[date, date]) -> str:
    """Every case that was culled from one day to another (both within), as a sheet."""
    zone = zone_of(session, municipality)
    rows = (_cells(tell_culled(*row), zone) for row in _list_all(session, municipality, days, zone))
    return write_sheet(_COLUMNS, rows)


def _list_all(
    session: Session, municipality: str, days: tuple[date, date], zone: ZoneInfo
) -> Iterator[tuple[CulledCase, Erasure | None]]:
    after: tuple[datetime, str] | None = None
    while True:
        rows = retention.list_culled(session, municipality, days=days, zone=zone, after=after, limit=_PAGE)
        yield from rows
        if len(rows) < _PAGE:
            return
        after = (rows[-1][0].culled_at, rows[-1][0].reference)


def _cells(row: dict[str, Any], zone: ZoneInfo) -> dict[str, str]:
    def day(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d}" if at else ""

    return {
        "gallrat": day(row["culled_at"]),
        "beslut": row["decision"],
        "grund": row["basis"],
        "diarienummer": row["reference"],
        "kategori": row["category"],
        "inkommet": day(row["opened_at"]),
        "avslutat": day(row["closed_at"]),
        "anmalningar": str(row["reports"]),
        "omgang": str(row["erasure_id"]),
    }
