"""The silent list: cases nothing happens in, and cases whose reporters have had no word though a promise passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request

from backend import cases, messages
from backend.accounts import Right
from backend.cases import Case, Silence
from backend.cases.silence import QUIET_DAYS
from backend.doors.kontaktcenter.case_words import STATES
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_language, current_scope, door, transaction
from backend.foundation.ids import show_reference

ROWS = 25
LONGEST_DAYS = 365


@dataclass(frozen=True)
class SilentRow:
    """One silent case. ``since``: when something last happened, or when the promise passed."""

    reference: str
    category: str
    place: str
    state: str
    unit: str
    since: datetime
    promise: str
    promise_passed: bool


@pages.get("/<town:municipality_code>/kontaktcenter/tysta")
@door(Right.SEE_CASES)
def list_silent(municipality_code: str) -> str:
    """The longest silent first."""
    silence = Silence.UNTOLD if request.args.get("kind") == Silence.UNTOLD else Silence.QUIET
    days = read_days(request.args.get("days", ""))
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        unit = request.args.get("unit", "")
        unit = unit if unit in dict(frame.units) else ""
        found = cases.list_silent(
            session,
            municipality_code,
            silence,
            before=frame.now - timedelta(days=days) if silence is Silence.QUIET else frame.now,
            unit_code=unit or None,
            after=read_cursor(request.args.get("after", "")),
            limit=ROWS + 1,
        )
        names = name_categories(session, municipality_code)
    rows = [_row(frame, case, names, silence) for case in found[:ROWS]]
    return render_template(
        "kontaktcenter/silent.html",
        frame=frame,
        rows=rows,
        kind=silence.value,
        days=days,
        unit=unit,
        next_cursor=write_place(rows[-1].since, found[ROWS - 1].id) if len(found) > ROWS else "",
        is_first="after" not in request.args,
    )


def read_days(text: str) -> int:
    """How many days of quiet are asked for; a fortnight where nothing sensible is said."""
    return min(int(text), LONGEST_DAYS) if text.isdecimal() and int(text) > 0 else QUIET_DAYS


def _row(frame: Frame, case: Case, names: dict[str, str], silence: Silence) -> SilentRow:
    since = case.quiet_since if silence is Silence.QUIET else case.promise_due_at
    return SilentRow(
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        state=word_for(STATES, case.state),
        unit=frame.unit_name(case.unit_code),
        since=since or case.opened_at,
        promise=messages.words_for_promise(case, current_language(), now=frame.now),
        promise_passed=case.promise_passed,
    )
