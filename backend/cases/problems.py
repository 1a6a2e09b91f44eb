"""Problems: opened at the third failure in a year, with an owner and a date, looked at again until they are solved."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue
from backend.cases.attention import raise_attention
from backend.cases.errors import PromiseInThePast, ReasonMissing, WordsMissing
from backend.cases.events import ProblemOpened
from backend.cases.models import Attention, Case
from backend.cases.problem_errors import ProblemNotFound, ProblemSolved
from backend.cases.problem_models import Problem, ProblemEntry, ProblemState, ProblemStep
from backend.cases.repeats import LOOK_AT_PROBLEM, Repeats
from backend.cases.steps import lock_case
from backend.cases.words import Whose, Why
from backend.foundation import events
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id


def take_up_problem(session: Session, case: Case, repeats: Repeats, *, now: datetime) -> Problem:
    """The open problem a locked case belongs to, opened where there is none; the case is counted to it."""
    category = catalogue.get_category(session, case.municipality, case.category)
    # Two reports of one place at once must not open two problems; nearness has no key of its own to hold.
    held = f"problem:{case.municipality}:{category.group_code}"
    session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:held, 0))"), {"held": held})
    problem = _find_open(session, case, repeats)
    step: ProblemStep | None = ProblemStep.OPENED
    if problem is not None:
        # A neighbour who tells of the same failure makes it fail no more often.
        step = ProblemStep.FAILED_AGAIN if repeats.count_in_year > problem.failures else None
        _renew_passed_look(session, problem, case, now=now)
    else:
        problem = _open(session, case, repeats, unit_code=case.unit_code or category.unit_code, now=now)
    problem.last_case_id, problem.failures = case.id, max(problem.failures, repeats.count_in_year)
    case.problem_id = problem.id
    session.flush()
    if step is not None:
        write_problem_step(session, problem, step, case_id=case.id, actor=SYSTEM, now=now)
    return problem


def move_look(
    session: Session,
    municipality: str,
    problem_id: UUID,
    *,
    next_look_at: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Look at the problem again on another date, with the reason.

    Raises ``ReasonMissing``, ``PromiseInThePast``, ``ProblemSolved``, ``ProblemNotFound``.
    """
    if not reason.strip():
        raise ReasonMissing
    if next_look_at <= now:
        raise PromiseInThePast
    problem = lock_open_problem(session, municipality, problem_id)
    problem.next_look_at, problem.look_asked, problem.moves = next_look_at, False, problem.moves + 1
    write_problem_step(
        session, problem, ProblemStep.MOVED, words=reason, next_look_at=next_look_at, actor=actor, now=now
    )
    _settle(session, problem, actor=actor, now=now)


def solve_problem(
    session: Session, municipality: str, problem_id: UUID, *, words: str, actor: Actor, now: datetime
) -> None:
    """The cause is found and done away with; ``words`` say what it was. What fails afterwards is counted anew.

    Raises ``WordsMissing``, ``ProblemSolved``, ``ProblemNotFound``.
    """
    if not words.strip():
        raise WordsMissing
    problem = lock_open_problem(session, municipality, problem_id)
    problem.state, problem.solved_at = ProblemState.SOLVED, now
    write_problem_step(session, problem, ProblemStep.SOLVED, words=words, actor=actor, now=now)
    _settle(session, problem, actor=actor, now=now)


def ask_for_look(session: Session, problem_id: UUID, municipality: str, now: datetime) -> None:
    """The date of a problem has come: its owner has it on the list, under its last case."""
    found = session.get(Problem, (municipality, problem_id))
    if found is None:
        return
    case = lock_case(session, municipality, found.last_case_id)
    problem = _lock(session, municipality, problem_id)
    if not problem.is_open or problem.look_asked or problem.next_look_at > now:
        return
    problem.look_asked = True
    facts = {"problem_id": str(problem_id), "failures": problem.failures}
    raise_attention(session, case, Why.PROBLEM, whose=Whose.UNIT, unit_code=problem.unit_code, facts=facts, now=now)


