"""Who else may be responsible: the directory of other bodies, the way they take faults, and since and until when."""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import catalogue, responsibility
from backend.accounts import Right
from backend.doors.kontaktcenter import agreed_form
from backend.doors.kontaktcenter.acting import read_code, written
from backend.doors.kontaktcenter.agreed_form import NOTHING, ROWS, Refused, take
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import WAYS
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction
from backend.doors.shared.language import list_languages
from backend.foundation.seen import print_of
from backend.responsibility import Body, Way

LIST = "/<town:municipality_code>/kontaktcenter/andra-ansvariga"
NEW = f"{LIST}/ny"
ONE = f"{LIST}/post/<body_code>"
ADDRESSES = ("phone", "acute_phone", "web", "mail", "open311")


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_bodies(municipality_code: str) -> str:
    """Those that hold or will, by code; with ``ended`` those that no longer do."""
    ended, place = "ended" in request.args, agreed_form.read_place(1)
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = responsibility.list_directory(
            session, municipality_code, at=frame.now, ended=ended, after=place[0] if place else None, limit=ROWS + 1
        )
    return render_template(
        "kontaktcenter/bodies.html",
        frame=frame,
        rows=[(each, _name(each), word_for(WAYS, each.way)) for each in found[:ROWS]],
        ended=ended,
        next_cursor=agreed_form.write_place(found[ROWS - 1].code) if len(found) > ROWS else "",
        is_first=place is None,
    )


@pages.get(NEW)
@door(Right.KEEP_RULES)
def new_body(municipality_code: str) -> str:
    """An empty form."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, None, NOTHING)


@pages.post(NEW)
@door(Right.KEEP_RULES)
def add_body(municipality_code: str) -> BaseResponse:
    """Enter a body; the same sent twice is entered once."""

    def act(session: Session, now: datetime) -> str:
        given = _read(session, municipality_code, None)
        code, actor = written("code"), current_actor()
        return responsibility.add_body(session, municipality_code, code, given=given, actor=actor, now=now).code

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, None, refused)

    return take(act, again=again, onward=lambda code: _address(municipality_code, code), names=_field)


@pages.get(ONE)
@door(Right.SEE_CASES)
def show_body(municipality_code: str, body_code: str) -> str:
    """One body, to read or to change."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, body_code, NOTHING)


@pages.post(ONE)
@door(Right.KEEP_RULES)
def change_body(municipality_code: str, body_code: str) -> BaseResponse:
    """Keep what was changed; sent twice it is kept once."""

    def act(session: Session, now: datetime) -> str:
        body = responsibility.get_body(session, municipality_code, body_code)
        given = _read(session, municipality_code, body)
        responsibility.change_body(
            session, municipality_code, body_code, given=given, seen=agreed_form.seen(), actor=current_actor(), now=now
        )
        return body_code

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, body_code, refused)

    return take(act, again=again, onward=lambda code: _address(municipality_code, code), names=_field)


@pages.post(f"{ONE}/sluta")
@door(Right.KEEP_RULES)
def end_body(municipality_code: str, body_code: str) -> BaseResponse:
    """It is in the directory no more, from now."""

    def act(session: Session, now: datetime) -> str:
        return responsibility.end_body(session, municipality_code, body_code, actor=current_actor(), now=now).code

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, body_code, refused)

    return take(act, again=again, onward=lambda code: _address(municipality_code, code))


def _read(session: Session, municipality: str, stands: Body | None) -> dict[str, Any]:
    tz = catalogue.get_calendar(session, municipality).tz
    names = {language: written(f"name_{language}") for language in _languages(stands)}
    given: dict[str, Any] = {name: written(name) or None for name in ADDRESSES}
    given |= {
        "names": {language: said for language, said in names.items() if said},
        "way": read_code(Way, "way"),
        "valid_to": agreed_form.read_last("valid_to", tz, stands.valid_to if stands else None),
    }
    begins = agreed_form.read_first("valid_from", tz)
    is_same = stands is not None and written("valid_from") == agreed_form.show_first(stands.valid_from, tz)
    return given | ({} if begins is None or is_same else {"valid_from": begins})


def _languages(body: Body | None) -> list[str]:
    return list(dict.fromkeys([*list_languages(), *(body.names if body else ())]))


def _field(name: str) -> str:
    return "name_sv" if name == "names" else name


def _name(body: Body) -> str:
    return str(body.names.get(current_language()) or body.names.get("sv") or body.code)


def _address(municipality_code: str, code: str) -> str:
    return url_for("kontaktcenter.show_body", municipality_code=municipality_code, body_code=code, done="saved")


def _render(session: Session, municipality: str, code: str | None, refused: Refused) -> str:
    frame = build_frame(session, municipality)
    body = responsibility.get_body(session, municipality, code) if code else None
    tz = catalogue.get_calendar(session, municipality).tz
    cells: dict[str, Any] = {"way": Way.SHOWN.value}
    if body is not None:
        cells = {name: getattr(body, name) or "" for name in ADDRESSES} | {
            "way": body.way.value,
            "valid_from": agreed_form.show_first(body.valid_from, tz),
            "valid_to": agreed_form.show_last(body.valid_to, tz),
        }
        cells |= {f"name_{language}": said for language, said in body.names.items()}
    return render_template(
        "kontaktcenter/body.html",
        frame=frame,
        body=body,
        name=_name(body) if body else "",
        way=word_for(WAYS, body.way) if body else "",
        cells=cells | refused.typed,
        in_languages=_languages(body),
        ways=[(each.value, word_for(WAYS, each)) for each in Way],
        seen=print_of([body]) if body else "",
        refused=refused,
        done=request.args.get("done", ""),
    )
