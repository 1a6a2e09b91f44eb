"""The protocol of culling, taken out for the archive."""

from datetime import date

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import Right
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.culling_protocol import FILE, write_protocol
from backend.doors.shared.sheet_views import answer_sheet
from backend.foundation.errors import Invalid


@pages.get("/<town:municipality_code>/kontaktcenter/handlingar/gallringsprotokoll")
@door(Right.KEEP_RECORDS)
def get_protocol(municipality_code: str) -> BaseResponse:
    """Which whole cases were culled from one day to another, both within, as a sheet."""
    days = (_read_day("first"), _read_day("last"))
    with transaction(current_scope()) as session:
        return answer_sheet(write_protocol(session, municipality_code, days), FILE)


def _read_day(name: str) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        raise Invalid("day_wrong", "This is no day.", fields={name: "This is no day."}) from None
