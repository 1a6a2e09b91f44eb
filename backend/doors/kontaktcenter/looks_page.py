"""The log of looks: who has looked at which reporter's address, when and from which session. Reading it is logged too."""

from uuid import UUID

from flask import render_template, request
from flask_babel import lazy_gettext

from backend import accounts
from backend.accounts import Right
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_scope, door, transaction, translate
from backend.doors.shared.looks import read_looks
from backend.foundation.errors import Invalid, NotFound

ROWS = 50
LOOKS = {
    "look_at_address": lazy_gettext("Looked at reporters' addresses"),
    "look_at_looks": lazy_gettext("Read this log"),
    "search_person": lazy_gettext("Searched for a person"),
    "export": lazy_gettext("Took a copy out"),
}


@pages.get("/<town:municipality_code>/kontaktcenter/insyn")
@door(Right.READ_LOOKS)
def list_looks(municipality_code: str) -> str:
    """Latest first, by one person or at one case."""
    person, reference = _read_id(request.args.get("person", "")), request.args.get("q", "").strip()
    wrong = ""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        people = accounts.list_people_here(session, municipality_code, limit=500)
        try:
            found = read_looks(
                session,
                municipality_code,
                person_id=person,
                reference=reference,
                before=_read_id(request.args.get("after", "")),
                limit=ROWS + 1,
            )
        except (Invalid, NotFound) as error:
            found, wrong = [], translate(error)
    return render_template(
        "kontaktcenter/looks.html",
        frame=frame,
        rows=[(each, word_for(LOOKS, each.act)) for each in found[:ROWS]],
        people=[(each.id, each.name) for each in people],
        person=person,
        asked=reference,
        wrong=wrong,
        next_cursor=found[ROWS - 1].id if len(found) > ROWS else "",
        is_first="after" not in request.args,
    )


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
