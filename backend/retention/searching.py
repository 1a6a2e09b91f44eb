"""Searching cases for what the public asks of, and what is held: words, category, time, place and state.

Every condition is a row or a column of an index; the list is paged by key and never counted further than it is shown,
but for the one figure somebody decides on.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case
from backend.catalogue import CaseKind
from backend.geography import box_around, cells_around
from backend.retention.errors import NothingAsked
from backend.retention.models import CaseWord
from backend.retention.word_index import words_of

FURTHEST_METRES = 2_000


@dataclass(frozen=True)
class Criteria:
    """What is searched for; all of it must hold. ``words``: each word, in any form. Times are aware, ``until`` excluded.

    ``longitude`` and ``latitude`` (WGS84 degrees) with ``metres``, at most 2 000, square around the point.
    """

    words: str = ""
    categories: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    metres: int = 200
    states: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for everything there is."""
        return not (words_of([self.words]) or self.categories or self.since or self.until or self.states) and (
            self.longitude is None or self.latitude is None
        )


def write_criteria(criteria: Criteria) -> dict[str, Any]:
    """As JSON."""
    said = asdict(criteria)
    for name in ("since", "until"):
        said[name] = said[name].isoformat() if said[name] else None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def read_criteria(said: dict[str, Any]) -> Criteria:
    """What ``write_criteria`` wrote."""
    given = dict(said)
    for name in ("since", "until"):
        given[name] = datetime.fromisoformat(given[name]) if given.get(name) else None
    for name in ("categories", "states"):
        given[name] = tuple(given.get(name, ()))
    return Criteria(**given)


def search_cases(
    session: Session,
    municipality: str,
    criteria: Criteria,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Case]:
    """The cases found, newest first, after an (opened_at, id) already shown. Raises ``NothingAsked``."""
    wanted = sa.select(Case).where(*_conditions(session, municipality, criteria))
    if after:
        wanted = wanted.where(sa.tuple_(Case.opened_at, Case.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).all()


def count_found(session: Session, municipality: str, criteria: Criteria) -> int:
    """How many cases are found in all: somebody decides on it. Raises ``NothingAsked``."""
    return session.scalar(sa.select(sa.func.count()).where(*_conditions(session, municipality, criteria))) or 0


def list_found_ids(session: Session, municipality: str, criteria: Criteria) -> list[UUID]:
    """The ids of all cases found, newest first. Raises ``NothingAsked``."""
    wanted = sa.select(Case.id).where(*_conditions(session, municipality, criteria))
    return list(session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id.desc())))


def _conditions(session: Session, municipality: str, criteria: Criteria) -> list[sa.ColumnElement[bool]]:
    if criteria.is_empty:
        raise NothingAsked
    held = [Case.municipality == municipality, Case.joined_to.is_(None)]
    held += _with_words(session, municipality, criteria.words)
    if criteria.categories:
        held.append(Case.category.in_(criteria.categories))
    if criteria.states:
        held.append(Case.state.in_(criteria.states))
    if criteria.since:
        held.append(Case.opened_at >= criteria.since)
    if criteria.until:
        held.append(Case.opened_at < criteria.until)
    if criteria.longitude is not None and criteria.latitude is not None:
        held += _near(criteria.longitude, criteria.latitude, min(criteria.metres, FURTHEST_METRES))
    return held


def _with_words(session: Session, municipality: str, words: str) -> list[sa.ColumnElement[bool]]:
    held: list[sa.ColumnElement[bool]] = []
    for word in sorted(words_of([words])):
        there = sa.select(CaseWord.case_id).where(CaseWord.municipality == municipality, CaseWord.word == word)
        held.append(Case.id.in_(there))
    if held and session.info["scope"].authority is None:
        # Whoever stands in no authority may not learn from a search what was written in another authority's matter.
        held.append(Case.kind != CaseKind.AUTHORITY_MATTER)
    return held


def _near(lon: float, lat: float, metres: int) -> list[sa.ColumnElement[bool]]:
    west, south, east, north = box_around(lon, lat, metres)
    inside = [Case.longitude.between(west, east), Case.latitude.between(south, north)]
    return [Case.cell.in_(cells_around(lon, lat, metres)), *inside]
