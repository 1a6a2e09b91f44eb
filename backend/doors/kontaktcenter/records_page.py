"""Records: what is kept how long, what is held, who was erased, and a person's register extract."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, retention
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.doors.shared.photo_room import photo_store
from backend.doors.shared.record_room import find_person
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, LagatError, NotFound
from backend.foundation.ids import read_reference, show_reference
from backend.retention import NewHold, NewRule, What

ROWS = 25
_HERE = "/<town:municipality_code>/kontaktcenter/handlingar"
_RULES = "/<town:municipality_code>/kontaktcenter/gallring"
WHAT_WORDS = {
    "persons": lazy_gettext("Persons: words, names, addresses, messages and photos"),
    "messages": lazy_gettext("Messages as they were sent"),
    "originals": lazy_gettext("Photos as they came; ours stay"),
    "cases": lazy_gettext("Whole cases: reports, photos, orders, messages and history; the protocol stays"),
}
Act = Callable[[Session, str, datetime], object]


@pages.get(_HERE)
@door(Right.KEEP_RECORDS)
def show_records(municipality_code: str) -> str:
    """Holds and erasures, and what may be done for a person."""
    with transaction(current_scope()) as session:
        return _render_records(session, municipality_code)


@pages.post(f"{_HERE}/holds")
@door(Right.KEEP_RECORDS)
def place_hold(municipality_code: str) -> BaseResponse:
    """Hold a case or a person."""

    def act(session: Session, municipality: str, now: datetime) -> None:
        held: dict[str, Any] = {}
        if written("person"):
            held["recipient_key"] = retention.key_of(municipality, written("person"))
        else:
            case = cases.get_case_by_reference(session, municipality, read_reference(written("reference")))
            held["case_ids"] = (case.id,)
        review_on = _read_date("review_on")
        hold = NewHold(written("decision"), written("reason"), review_on, **held)
        retention.place_hold(session, municipality, hold, actor=current_actor(), now=now)

    return _act(municipality_code, "holds", act)


@pages.post(f"{_HERE}/holds/<uuid:hold_id>/lift")
@door(Right.KEEP_RECORDS)
def lift_hold(municipality_code: str, hold_id: UUID) -> BaseResponse:
    """Lift a hold, with the reason."""

    def act(session: Session, municipality: str, now: datetime) -> None:
        given: dict[str, Any] = {"reason": written("reason"), "actor": current_actor(), "now": now}
        retention.lift_hold(session, municipality, hold_id, **given)

    return _act(municipality_code, "holds", act)


@pages.post(f"{_HERE}/erasures")
@door(Right.KEEP_RECORDS)
def ask_erasure(municipality_code: str) -> BaseResponse:
    """Decide that a person is erased; the worker carries it out."""

    def act(session: Session, municipality: str, now: datetime) -> None:
        found = find_person(session, municipality, written("person"))
        given: dict[str, Any] = {
            "decision": written("decision"),
            "basis": written("basis"),
            "actor": current_actor(),
            "now": now,
        }
        retention.ask_erasure(session, municipality, found, **given)

    return _act(municipality_code, "erasures", act)


@pages.post(f"{_HERE}/extract")
@door(Right.KEEP_RECORDS)
def make_extract(municipality_code: str) -> BaseResponse:
    """Everything held about one person, as a file."""
    try:
        with transaction(current_scope()) as session:
            now = clock.now(session)
            found = find_person(session, municipality_code, written("person"))
            given: dict[str, Any] = {"photos": photo_store(), "actor": current_actor(), "now": now}
            packed = retention.write_extract(session, municipality_code, found, **given)
    except (Invalid, NotFound) as error:
        return _refused(municipality_code, "extract", error)
    headers = {"Content-Disposition": "attachment; filename=registerutdrag.zip", "X-Content-Type-Options": "nosniff"}
    return Response(packed, content_type="application/zip", headers=headers)


@pages.get(_RULES)
@door(Right.ADMINISTER)
def show_retention(municipality_code: str) -> str:
    """The rules, and what would go by the one that is looked at."""
    with transaction(current_scope()) as session:
        return _render_rules(session, municipality_code)


@pages.post(_RULES)
@door(Right.ADMINISTER)
def enter_retention_rule(municipality_code: str) -> BaseResponse:
    """Enter a rule; nothing goes by it yet."""
    keep_typed({gettext("Decision"): written("decision")})
    try:
        with transaction(current_scope()) as session:
            retention.enter_rule(
                session, municipality_code, _read_rule(), actor=current_actor(), now=clock.now(session)
            )
    except Invalid as error:
        return _refused(municipality_code, "rule", error, render=_render_rules)
    return redirect(url_for("kontaktcenter.show_retention", municipality_code=municipality_code), 303)


@pages.post(f"{_RULES}/<uuid:rule_id>/<any(activate, end):act>")
@door(Right.ADMINISTER)
def change_retention_rule(municipality_code: str, rule_id: UUID, act: str) -> BaseResponse:
    """Let things go by a rule from now on, or no more."""
    change = retention.activate_rule if act == "activate" else retention.end_rule
    with transaction(current_scope()) as session:
        change(session, municipality_code, rule_id, actor=current_actor(), now=clock.now(session))
    return redirect(url_for("kontaktcenter.show_retention", municipality_code=municipality_code, rule=rule_id), 303)


def _act(municipality_code: str, form: str, act: Act) -> BaseResponse:
    keep_typed({gettext("What you wrote"): written("reason") or written("decision")})
    try:
        with transaction(current_scope()) as session:
            act(session, municipality_code, clock.now(session))
    except (Invalid, Conflict, NotFound) as error:
        return _refused(municipality_code, form, error)
    return redirect(url_for("kontaktcenter.show_records", municipality_code=municipality_code, done=form), 303)


def _refused(
    municipality_code: str, form: str, error: LagatError, *, render: Callable[..., str] | None = None
) -> Response:
    wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
    with transaction(current_scope()) as session:
        page = (render or _render_records)(
            session, municipality_code, told=translate(error), wrong=wrong, failed=form, typed=request.form
        )
    return make_response(page, {"invalid": 422, "conflict": 409}.get(error.family, 404))


def _read_rule() -> NewRule:
    days = written("after_days")
    if days and not (days.isdigit() and len(days) < 6):
        said = "Say a number of days, at most a hundred years, or keep it for ever."
        raise Invalid("rule_not_possible", said, fields={"after_days": said})
    what = written("what")
    return NewRule(
        what=What(what) if what in list(What) else What.PERSONS,
        after_days=int(days) if days else None,
        decision=written("decision"),
        basis=written("basis"),
        plan_reference=written("plan_reference"),
        decided_on=_read_date("decided_on"),
        category=written("category") or None,
    )


def _read_date(name: str) -> date:
    try:
        return date.fromisoformat(written(name))
    except ValueError:
        raise Invalid("day_wrong", "This is no day.", fields={name: "This is no day."}) from None


_NOTHING: dict[str, Any] = {"told": "", "wrong": {}, "failed": "", "typed": {}}


def _render_records(session: Session, municipality_code: str, **more: Any) -> str:
    after = read_cursor(request.args.get("after", ""))
    erasures = retention.list_erasures(session, municipality_code, after=after, limit=ROWS + 1)
    return render_template(
        "kontaktcenter/records.html",
        frame=build_frame(session, municipality_code),
        holds=retention.list_holds(session, municipality_code, limit=100),
        erasures=[(each, word_for(WHAT_WORDS, each.what)) for each in erasures[:ROWS]],
        next_cursor=write_place(erasures[ROWS - 1].asked_at, erasures[ROWS - 1].id) if len(erasures) > ROWS else "",
        done=request.args.get("done", ""),
        today=f"{clock.now(session):%Y-%m-%d}",
        **(_NOTHING | more),
    )


def _render_rules(session: Session, municipality_code: str, **more: Any) -> str:
    rules = retention.list_rules(session, municipality_code)
    looked_at = next((rule for rule in rules if str(rule.id) == request.args.get("rule")), None)
    frame = build_frame(session, municipality_code)
    names = name_categories(session, municipality_code)
    found: list[Any] = []
    if looked_at is not None:
        after = read_cursor(request.args.get("after", ""))
        found = retention.list_cullable(session, looked_at, after=after, limit=ROWS + 1, now=frame.now)
    last = found[ROWS - 1].case if len(found) > ROWS else None
    return render_template(
        "kontaktcenter/retention_rules.html",
        frame=frame,
        rules=[(rule, word_for(WHAT_WORDS, rule.what), names.get(rule.category or "", "")) for rule in rules],
        active=sum(rule.is_active for rule in rules),
        looked_at=looked_at,
        count=retention.count_cullable(session, looked_at, now=frame.now) if looked_at else 0,
        found=[
            (show_reference(each.case.reference), names.get(each.case.category, ""), each.case.closed_at, each.is_held)
            for each in found[:ROWS]
        ],
        next_cursor=write_place(last.closed_at, last.id) if last else "",
        categories=sorted(names.items(), key=lambda each: each[1]),
        whats=list(WHAT_WORDS.items()),
        **(_NOTHING | more),
    )
