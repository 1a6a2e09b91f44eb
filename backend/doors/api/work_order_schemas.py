"""How a work order travels."""

from typing import Any

from marshmallow import fields, validate

from backend.cases import Outcome
from backend.dispatch import Act
from backend.doors.api.codes import ClientId, Code, Words
from backend.doors.api.paging import CursorPage, CursorQuery
from backend.doors.api.schemas import ApiSchema, Moment, note

_AT = "2026-11-21T12:15:00.000Z"


class OrderQuery(CursorQuery):
    """Which orders."""

    state = fields.String(
        load_default="active",
        validate=validate.OneOf(["active", "ended", "held", "overdue"], error="Not one of the known codes."),
        metadata=note(
            "active: not ended, acute first, then by deadline; ended: latest first; held: written and not sent; overdue:"
            " past a deadline. Of the last two at most 200 are shown.",
            "active",
        ),
    )
    unit_code = fields.String(metadata=note("For held and overdue: one unit's.", "gata"))
    contract_id = fields.UUID(metadata=note("For held: one contract's."))
    contractor_id = fields.UUID(metadata=note("Staff say whose orders; a contractor sees its own."))


class Briefing(ApiSchema):
    """What the crew is told, fixed when the order was sent; never who reported it."""

    case_reference = fields.String(metadata=note("The case.", "K7M4-RTXB"))
    category = fields.String(metadata=note("The category's code.", "belysning.enstaka"))
    names = fields.Dict(fields.String(), fields.String(), metadata=note("Its name by language."))
    advice = fields.Dict(fields.String(), fields.String(), metadata=note("How to stay safe, by language."))
    answers = fields.Dict(
        fields.String(),
        fields.List(fields.List(fields.String())),
        metadata=note("Questions and answers by language, in pairs."),
    )
    priority = fields.String(metadata=note("acute, high, normal or low.", "normal"))
    place = fields.String(metadata=note("Where, as names know it.", "Storgatan 12"))
    longitude = fields.Float(metadata=note("Degrees east, WGS 84.", 18.601))
    latitude = fields.Float(metadata=note("Degrees north, WGS 84.", 58.2003))
    asset_number = fields.String(allow_none=True, metadata=note("The number on the thing.", "4711"))
    words = fields.String(metadata=note("The reporters' words, masked; empty where they may accuse somebody.", "Mörk."))
    locked = fields.Boolean(metadata=note("Danger to life: work may not begin before an all-clear.", False))
    repeat_number = fields.Integer(metadata=note("How manieth time in a year it fails; 1 is the first.", 9))
    repeat_words = fields.Dict(
        fields.String(), fields.String(), metadata=note("The same as an ordinal by language; empty the first time.")
    )
    row_references = fields.List(
        fields.String(), metadata=note("Open cases in a row with this one, itself first.", ["K7M4-RTXB", "B3XK-9TQW"])
    )
    row_words = fields.Dict(
        fields.String(),
        fields.String(),
        metadata=note("The row in one sentence by language; empty where there is none."),
    )


class WaitsFor(ApiSchema):
    """What an order waits for before it may begin."""

    kind = fields.String(metadata=note("all_clear: danger to life; order: another order comes first.", "all_clear"))
    who = fields.String(metadata=note("The code of the body that gives the all-clear.", "elnat"))
    name = fields.String(metadata=note("Its name.", "Ängsby Elnät"))
    reference = fields.String(metadata=note("The order that comes first.", "B3XK-9TQW"))


class PausePart(ApiSchema):
    """A time in which the order's clock stood."""

    reason = fields.String(metadata=note("A reason's code, or locked.", "frost"))
    begins_at = Moment(metadata=note("From when.", _AT))
    ends_at = Moment(allow_none=True, metadata=note("Until when; null while nobody knows.", _AT))
    granted_by = fields.String(metadata=note("contract: it names the reason; unit: it was granted.", "contract"))


class OrderPhoto(ApiSchema):
    """A photo of the fault or of the work."""

    id = fields.UUID(metadata=note("Its id, for its address."))
    kind = fields.String(metadata=note("report or proof.", "proof"))
    state = fields.String(metadata=note("received, ready or refused; only what is ready can be shown.", "ready"))


