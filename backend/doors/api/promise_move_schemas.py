"""How a move of many promises travels."""

from typing import Any

from marshmallow import fields, validate

from backend.cases import Cause, PromiseKind
from backend.catalogue import Precision
from backend.dispatch import WaitReason
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import ClientId, Code
from backend.doors.api.schemas import ApiSchema, Moment, note

_CAUSES = [Cause.LATE, Cause.WAITING, Cause.NEXT_STEP]


class MovableCases(ApiSchema):
    """Open cases that are neither acute nor held."""

    unit_code = fields.String(metadata=note("Of this unit.", "gata"))
    categories = fields.List(
        fields.String(),
        validate=validate.Length(min=1, max=200, error="1 to 200 categories."),
        metadata=note("Of these categories.", ["park.trad-omkull"]),
    )
    area_code = fields.String(metadata=note("In this area.", "ost"))
    box = fields.List(
        fields.Float(),
        validate=validate.Length(equal=4, error="West, south, east and north."),
        metadata=note("West, south, east and north in degrees, WGS 84.", [18.59, 58.19, 18.61, 58.21]),
    )
    promise_before = Moment(metadata=note("Promised by before then.", AT))
    opened_from = Moment(metadata=note("Opened from then on: a storm begins.", AT))
    opened_until = Moment(metadata=note("Opened before then: it ends.", AT))
    without_date = fields.Boolean(metadata=note("Moved in, and nobody has given a date yet.", True))


class PromiseMoveBody(ApiSchema):
    """Which cases, what they are promised, and why."""

    client_id = ClientId(required=True)
    cases = fields.List(
        fields.String(),
        validate=validate.Length(max=1000, error="At most 1,000 cases."),
        metadata=note("References; they go before the filter.", ["K7M4-RTXB"]),
    )
    filter = fields.Nested(MovableCases, metadata=note("Or all that a filter finds."))
    kind = Code(PromiseKind, "What happens then.", "next_word", load_default=PromiseKind.NEXT_WORD)
    due_at = Moment(required=True, metadata=note("The new date.", AT))
    precision = Code(Precision, "How exactly: time, day, week or season.", "day", load_default=Precision.DAY)
    cause = Code(
        Cause,
        "late, waiting, or next_step: a first date for what moved in without one.",
        "late",
        required=True,
        validate=validate.OneOf(_CAUSES, error="late, waiting or next_step."),
    )
    tells = fields.Boolean(load_default=True, metadata=note("Whether the reporters are told.", True))
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=500, error="At most 500 characters."),
        metadata=note("A code (many, weather, parts …) or words the reporters read; not for a first date.", "weather"),
    )
    waiting_on = Code(WaitReason, "For waiting: whom or what.", "frost")


class ConfirmationBody(ApiSchema):
    """When it begins."""

    at_once = fields.Boolean(load_default=False, metadata=note("Without the ten minutes to take it back.", False))


class SampleItem(ApiSchema):
    """The text as one of them reads it."""

    reference = fields.String(metadata=note("Their report.", "K7M4-RTXB"))
    language = fields.String(metadata=note("In which language.", "sv"))
    channel = fields.String(metadata=note("mail or sms.", "mail"))
    subject = fields.String(metadata=note("Its subject.", "K7M4-RTXB: Det tar längre tid än vi sa"))
    body = fields.String(metadata=note("The text, with a mark in place of each link."))


class PreviewPart(ApiSchema):
    """What the move would do and tell."""

    moved = fields.Integer(metadata=note("How many cases.", 400))
    recipients = fields.Integer(metadata=note("How many letters.", 380))
    samples = fields.List(fields.Nested(SampleItem), metadata=note("As at most three of them read it."))
    told_at = Moment(metadata=note("When the first letters leave, confirmed now.", AT))
    without_address = fields.List(fields.String(), metadata=note("Cases nobody asked to be told of.", []))
    gathered = fields.List(
        fields.String(), metadata=note("Cases whose earlier word has not left; this one goes in its place.", [])
    )


class PromiseMoveInFull(ApiSchema):
    """A move of many as it stands."""

    id = fields.UUID(metadata=note("Its id."))
    state = fields.String(metadata=note("draft, waiting, under_way, done or cancelled.", "draft"))
    kind = fields.String(metadata=note("What happens then.", "next_word"))
    cause = fields.String(metadata=note("late, waiting or next_step.", "late"))
    tells = fields.Boolean(metadata=note("Whether the reporters are told.", True))
    waiting_on = fields.String(allow_none=True, metadata=note("Whom or what is waited for.", None))
    reason = fields.String(metadata=note("Why.", "weather"))
    due_at = Moment(metadata=note("The new date.", AT))
    precision = fields.String(metadata=note("How exactly.", "day"))
    asked_at = Moment(metadata=note("When it was drafted.", AT))
    not_before = Moment(allow_none=True, metadata=note("When it begins; until then it may be taken back."))
    ended_at = Moment(allow_none=True, metadata=note("When it was done or taken back."))
    chosen = fields.Integer(metadata=note("How many cases were chosen.", 402))
    moved = fields.Integer(metadata=note("How many are moved.", 0))
    passed_over = fields.Dict(
        fields.String(),
        fields.List(fields.String()),
        metadata=note("Why (ended, acute, held, later_already, too_late, not_now) and which cases.", {}),
    )
    preview = fields.Nested(PreviewPart, allow_none=True, metadata=note("Of a draft: what it would do and tell."))


MOVE_EXAMPLE: dict[str, Any] = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a30",
    "state": "draft",
    "kind": "next_word",
    "cause": "late",
    "waitingOn": None,
    "reason": "weather",
    "tells": True,
    "dueAt": "2026-12-04T15:30:00.000Z",
    "precision": "day",
    "askedAt": AT,
    "notBefore": None,
    "endedAt": None,
    "chosen": 402,
    "moved": 0,
    "passedOver": {"acute": ["B3XK-9TQW"]},
    "preview": {
        "moved": 400,
        "recipients": 380,
        "samples": [
            {
                "reference": "K7M4-RTXB",
                "language": "sv",
                "channel": "mail",
                "subject": "K7M4-RTXB: Det tar längre tid än vi sa",
                "body": "Vi beklagar: K7M4-RTXB tar längre tid än vi sa. Orsak: vädret. Nytt besked senast fre 4 dec.",
            }
        ],
        "toldAt": AT,
        "withoutAddress": [],
        "gathered": [],
    },
}
