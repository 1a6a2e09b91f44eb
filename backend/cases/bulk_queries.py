"""Choosing cases to move, and reading what became of a move."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.bulk_errors import MoveNotFound
from backend.cases.bulk_models import BulkFate, BulkMove, BulkMoveCase
from backend.cases.models import Case
from backend.cases.words import ENDED, PromiseKind, State
from backend.catalogue import Urgency
from backend.geography import Area

Box = tuple[float, float, float, float]
"""West, south, east, north in WGS84 degrees."""


@dataclass(frozen=True)
class MovableFilter:
    """Which open cases. ``categories`` are codes, none means all; ``opened_from`` and ``opened_until`` hold a storm.

    ``without_date``: those that moved in and that nobody has given a date yet.
    """

    unit_code: str | None = None
    categories: tuple[str, ...] = ()
    area_code: str | None = None
    box: Box | None = None
    promise_before: datetime | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None
    without_date: bool = False


def list_movable(session: Session, municipality: str, wanted: MovableFilter, *, limit: int) -> Sequence[Case]:
    """Open cases in which nobody may be hurt and that are not held, by when their promise falls due."""
    found = sa.select(Case).where(
        Case.municipality == municipality,
        Case.state.not_in(ENDED),
        Case.state != State.HELD,
        Case.urgency < Urgency.DANGER,
        *([Case.promise_kind == PromiseKind.DATE_TO_BE_GIVEN] if wanted.without_date else []),
        *_conditions(municipality, wanted),
    )
    return session.scalars(found.order_by(Case.promise_due_at, Case.id).limit(limit)).all()


def find_cases_by_reference(session: Session, municipality: str, references: Collection[str]) -> Sequence[Case]:
    """Cases by their own reference in stored form, in one statement; those that are not there are left out."""
    if not references:
        return ()  # an empty list cannot be cast to references
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.reference.in_(set(references)))
    return session.scalars(wanted.order_by(Case.id)).all()


def _conditions(municipality: str, wanted: MovableFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.unit_code:
        conditions.append(Case.unit_code == wanted.unit_code)
    if wanted.categories:
        conditions.append(Case.category.in_(wanted.categories))
    if wanted.promise_before:
        conditions.append(Case.promise_due_at < wanted.promise_before)
    if wanted.opened_from:
        conditions.append(Case.opened_at >= wanted.opened_from)
    if wanted.opened_until:
        conditions.append(Case.opened_at < wanted.opened_until)
    if wanted.box:
        west, south, east, north = wanted.box
        conditions += [Case.longitude.between(west, east), Case.latitude.between(south, north)]
    if wanted.area_code:
        point = sa.func.ST_SetSRID(sa.func.ST_MakePoint(Case.longitude, Case.latitude), 4326)
        of_area = sa.and_(Area.municipality == municipality, Area.code == wanted.area_code)
        conditions.append(sa.exists().where(of_area, sa.func.ST_Covers(Area.boundary, point)))
    return conditions


def get_bulk_move(session: Session, municipality: str, move_id: UUID) -> BulkMove:
    """One move of many. Raises ``MoveNotFound``."""
    found = session.get(BulkMove, (municipality, move_id))
    if found is None:
        raise MoveNotFound
    return found


def list_bulk_moves(session: Session, municipality: str, *, limit: int = 10) -> Sequence[BulkMove]:
    """The latest moves of many that were confirmed, newest first."""
    return session.scalars(
        sa.select(BulkMove)
        .where(BulkMove.municipality == municipality, BulkMove.not_before.is_not(None))
        .order_by(BulkMove.asked_at.desc(), BulkMove.id.desc())
        .limit(limit)
    ).all()


def list_cases_of_move(session: Session, municipality: str, move_id: UUID) -> list[tuple[Case, BulkFate | None]]:
    """The cases of a move the scope may see, by id, each with what became of it."""
    rows = session.execute(
        sa.select(Case, BulkMoveCase.fate)
        .join(
            BulkMoveCase,
            (BulkMoveCase.municipality == Case.municipality) & (BulkMoveCase.case_id == Case.id),
        )
        .where(BulkMoveCase.municipality == municipality, BulkMoveCase.bulk_move_id == move_id)
        .order_by(BulkMoveCase.case_id)
    )
    return [(row[0], row[1]) for row in rows]
