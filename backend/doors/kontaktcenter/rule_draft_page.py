"""A draft of rules: changed by a form or a spreadsheet, compared, tested, tried on cases that have been, published."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import catalogue, responsibility
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.frame import Frame, build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.rule_form import FIELDS, fill_form, read_file, rules_with
from backend.doors.kontaktcenter.rules_page import LIST, to_draft
from backend.doors.kontaktcenter.words import RULE_CHANGES, word_for
from backend.doors.shared import (
    current_actor,
    current_language,
    current_scope,
    door,
    keep_typed,
    transaction,
    translate,
)
from backend.doors.shared.rule_views import MOST_TRIED, USUAL_PERIOD, choose_subjects, look_at_draft, try_draft
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid
from backend.responsibility import DryRun, Names

ONE = f"{LIST}/utkast/<uuid:draft_id>"
SHOWN = 100
Act = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Tried:
    """What a dry run is shown as."""

    tried: int
    skipped: int
    moved: int
    is_cut: bool
    is_file: bool
    asked: int
    counts: list[tuple[str, str, int]]
    rows: list[tuple[str, str, str, str, str]]
    """Key, category, and before and after in words."""


@pages.get(ONE)
@door(Right.KEEP_RULES)
def show_draft(municipality_code: str, draft_id: UUID) -> str:
    """The draft as it is; ``rule`` opens one of its rules in the form."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, draft_id, done=request.args.get("done", ""))


@pages.get(f"{ONE}/regler.csv")
@door(Right.KEEP_RULES)
def download_sheet(municipality_code: str, draft_id: UUID) -> Response:
    """The rules as a sheet."""
    with transaction(current_scope()) as session:
        sheet = responsibility.write_sheet(responsibility.get_draft(session, municipality_code, draft_id).rules)
    headers = {"Content-Disposition": f'attachment; filename="regler-{draft_id}.csv"'}
    return Response(sheet, mimetype="text/csv", headers=headers)


@pages.post(f"{ONE}/rule")
@door(Right.KEEP_RULES)
def change_rule(municipality_code: str, draft_id: UUID) -> BaseResponse:
    """Add one rule, change it, move it or take it away."""

    def act(session: Session, now: datetime) -> None:
        rules = rules_with(responsibility.get_draft(session, municipality_code, draft_id).rules)
        responsibility.change_draft(session, municipality_code, draft_id, rules=rules, actor=current_actor(), now=now)

    return _act(municipality_code, draft_id, "rule", act)


@pages.post(f"{ONE}/sheet")
@door(Right.KEEP_RULES)
def upload_sheet(municipality_code: str, draft_id: UUID) -> BaseResponse:
    """All rules from a sheet."""

    def act(session: Session, now: datetime) -> None:
        rules = responsibility.read_sheet(read_file("sheet"))
        responsibility.change_draft(session, municipality_code, draft_id, rules=rules, actor=current_actor(), now=now)

    return _act(municipality_code, draft_id, "sheet", act)


@pages.post(f"{ONE}/tests")
@door(Right.KEEP_RULES)
def change_tests(municipality_code: str, draft_id: UUID) -> BaseResponse:
    """All tests, as they are written in the API."""

    def act(session: Session, now: datetime) -> None:
        try:
            tests = json.loads(request.form.get("tests", ""))
        except ValueError:
            tests = None
        if not isinstance(tests, list):
            raise Invalid("tests_not_a_list", "The tests could not be read. They are a list, as the page shows them.")
        responsibility.change_draft(session, municipality_code, draft_id, tests=tests, actor=current_actor(), now=now)

    return _act(municipality_code, draft_id, "tests", act)


@pages.post(f"{ONE}/try")
@door(Right.KEEP_RULES, limit="10/minute")
def try_on_cases(municipality_code: str, draft_id: UUID) -> BaseResponse:
    """The cases of a period, or the rows of a file; nothing is kept."""
    try:
        with transaction(current_scope()) as session:
            now = clock.now(session)
            draft = responsibility.get_draft(session, municipality_code, draft_id)
            file = read_file("file")
            if file:
                subjects = responsibility.read_subjects(
                    session, municipality_code, io.StringIO(file.removeprefix("\ufeff"))
                )
            else:
                since, until = (
                    _read_day(session, municipality_code, "since"),
                    _read_day(session, municipality_code, "until"),
                )
                subjects = list(choose_subjects(session, municipality_code, since=since, until=until, now=now))
            run = try_draft(session, municipality_code, draft, subjects, now=now)
            names = responsibility.read_names(session, municipality_code, now=now)
            tried = _view_run(run, names, is_cut=len(subjects) > MOST_TRIED, is_file=bool(file))
            return make_response(_render(session, municipality_code, draft_id, tried=tried))
    except (Invalid, Conflict) as error:
        return _refuse(municipality_code, draft_id, "try", error)


