"""What needs a person: people at risk first and for everybody, then the rows of one's own list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, dispatch
from backend.accounts import Right, Role
from backend.cases import Attention, Case, Whose, Why
from backend.catalogue import word_in
from backend.dispatch import Alarm
from backend.doors.kontaktcenter.alarm_views import list_alarm_views
from backend.doors.kontaktcenter.frame import Frame, build_frame, public_role
from backend.doors.kontaktcenter.reasons import words_for_whose, words_for_why
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction
from backend.doors.shared.pressing import list_pressing
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.positions import get_position

MOST_ROWS = 100
ALARMS_IN_FULL = 5
"""More than so many would push the list itself out of sight: the rest are read together on a page of their own."""
Listed = tuple[Attention, Case, dict[str, str]]
"""What needs a person, its case, and the names of its category."""
TABS = ("kontaktcenter", "own", "units")


@dataclass(frozen=True)
class Row:
    """One thing that needs a person, and its case."""

    id: UUID
    why: str
    whose: str
    until: datetime
    is_late: bool
    is_acute: bool
    reference: str
    category: str
    place: str


@pages.get("/<town:municipality_code>/kontaktcenter/")
@door(Right.SEE_CASES)
def list_attention(municipality_code: str) -> str:
    """The list, by tab: the kontaktcenter's, one's own unit's, or every unit's."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        tab = _tab_of(frame)
        rows = _list_rows(session, frame, tab)
        calling = dispatch.list_calling_alarms(session, municipality_code)
        are_many = len(calling) > ALARMS_IN_FULL
        calling_in_all = dispatch.count_calling_alarms(session, municipality_code) if are_many else len(calling)
        return render_template(
            "kontaktcenter/attention.html",
            frame=frame,
            tab=tab,
            tabs=_tabs(frame),
            pressing=list_pressing(session, municipality_code),
            alarms=list_alarm_views(session, frame, calling[:ALARMS_IN_FULL]),
            alarms_left=calling_in_all - ALARMS_IN_FULL,
            rows=[_row(frame, *row) for row in rows if row[0].why is not Why.ACUTE_UNREAD],
            shown=_ids(rows, calling),
            position=str(get_position(session, municipality_code)),
            done=request.args.get("done", ""),
            held=sum(row[0].why is Why.HELD for row in rows) > 1,
        )


@pages.get("/<town:municipality_code>/kontaktcenter/fresh")
@door(Right.SEE_CASES, limit="600/minute")
def tell_fresh(municipality_code: str) -> Response:
    """What stands on the list now, for the module that says "3 nya – visa": 204 while nothing has happened."""
    with transaction(current_scope()) as session:
        position = str(get_position(session, municipality_code))
        if request.args.get("position") == position:
            return Response(status=204)
        frame = build_frame(session, municipality_code)
        rows = _list_rows(session, frame, _tab_of(frame))
        return jsonify(position=position, ids=_ids(rows, dispatch.list_calling_alarms(session, municipality_code)))


@pages.post("/<town:municipality_code>/kontaktcenter/alarms/<uuid:alarm_id>")
@door(Right.ACKNOWLEDGE_ALARMS)
def acknowledge_alarm(municipality_code: str, alarm_id: UUID) -> BaseResponse:
    """ "I have it": the calling ends and the reporters are told."""
    with transaction(current_scope()) as session:
        alarm = dispatch.get_alarm(session, municipality_code, alarm_id)
        case = cases.get_case(session, municipality_code, alarm.case_id)
        was_first = dispatch.acknowledge_alarm(
            session,
            municipality_code,
            alarm_id,
            role=public_role(municipality_code),
            actor=current_actor(),
            now=clock.now(session),
        )
    return redirect(
        url_for(
            "kontaktcenter.show_case",
            municipality_code=municipality_code,
            reference=show_reference(case.reference),
            done="acknowledged" if was_first else "acknowledged_before",
        ),
        303,
    )


def _tabs(frame: Frame) -> list[str]:
    return [tab for tab in TABS if tab != "own" or frame.own_units]


def _tab_of(frame: Frame) -> str:
    asked = request.args.get("tab", "")
    tabs = _tabs(frame)
    if asked in tabs:
        return asked
    return "own" if "own" in tabs and frame.role in (Role.OFFICER, Role.HEAD) else tabs[0]


def _list_rows(session: Session, frame: Frame, tab: str) -> list[Listed]:
    if tab == "own":
        rows = cases.list_attention(session, frame.code, unit_code=frame.own_units[0], limit=MOST_ROWS)
    elif tab == "units":
        rows = cases.list_attention(session, frame.code, limit=MOST_ROWS)
    else:
        rows = cases.list_attention(session, frame.code, whose=Whose.KONTAKTCENTER, limit=MOST_ROWS)
    return list(rows)


def _ids(rows: list[Listed], alarms: Sequence[Alarm]) -> list[str]:
    listed = [attention.id.hex[-12:] for attention, *_ in rows if attention.why is not Why.ACUTE_UNREAD]
    return [*(alarm.id.hex[-12:] for alarm in alarms), *listed]


def _row(frame: Frame, attention: Attention, case: Case, names: dict[str, str]) -> Row:
    return Row(
        id=attention.id,
        why=words_for_why(attention),
        whose=words_for_whose(frame, attention),
        until=attention.until,
        is_late=attention.until < frame.now,
        is_acute=attention.is_acute,
        reference=show_reference(case.reference),
        category=word_in(names, current_language()) or case.category,
        place=case.place,
    )
