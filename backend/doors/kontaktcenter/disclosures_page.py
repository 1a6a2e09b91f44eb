"""Giving out public records: search, see, freeze, mask with the paragraph, decide or refuse, fetch the file."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, catalogue, geography, retention
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.case_words import STATES
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.doors.shared.record_room import answer_file
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.foundation.ids import read_reference, show_reference
from backend.retention import FIELDS, FILE, LIST, Criteria

ROWS = 25
_LIST = "/<town:municipality_code>/kontaktcenter/utlamnande"
_ONE = f"{_LIST}/<uuid:disclosure_id>"
FIELD_WORDS = {
    "name": lazy_gettext("The reporter's name"),
    "address": lazy_gettext("The reporter's address"),
    "restricted": lazy_gettext("Number plates and the like"),
}
STATE_WORDS = {
    "draft": lazy_gettext("being masked"),
    "decided": lazy_gettext("decided, the file is being written"),
    "written": lazy_gettext("given out"),
    "refused": lazy_gettext("refused"),
}
PART_WORDS = {
    "words": lazy_gettext("Report"),
    "addition": lazy_gettext("Addition"),
    "note": lazy_gettext("Note"),
}
_SEARCH = ("words", "category", "state", "since", "until", "place")


@pages.get(_LIST)
@door(Right.KEEP_RECORDS)
def list_disclosures(municipality_code: str) -> str:
    """What was asked for and what became of it; and a search, which finds before anything is frozen."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in _SEARCH}
    found: list[Any] = []
    count, wrong = None, {}
    with transaction(current_scope()) as session:
        if any(typed.values()):
            try:
                criteria = _read_criteria(session, municipality_code, typed)
                found = list(retention.search_cases(session, municipality_code, criteria, limit=ROWS))
                count = retention.count_found(session, municipality_code, criteria)
            except Invalid as error:
                wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
        return _render_list(session, municipality_code, typed, found, count, wrong)


@pages.post(f"{_LIST}/draft")
@door(Right.KEEP_RECORDS)
def draft_disclosure(municipality_code: str) -> BaseResponse:
    """Freeze what the search finds now."""
    typed = {name: written(name)[:200] for name in _SEARCH}
    keep_typed({gettext("What was asked for"): written("asked_for")})
    with transaction(current_scope()) as session:
        try:
            criteria = _read_criteria(session, municipality_code, typed)
            given: dict[str, Any] = {
                "asked_for": written("asked_for"),
                "actor": current_actor(),
                "now": clock.now(session),
            }
            draft_id = retention.draft_disclosure(session, municipality_code, criteria, **given).id
        except Invalid as error:
            wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
            return make_response(_render_list(session, municipality_code, typed, [], None, wrong), 422)
    return _to(municipality_code, draft_id)


@pages.get(_ONE)
@door(Right.KEEP_RECORDS)
def show_disclosure(municipality_code: str, disclosure_id: UUID) -> str:
    """The cases as they would be given out, and what may be done."""
    with transaction(current_scope()) as session:
        return _render_one(session, municipality_code, disclosure_id)


@pages.post(f"{_ONE}/<act>")
@door(Right.KEEP_RECORDS)
def act_on_disclosure(municipality_code: str, disclosure_id: UUID, act: str) -> BaseResponse:
    """Mask, withhold, choose fields, decide or refuse."""
    if act not in _ACTS:
        raise NotFound("no_such_page", "There is no such page.")
    keep_typed({gettext("What you wrote"): written("reason") or written("passage")})
    try:
        with transaction(current_scope()) as session:
            _ACTS[act](session, municipality_code, disclosure_id, clock.now(session))
    except (Invalid, Conflict, NotFound) as error:
        with transaction(current_scope()) as session:
            wrong = {name: str(gettext(words)) for name, words in error.fields.items()}
            page = _render_one(
                session, municipality_code, disclosure_id, told=translate(error), wrong=wrong, failed=act
            )
        return make_response(page, {"invalid": 422, "conflict": 409}.get(error.family, 404))
    return _to(municipality_code, disclosure_id)


@pages.get(f"{_ONE}/file")
@door(Right.KEEP_RECORDS)
def fetch_file(municipality_code: str, disclosure_id: UUID) -> Response:
    """The file as it is given out."""
    return answer_file(municipality_code, disclosure_id, FILE, "application/zip")


@pages.get(f"{_ONE}/list")
@door(Right.KEEP_RECORDS)
def fetch_list(municipality_code: str, disclosure_id: UUID) -> Response:
    """The list of its cases."""
    return answer_file(municipality_code, disclosure_id, LIST, "text/csv")


def _mask(session: Session, municipality: str, disclosure_id: UUID, now: datetime) -> None:
    case_id = _find(session, municipality)
    given: dict[str, Any] = {
        "passage": written("passage"),
        "paragraph": written("paragraph"),
        "is_shown": written("show") == "yes",
    }
    retention.mask_passage(session, municipality, disclosure_id, case_id, **given, actor=current_actor(), now=now)


