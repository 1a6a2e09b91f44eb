"""The problems: what fails again and again, whose it is to find out why, and until when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases
from backend.accounts import Right
from backend.cases import ProblemState
from backend.doors.kontaktcenter.acting import read_day, written
from backend.doors.kontaktcenter.case_words import OUTCOMES, STATES
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import build_frame, name_categories
from backend.doors.kontaktcenter.problem_views import view_case_of_problem, view_entry, view_problem
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid

ROWS = 25
YEAR = timedelta(days=365)
LIST = "/<town:municipality_code>/kontaktcenter/problem"
ONE = f"{LIST}/<uuid:problem_id>"
Act = Callable[[Session, datetime], None]


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_problems(municipality_code: str) -> str:
    """Open ones by their next look, or the solved ones; what was mended and solved in a year is counted apart."""
    state = ProblemState.SOLVED if request.args.get("show") == "solved" else ProblemState.OPEN
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        unit = request.args.get("unit", "")
        unit = unit if unit in dict(frame.units) else ""
        found = cases.list_problems(
            session,
            municipality_code,
            state=state,
            unit_code=unit or None,
            after=read_cursor(request.args.get("after", "")),
            limit=ROWS + 1,
        )
        names = name_categories(session, municipality_code)
        figures = cases.count_mended_and_solved(
            session, municipality_code, since=frame.now - YEAR, until=frame.now + timedelta(seconds=1)
        )
    last = found[ROWS - 1][0] if len(found) > ROWS else None
    moment = (last.next_look_at if last.is_open else last.solved_at) if last else None
    return render_template(
        "kontaktcenter/problems.html",
        frame=frame,
        rows=[view_problem(frame, problem, case, names) for problem, case in found[:ROWS]],
        figures=figures,
        unit=unit,
        is_solved=state is ProblemState.SOLVED,
        next_cursor=write_place(moment, last.id) if last and moment else "",
        is_first="after" not in request.args,
    )


@pages.get(ONE)
@door(Right.SEE_CASES)
def show_problem(municipality_code: str, problem_id: UUID) -> str:
    """One problem: its cases, its story, and what its owner may do."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, problem_id, done=request.args.get("done", ""))


@pages.post(f"{ONE}/move")
@door(Right.DECIDE_CASES)
def move_look(municipality_code: str, problem_id: UUID) -> BaseResponse:
    """Look at it again another day, with the reason."""

    def act(session: Session, now: datetime) -> None:
        day = read_day("day", session=session, municipality=municipality_code, now=now)
        if day is None:
            said = "Say when you look at it again."
            raise Invalid("day_missing", said, fields={"day": "Say when you look at it again."})
        subject = (session, municipality_code, problem_id)
        cases.move_look(*subject, next_look_at=day, reason=written("reason"), actor=current_actor(), now=now)

    return _act(municipality_code, problem_id, "move", act)


@pages.post(f"{ONE}/solve")
@door(Right.DECIDE_CASES)
def solve_problem(municipality_code: str, problem_id: UUID) -> BaseResponse:
    """The cause is found and done away with."""

    def act(session: Session, now: datetime) -> None:
        subject = (session, municipality_code, problem_id)
        cases.solve_problem(*subject, words=written("words"), actor=current_actor(), now=now)

    return _act(municipality_code, problem_id, "solve", act)


def _act(municipality_code: str, problem_id: UUID, form: str, act: Act) -> BaseResponse:
    keep_typed({gettext("What you wrote"): written("words") or written("reason")})
    try:
        with transaction(current_scope()) as session:
            act(session, clock.now(session))
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
            page = _render(
                session,
                municipality_code,
                problem_id,
                told=translate(error),
                wrong=wrong,
                failed=form,
                typed=request.form,
            )
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    address = url_for(
        "kontaktcenter.show_problem", municipality_code=municipality_code, problem_id=problem_id, done=form
    )
    return redirect(address, 303)


def _render(session: Session, municipality_code: str, problem_id: UUID, **more: object) -> str:
    frame = build_frame(session, municipality_code)
    problem = cases.get_problem(session, municipality_code, problem_id)
    names = name_categories(session, municipality_code)
    found = cases.list_cases_of_problem(session, municipality_code, problem_id)
    last = cases.get_case(session, municipality_code, problem.last_case_id)
    given = {"done": "", "told": "", "wrong": {}, "failed": "", "typed": {}} | more
    return render_template(
        "kontaktcenter/problem.html",
        frame=frame,
        problem=view_problem(frame, problem, last, names),
        cases=[
            view_case_of_problem(
                each, word_for(OUTCOMES, each.outcome) if each.outcome else word_for(STATES, each.state)
            )
            for each in found
        ],
        steps=[view_entry(each) for each in cases.list_problem_steps(session, municipality_code, problem_id)],
        **given,
    )
