"""Problems: the cause behind what fails again and again, whose it is and until when; mended and solved apart."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from backend import cases
from backend.accounts import Right
from backend.cases import Problem
from backend.doors.api.acting import Body
from backend.doors.api.case_act_schemas import check_not_far
from backend.doors.api.case_schemas import AT
from backend.doors.api.paging import (
    cut_rows,
    page_of,
    read_cursor,
    read_id,
    read_time,
    rows_wanted,
)
from backend.doors.api.problem_schemas import (
    IN_FULL,
    PROBLEM_EXAMPLE,
    FigureQuery,
    LookBody,
    MendedAndSolved,
    ProblemPage,
    ProblemQuery,
    SolutionBody,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock, idempotency
from backend.foundation.ids import show_reference

resource = ApiBlueprint("problems", __name__, description="The cause behind what fails again and again.")

_ADDRESS = "/<municipality:municipality_code>/problems"
_SAME = (
    *("id", "category", "asset_id", "unit_code", "state", "failures", "opened_at", "next_look_at", "moves"),
    *("solved_at", "version"),
)
YEAR = timedelta(days=365)


@resource.route(_ADDRESS)
@resource.arguments(ProblemQuery, location="query")
@resource.response(
    200,
    schema=ProblemPage,
    example={"items": [PROBLEM_EXAMPLE], "next": None, "position": "1.4711"},
    description="Problems.",
)
@door(Right.SEE_CASES, limit="600/minute")
def list_problems(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List problems

    Opened at the third failure in a year. Open ones come by the day their owner looks at them.
    """
    with transaction(current_scope()) as session:
        rows = cases.list_problems(
            session,
            municipality_code,
            state=query["state"],
            unit_code=query.get("unit"),
            after=read_cursor(query, read_time, read_id),
            limit=rows_wanted(query),
        )
        shown, following = cut_rows(rows, query, lambda row: (_moment_of(row[0]), row[0].id))
        items = [_item(problem, case.place, case.reference) for problem, case in shown]
        return page_of(session, municipality_code, items, following)


@resource.route(f"{_ADDRESS}/<uuid:problem_id>")
@resource.response(200, **IN_FULL)
@door(Right.SEE_CASES, limit="600/minute")
def get_problem(municipality_code: str, problem_id: UUID) -> dict[str, Any]:
    """Tell everything of one problem

    Its story and its cases.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, municipality_code, problem_id)


@resource.route(f"{_ADDRESS}/<uuid:problem_id>/looks", methods=["POST"])
@resource.arguments(LookBody, example={"nextLookAt": AT, "reason": "Kabeln grävs upp i vår."})
@resource.response(201, **IN_FULL)
@door(Right.DECIDE_CASES)
def move_look(body: Body, municipality_code: str, problem_id: UUID) -> dict[str, Any]:
    """Look at a problem another day

    With the reason; it leaves its owner's list until then.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        check_not_far("next_look_at", body["next_look_at"], now=now)
        if _is_first(session, municipality_code, problem_id, body, now=now):
            subject = (session, municipality_code, problem_id)
            at, reason = body["next_look_at"], body["reason"]
            cases.move_look(*subject, next_look_at=at, reason=reason, actor=current_actor(), now=now)
        return _in_full(session, municipality_code, problem_id)


@resource.route(f"{_ADDRESS}/<uuid:problem_id>/solutions", methods=["POST"])
@resource.arguments(SolutionBody, example={"words": "Kabeln är bytt."})
@resource.response(201, **IN_FULL)
@door(Right.DECIDE_CASES)
def solve_problem(body: Body, municipality_code: str, problem_id: UUID) -> dict[str, Any]:
    """Solve a problem

    The cause is found and done away with. What fails afterwards is counted all the same.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        if _is_first(session, municipality_code, problem_id, body, now=now):
            subject = (session, municipality_code, problem_id)
            cases.solve_problem(*subject, words=body["words"], actor=current_actor(), now=now)
        return _in_full(session, municipality_code, problem_id)


@resource.route("/<municipality:municipality_code>/figures/mended-and-solved")
@resource.arguments(FigureQuery, location="query")
@resource.response(
    200,
    schema=MendedAndSolved,
    example={"mended": 120, "mendedAgain": 9, "solved": 3, "problemsOpen": 4},
    description="The figures.",
)
@door(Right.SEE_CASES)
def count_mended_and_solved(query: dict[str, Any], municipality_code: str) -> cases.MendedAndSolved:
    """Count what was mended and what was solved

    Apart: a lamp mended nine times is one problem unsolved.
    """
    with transaction(current_scope()) as session:
        until: datetime = query.get("until") or clock.now(session) + timedelta.resolution
        since = query.get("since") or until - YEAR
        return cases.count_mended_and_solved(session, municipality_code, since=since, until=until)


def _is_first(session: Session, municipality: str, problem_id: UUID, body: Body, *, now: datetime) -> bool:
    """Whether this sending is the first under its clientId; one without is always done."""
    cases.get_problem(session, municipality, problem_id)
    if "client_id" not in body:
        return True
    sent = {name: value for name, value in body.items() if name != "client_id"}
    purpose = f"problem:{problem_id}:{request.endpoint}"
    return (
        idempotency.claim(
            session, municipality, body["client_id"], purpose=purpose, body=sent, subject_id=problem_id, now=now
        )
        is None
    )


def _moment_of(problem: Problem) -> datetime | None:
    return problem.next_look_at if problem.is_open else problem.solved_at


def _item(problem: Problem, place: str, reference: str) -> dict[str, Any]:
    said = {name: getattr(problem, name) for name in _SAME}
    return said | {"place": place, "last_case_reference": show_reference(reference)}


def _in_full(session: Session, municipality: str, problem_id: UUID) -> dict[str, Any]:
    problem = cases.get_problem(session, municipality, problem_id)
    session.refresh(problem)
    last = cases.get_case(session, municipality, problem.last_case_id)
    found = cases.list_cases_of_problem(session, municipality, problem_id)
    return _item(problem, last.place, last.reference) | {
        "steps": cases.list_problem_steps(session, municipality, problem_id),
        "case_references": [show_reference(case.reference) for case in found],
    }
