"""The silent list: open cases nothing happens in, and those whose reporters had no word though a promise passed."""

from datetime import datetime, timedelta
from typing import Any

from marshmallow import fields, validate

from backend import cases
from backend.accounts import Right
from backend.cases import Case, Silence
from backend.cases.silence import QUIET_DAYS
from backend.doors.api.case_schemas import AT, CASE_EXAMPLE, CaseItem
from backend.doors.api.case_views import list_case_items
from backend.doors.api.codes import Code
from backend.doors.api.paging import (
    CursorQuery,
    FollowedPage,
    cut_rows,
    page_of,
    read_cursor,
    read_id,
    read_time,
    rows_wanted,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import Moment, note
from backend.doors.shared import current_scope, door, transaction
from backend.foundation import clock

resource = ApiBlueprint("silent-cases", __name__, description="Cases nobody hears of.")


class SilentQuery(CursorQuery):
    """Which silence."""

    kind = Code(Silence, "quiet: nothing happened; untold: a promise passed without a word.", "quiet")
    days = fields.Integer(
        load_default=QUIET_DAYS,
        validate=validate.Range(min=1, max=365, error="1 to 365 days."),
        metadata=note("For quiet: since how many days.", 14),
    )
    unit = fields.String(metadata=note("Only those of this unit.", "gata"))


class SilentItem(CaseItem):
    """A silent case."""

    silent_since = Moment(metadata=note("When something last happened, or when the promise passed.", AT))


class SilentPage(FollowedPage):
    """A page of silent cases."""

    items = fields.List(fields.Nested(SilentItem), metadata=note("The longest silent first."))


@resource.route("/<municipality:municipality_code>/silent-cases")
@resource.arguments(SilentQuery, location="query")
@resource.response(
    200,
    schema=SilentPage,
    example={"items": [{**CASE_EXAMPLE, "silentSince": AT}], "next": None, "position": "1.4711"},
    description="Silent cases.",
)
@door(Right.SEE_CASES, limit="600/minute")
def list_silent_cases(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List silent cases

    Open cases in which nothing was changed or told for days, or whose reporters heard nothing but a receipt though a
    promise passed.
    """
    silence = query.get("kind", Silence.QUIET)
    with transaction(current_scope()) as session:
        now = clock.now(session)
        rows = cases.list_silent(
            session,
            municipality_code,
            silence,
            before=now - timedelta(days=query["days"]) if silence is Silence.QUIET else now,
            unit_code=query.get("unit"),
            after=read_cursor(query, read_time, read_id),
            limit=rows_wanted(query),
        )
        shown, following = cut_rows(rows, query, lambda case: (_since(case, silence), case.id))
        items = list_case_items(session, municipality_code, shown)
        since = ({"silent_since": _since(case, silence)} for case in shown)
        return page_of(
            session, municipality_code, [item | more for item, more in zip(items, since, strict=True)], following
        )


def _since(case: Case, silence: Silence) -> datetime | None:
    return case.quiet_since if silence is Silence.QUIET else case.promise_due_at
