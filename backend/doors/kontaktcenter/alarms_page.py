"""Alarms read together: what each reporter wrote, and one button for those that are ticked. For the worst hour."""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, dispatch
from backend.accounts import Right
from backend.cases import Case
from backend.catalogue import Urgency
from backend.dispatch import Alarm
from backend.doors.kontaktcenter.acting import read_id
from backend.doors.kontaktcenter.clear_text import Piece, show_hidden
from backend.doors.kontaktcenter.frame import build_frame, name_categories, public_role
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.sight import may_read
from backend.foundation import clock
from backend.foundation.ids import show_reference

ALARMS = "/<town:municipality_code>/kontaktcenter/larm"
MOST_TAKEN = 100
MOST_WORDS = 280


@dataclass(frozen=True)
class CallingRow:
    """One alarm nobody has taken. ``is_life``: somebody may be hurt; it is opened and taken by itself."""

    id: UUID
    reference: str
    category: str
    place: str
    words: tuple[Piece, ...]
    is_life: bool
    since: datetime
    calls: int


@pages.get(ALARMS)
@door(Right.SEE_CASES)
def list_alarms(municipality_code: str) -> str:
    """Those that are calling, people hurt first, then the longest calling; each with what its reporter wrote."""
    with transaction(current_scope()) as session:
        calling = dispatch.list_calling_alarms(session, municipality_code)
        about = {alarm.case_id for alarm in calling}
        found = cases.find_cases(session, municipality_code, about)
        words = cases.list_first_words(session, municipality_code, about)
        names = name_categories(session, municipality_code)
        return render_template(
            "kontaktcenter/alarms.html",
            frame=build_frame(session, municipality_code),
            rows=[
                _row(alarm, found[alarm.case_id], words.get(alarm.case_id, ""), names)
                for alarm in calling
                if alarm.case_id in found
            ],
            count=dispatch.count_calling_alarms(session, municipality_code),
            taken=request.args.get("taken", type=int),
        )


@pages.post(ALARMS)
@door(Right.ACKNOWLEDGE_ALARMS)
def acknowledge_alarms(municipality_code: str) -> BaseResponse:
    """ "I have these": one that somebody else took meanwhile is left as it is."""
    ticked = [found for found in map(read_id, request.form.getlist("alarm")[:MOST_TAKEN]) if found is not None]
    with transaction(current_scope()) as session:
        taken = dispatch.acknowledge_alarms(
            session,
            municipality_code,
            ticked,
            role=public_role(municipality_code),
            actor=current_actor(),
            now=clock.now(session),
        )
    return redirect(url_for("kontaktcenter.list_alarms", municipality_code=municipality_code, taken=taken), 303)


def _row(alarm: Alarm, case: Case, words: str, names: dict[str, str]) -> CallingRow:
    return CallingRow(
        id=alarm.id,
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        words=show_hidden(textwrap.shorten(words, MOST_WORDS, placeholder=" …")) if may_read(case) else (),
        is_life=case.urgency >= Urgency.LIFE,
        since=alarm.raised_at,
        calls=alarm.calls,
    )
