"""The protocol of culling: which whole cases went by a rule, and what it rested on."""

from typing import Any

from flask import Response

from backend import retention
from backend.accounts import Right
from backend.doors.api.paging import cut_rows, page_of, read_cursor, read_time, rows_wanted
from backend.doors.api.record_schemas import CULLED_EXAMPLE, CulledCasePage, CulledDays, CulledQuery
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.culling_protocol import FILE, tell_culled, write_protocol, zone_of
from backend.doors.shared.sheet_views import answer_sheet

resource = ApiBlueprint("culled_cases", __name__, description="The proof of what was culled whole.")

_M = "/<municipality:municipality_code>/culled-cases"
_PAGE: dict[str, Any] = {"next": None, "position": "1.4711"}
_BINARY = {"type": "string", "format": "binary"}


@resource.route(_M)
@resource.arguments(CulledQuery, location="query")
@resource.response(
    200, schema=CulledCasePage, example={"items": [CULLED_EXAMPLE], **_PAGE}, description="What was culled."
)
@door(Right.KEEP_RECORDS)
def list_culled_cases(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the cases that were culled whole

    Their references, categories and days, and the decision they went by: nothing else of them is left.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, str)
        rows = retention.list_culled(
            session,
            municipality_code,
            days=(query["first"], query["last"]),
            zone=zone_of(session, municipality_code),
            after=after,
            limit=rows_wanted(query),
        )
        shown, following = cut_rows(rows, query, lambda row: (row[0].culled_at, row[0].reference))
        return page_of(session, municipality_code, [tell_culled(*row) for row in shown], following)


@resource.route(f"{_M}/sheet")
@resource.arguments(CulledDays, location="query")
@resource.response(200, schema=_BINARY, content_type="text/csv", description="The protocol.")
@door(Right.KEEP_RECORDS, limit="30/minute")
def get_culling_protocol(query: dict[str, Any], municipality_code: str) -> Response:
    """Take out the protocol of culling

    CSV in UTF-8 with a byte order mark and semicolons, as the archive keeps it.
    """
    with transaction(current_scope()) as session:
        return answer_sheet(write_protocol(session, municipality_code, (query["first"], query["last"])), FILE)
