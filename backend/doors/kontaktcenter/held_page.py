"""What is held above a ceiling: one list, gathered by what held it, and one button for those that are chosen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import cases
from backend.accounts import Right
from backend.cases import Attention, Case
from backend.doors.kontaktcenter.acting import read_id
from backend.doors.kontaktcenter.case_words import HELD_BY
from backend.doors.kontaktcenter.frame import build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

HELD = "/<town:municipality_code>/kontaktcenter/hallna"


@dataclass(frozen=True)
class HeldRow:
    """One held case. Of another authority's matter its place and category are all that stands here."""

    id: UUID
    reference: str
    category: str
    place: str
    is_acute: bool
    since: datetime


@pages.get(HELD)
@door(Right.SEE_CASES)
def list_held(municipality_code: str) -> str:
    """The held cases, people at risk first, gathered by what held them."""
    with transaction(current_scope()) as session:
        names = name_categories(session, municipality_code)
        gathered: dict[str, list[HeldRow]] = {}
        for held, case in cases.list_held(session, municipality_code):
            gathered.setdefault(word_for(HELD_BY, held.facts.get("per", "")), []).append(_row(held, case, names))
        return render_template(
            "kontaktcenter/held.html",
            frame=build_frame(session, municipality_code),
            gathered=list(gathered.items()),
            released=request.args.get("released", type=int),
        )


@pages.post(HELD)
@door(Right.DECIDE_CASES)
def release_held(municipality_code: str) -> BaseResponse:
    """Let those through that were chosen; one that somebody else let through meanwhile is left as it is."""
    chosen = [found for found in map(read_id, request.form.getlist("case")) if found is not None]
    with transaction(current_scope()) as session:
        now = clock.now(session)
        released = cases.release_cases(session, municipality_code, chosen, actor=current_actor(), now=now)
    address = url_for("kontaktcenter.list_held", municipality_code=municipality_code, released=str(released))
    return redirect(address, 303)


def _row(held: Attention, case: Case, names: dict[str, str]) -> HeldRow:
    return HeldRow(
        id=case.id,
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        is_acute=case.is_acute,
        since=held.raised_at,
    )
