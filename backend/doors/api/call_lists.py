"""Call-lists: who is called in turn when it is acute."""

from typing import Any

from marshmallow import fields, validate

from backend import dispatch
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.contract_schemas import PRINT, Seen
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, PageQuery, PageSchema, cut_page, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.seen import print_of

resource = ApiBlueprint("call-lists", __name__, description="Who is called in turn when it is acute.")

_ALL = "/<municipality:municipality_code>/call-lists"
_ONE = f"{_ALL}/<list_code>"
_TEXT = validate.Length(max=200)
_ENTRY: dict[str, Any] = {
    "role": {"sv": "Gatujouren", "en": "Streets on call"},
    "mail": "gatujouren@angsby.example",
    "phone": "+46105550300",
    "language": "sv",
    "waitMinutes": 10,
}
_EXAMPLE: dict[str, Any] = {"code": "jour", "entries": [_ENTRY], "version": PRINT}


class CallEntry(ApiSchema):
    """Somebody who is called."""

    role = fields.Dict(
        fields.String(validate=validate.Length(2, 3)),
        fields.String(validate=_TEXT),
        required=True,
        metadata=note("What the public calls them, by language.", _ENTRY["role"]),
    )
    mail = fields.String(required=True, validate=_TEXT, metadata=note("Where the alarm is mailed.", _ENTRY["mail"]))
    phone = fields.String(allow_none=True, validate=_TEXT, metadata=note("Gets an SMS beside it.", _ENTRY["phone"]))
    language = fields.String(validate=validate.Length(2, 3), metadata=note("The language they read.", "sv"))
    wait_minutes = fields.Integer(
        required=True, validate=validate.Range(1, 120), metadata=note("Minutes until the next is called.", 10)
    )


class CallListBody(ApiSchema):
    """The whole list as it is to be."""

    entries = fields.List(
        fields.Nested(CallEntry), required=True, validate=validate.Length(max=20), metadata=note("First called first.")
    )
    seen = Seen()


class CallListItem(ApiSchema):
    """One list."""

    code = fields.String(metadata=note("jour for the municipality's own, else a contract's code.", "jour"))
    entries = fields.List(fields.Nested(CallEntry), metadata=note("First called first."))
    version = fields.String(metadata=note("What was seen of it, for a change.", PRINT))


class CallListPage(PageSchema):
    """Lists that have somebody on them."""

    items = fields.List(fields.Nested(CallListItem), metadata=note("By code."))


@resource.route(_ALL)
@resource.arguments(PageQuery, location="query")
@resource.response(
    200, schema=CallListPage, example={"items": [_EXAMPLE], "page": 1, "limit": 20, "hasMore": False},
    description="The lists.",
)  # fmt: skip
@door(Right.SEE_CASES)
def list_call_lists(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the call-lists

    A contract's is called before the municipality's own.
    """
    lists: dict[str, list[dispatch.CallListEntry]] = {}
    with transaction(current_scope()) as session:
        for entry in dispatch.list_call_list(session, municipality_code):
            lists.setdefault(entry.list_code, []).append(entry)
        return cut_page([_say(code, entries) for code, entries in lists.items()], query)


@resource.route(_ONE)
@resource.response(200, schema=CallListItem, example=_EXAMPLE, description="The list.")
@door(Right.SEE_CASES)
def get_call_list(municipality_code: str, list_code: str) -> dict[str, Any]:
    """Tell who is on a call-list

    A contract that has nobody has an empty one.
    """
    with transaction(current_scope()) as session:
        return _say(list_code, list(dispatch.list_entries(session, municipality_code, list_code)))


@resource.route(_ONE, methods=["PUT"])
@resource.arguments(CallListBody, example={"entries": [_ENTRY], "seen": PRINT})
@resource.response(200, schema=CallListItem, example=_EXAMPLE, description="The list.")
@door(Right.KEEP_RULES)
def set_call_list(body: Body, municipality_code: str, list_code: str) -> dict[str, Any]:
    """Write a call-list

    As a whole, first called first. An alarm that is calling goes on with it.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {**body, "actor": current_actor(), "now": clock.now(session)}
        return _say(list_code, list(dispatch.set_call_list(session, municipality_code, list_code, **given)))


def _say(code: str, entries: list[dispatch.CallListEntry]) -> dict[str, Any]:
    return {"code": code, "entries": entries, "version": print_of(entries)}
