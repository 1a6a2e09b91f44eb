"""Who is called when it is acute: the municipality's own list and each contract's, when they were called and rung last."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import dispatch, going_live, responsibility
from backend.accounts import Right
from backend.dispatch import MUNICIPALITY_LIST, CallListEntry
from backend.doors.kontaktcenter import agreed_form
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.agreed_form import NOTHING, ROWS, Refused, read_whole, take
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction
from backend.doors.shared.language import list_languages
from backend.foundation.seen import print_of
from backend.going_live import DayToCome, Need

LIST = "/<town:municipality_code>/kontaktcenter/larmlistor"
ONE = f"{LIST}/<list_code>"
EMPTY_ROWS = 1
FIELDS = ("order", "role_sv", "role_en", "mail", "phone", "language", "wait_minutes")


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_call_lists(municipality_code: str) -> str:
    """The municipality's own list first, then each contract's by code."""
    place = agreed_form.read_place(1)
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = responsibility.list_codes(
            session, municipality_code, at=frame.now, after=place[0] if place else None, limit=ROWS + 1
        )
        codes = ([] if place else [(MUNICIPALITY_LIST, "")]) + found[:ROWS]
        called = dispatch.list_called(session, municipality_code, [code for code, _ in codes], now=frame.now)
    lists: dict[str, list[tuple[CallListEntry, str, datetime | None]]] = {}
    for entry, at in called:
        lists.setdefault(entry.list_code, []).append((entry, _in_words(entry.role), at))
    return render_template(
        "kontaktcenter/call_lists.html",
        frame=frame,
        rows=[(code, name or gettext("The municipality's own"), lists.get(code, [])) for code, name in codes],
        next_cursor=agreed_form.write_place(found[ROWS - 1][0]) if len(found) > ROWS else "",
        is_first=place is None,
    )


@pages.get(ONE)
@door(Right.SEE_CASES)
def show_call_list(municipality_code: str, list_code: str) -> str:
    """One list, to read or to write anew, with when it was rung round last."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, list_code, NOTHING)


@pages.post(ONE)
@door(Right.KEEP_RULES)
def write_call_list(municipality_code: str, list_code: str) -> BaseResponse:
    """Keep the list as it was written; sent twice it is kept once."""

    def act(session: Session, now: datetime) -> None:
        dispatch.set_call_list(
            session, municipality_code, list_code, entries=[entry for _, entry in _read_rows()],
            seen=agreed_form.seen(), actor=current_actor(), now=now,
        )  # fmt: skip

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, list_code, refused)

    return take(act, again=again, onward=lambda _: _address(municipality_code, list_code, "saved"), names=_name_field)


@pages.post(f"{LIST}/jour/uppringd")
@door(Right.ADMINISTER)
def enter_ring_round(municipality_code: str) -> BaseResponse:
    """Enter that the jour was rung on every number, and answered."""

    def act(session: Session, now: datetime) -> None:
        going_live.enter_act(
            session, municipality_code, Need.JOUR_RUNG, by_name=written("by_name"), done_on=_read_day(),
            note=written("note"), actor=current_actor(), now=now,
        )  # fmt: skip

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, MUNICIPALITY_LIST, refused)

    return take(act, again=again, onward=lambda _: _address(municipality_code, MUNICIPALITY_LIST, "rung"))


def _read_rows() -> list[tuple[int, dict[str, Any]]]:
    """The rows that are filled in and not taken away, by the order written: number on the page, and the entry."""
    rows = []
    for number in range(len(request.form)):
        if f"mail_{number}" not in request.form:
            break
        cells = {name: written(f"{name}_{number}") for name in FIELDS}
        if f"gone_{number}" in request.form or not (cells["role_sv"] or cells["mail"] or cells["phone"]):
            continue
        order = read_whole(f"order_{number}", 1000)
        entry = {
            "role": {"sv": cells["role_sv"], "en": cells["role_en"]},
            "mail": cells["mail"],
            "phone": cells["phone"],
            "language": cells["language"],
            "wait_minutes": read_whole(f"wait_minutes_{number}", 1000),
        }
        rows.append((order if order is not None else 1000, number, entry))
    rows.sort(key=lambda row: row[:2])
    return [(number, entry) for _, number, entry in rows]


def _name_field(name: str) -> str:
    """``entries.0.mail`` as the form calls it: by the row's number on the page."""
    head, _, rest = name.partition(".")
    if head != "entries" or not rest:
        return name
    place, _, field = rest.partition(".")
    number = _read_rows()[int(place)][0]
    return f"{'role_sv' if field == 'role' else field}_{number}"


def _read_day() -> date:
    try:
        return date.fromisoformat(written("done_on"))
    except ValueError:
        raise DayToCome from None


def _in_words(words: Mapping[str, Any]) -> str:
    return str(words.get(current_language()) or words.get("sv") or "")


def _address(municipality_code: str, code: str, done: str) -> str:
    return url_for("kontaktcenter.show_call_list", municipality_code=municipality_code, list_code=code, done=done)


def _render(session: Session, municipality: str, code: str, refused: Refused) -> str:
    frame = build_frame(session, municipality)
    entries = dispatch.list_entries(session, municipality, code)
    rows = responsibility.list_same_code(session, municipality, code)
    calls = dispatch.list_last_calls(session, municipality, now=frame.now)
    is_own = code == MUNICIPALITY_LIST
    cells: dict[str, Any] = {}
    for number, each in enumerate(entries):
        values = (
            str(each.position), each.role.get("sv", ""), each.role.get("en", ""), each.mail, each.phone or "",
            each.language, str(each.wait_minutes),
        )  # fmt: skip
        cells |= {f"{name}_{number}": value for name, value in zip(FIELDS, values, strict=True)}
    return render_template(
        "kontaktcenter/call_list.html",
        frame=frame,
        code=code,
        name=rows[0].name if rows else gettext("The municipality's own"),
        entries=[(each, _in_words(each.role), calls.get((code, each.position))) for each in entries],
        cells=cells | refused.typed,
        count=len(entries) + EMPTY_ROWS,
        in_languages=[(language, words) for language, words in list_languages().items()],
        rung=going_live.find_latest_act(session, municipality, Need.JOUR_RUNG) if is_own else None,
        is_own=is_own,
        seen=print_of(entries),
        today=f"{frame.now:%Y-%m-%d}",
        refused=refused,
        done=request.args.get("done", ""),
    )
