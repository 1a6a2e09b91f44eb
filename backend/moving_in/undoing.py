"""Taking back what moved in, to the last row: batch by batch, gone on with where it stopped."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case, OldReference, Promise, Report, ReporterAddress, TimelineEntry
from backend.cases.old_references import MovingIn, MovingState
from backend.foundation import audit
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Base
from backend.foundation.ids import show_reference
from backend.moving_in.actions import lock_moving_in
from backend.moving_in.errors import LivedSince

BATCH = 2000
SHOWN = 20
AS_IT_CAME = 1
"""The version a case moved in with: every step since has counted it up."""


def list_lived(session: Session, moving: MovingIn, *, limit: int | None = None) -> list[str]:
    """References of the cases that somebody or something has worked with since, as shown, oldest first."""
    wanted = sa.select(Case.reference).where(*_of(moving), Case.version > AS_IT_CAME)
    return [show_reference(each) for each in session.scalars(wanted.order_by(Case.opened_at, Case.id).limit(limit))]


def begin_undoing(session: Session, municipality: str, name: str, *, now: datetime) -> MovingIn:
    """From here on nothing more moves in under that name. Raises ``LivedSince``, ``MovingInNotFound``."""
    moving = lock_moving_in(session, municipality, name)
    lived = list_lived(session, moving)
    if lived:
        raise LivedSince(lived[:SHOWN], len(lived))
    if moving.state is not MovingState.UNDOING:
        moving.state = MovingState.UNDOING
        subject = ("moving_in", moving.id)
        facts = {"rows": moving.in_file}
        audit.record(session, municipality, actor=SYSTEM, act="undo_moving_in", subject=subject, facts=facts, now=now)
        session.flush()
    return moving


def undo_batch(session: Session, municipality: str, name: str) -> int:
    """Take away the next cases and all that came with them; 0 when there are none left, and the moving-in is gone too.

    Raises ``LivedSince`` for a case that got a life of its own in between.
    """
    moving = lock_moving_in(session, municipality, name)
    wanted = sa.select(Case.id, Case.reference, Case.version).where(*_of(moving))
    rows = session.execute(wanted.order_by(Case.id).limit(BATCH).with_for_update()).all()
    lived = [show_reference(row.reference) for row in rows if row.version > AS_IT_CAME]
    if lived:
        raise LivedSince(lived[:SHOWN], len(lived))
    if not rows:
        session.delete(moving)
        session.flush()
        return 0
    _take_away(session, municipality, [row.id for row in rows])
    return len(rows)


def _take_away(session: Session, municipality: str, case_ids: list[UUID]) -> None:
    these = sa.any_(sa.literal(case_ids, sa.ARRAY(sa.Uuid)))
    reports = sa.select(Report.id).where(Report.municipality == municipality, Report.case_id == these)
    of_reports = ReporterAddress.report_id.in_(reports)
    _delete(session, ReporterAddress, ReporterAddress.municipality == municipality, of_reports)
    for model in (Report, TimelineEntry, Promise, OldReference):
        _delete(session, model, model.municipality == municipality, model.case_id == these)
    _delete(session, Case, Case.municipality == municipality, Case.id == these)


def _delete(session: Session, model: type[Base], *conditions: sa.ColumnElement[bool]) -> None:
    session.execute(sa.delete(model).where(*conditions).execution_options(synchronize_session=False))


def _of(moving: MovingIn) -> tuple[sa.ColumnElement[bool], ...]:
    return Case.municipality == moving.municipality, Case.moved_in_id == moving.id