@pages.post(f"{ONE}/publish")
@door(Right.KEEP_RULES)
def publish_rules(municipality_code: str, draft_id: UUID) -> BaseResponse:
    """In force at once or from a day, and where said until another."""

    def act(session: Session, now: datetime) -> None:
        begins, ends = (_read_day(session, municipality_code, name) for name in ("valid_from", "valid_to"))
        responsibility.publish_draft(
            session, municipality_code, draft_id, valid_from=begins, valid_to=ends, actor=current_actor(), now=now
        )

    return _act(municipality_code, draft_id, "publish", act)


def _act(municipality_code: str, draft_id: UUID, form: str, act: Act) -> BaseResponse:
    keep_typed({gettext("What you wrote"): written("note_sv") or written("why_sv")})
    try:
        with transaction(current_scope()) as session:
            act(session, clock.now(session))
    except (Invalid, Conflict) as error:
        return _refuse(municipality_code, draft_id, form, error)
    return to_draft(municipality_code, draft_id, done=form)


def _refuse(municipality_code: str, draft_id: UUID, form: str, error: Invalid | Conflict) -> BaseResponse:
    wrong = [f"{place}: {gettext(words)}" for place, words in error.fields.items()]
    with transaction(current_scope()) as session:
        page = _render(session, municipality_code, draft_id, told=translate(error), wrong=wrong, failed=form)
    return make_response(page, 409 if isinstance(error, Conflict) else 422)


def _render(session: Session, municipality_code: str, draft_id: UUID, **more: Any) -> str:
    frame, language = build_frame(session, municipality_code), current_language()
    draft = responsibility.get_draft(session, municipality_code, draft_id)
    seen = look_at_draft(session, municipality_code, draft)
    given = {"done": "", "told": "", "wrong": [], "failed": "", "tried": None} | more
    chosen = request.form if given["failed"] == "rule" else fill_form(draft.rules, request.args.get("rule", ""))
    return render_template(
        "kontaktcenter/rule_draft.html",
        frame=frame,
        draft=draft,
        rules=[(each.code, each.words[language]) for each in seen.rules],
        differences=[_view_change(each, language) for each in seen.differences],
        results=[(each, each.explanation.get(language, "")) for each in seen.results],
        tests_failed=seen.failed,
        tests_written=json.dumps(draft.tests, ensure_ascii=False, indent=1),
        fields=FIELDS,
        typed=chosen,
        is_old="rule" in request.args,
        month_ago=_local_day(session, municipality_code, frame.now - USUAL_PERIOD),
        choices=_choices(seen.names, frame),
        **given,
    )


def _view_change(change: responsibility.Change, language: str) -> tuple[str, str, str, str]:
    before, after = change.before or {}, change.after or {}
    return word_for(RULE_CHANGES, change.what), change.code, before.get(language, ""), after.get(language, "")


def _view_run(run: DryRun, names: Names, *, is_cut: bool, is_file: bool) -> Tried:
    language = current_language()

    def say(code: str) -> str:
        return responsibility.say_target(code, names, language)

    rows = [
        (
            each.subject.key,
            names.categories.get(each.subject.category, {}).get(language, each.subject.category),
            each.before.explanation.get(language, ""),
            each.after.explanation.get(language, ""),
            each.after.rule or "",
        )
        for each in run.moved[:SHOWN]
    ]
    counts = [(say(before), say(after), many) for before, after, many in run.counts]
    return Tried(run.tried, run.skipped, len(run.moved), is_cut, is_file, run.asked_after, counts, rows)


def _choices(names: Names, frame: Frame) -> dict[str, list[tuple[str, str]]]:
    """The codes one may write in the form, by field: code and name."""
    language = current_language()
    lists = {"unit": names.units, "contract": names.contracts, "body": names.bodies}
    found = {
        field: [(code, said.get(language) or said.get("sv", code)) for code, said in sorted(codes.items())]
        for field, codes in lists.items()
    }
    known = {"category": names.categories, "area": names.areas}
    return found | {field: [(code, code) for code in sorted(codes)] for field, codes in known.items()}


def _read_day(session: Session, municipality_code: str, name: str) -> datetime | None:
    """The first moment of a local day of the form; None where nothing was written."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("day_not_understood", "Write the day as 2026-11-30.") from None
    return datetime.combine(day, time(0), catalogue.get_calendar(session, municipality_code).tz)


def _local_day(session: Session, municipality_code: str, at: datetime) -> str:
    return catalogue.get_calendar(session, municipality_code).local(at).date().isoformat()
