"""The names of places that staff taught the search: a list, a form, and the way back."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import geography
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.cases_page import read_cursor, write_place
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.ids import new_id
from backend.geography import PlaceHit

ROWS = 50
LIST = "/<town:municipality_code>/kontaktcenter/namn"
ONE = f"{LIST}/<uuid:name_id>"


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_taught(municipality_code: str) -> str:
    """The newest first; those that were forgotten stand there with a way back."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, done=request.args.get("done", ""))


@pages.post(LIST)
@door(Right.DECIDE_CASES)
def teach_name(municipality_code: str) -> BaseResponse:
    """Teach a name. A place that may mean several is asked about first, with what was typed still there."""
    keep_typed({gettext("Name"): written("name"), gettext("Where it is"): written("where")})
    try:
        with transaction(current_scope()) as session:
            hits = [] if _is_chosen() else _list_hits(session, municipality_code)
            if hits:
                return make_response(_render(session, municipality_code, hits=hits))
            lon, lat = geography.read_position_text(request.form.get("point") or written("where"))
            name, actor, now = written("name"), current_actor(), clock.now(session)
            geography.teach_name(
                session, municipality_code, new_id(), name=name, lon=lon, lat=lat, actor=actor, now=now
            )
    except (Invalid, Conflict) as error:
        with transaction(current_scope()) as session:
            page = _render(session, municipality_code, told=translate(error))
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    return redirect(url_for("kontaktcenter.list_taught", municipality_code=municipality_code, done="taught"), 303)


@pages.post(f"{ONE}/forget")
@door(Right.DECIDE_CASES)
def forget_name(municipality_code: str, name_id: UUID) -> BaseResponse:
    """The search finds nothing by it any more."""
    with transaction(current_scope()) as session:
        now = clock.now(session)
        geography.forget_name(session, municipality_code, name_id, actor=current_actor(), now=now)
    return redirect(url_for("kontaktcenter.list_taught", municipality_code=municipality_code, done="forgotten"), 303)


@pages.post(f"{ONE}/return")
@door(Right.DECIDE_CASES)
def bring_back_name(municipality_code: str, name_id: UUID) -> BaseResponse:
    """The search finds it again."""
    with transaction(current_scope()) as session:
        now = clock.now(session)
        geography.bring_back_name(session, municipality_code, name_id, actor=current_actor(), now=now)
    return redirect(url_for("kontaktcenter.list_taught", municipality_code=municipality_code, done="taught"), 303)


def _is_chosen() -> bool:
    """Whether the point stands: chosen among those found for the same words."""
    return bool(request.form.get("point")) and written("where") == request.form.get("where_searched", "")


def _list_hits(session: Session, municipality: str) -> list[PlaceHit]:
    """The places the words may mean; none where they are coordinates. Raises ``Invalid`` where nothing is like them."""
    try:
        geography.read_position_text(written("where"))
    except Invalid as error:
        hits = geography.search_places(session, municipality, written("where"), limit=6)
        if not hits:
            raise Invalid("place_missing", "Write a place that can be found.") from error
        return hits
    return []


def _render(
    session: Session, municipality: str, *, done: str = "", told: str = "", hits: list[PlaceHit] | None = None
) -> str:
    frame = build_frame(session, municipality)
    after = read_cursor(request.args.get("after", ""))
    found = geography.list_taught_names(session, municipality, after=after, limit=ROWS + 1)
    last = found[ROWS - 1] if len(found) > ROWS else None
    return render_template(
        "kontaktcenter/taught.html",
        frame=frame,
        rows=found[:ROWS],
        done=done,
        told=told,
        hits=[(f"{hit.lat:.6f}, {hit.lon:.6f}", hit.name, hit.context) for hit in hits or ()],
        name=written("name"),
        where=written("where"),
        next_cursor=write_place(last.taught_at, last.id) if last and last.taught_at else "",
        is_first="after" not in request.args,
    )
