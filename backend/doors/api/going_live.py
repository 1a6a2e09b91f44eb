"""Going live: what is missing before the municipality opens, and entering that something was done."""

from typing import Any

from marshmallow import fields, validate

from backend import going_live
from backend.accounts import Right
from backend.doors.api.codes import Code
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import current_actor, current_house, current_scope, door, transaction
from backend.foundation import clock
from backend.going_live import Need

resource = ApiBlueprint("going-live", __name__, description="What is missing before a municipality opens.")

_ADDRESS = "/<municipality:municipality_code>/going-live"
_POINT = {
    "code": "jour_rung",
    "who": "kontaktcenter",
    "words": "The jour was rung on every number, and answered",
    "isGreen": True,
    "byPeople": True,
    "byName": "Anna Ek",
    "doneOn": "2026-11-20",
    "isPractice": False,
}
_EXAMPLE = {"isGreen": False, "missing": 3, "items": [_POINT]}


class GoingLiveBody(ApiSchema):
    """What was done, by whom and when."""

    code = Code(Need, "One of those that people see to.", "jour_rung", required=True)
    by_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200, error="1 to 200 characters."),
        metadata=note("Who did it.", "Anna Ek"),
    )
    done_on = fields.Date(required=True, metadata=note("The day.", "2026-11-20"))
    note = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="At most 1,000 characters."),
        metadata=note("How, or where it is written down.", "Diarium KS 2026/114"),
    )


class TestMessageBody(ApiSchema):
    """Where it is sent."""

    __test__ = False  # not a test of ours, whatever its name

    address = fields.String(
        required=True,
        validate=validate.Length(min=3, max=200, error="3 to 200 characters."),
        metadata=note("A mailbox outside the house.", "anna.ek@example.org"),
    )


class GoingLivePoint(ApiSchema):
    """One thing that must be there."""

    code = fields.String(metadata=note("Which.", "jour_rung"))
    who = fields.String(metadata=note("it, administrator, head, records or kontaktcenter.", "kontaktcenter"))
    words = fields.String(metadata=note("What it is.", "The jour was rung on every number, and answered"))
    is_green = fields.Boolean(metadata=note("Whether it is there.", True))
    by_people = fields.Boolean(metadata=note("Whether people enter it; the house finds the others itself.", True))
    by_name = fields.String(allow_none=True, metadata=note("Who did it, where entered.", "Anna Ek"))
    done_on = fields.Date(allow_none=True, metadata=note("When.", "2026-11-20"))
    is_practice = fields.Boolean(allow_none=True, metadata=note("Done for practice only.", False))


class GoingLive(ApiSchema):
    """All of it."""

    is_green = fields.Boolean(metadata=note("Whether nothing is missing.", False))
    missing = fields.Integer(metadata=note("How many are.", 3))
    items = fields.List(fields.Nested(GoingLivePoint), metadata=note("Each, in the order one sees to it."))


@resource.route(_ADDRESS)
@resource.response(200, schema=GoingLive, example=_EXAMPLE, description="What is there and what is missing.")
@door(Right.ADMINISTER)
def read_going_live(municipality_code: str) -> dict[str, Any]:
    """Tell what is missing before the municipality opens

    Some of it the house finds by itself, the rest is green when people have entered what they did.
    """
    return _view(municipality_code)


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(GoingLiveBody, example={"code": "jour_rung", "byName": "Anna Ek", "doneOn": "2026-11-20"})
@resource.response(201, schema=GoingLive, example=_EXAMPLE, description="What is missing now.")
@door(Right.ADMINISTER)
def enter_going_live(body: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Enter that something was done before the municipality opens

    By the name of who did it. In a practice municipality it is marked practice.
    """
    with transaction(current_scope()) as session:
        need, now = body.pop("code"), clock.now(session)
        going_live.enter_act(session, municipality_code, need, **body, actor=current_actor(), now=now)
    return _view(municipality_code)


@resource.route(f"{_ADDRESS}/test-message", methods=["POST"])
@resource.arguments(TestMessageBody, example={"address": "anna.ek@example.org"})
@resource.response(201, schema=GoingLive, example=_EXAMPLE, description="It is queued; this is missing now.")
@door(Right.ADMINISTER)
def send_test_message(body: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Send a test message to a mailbox outside the house

    Whether it came there, and not as spam, is entered afterwards by whoever looked.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        going_live.send_test_message(session, municipality_code, **body, actor=current_actor(), now=now)
    return _view(municipality_code)


def _view(municipality_code: str) -> dict[str, Any]:
    with transaction(current_scope()) as session:
        points = going_live.list_points(
            session, municipality_code, mail_from=current_house().settings.mail_from, now=clock.now(session)
        )
    missing = sum(not point.is_green for point in points)
    same = ("who", "words", "is_green", "by_people")
    items = [
        {name: getattr(point, name) for name in same}
        | {
            "code": point.need,
            "by_name": point.act.by_name if point.act else None,
            "done_on": point.act.done_on if point.act else None,
            "is_practice": point.act.is_practice if point.act else None,
        }
        for point in points
    ]
    return {"is_green": missing == 0, "missing": missing, "items": items}
