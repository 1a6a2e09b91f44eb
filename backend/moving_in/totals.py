"""What was in the file and what is in the database, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases import Case, OldReference
from backend.cases.old_references import MovingIn
from backend.moving_in.actions import find_moving_in
from backend.moving_in.errors import MovingInNotFound


@dataclass(frozen=True)
class Line:
    """One count twice. ``by`` is month, category or state; ``what`` the month or their word."""

    by: str
    what: str
    in_file: int
    here: int

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.in_file == self.here


@dataclass(frozen=True)
class Totals:
    """``cases`` is the number of cases that are here; ``lived`` of them have been worked with since."""

    name: str
    in_file: int
    refused: int
    cases: int
    lived: int
    lines: tuple[Line, ...]

    @property
    def agree(self) -> bool:
        """Whether every row of the file is here, and each count the same."""
        return self.in_file == self.cases and all(line.agrees for line in self.lines)


def compare_totals(session: Session, municipality: str, name: str) -> Totals:
    """Counted in the database now, against the file as it was read. Months are of the file's own time zone.

    Raises ``MovingInNotFound``.
    """
    moving = find_moving_in(session, municipality, name)
    if moving is None:
        raise MovingInNotFound(name)
    month = sa.func.to_char(sa.func.timezone(moving.time_zone, Case.opened_at), "YYYY-MM")
    here = {
        "month": _count(session, moving, month),
        "category": _count(session, moving, OldReference.category_there),
        "state": _count(session, moving, OldReference.state_there),
    }
    lines = [
        Line(by, what, counts.get(what, 0), here[by].get(what, 0))
        for by, counts in moving.counted.items()
        for what in sorted({*counts, *here[by]})
    ]
    of = (Case.municipality == municipality, Case.moved_in_id == moving.id)
    many = sa.select(sa.func.count(), sa.func.count().filter(Case.version > 1)).where(*of)
    cases, lived = session.execute(many).one()
    return Totals(name, moving.in_file, moving.refused, cases, lived, tuple(lines))


def list_moved_in(session: Session, municipality: str) -> Sequence[MovingIn]:
    """Everything that moved in and was not undone, latest first."""
    wanted = sa.select(MovingIn).where(MovingIn.municipality == municipality)
    return session.scalars(wanted.order_by(MovingIn.begun_at.desc(), MovingIn.id.desc())).all()


def _count(
    session: Session, moving: MovingIn, what: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str]
) -> dict[str, int]:
    joined = (OldReference.municipality == Case.municipality) & (OldReference.case_id == Case.id)
    counted = sa.select(what, sa.func.count()).select_from(Case).join(OldReference, joined)
    of = (Case.municipality == moving.municipality, Case.moved_in_id == moving.id)
    return {row[0]: row[1] for row in session.execute(counted.where(*of).group_by(sa.literal_column("1")))}
