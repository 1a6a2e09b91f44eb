"""What is so on purpose: lamps that are off and levels of care, with the decision behind, the place and the time."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import catalogue, geography, responsibility
from backend.accounts import Right
from backend.doors.kontaktcenter import agreed_form
from backend.doors.kontaktcenter.acting import read_code, written
from backend.doors.kontaktcenter.agreed_form import NOTHING, ROWS, Refused, take
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import LACKS
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction
from backend.doors.shared.language import list_languages
from backend.foundation import idempotency
from backend.foundation.ids import new_id
from backend.foundation.seen import print_of
from backend.responsibility import KnownLack, LackKind

LIST = "/<town:municipality_code>/kontaktcenter/med-avsikt"
NEW = f"{LIST}/ny"
ONE = f"{LIST}/<uuid:lack_id>"
TEXTS = ("category", "decision_reference")
MAYBE = ("area_code", "season", "hours")


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_lacks(municipality_code: str) -> str:
    """What is so or will be, by category; with ``ended`` what no longer is."""
    ended, place = "ended" in request.args, agreed_form.read_place(2)
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = responsibility.list_lacks(
            session, municipality_code, at=frame.now, ended=ended, limit=ROWS + 1,
            after=(place[0], UUID(place[1])) if place else None,
        )  # fmt: skip
        categories = catalogue.name_codes(session, municipality_code, [each.category for each in found])
    last = found[ROWS - 1] if len(found) > ROWS else None
    return render_template(
        "kontaktcenter/lacks.html",
        frame=frame,
        rows=[
            (each, word_for(LACKS, each.kind), _in_words(categories.get(each.category, {})) or each.category,
             _in_words(each.explanation))
            for each in found[:ROWS]
        ],
        ended=ended,
        next_cursor=agreed_form.write_place(last.category, str(last.id)) if last else "",
        is_first=place is None,
    )  # fmt: skip


@pages.get(NEW)
@door(Right.KEEP_RULES)
def new_lack(municipality_code: str) -> str:
    """An empty form."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, None, NOTHING)


@pages.post(NEW)
@door(Right.KEEP_RULES)
def add_lack(municipality_code: str) -> BaseResponse:
    """Enter what is so; sent twice it is entered once."""

    def act(session: Session, now: datetime) -> UUID:
        lack_id, given = new_id(), _read(session, municipality_code, None)
        earlier = idempotency.claim(
            session, municipality_code, request.form.get("client_id", ""), purpose="page:known_lack",
            body={"decision": given["decision_reference"]}, subject_id=lack_id, now=now,
        )  # fmt: skip
        if earlier is not None:
            return earlier
        return responsibility.add_lack(
            session, municipality_code, **given, lack_id=lack_id, actor=current_actor(), now=now
        )

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, None, refused)

    return take(act, again=again, onward=lambda made: _address(municipality_code, made), names=_field)


@pages.get(ONE)
@door(Right.SEE_CASES)
def show_lack(municipality_code: str, lack_id: UUID) -> str:
    """One entry, to read or to change."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, lack_id, NOTHING)


@pages.post(ONE)
@door(Right.KEEP_RULES)
def change_lack(municipality_code: str, lack_id: UUID) -> BaseResponse:
    """Keep what was changed; sent twice it is kept once."""

    def act(session: Session, now: datetime) -> UUID:
        given = _read(session, municipality_code, responsibility.get_lack(session, municipality_code, lack_id))
        return responsibility.change_lack(
            session, municipality_code, lack_id, given=given, seen=agreed_form.seen(), actor=current_actor(), now=now
        ).id

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, lack_id, refused)

    return take(act, again=again, onward=lambda changed: _address(municipality_code, changed), names=_field)


@pages.post(f"{ONE}/sluta")
@door(Right.KEEP_RULES)
def end_lack(municipality_code: str, lack_id: UUID) -> BaseResponse:
    """From now on it is a fault again."""

    def act(session: Session, now: datetime) -> UUID:
        responsibility.end_lack(session, municipality_code, lack_id, actor=current_actor(), now=now)
        return lack_id

    def again(session: Session, refused: Refused) -> str:
        return _render(session, municipality_code, lack_id, refused)

    return take(act, again=again, onward=lambda ended: _address(municipality_code, ended))


def _read(session: Session, municipality: str, stands: KnownLack | None) -> dict[str, Any]:
    tz = catalogue.get_calendar(session, municipality).tz
    given: dict[str, Any] = {name: written(name) for name in TEXTS} | {name: written(name) or None for name in MAYBE}
    words = {language: written(f"words_{language}") for language in _languages(stands)}
    given |= {
        "kind": read_code(LackKind, "kind"),
        "explanation": {language: said for language, said in words.items() if said},
        "asset_numbers": written("asset_numbers").replace(",", " ").split(),
        "valid_to": agreed_form.read_last("valid_to", tz, stands.valid_to if stands else None),
    }
    begins = agreed_form.read_first("valid_from", tz)
    is_same = stands is not None and written("valid_from") == agreed_form.show_first(stands.valid_from, tz)
    return given | ({} if begins is None or is_same else {"valid_from": begins})


def _languages(lack: KnownLack | None) -> list[str]:
    return list(dict.fromkeys([*list_languages(), *(lack.explanation if lack else ())]))


def _field(name: str) -> str:
    return "words_sv" if name == "explanation" else name


def _in_words(words: Any) -> str:
    return str(words.get(current_language()) or words.get("sv") or "")


def _address(municipality_code: str, lack_id: UUID) -> str:
    return url_for("kontaktcenter.show_lack", municipality_code=municipality_code, lack_id=lack_id, done="saved")


def _render(session: Session, municipality: str, lack_id: UUID | None, refused: Refused) -> str:
    frame, language = build_frame(session, municipality), current_language()
    lack = responsibility.get_lack(session, municipality, lack_id) if lack_id else None
    tz = catalogue.get_calendar(session, municipality).tz
    cells: dict[str, Any] = {"kind": LackKind.OFF_ON_PURPOSE.value}
    if lack is not None:
        cells = {name: getattr(lack, name) or "" for name in (*TEXTS, *MAYBE)} | {
            "kind": lack.kind.value,
            "asset_numbers": " ".join(lack.asset_numbers),
            "valid_from": agreed_form.show_first(lack.valid_from, tz),
            "valid_to": agreed_form.show_last(lack.valid_to, tz),
        }
        cells |= {f"words_{each}": said for each, said in lack.explanation.items()}
    groups = catalogue.list_groups(session, municipality, include_hidden=True)
    return render_template(
        "kontaktcenter/lack.html",
        frame=frame,
        lack=lack,
        kind=word_for(LACKS, lack.kind) if lack else "",
        explanation=_in_words(lack.explanation) if lack else "",
        cells=cells | refused.typed,
        in_languages=_languages(lack),
        kinds=[(each.value, word_for(LACKS, each)) for each in LackKind],
        groups=[
            (
                each.name(language),
                [(each.code, each.name(language)), *((c.code, c.name(language)) for c in each.categories)],
            )
            for each in groups
        ],
        areas=[(area.code, area.name) for area in geography.list_areas(session, municipality)],
        seen=print_of([lack]) if lack else "",
        client_id=request.form.get("client_id") or secrets.token_urlsafe(24),
        refused=refused,
        done=request.args.get("done", ""),
    )