class WorkOrderSchema(ApiSchema):
    """A work order as it stands."""

    id = fields.UUID(metadata=note("Its id."))
    reference = fields.String(metadata=note("Its reference, for people and addresses.", "B3XK-9TQW"))
    case_reference = fields.String(metadata=note("The case it mends.", "K7M4-RTXB"))
    state = fields.String(
        metadata=note(
            "unsent, sent, received, accepted, started, waiting, done, approved, declined or cancelled.", "accepted"
        )
    )
    purpose = fields.String(metadata=note("mend or make_safe.", "mend"))
    trade = fields.String(metadata=note("The contract's trade.", "lighting"))
    unit_code = fields.String(metadata=note("The unit that ordered.", "gata"))
    contractor_id = fields.UUID(metadata=note("Whose order it is."))
    contract_id = fields.UUID(metadata=note("Under which contract."))
    is_acute = fields.Boolean(metadata=note("Whether somebody may be hurt.", False))
    is_warranty = fields.Boolean(metadata=note("Whether earlier work did not hold.", False))
    briefing = fields.Nested(Briefing, metadata=note("What is to be done, and where."))
    sent_at = Moment(metadata=note("When it was ordered.", _AT))
    received_at = Moment(allow_none=True, metadata=note("When the contractor's system had it."))
    accept_by = Moment(metadata=note("Until when it is to be accepted or declined.", _AT))
    acceptance_overdue = fields.Boolean(metadata=note("Whether that passed.", False))
    deadline_at = Moment(metadata=note("Until when it is to be done.", _AT))
    accepted_at = Moment(allow_none=True, metadata=note("When it was accepted."))
    started_at = Moment(allow_none=True, metadata=note("When work began."))
    waiting_on = fields.String(allow_none=True, metadata=note("What it waits on: a reason's code.", "parts"))
    waiting_reason = fields.String(allow_none=True, metadata=note("The contractor's words on it."))
    waiting_until = Moment(allow_none=True, metadata=note("The next look."))
    done_at = Moment(allow_none=True, metadata=note("When it was done."))
    outcome = fields.String(allow_none=True, metadata=note("What was done.", "mended"))
    done_words = fields.String(allow_none=True, metadata=note("The contractor's words on it."))
    declined_reason = fields.String(allow_none=True, metadata=note("Why it was declined: a code.", "no_capacity"))
    sent_back_reason = fields.String(allow_none=True, metadata=note("Why done work was sent back."))
    approved_at = Moment(allow_none=True, metadata=note("When it was approved."))
    approved_how = fields.String(allow_none=True, metadata=note("By person or by rule.", "rule"))
    ended_at = Moment(allow_none=True, metadata=note("When it was approved, declined or cancelled."))
    make_safe_by = Moment(allow_none=True, metadata=note("Until when the place is to be made safe."))
    start_by = Moment(allow_none=True, metadata=note("Until when the work is to begin."))
    make_safe_overdue = fields.Boolean(metadata=note("Whether the place was not made safe in time.", False))
    start_overdue = fields.Boolean(metadata=note("Whether the work did not begin in time.", False))
    mend_overdue = fields.Boolean(metadata=note("Whether it was not done in time.", False))
    is_locked = fields.Boolean(metadata=note("Whether the work may not begin yet.", False))
    waits_for = fields.Nested(WaitsFor, allow_none=True, metadata=note("What it waits or waited for."))
    released_at = Moment(allow_none=True, metadata=note("Since when the work may begin."))
    released_words = fields.String(allow_none=True, metadata=note("Who released it.", "Elnät, Sven"))
    held_because = fields.String(
        allow_none=True,
        metadata=note("Why it was first held: call_off, approval_first, ceiling, unconfirmed or frame."),
    )
    let_go_at = Moment(allow_none=True, metadata=note("When a person let it go."))
    replaces_order_id = fields.UUID(allow_none=True, metadata=note("The order it was given in place of."))
    sampled = fields.Boolean(
        allow_none=True, metadata=note("Whether a rule would have approved it and a person looks all the same.")
    )
    version = fields.Integer(metadata=note("Counts its changes.", 3))


