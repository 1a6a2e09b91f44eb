"""The rules of responsibility: which edition holds when, what it says in words, and rolling one back."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import responsibility
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction, translate
from backend.doors.shared.rule_views import say_rules
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, NotFound

ROWS = 25
LIST = "/<town:municipality_code>/kontaktcenter/regler"
EDITION = f"{LIST}/utgava/<int:number>"


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_rules(municipality_code: str) -> str:
    """What holds now, what held when, every edition, and the drafts for those who keep the rules."""
    before = request.args.get("after", "")
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = responsibility.list_editions(
            session, municipality_code, before=int(before) if before.isdecimal() else None, limit=ROWS + 1
        )
        spans = responsibility.list_spans(session, municipality_code)
        drafts = responsibility.list_drafts(session, municipality_code) if frame.may("keep_rules") else []
    return render_template(
        "kontaktcenter/rules.html",
        frame=frame,
        editions=found[:ROWS],
        next_cursor=found[ROWS - 1].number if len(found) > ROWS else "",
        is_first=not before,
        spans=list(reversed(spans))[:ROWS],
        drafts=drafts,
    )


@pages.post(LIST)
@door(Right.KEEP_RULES)
def begin_rules(municipality_code: str) -> BaseResponse:
    """Begin a draft with what holds now."""
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        draft_id = responsibility.begin_draft(session, municipality_code, name=written("name"), actor=actor, now=now)
    return to_draft(municipality_code, draft_id)


@pages.get(EDITION)
@door(Right.SEE_CASES)
def show_edition(municipality_code: str, number: int) -> str:
    """One edition in words, as decisions by it said."""
    with transaction(current_scope()) as session:
        return _render_edition(session, municipality_code, number)


@pages.post(f"{EDITION}/roll-back")
@door(Right.KEEP_RULES)
def roll_back_edition(municipality_code: str, number: int) -> BaseResponse:
    """Another holds in its place."""
    to = request.form.get("to", "")
    try:
        with transaction(current_scope()) as session:
            responsibility.roll_back(
                session, municipality_code, number, to=int(to) if to.isdecimal() else 0, reason=written("reason"),
                actor=current_actor(), now=clock.now(session),
            )  # fmt: skip
    except (Invalid, Conflict, NotFound) as error:
        with transaction(current_scope()) as session:
            page = _render_edition(session, municipality_code, number, told=translate(error))
        return make_response(page, 404 if isinstance(error, NotFound) else 409)
    return redirect(url_for("kontaktcenter.list_rules", municipality_code=municipality_code), 303)


def to_draft(municipality_code: str, draft_id: UUID, done: str = "") -> BaseResponse:
    """On to the draft's page."""
    address = url_for(
        "kontaktcenter.show_draft", municipality_code=municipality_code, draft_id=draft_id, done=done or None
    )
    return redirect(address, 303)


def _render_edition(session: Session, municipality_code: str, number: int, *, told: str = "") -> str:
    frame = build_frame(session, municipality_code)
    edition = responsibility.get_edition(session, municipality_code, number)
    names = responsibility.read_names(session, municipality_code, now=frame.now)
    spans = responsibility.list_spans(session, municipality_code)
    own = [each for each in spans if each.edition == number]
    holds = [each for each in own if each.valid_to is None or each.valid_to > frame.now]
    others = responsibility.list_editions(session, municipality_code)
    return render_template(
        "kontaktcenter/rule_edition.html",
        frame=frame,
        edition=edition,
        rules=[(each.code, each.words[current_language()]) for each in say_rules(edition.rules, names)],
        spans=own,
        may_roll_back=bool(holds) and frame.may("keep_rules") and len(others) > 1,
        others=[each for each in others if each.number != number],
        told=told,
    )