def lock_open_problem(session: Session, municipality: str, problem_id: UUID) -> Problem:
    """The problem, locked until the transaction ends. Raises ``ProblemNotFound``, ``ProblemSolved``."""
    problem = _lock(session, municipality, problem_id)
    if not problem.is_open:
        raise ProblemSolved
    return problem


def write_problem_step(
    session: Session,
    problem: Problem,
    step: ProblemStep,
    *,
    words: str = "",
    next_look_at: datetime | None = None,
    case_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Write the next row of a locked problem's story."""
    mine = (ProblemEntry.municipality == problem.municipality, ProblemEntry.problem_id == problem.id)
    last = session.scalar(sa.select(sa.func.max(ProblemEntry.number)).where(*mine))
    session.add(
        ProblemEntry(
            municipality=problem.municipality,
            problem_id=problem.id,
            number=(last or 0) + 1,
            step=step,
            words=words.strip(),
            next_look_at=next_look_at or (problem.next_look_at if step is ProblemStep.OPENED else None),
            case_id=case_id,
            actor_kind=actor.kind,
            actor_id=actor.id,
            taken_at=now,
        )
    )
    session.flush()


def _renew_passed_look(session: Session, problem: Problem, case: Case, *, now: datetime) -> None:
    """Nobody is told of a date that has passed: who reports next gets a new one, and the owner keeps it on the list."""
    if problem.next_look_at > now:
        return
    if not problem.look_asked:
        problem.look_asked = True
        facts = {"problem_id": str(problem.id), "failures": problem.failures}
        raise_attention(session, case, Why.PROBLEM, whose=Whose.UNIT, unit_code=problem.unit_code, facts=facts, now=now)
    problem.next_look_at = catalogue.get_calendar(session, case.municipality).add_target(now, LOOK_AT_PROBLEM)


def _find_open(session: Session, case: Case, repeats: Repeats) -> Problem | None:
    # The third failure's case may not be linked to its problem yet while the fourth is counted: the problem knows it.
    earlier = [spell.case_id for spell in repeats.earlier]
    same: list[sa.ColumnElement[bool]] = [Problem.first_case_id.in_(earlier), Problem.last_case_id.in_(earlier)]
    if case.asset_id is not None:
        same.append(Problem.asset_id == case.asset_id)
    return session.scalars(
        sa.select(Problem)
        .where(Problem.municipality == case.municipality, Problem.state == ProblemState.OPEN, sa.or_(*same))
        .order_by(Problem.opened_at, Problem.id)
        .limit(1)
        .with_for_update()
    ).one_or_none()


def _open(session: Session, case: Case, repeats: Repeats, *, unit_code: str, now: datetime) -> Problem:
    calendar = catalogue.get_calendar(session, case.municipality)
    problem = Problem(
        municipality=case.municipality,
        id=new_id(),
        authority_id=case.authority_id,
        category=case.category,
        asset_id=case.asset_id,
        unit_code=unit_code,
        state=ProblemState.OPEN,
        first_case_id=case.id,
        last_case_id=case.id,
        failures=repeats.count_in_year,
        opened_at=now,
        next_look_at=calendar.add_target(now, LOOK_AT_PROBLEM),
    )
    session.add(problem)
    session.flush()
    opened = ProblemOpened(case.municipality, problem.id, case.id)
    events.announce(session, case.municipality, case.id, opened, now)
    return problem


def _lock(session: Session, municipality: str, problem_id: UUID) -> Problem:
    problem = session.scalars(
        sa.select(Problem)
        .where(Problem.municipality == municipality, Problem.id == problem_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if problem is None:
        raise ProblemNotFound
    return problem


def _settle(session: Session, problem: Problem, *, actor: Actor, now: datetime) -> None:
    """Take the problem off the list, under whichever of its cases it stands there."""
    of_problem = Attention.facts["problem_id"].astext == str(problem.id)
    cases = sa.select(Case.id).where(Case.municipality == problem.municipality, Case.problem_id == problem.id)
    session.execute(
        sa.update(Attention)
        .where(
            Attention.municipality == problem.municipality,
            Attention.case_id.in_(cases),
            Attention.why == Why.PROBLEM,
            Attention.settled_at.is_(None),
            of_problem,
        )
        .values(settled_at=now, settled_by=actor.id)
        .execution_options(synchronize_session=False)
    )