class WorkOrderInFull(WorkOrderSchema):
    """One order with its photos, and what may be done with it now."""

    pauses = fields.List(fields.Nested(PausePart), metadata=note("When its clock stood, first first."))

    photos = fields.List(fields.Nested(OrderPhoto), metadata=note("Photos of the fault and of the work."))
    acts = fields.List(fields.String(), metadata=note("The acts the caller may do now.", ["start", "complete"]))
    now = Moment(metadata=note("The moment it is in the municipality: deadlines are early or late by it.", _AT))


class WorkOrderPage(CursorPage):
    """A page of orders."""

    items = fields.List(fields.Nested(WorkOrderSchema), metadata=note("The orders."))
    now = Moment(metadata=note("The moment it is in the municipality: deadlines are early or late by it.", _AT))


class OrderAct(ApiSchema):
    """One act on an order. From a phone it may come late, twice or out of order."""

    act_id = ClientId(required=True)
    act = Code(
        Act,
        "What is done; approve, send_back, cancel, send (let a held order go), release (an all-clear) and pause (let"
        " its clock stand) are the unit's.",
        "accept",
        required=True,
    )
    reason = fields.String(
        load_default="", metadata=note("For decline, wait and pause: the code of the reason.", "no_capacity")
    )
    until = Moment(load_default=None, metadata=note("For wait and pause: the next look.", _AT))
    outcome = Code(Outcome, "For complete: what was done.", "mended", load_default=None)
    words = Words(
        "More, in words; a must for send_back, and for release: who said so.", "Bytte lampan.", load_default=""
    )
    occurred_at = Moment(load_default=None, metadata=note("When it happened by the phone's clock.", _AT))


class SendingBody(ApiSchema):
    """Held orders to let go."""

    client_id = ClientId()
    references = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, max=200, error="1 to 200 orders."),
        metadata=note("Their references.", ["B3XK-9TQW"]),
    )


class SendingAnswer(ApiSchema):
    """What became of them."""

    sent = fields.List(fields.String(), metadata=note("Let go now.", ["B3XK-9TQW"]))
    gone = fields.List(fields.String(), metadata=note("Let go or taken back before.", []))


class RedispatchBody(ApiSchema):
    """The same work from another contractor."""

    client_id = ClientId()
    contract_id = fields.UUID(required=True, metadata=note("The other contract."))
    words = Words("Why; kept as a note.", "De har inte svarat.", at_least=1, required=True)


BRIEFING_EXAMPLE = {
    "caseReference": "K7M4-RTXB",
    "category": "belysning.enstaka",
    "names": {"sv": "Enstaka lampa", "en": "A single lamp"},
    "advice": {"sv": "", "en": ""},
    "answers": {"sv": [["Hur lyser den?", "Inte alls"]], "en": [["How does it shine?", "Not at all"]]},
    "priority": "normal",
    "place": "Storgatan 12",
    "longitude": 18.601,
    "latitude": 58.2003,
    "assetNumber": "4711",
    "words": "Lampan är mörk.",
    "locked": False,
    "repeatNumber": 9,
    "repeatWords": {"sv": "nionde", "en": "ninth"},
}
ORDER_EXAMPLE: dict[str, Any] = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    "reference": "B3XK-9TQW",
    "caseReference": "K7M4-RTXB",
    "state": "accepted",
    "purpose": "mend",
    "trade": "lighting",
    "unitCode": "gata",
    "contractorId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a11",
    "contractId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12",
    "isAcute": False,
    "isWarranty": False,
    "briefing": BRIEFING_EXAMPLE,
    "sentAt": _AT,
    "acceptBy": "2026-11-23T08:15:00.000Z",
    "acceptanceOverdue": False,
    "deadlineAt": "2026-12-01T23:00:00.000Z",
    "acceptedAt": "2026-11-21T12:40:00.000Z",
    "endedAt": None,
    "version": 3,
}
ORDER_IN_FULL_EXAMPLE = {
    **ORDER_EXAMPLE,
    "photos": [{"id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a13", "kind": "report", "state": "ready"}],
    "acts": ["decline", "start", "make_safe", "wait", "complete"],
}
