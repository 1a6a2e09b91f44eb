"""The directory of other bodies: one in full, entered, changed, ended."""

from typing import Any

from marshmallow import fields, validate

from backend import responsibility
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import Code
from backend.doors.api.contract_schemas import PRINT, Seen
from backend.doors.api.directory import BodyItem
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.seen import print_of
from backend.responsibility import Way

resource = ApiBlueprint("bodies", __name__, description="Who else may be responsible.")

_ALL = "/<municipality:municipality_code>/bodies"
_ONE = f"{_ALL}/<body_code>"
_LONG = validate.Length(max=500)
_SAME = ("code", "names", "way", "phone", "acute_phone", "web", "mail", "open311", "valid_from", "valid_to")
_EXAMPLE: dict[str, Any] = {
    "code": "elnat",
    "names": {"sv": "Ängsby Elnät", "en": "Ängsby Power Grid"},
    "way": "phone",
    "phone": "010-555 01 00",
    "validFrom": AT,
    "validTo": None,
    "version": PRINT,
}


class BodyFields(ApiSchema):
    """What may be said of a body."""

    names = fields.Dict(
        fields.String(validate=validate.Regexp("^[a-z]{2,3}$")),
        fields.String(validate=_LONG),
        metadata=note("Its name by language; Swedish at least.", _EXAMPLE["names"]),
    )
    way = Code(Way, "shown, phone, form, mail or open311.", "phone")
    phone = fields.String(allow_none=True, validate=_LONG, metadata=note("The number for faults.", "010-555 01 00"))
    acute_phone = fields.String(allow_none=True, validate=_LONG, metadata=note("For danger.", "010-555 01 01"))
    web = fields.String(allow_none=True, validate=_LONG, metadata=note("Their form.", "https://elnat.example/fel"))
    mail = fields.String(allow_none=True, validate=_LONG, metadata=note("Their mail.", "fel@elnat.example"))
    open311 = fields.String(allow_none=True, validate=_LONG, metadata=note("Their Open311 endpoint.", None))
    valid_from = Moment(metadata=note("Since when.", AT))
    valid_to = Moment(allow_none=True, metadata=note("Until when.", AT))


class NewBody(BodyFields):
    """A body that is not there yet."""

    code = fields.String(required=True, validate=validate.Length(1, 100), metadata=note("Its code.", "elnat"))
    names = fields.Dict(
        fields.String(validate=validate.Regexp("^[a-z]{2,3}$")),
        fields.String(validate=_LONG),
        required=True,
        metadata=note("Its name by language; Swedish at least.", _EXAMPLE["names"]),
    )


class BodyChange(BodyFields):
    """What changes of a body; what is left out stays."""

    seen = Seen()


class BodyInFull(BodyItem):
    """A body with its time."""

    valid_from = Moment(metadata=note("Since when.", AT))
    valid_to = Moment(allow_none=True, metadata=note("Until when."))
    version = fields.String(metadata=note("What was seen of it, for a change.", PRINT))


_IN_FULL: dict[str, Any] = {"schema": BodyInFull, "example": _EXAMPLE, "description": "The body."}


@resource.route(_ALL, methods=["POST"])
@resource.arguments(NewBody, example={"code": "elnat", "names": {"sv": "Ängsby Elnät"}, "way": "shown"})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def add_body(body: Body, municipality_code: str) -> dict[str, Any]:
    """Enter a body in the directory

    With the way it really takes faults. The same sent again is the same body.
    """
    code = body.pop("code")
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"given": body, "actor": current_actor(), "now": clock.now(session)}
        return _say(responsibility.add_body(session, municipality_code, code, **given))


@resource.route(_ONE)
@resource.response(200, **_IN_FULL)
@door(Right.SEE_CASES)
def get_body(municipality_code: str, body_code: str) -> dict[str, Any]:
    """Tell everything of one body

    The way to reach it, and since and until when.
    """
    with transaction(current_scope()) as session:
        return _say(responsibility.get_body(session, municipality_code, body_code))


@resource.route(_ONE, methods=["PATCH"])
@resource.arguments(BodyChange, example={"phone": "010-555 01 00", "seen": PRINT})
@resource.response(200, **_IN_FULL)
@door(Right.KEEP_RULES)
def change_body(body: Body, municipality_code: str, body_code: str) -> dict[str, Any]:
    """Change a body

    What was handed over keeps the name and the address it went to.
    """
    seen = body.pop("seen", None)
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"given": body, "seen": seen, "actor": current_actor(), "now": clock.now(session)}
        return _say(responsibility.change_body(session, municipality_code, body_code, **given))


@resource.route(f"{_ONE}/endings", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def end_body(body: Body, municipality_code: str, body_code: str) -> dict[str, Any]:
    """Take a body out of the directory

    From now on; nothing more is handed over to it. Ended twice it is ended once.
    """
    with transaction(current_scope()) as session:
        actor, now = current_actor(), clock.now(session)
        return _say(responsibility.end_body(session, municipality_code, body_code, actor=actor, now=now))


def _say(body: responsibility.Body) -> dict[str, Any]:
    return {name: getattr(body, name) for name in _SAME} | {"version": print_of([body])}
