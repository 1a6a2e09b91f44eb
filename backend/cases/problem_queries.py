"""Reading problems, and what falls due of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.cases.models import Case
from backend.cases.problem_errors import ProblemNotFound
from backend.cases.problem_models import Problem, ProblemEntry, ProblemState
from backend.cases.repeats import MENDED
from backend.foundation.agenda import Due

Place = tuple[datetime, UUID]
"""Where a page of a list ended."""


@dataclass(frozen=True)
class MendedAndSolved:
    """What was mended and what was solved in a time, counted apart; ``mended_again`` of the mended had failed before.

    ``problems_open`` is how many stand open now.
    """

    mended: int
    mended_again: int
    solved: int
    problems_open: int


def get_problem(session: Session, municipality: str, problem_id: UUID) -> Problem:
    """One problem. Raises ``ProblemNotFound``."""
    found = session.get(Problem, (municipality, problem_id))
    if found is None:
        raise ProblemNotFound
    return found


def find_problems(session: Session, municipality: str, problem_ids: Collection[UUID]) -> dict[UUID, Problem]:
    """Problems by id, in one statement; what is not there or not the scope's to see is left out."""
    wanted = sa.select(Problem).where(Problem.municipality == municipality, Problem.id.in_(set(problem_ids)))
    return {problem.id: problem for problem in session.scalars(wanted)}


def list_problems(
    session: Session,
    municipality: str,
    *,
    state: ProblemState = ProblemState.OPEN,
    unit_code: str | None = None,
    after: Place | None = None,
    limit: int = 25,
) -> Sequence[tuple[Problem, Case]]:
    """Problems with their last case: open ones by their next look, solved ones latest first; ``after`` a place shown."""
    is_open = state is ProblemState.OPEN
    moment = Problem.next_look_at if is_open else Problem.solved_at
    wanted = (
        sa.select(Problem, Case)
        .join(Case, (Case.municipality == Problem.municipality) & (Case.id == Problem.last_case_id))
        .where(Problem.municipality == municipality, Problem.state == state)
    )
    if unit_code:
        wanted = wanted.where(Problem.unit_code == unit_code)
    if after:
        here, there = sa.tuple_(moment, Problem.id), sa.tuple_(*map(sa.literal, after))
        wanted = wanted.where(here > there if is_open else here < there)
    order = (moment, Problem.id) if is_open else (sa.desc(moment), Problem.id.desc())
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(*order).limit(limit))]


def list_cases_of_problem(session: Session, municipality: str, problem_id: UUID, *, limit: int = 100) -> Sequence[Case]:
    """The problem's cases, newest first."""
    wanted = sa.select(Case).where(Case.municipality == municipality, Case.problem_id == problem_id)
    return session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).all()


def list_problem_steps(session: Session, municipality: str, problem_id: UUID) -> Sequence[ProblemEntry]:
    """The problem's story, first first."""
    return session.scalars(
        sa.select(ProblemEntry)
        .where(ProblemEntry.municipality == municipality, ProblemEntry.problem_id == problem_id)
        .order_by(ProblemEntry.number)
    ).all()


def list_due_looks(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Open problems whose date has come and that stand on no list for it yet."""
    wanted = sa.select(Problem.municipality, Problem.id, Problem.next_look_at).where(
        Problem.state == ProblemState.OPEN, ~Problem.look_asked
    )
    if by is not None:
        wanted = wanted.where(Problem.next_look_at <= by)
    rows = session.execute(wanted.order_by(Problem.next_look_at, Problem.id).limit(limit))
    return [Due(row.municipality, row.id, row.next_look_at) for row in rows]


def count_mended_and_solved(
    session: Session, municipality: str, *, since: datetime, until: datetime
) -> MendedAndSolved:
    """Cases mended and problems solved from ``since`` until before ``until``: a lamp mended nine times is one unsolved.

    A case counts at its last resolution, by its outcome as it stands.
    """
    mended = sa.select(
        sa.func.count().label("mended"), sa.func.count().filter(Case.repeat_number > 1).label("mended_again")
    ).where(
        Case.municipality == municipality,
        Case.resolved_at >= since,
        Case.resolved_at < until,
        Case.outcome.in_(MENDED),
    )
    solved = sa.select(
        sa.func.count().filter(Problem.solved_at >= since, Problem.solved_at < until).label("solved"),
        sa.func.count().filter(Problem.state == ProblemState.OPEN).label("problems_open"),
    ).where(Problem.municipality == municipality)
    of_cases, of_problems = session.execute(mended).one(), session.execute(solved).one()
    return MendedAndSolved(of_cases.mended, of_cases.mended_again, of_problems.solved, of_problems.problems_open)
