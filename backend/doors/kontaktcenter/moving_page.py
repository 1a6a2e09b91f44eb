"""Many promises moved with one reason: choose the cases, see who reads what, confirm, watch, or take it back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, geography, messages
from backend.accounts import Right
from backend.cases import BulkState, Case
from backend.cases.bulk_moves import MOST_CASES
from backend.catalogue import Group
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.frame import Frame, build_frame, name_categories
from backend.doors.kontaktcenter.many_words import BULK_FATES
from backend.doors.kontaktcenter.moving_form import (
    FIELDS,
    GROUP,
    Chosen,
    list_chosen,
    list_groups,
    read_filter,
    read_new_date,
)
from backend.doors.kontaktcenter.moving_views import view_move
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import WAITS
from backend.doors.shared import (
    current_actor,
    current_language,
    current_scope,
    door,
    keep_typed,
    transaction,
    translate,
)
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.ids import show_reference

SHOWN = 100
PAGE = "/<town:municipality_code>/kontaktcenter/flytta-loften"
ONE = f"{PAGE}/<uuid:move_id>"


@dataclass(frozen=True)
class MovableRow:
    """One case to tick."""

    reference: str
    category: str
    place: str
    unit: str
    promise: str
    promise_passed: bool
    opened_at: datetime


@pages.get(PAGE)
@door(Right.DECIDE_CASES)
def choose_cases(municipality_code: str) -> str:
    """The filter, and the cases it finds."""
    with transaction(current_scope()) as session:
        return _render_choice(session, municipality_code, dict(request.args))


@pages.post(PAGE)
@door(Right.DECIDE_CASES)
def draft_move(municipality_code: str) -> BaseResponse:
    """Write the choice down and show what it would tell; nothing is moved yet."""
    keep_typed({gettext("What you wrote"): request.form.get("words", "")})
    given = {name: request.form.get(f"filter_{name}", "") for name in FIELDS}
    try:
        with transaction(current_scope()) as session:
            now, calendar = clock.now(session), catalogue.get_calendar(session, municipality_code)
            chosen = read_filter(given, list_groups(session, municipality_code), calendar)
            promise, waiting_on = read_new_date(session, municipality_code, now=now)
            move_id = cases.draft_move(
                session,
                municipality_code,
                [case.id for case in list_chosen(session, municipality_code, chosen)],
                client_id=request.form.get("client_id", ""),
                promise=promise,
                waiting_on=waiting_on,
                tells=request.form.get("telling") != "nobody",
                actor=current_actor(),
                now=now,
            )
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page = _render_choice(session, municipality_code, given, error=error)
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    return _to_move(municipality_code, move_id)


@pages.get(ONE)
@door(Right.DECIDE_CASES)
def show_move(municipality_code: str, move_id: UUID) -> str:
    """The preview of a draft; later how far it came, and what was passed over."""
    with transaction(current_scope()) as session:
        return _render_move(session, municipality_code, move_id)


@pages.post(f"{ONE}/confirm")
@door(Right.DECIDE_CASES)
def confirm_move(municipality_code: str, move_id: UUID) -> BaseResponse:
    """Let it begin, in ten minutes or at once. Pressed twice it is confirmed once."""
    at_once = request.form.get("when") == "now"

    def act(session: Session, now: datetime) -> None:
        cases.confirm_move(session, municipality_code, move_id, at_once=at_once, now=now)

    return _change(municipality_code, move_id, act)


@pages.post(f"{ONE}/cancel")
@door(Right.DECIDE_CASES)
def cancel_move(municipality_code: str, move_id: UUID) -> BaseResponse:
    """Take back what has not begun."""

    def act(session: Session, now: datetime) -> None:
        cases.cancel_move(session, municipality_code, move_id, now=now)

    return _change(municipality_code, move_id, act)


def _change(municipality_code: str, move_id: UUID, act: Callable[[Session, datetime], None]) -> BaseResponse:
    try:
        with transaction(current_scope()) as session:
            act(session, clock.now(session))
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page = _render_move(session, municipality_code, move_id, told=translate(error))
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    return _to_move(municipality_code, move_id)


def _to_move(municipality_code: str, move_id: UUID) -> BaseResponse:
    return redirect(url_for("kontaktcenter.show_move", municipality_code=municipality_code, move_id=move_id), 303)


def _render_choice(
    session: Session, municipality_code: str, given: dict[str, str], *, error: Invalid | Conflict | None = None
) -> str:
    frame = build_frame(session, municipality_code)
    groups = list_groups(session, municipality_code)
    chosen = read_filter(given, groups, catalogue.get_calendar(session, municipality_code))
    found = _find(session, municipality_code, chosen)
    names, language = name_categories(session, municipality_code), current_language()
    return render_template(
        "kontaktcenter/moving.html",
        frame=frame,
        filter=chosen.written,
        is_asked=not chosen.is_empty,
        rows=[_row(frame, case, names) for case in found[:SHOWN]],
        count=min(len(found), MOST_CASES),
        is_more=len(found) > MOST_CASES,
        groups=[_view_group(group, language) for group in groups],
        areas=[(area.code, area.name) for area in geography.list_areas(session, municipality_code)],
        reasons=list(messages.list_late_reasons(language).items()),
        waits=[(each.value, word_for(WAITS, each)) for each in WaitReason],
        latest=[view_move(frame, each) for each in cases.list_bulk_moves(session, municipality_code)],
        client_id=secrets.token_urlsafe(24),
        told=translate(error) if error else "",
        wrong={name: str(gettext(words)) for name, words in error.fields.items()} if error else {},
        typed=request.form,
        ticked=set(request.form.getlist("case")),
    )


def _view_group(group: Group, language: str) -> tuple[str, str, list[tuple[str, str]]]:
    return f"{GROUP}{group.code}", group.name(language), [(c.code, c.name(language)) for c in group.categories]


def _render_move(session: Session, municipality_code: str, move_id: UUID, *, told: str = "") -> str:
    frame = build_frame(session, municipality_code)
    move = cases.get_bulk_move(session, municipality_code, move_id)
    is_draft = move.state is BulkState.DRAFT
    passed = [] if is_draft else cases.list_cases_of_move(session, municipality_code, move_id)
    preview = messages.preview_many(session, municipality_code, move, now=frame.now) if is_draft else None
    return render_template(
        "kontaktcenter/moving_one.html",
        frame=frame,
        move=view_move(frame, move, passed),
        preview=preview,
        passed_over=_say_passed_over(preview),
        told=told,
        refresh=move.state in (BulkState.WAITING, BulkState.UNDER_WAY),
    )


def _say_passed_over(preview: messages.ManyPreview | None) -> list[tuple[str, tuple[str, ...]]]:
    over = preview.passed_over if preview else {}
    return [(word_for(BULK_FATES, why), references) for why, references in over.items()]


def _find(session: Session, municipality_code: str, chosen: Chosen) -> list[Case]:
    if chosen.is_empty:
        return []
    return list(cases.list_movable(session, municipality_code, chosen.wanted, limit=MOST_CASES + 1))


def _row(frame: Frame, case: Case, names: dict[str, str]) -> MovableRow:
    return MovableRow(
        reference=show_reference(case.reference),
        category=names.get(case.category, case.category),
        place=case.place,
        unit=frame.unit_name(case.unit_code),
        promise=messages.words_for_promise(case, current_language(), now=frame.now),
        promise_passed=case.promise_passed,
        opened_at=case.opened_at,
    )