def _withhold(session: Session, municipality: str, disclosure_id: UUID, now: datetime) -> None:
    given: dict[str, Any] = {"paragraph": written("paragraph"), "now": now}
    retention.leave_out_case(session, municipality, disclosure_id, _find(session, municipality), **given)


def _choose(session: Session, municipality: str, disclosure_id: UUID, now: datetime) -> None:
    shown = [field for field in FIELDS if written(f"show_{field}") == "yes"]
    retention.set_masks(session, municipality, disclosure_id, shown=shown, paragraph=written("paragraph"), now=now)


def _decide(session: Session, municipality: str, disclosure_id: UUID, now: datetime) -> None:
    given: dict[str, Any] = {"decision": written("decision"), "actor": current_actor(), "now": now}
    retention.decide_disclosure(session, municipality, disclosure_id, **given)


def _refuse(session: Session, municipality: str, disclosure_id: UUID, now: datetime) -> None:
    given: dict[str, Any] = {
        "decision": written("decision"),
        "reason": written("reason"),
        "actor": current_actor(),
        "now": now,
    }
    retention.refuse_disclosure(session, municipality, disclosure_id, **given)


_ACTS: dict[str, Callable[[Session, str, UUID, datetime], None]] = {
    "mask": _mask,
    "withhold": _withhold,
    "fields": _choose,
    "decide": _decide,
    "refuse": _refuse,
}


def _find(session: Session, municipality: str) -> UUID:
    return cases.get_case_by_reference(session, municipality, read_reference(written("reference"))).id


def _read_criteria(session: Session, municipality: str, typed: dict[str, str]) -> Criteria:
    tz = catalogue.get_calendar(session, municipality).tz
    since, until = (_read_date(typed[name], name) for name in ("since", "until"))
    lon = lat = None
    if typed["place"]:
        hits = geography.search_places(session, municipality, typed["place"], limit=1)
        if not hits:
            said = "No such place is known."
            raise Invalid("place_unknown", said, fields={"place": "No such place is known."})
        lon, lat = hits[0].lon, hits[0].lat
    return Criteria(
        words=typed["words"],
        categories=(typed["category"],) if typed["category"] else (),
        states=(typed["state"],) if typed["state"] else (),
        since=datetime.combine(since, time(), tz) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), tz) if until else None,
        longitude=lon,
        latitude=lat,
    )


def _read_date(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("day_wrong", "This is no day.", fields={name: "This is no day."}) from None


def _to(municipality_code: str, disclosure_id: UUID) -> BaseResponse:
    where: dict[str, Any] = {"municipality_code": municipality_code, "disclosure_id": disclosure_id}
    return redirect(url_for("kontaktcenter.show_disclosure", **where), 303)


def _render_list(
    session: Session,
    municipality_code: str,
    typed: dict[str, str],
    found: list[Any],
    count: int | None,
    wrong: dict[str, str],
) -> str:
    after = read_cursor(request.args.get("after", ""))
    made = retention.list_disclosures(session, municipality_code, after=after, limit=ROWS + 1)
    names = name_categories(session, municipality_code)
    return render_template(
        "kontaktcenter/disclosures.html",
        frame=build_frame(session, municipality_code),
        typed=typed,
        wrong=wrong,
        count=count,
        found=[(show_reference(case.reference), names.get(case.category, ""), case.place) for case in found],
        categories=sorted(names.items(), key=lambda each: each[1]),
        states=[(state.value, word_for(STATES, state)) for state in cases.State],
        rows=[(each, word_for(STATE_WORDS, each.state)) for each in made[:ROWS]],
        next_cursor=write_place(made[ROWS - 1].received_at, made[ROWS - 1].id) if len(made) > ROWS else "",
    )


def _render_one(session: Session, municipality_code: str, disclosure_id: UUID, **more: Any) -> str:
    disclosure = retention.get_disclosure(session, municipality_code, disclosure_id)
    after = request.args.get("after", "0")
    sheets = retention.list_sheets(
        session, disclosure, after=int(after) if after.isdigit() and len(after) < 9 else 0, limit=ROWS + 1
    )
    given: dict[str, Any] = {"told": "", "wrong": {}, "failed": ""} | more
    return render_template(
        "kontaktcenter/disclosure.html",
        frame=build_frame(session, municipality_code),
        disclosure=disclosure,
        state=word_for(STATE_WORDS, disclosure.state),
        is_draft=disclosure.state == "draft",
        is_written=disclosure.state == "written" and disclosure.gone_at is None,
        sheets=sheets[:ROWS],
        next_position=sheets[ROWS - 1].position if len(sheets) > ROWS else 0,
        names=name_categories(session, municipality_code),
        fields=FIELD_WORDS,
        part_words=PART_WORDS,
        typed=request.form,
        **given,
    )
