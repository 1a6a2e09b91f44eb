"""The list of cases: open or all, by unit, one page after another; and finding one by its reference."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, messages
from backend.accounts import Right
from backend.cases import Case, CaseNotFound
from backend.doors.kontaktcenter.case_words import OUTCOMES, STATES
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_language, current_scope, door, transaction, translate
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference, show_reference

ROWS = 25


@dataclass(frozen=True)
class CaseRow:
    """One case in a list."""

    reference: str
    category: str
    place: str
    state: str
    unit: str
    opened_at: datetime
    is_acute: bool
    is_open: bool
    promise: str
    promise_passed: bool


@pages.get("/<town:municipality_code>/kontaktcenter/arenden")
@door(Right.SEE_CASES)
def list_cases(municipality_code: str) -> BaseResponse | str:
    """Newest first. ``q`` finds a reference, ours or of a system before ours, however it is written, and
    goes straight to its case."""
    asked = request.args.get("q", "").strip()
    wrong, hits = "", list[Case]()
    with transaction(current_scope()) as session:
        if asked:
            hits, wrong = _find(session, municipality_code, asked)
            if len(hits) == 1:
                return _to_case(municipality_code, hits[0])
        frame = build_frame(session, municipality_code)
        unit = request.args.get("unit", "")
        unit = unit if unit in dict(frame.units) else ""
        # Of one unit only what is open is listed: that is what its index holds.
        only_open = request.args.get("show") != "all" or bool(unit)
        found = hits or cases.list_cases(
            session,
            municipality_code,
            only_open=only_open,
            unit_code=unit or None,
            after=read_cursor(request.args.get("after", "")),
            limit=ROWS + 1,
        )
        names = name_categories(session, municipality_code)
    page = render_template(
        "kontaktcenter/cases.html",
        frame=frame,
        rows=[_row(frame, case, names) for case in found[:ROWS]],
        next_cursor=write_cursor(found[ROWS - 1]) if len(found) > ROWS else "",
        is_first="after" not in request.args,
        only_open=only_open,
        unit=unit,
        asked=asked,
        wrong=wrong,
    )
    return make_response(page, 404 if wrong else 200)


@pages.get("/<town:municipality_code>/kontaktcenter/arende/<reference>/<path:act>")
@door(Right.SEE_CASES)
def go_to_case(municipality_code: str, reference: str, act: str) -> BaseResponse:
    """The address of a form, opened by itself (loaded again, or in another language): the case it belongs to."""
    return redirect(url_for("kontaktcenter.show_case", municipality_code=municipality_code, reference=reference), 303)


def write_cursor(case: Case) -> str:
    """Where the next page begins."""
    return write_place(case.opened_at, case.id)


def write_place(moment: datetime, subject_id: UUID) -> str:
    """A place in a list that goes by a moment and an id."""
    return urlsafe_b64encode(f"{moment.isoformat()} {subject_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """The place a cursor says; None for none, and for what is none of ours: the list then begins anew."""
    try:
        moment, _, case_id = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        at = datetime.fromisoformat(moment)
        return (at, UUID(case_id)) if at.tzinfo else None
    except ValueError:
        return None


def _find(session: Session, municipality_code: str, asked: str) -> tuple[list[Case], str]:
    """The case of a reference of ours, else those that came here under it from another system; else what is wrong."""
    try:
        return [cases.get_case_by_reference(session, municipality_code, read_reference(asked))], ""
    except (Invalid, CaseNotFound) as error:
        hits = list(cases.list_cases_by_old_reference(session, municipality_code, asked))
        return hits, "" if hits else translate(error)


def _to_case(municipality_code: str, case: Case) -> BaseResponse:
    reference = show_reference(case.reference)
    return redirect(url_for("kontaktcenter.show_case", municipality_code=municipality_code, reference=reference), 303)


def _row(frame: Frame, case: Case, names: dict[str, str]) -> CaseRow:
    return CaseRow(
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        state=word_for(OUTCOMES, case.outcome) if case.outcome else word_for(STATES, case.state),
        unit=frame.unit_name(case.unit_code),
        opened_at=case.opened_at,
        is_acute=case.is_acute,
        is_open=case.is_open,
        promise=messages.words_for_promise(case, current_language(), now=frame.now) if case.is_open else "",
        promise_passed=case.promise_passed,
    )
