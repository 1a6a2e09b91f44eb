"""Ceilings of the intake: above them a report is taken, acknowledged and held for a person. Nothing is refused.

Counted in the database, whatever process took the reports: by the network they came from, by the address to answer to,
and by the place (a cell of geography, about 550 m). What staff enter is not counted: they have looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend import geography
from backend.cases.intake_models import IntakeCeiling, Per
from backend.cases.models import Report
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.database import Scope, take_scope
from backend.foundation.errors import Invalid
from backend.foundation.keeping import kept_awhile
from backend.foundation.kept import Part

SOURCES_KEPT_FOR = timedelta(days=14)
"""How long a report remembers the network it came from."""
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Ceiling:
    """At most so many reports in so many minutes."""

    most: int
    minutes: int


USUAL = {Per.SOURCE: Ceiling(40, 60), Per.ADDRESS: Ceiling(20, 60), Per.PLACE: Ceiling(60, 60)}
"""Where a municipality has said nothing. A mobile network stands behind one address: the source's is no person's."""

_COUNTED = {
    Per.SOURCE: ("report", "source_key = {source}", "recorded_at"),
    Per.ADDRESS: ("reporter_address", "recipient_key = any(string_to_array({addresses}, ' '))", "recorded_at"),
    Per.PLACE: ("cases", "cell = {cell}::int", "opened_at"),
}


def _passes(per: Per) -> str:
    table, condition, moment = _COUNTED[per]
    return (
        f"(SELECT count(*) >= {{most_{per}}}::int FROM (SELECT 1 FROM {table}"
        f" WHERE municipality = {{municipality}}::bpchar AND {condition} AND {moment} > {{since_{per}}}::timestamptz"
        f" LIMIT {{most_{per}}}::int) AS counted)"
    )


_ASKED = {per: _passes(per) for per in Per}


def ceilings_asked(
    session: Session, municipality: str, *, source: str, addresses: list[str], cell: int, now: datetime
) -> list[Part]:
    """The questions whether one more report would pass a ceiling, for one statement; ``read_passed`` reads the answers.

    The ceilings may be as they were some seconds ago (``foundation.keeping``); what they count is counted now.
    """
    ceilings = kept_awhile(session, ("ceilings", municipality), lambda: list_ceilings(session, municipality))
    told = {"municipality": municipality, "source": source, "addresses": " ".join(addresses), "cell": str(cell)}
    for per, ceiling in ceilings.items():
        told[f"most_{per}"] = str(ceiling.most)
        told[f"since_{per}"] = (now - timedelta(minutes=ceiling.minutes)).isoformat()
    return [Part(sql, told) for sql in _ASKED.values()]


def read_passed(answers: Sequence[bytes | None]) -> Per | None:
    """Which ceiling one more report would pass, the source's first; None where it is within all."""
    return next((per for per, passed in zip(_ASKED, answers, strict=True) if passed == b"t"), None)


def list_ceilings(session: Session, municipality: str) -> dict[Per, Ceiling]:
    """The ceilings as they hold now."""
    own = session.scalars(sa.select(IntakeCeiling).where(IntakeCeiling.municipality == municipality))
    return USUAL | {each.per: Ceiling(each.most, each.minutes) for each in own}


def set_ceiling(
    session: Session, municipality: str, per: Per, *, ceiling: Ceiling, actor: Actor, now: datetime
) -> None:
    """Let the municipality have a ceiling of its own; audited. Raises ``Invalid`` for one nobody can mean."""
    if ceiling.most < 1 or not 1 <= ceiling.minutes <= LONGEST_MINUTES:
        said = "A ceiling is at least one report in one minute to a week."
        raise Invalid("ceiling_not_possible", said, fields={"most": said})
    values = {"most": ceiling.most, "minutes": ceiling.minutes}
    row = insert(IntakeCeiling).values(municipality=municipality, per=per, **values)
    session.execute(row.on_conflict_do_update(index_elements=["municipality", "per"], set_=values))
    facts = {"per": per.value, **values}
    audit.record(session, municipality, actor=actor, act="set_ceiling", subject=("ceiling", None), facts=facts, now=now)


def forget_sources(session: Session, *, now: datetime) -> int:
    """Forget which network a report came from when it has been remembered long enough; returns how many."""
    codes = tuple(each.code for each in geography.list_municipalities(session, active_only=True))
    if not codes:
        return 0
    take_scope(session, Scope(codes))
    forgotten = session.execute(
        sa.update(Report)
        .where(Report.source_key.is_not(None), Report.recorded_at < now - SOURCES_KEPT_FOR)
        .values(source_key=None)
        .returning(Report.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())
