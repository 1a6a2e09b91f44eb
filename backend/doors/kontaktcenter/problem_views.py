"""Problems as the console shows them: in a case's head, in the list, and one with its story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Case, Problem, ProblemEntry
from backend.catalogue import words_for_ordinal
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.kontaktcenter.many_words import PROBLEM_STEPS
from backend.doors.kontaktcenter.words import ACTORS, word_for
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference


@dataclass(frozen=True)
class RepeatView:
    """In a case's head: how manieth time in a year, and the problem behind it where there is one."""

    words: str
    problem_id: UUID | None
    problem_since: datetime | None
    solved_at: datetime | None
    owner: str
    next_look_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class ProblemRow:
    """One problem in the list."""

    id: UUID
    category: str
    place: str
    failures: str
    owner: str
    opened_at: datetime
    next_look_at: datetime
    solved_at: datetime | None
    is_open: bool
    is_late: bool
    moves: int


@dataclass(frozen=True)
class EntryView:
    """One step of a problem's story."""

    at: datetime
    step: str
    who: str
    words: str
    next_look_at: datetime | None


@dataclass(frozen=True)
class CaseOfProblem:
    """One case of a problem."""

    reference: str
    place: str
    number: str
    opened_at: datetime
    resolved_at: datetime | None
    outcome: str


def words_for_failures(number: int) -> str:
    """Says "Nionde gången på ett år"."""
    nth = words_for_ordinal(number, current_language())
    said = str(gettext("the %(nth)s time in a year", nth=nth))
    return said[:1].upper() + said[1:]


def view_repeat(session: Session, frame: Frame, case: Case) -> RepeatView | None:
    """What a case's head says of its earlier failures; None the first time."""
    if case.repeat_number is None or case.repeat_number < 2:
        return None
    found = cases.find_problems(session, frame.code, {case.problem_id}) if case.problem_id else {}
    problem = next(iter(found.values()), None)
    return RepeatView(
        words=words_for_failures(case.repeat_number),
        problem_id=problem.id if problem else None,
        problem_since=problem.opened_at if problem else None,
        solved_at=problem.solved_at if problem else None,
        owner=frame.unit_name(problem.unit_code) if problem else "",
        next_look_at=problem.next_look_at if problem and problem.is_open else None,
        is_late=problem is not None and problem.is_open and problem.next_look_at < frame.now,
    )


def view_problem(frame: Frame, problem: Problem, last: Case, names: Mapping[str, str]) -> ProblemRow:
    """One problem with the place of its last case."""
    return ProblemRow(
        id=problem.id,
        category=names.get(problem.category, problem.category),
        place=last.place,
        failures=words_for_failures(problem.failures),
        owner=frame.unit_name(problem.unit_code),
        opened_at=problem.opened_at,
        next_look_at=problem.next_look_at,
        solved_at=problem.solved_at,
        is_open=problem.is_open,
        is_late=problem.is_open and problem.next_look_at < frame.now,
        moves=problem.moves,
    )


def view_entry(entry: ProblemEntry) -> EntryView:
    """One step."""
    return EntryView(
        at=entry.taken_at,
        step=word_for(PROBLEM_STEPS, entry.step),
        who=word_for(ACTORS, entry.actor_kind),
        words=entry.words,
        next_look_at=entry.next_look_at,
    )


def view_case_of_problem(case: Case, outcome: str) -> CaseOfProblem:
    """One of its cases."""
    number = case.repeat_number or 1
    return CaseOfProblem(
        reference=show_reference(case.reference),
        place=case.place,
        number=words_for_ordinal(number, current_language()) if number > 1 else "",
        opened_at=case.opened_at,
        resolved_at=case.resolved_at,
        outcome=outcome,
    )
