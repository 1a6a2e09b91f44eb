"""How a case travels to staff: everything that is known of it, but reporters' names and addresses."""

from typing import Any

from marshmallow import fields

from backend.doors.api.case_schemas import AT, CASE_EXAMPLE, CaseItem
from backend.doors.api.report_schemas import PublicState, in_languages
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.api.work_order_schemas import ORDER_EXAMPLE, OrderPhoto, WorkOrderSchema

_RULE = "3 within 120 metres in 21 days: mend 21 days"


class DevicePart(ApiSchema):
    """Where the sender's device itself said it was: its own claim, never put in the place's stead."""

    longitude = fields.Float(attribute="lon", metadata=note("Degrees east, WGS 84.", 18.601))
    latitude = fields.Float(attribute="lat", metadata=note("Degrees north, WGS 84.", 58.2003))
    accuracy_m = fields.Float(allow_none=True, metadata=note("How exact it said it was, in metres.", 12))


class CasePhoto(OrderPhoto):
    """A photo, and where it says itself to be taken: a claim of its own, for staff alone."""

    taken_longitude = fields.Float(
        attribute="taken_lon", allow_none=True, metadata=note("Degrees east, WGS 84, where it says so.", 18.601)
    )
    taken_latitude = fields.Float(
        attribute="taken_lat", allow_none=True, metadata=note("Degrees north, WGS 84, where it says so.", 58.2003)
    )


class ReportPart(ApiSchema):
    """What one person told us."""

    reference = fields.String(metadata=note("The report.", "K7M4-RTXB"))
    channel = fields.String(metadata=note("The way it came.", "web"))
    category_said = fields.String(metadata=note("The category as it was sent.", "belysning.enstaka"))
    words = fields.String(metadata=note("The person's own words.", "Lampan är mörk."))
    answers = fields.Dict(
        fields.String(),
        fields.List(fields.List(fields.String())),
        metadata=note("Questions and answers by language, in pairs."),
    )
    language = fields.String(metadata=note("The language they are answered in.", "sv"))
    longitude = fields.Float(metadata=note("Degrees east, WGS 84: the place it is about, or the pin.", 18.601))
    latitude = fields.Float(metadata=note("Degrees north, WGS 84.", 58.2003))
    accuracy_m = fields.Float(
        allow_none=True, metadata=note("How exact the position is, in metres; null where a person pointed at it.", 12)
    )
    device = fields.Nested(DevicePart, allow_none=True, metadata=note("Where the device said it was, if it did."))
    place_words = fields.String(metadata=note("Where, in their words.", "Vid torget"))
    asset_number = fields.String(allow_none=True, metadata=note("The number on the thing.", "4711"))
    may_show_words = fields.Boolean(metadata=note("Whether their words may be public.", False))
    may_show_photo = fields.Boolean(metadata=note("Whether their photo may be public.", False))
    entered_by = fields.String(allow_none=True, metadata=note("Who entered it, where staff did.", "Bo"))
    occurred_at = Moment(allow_none=True, metadata=note("When it was seen."))
    received_at = Moment(metadata=note("When it reached the municipality.", AT))
    recorded_at = Moment(metadata=note("When it was written down.", AT))
    late_reason = fields.String(allow_none=True, metadata=note("Why it was entered after it came.", None))
    words_language = fields.String(allow_none=True, metadata=note("The language the words are written in.", "sv"))
    renderings = fields.Dict(fields.String(), fields.String(), metadata=note("The words in other languages, by staff."))
    split_from = fields.UUID(allow_none=True, metadata=note("The report it was split off from.", None))
    id = fields.UUID(metadata=note("Its id, as the timeline's facts name it."))


class WrittenPart(ApiSchema):
    """Words written later: a reporter's addition, or a note, question or answer of staff."""

    kind = fields.String(metadata=note("addition, note, question or answer.", "note"))
    words = fields.String(metadata=note("The words.", "Beställt ny armatur."))
    author = fields.String(allow_none=True, metadata=note("The member of staff.", "Bo"))
    at = Moment(metadata=note("When.", AT))
    id = fields.UUID(metadata=note("Its id, for a rendering."))
    language = fields.String(allow_none=True, metadata=note("The language it is written in, where it is known.", "sv"))
    renderings = fields.Dict(fields.String(), fields.String(), metadata=note("The same in other languages, by staff."))
    question = fields.String(allow_none=True, metadata=note("The code, where it is a common question.", None))


class DecisionPart(ApiSchema):
    """Who is responsible, decided when and why."""

    route = fields.String(metadata=note("contract, unit, body or person.", "contract"))
    contract_id = fields.UUID(allow_none=True, metadata=note("The contract."))
    unit_code = fields.String(allow_none=True, metadata=note("The unit.", "gata"))
    body_code = fields.String(allow_none=True, metadata=note("The other body.", None))
    confidence = fields.Float(metadata=note("How sure, 0 to 1; below 0.8 a person decides.", 1.0))
    explanation = in_languages("Why, in words.")
    edition = fields.Integer(allow_none=True, metadata=note("The edition of rules that was followed.", 1))
    decided_by = fields.String(allow_none=True, metadata=note("The person, where one decided.", None))
    decided_at = Moment(metadata=note("When.", AT))


class HandOverPart(ApiSchema):
    """Another body told of its fault."""

    id = fields.UUID(metadata=note("Its id."))
    body_code = fields.String(metadata=note("The body.", "elnat"))
    body_name = fields.String(metadata=note("Its name.", "Ängsby Elnät"))
    way = fields.String(metadata=note("phone, mail, form or shown.", "phone"))
    state = fields.String(metadata=note("to_do, sent, acknowledged, answered or ended.", "to_do"))
    their_reference = fields.String(allow_none=True, metadata=note("What proves that they have it.", None))
    masked_words = fields.String(metadata=note("What they are told.", "Kabeln hänger."))
    made_at = Moment(metadata=note("When.", AT))
    acknowledged_at = Moment(allow_none=True, metadata=note("When they had it."))
    ask_again_at = Moment(allow_none=True, metadata=note("When we ask again."))
    chaser = fields.String(allow_none=True, metadata=note("Whose list that comes to: unit or kontaktcenter."))
    contact_name = fields.String(allow_none=True, metadata=note("Who took it.", None))
    answered_at = Moment(allow_none=True, metadata=note("When they answered."))
    answer = fields.String(allow_none=True, metadata=note("mended, will_do or not_theirs.", None))
    answer_words = fields.String(allow_none=True, metadata=note("What they said.", None))
    same_as_id = fields.UUID(allow_none=True, metadata=note("The earlier hand-over at the spot that they have."))
    ended_at = Moment(allow_none=True, metadata=note("When it ended."))
    ended_as = fields.String(
        allow_none=True,
        metadata=note("theirs, mended, not_theirs, all_clear, decided_otherwise, case_resolved or withdrawn.", None),
    )


class CallPart(ApiSchema):
    """One person called."""

    number = fields.Integer(metadata=note("Its place in the alarm.", 1))
    role = in_languages("Who was called.")
    called_at = Moment(metadata=note("When.", AT))
    fate = fields.String(allow_none=True, metadata=note("What became of the message; null until it is written.", None))


class AlarmPart(ApiSchema):
    """An acute case calling persons in turn."""

    id = fields.UUID(metadata=note("Its id."))
    state = fields.String(metadata=note("calling or acknowledged.", "calling"))
    raised_at = Moment(metadata=note("When it began.", AT))
    next_call_at = Moment(allow_none=True, metadata=note("When the next person is called."))
    acknowledged_at = Moment(allow_none=True, metadata=note("When somebody had it."))
    acknowledged_role = fields.String(allow_none=True, metadata=note("Who, by role.", "agent"))
    calls = fields.List(fields.Nested(CallPart), metadata=note("Who was called."))


class VerdictPart(ApiSchema):
    """A reporter's answer."""

    resolution = fields.Integer(metadata=note("Which resolution.", 1))
    outcome = fields.String(metadata=note("What it answers.", "mended"))
    answer = fields.String(metadata=note("yes or no.", "no"))
    words = fields.String(metadata=note("The reporter's words.", "Den är mörk."))
    led_to = fields.String(allow_none=True, metadata=note("What a no led to.", "warranty_order"))
    given_at = Moment(metadata=note("When.", AT))


class StepPart(ApiSchema):
    """One step of the timeline."""

    number = fields.Integer(metadata=note("Its place.", 1))
    step = fields.String(metadata=note("What was done.", "submit"))
    actor_kind = fields.String(metadata=note("reporter, staff, contractor or system.", "reporter"))
    actor_name = fields.String(allow_none=True, metadata=note("The person, where one is known.", None))
    facts = fields.Dict(fields.String(), fields.Raw(), metadata=note("Ids and codes of the moment."))
    occurred_at = Moment(metadata=note("When it happened.", AT))
    recorded_at = Moment(metadata=note("When it was written down.", AT))


class PromisePart(ApiSchema):
    """A promise, kept or moved."""

    number = fields.Integer(metadata=note("Its place.", 1))
    kind = fields.String(metadata=note("What was promised; date_to_be_given: moved in, without a date yet.", "read"))
    due_at = Moment(allow_none=True, metadata=note("By when; null where no date had been given.", AT))
    precision = fields.String(metadata=note("How exact: time, day, week or season.", "time"))
    cause = fields.String(metadata=note("first, next_step, waiting, late or reopened.", "first"))
    reason = fields.String(allow_none=True, metadata=note("Why it was moved.", None))
    made_at = Moment(metadata=note("When it was made.", AT))
    ended_at = Moment(allow_none=True, metadata=note("When it ended."))
    ended_as = fields.String(allow_none=True, metadata=note("kept, moved or passed.", None))


class DateReasonPart(ApiSchema):
    """Why the promise that stands has its date."""

    code = fields.String(metadata=note("category, season, answers, count (several in a row) or person.", "count"))
    words = fields.Dict(fields.String(), fields.String(), metadata=note("The same in words, by language."))
    rule = fields.String(metadata=note("The season's targets or the count as written, of its day.", _RULE))


class AttentionPart(ApiSchema):
    """Why the case needs a person."""

    why = fields.String(metadata=note("The reason.", "approve"))
    whose = fields.String(metadata=note("kontaktcenter, unit or head.", "unit"))
    unit_code = fields.String(allow_none=True, metadata=note("The unit.", "gata"))
    until = Moment(metadata=note("Until when it should be looked at.", AT))
    is_acute = fields.Boolean(metadata=note("Whether somebody may be hurt.", False))
    raised_at = Moment(metadata=note("Since when.", AT))
    facts = fields.Dict(fields.String(), fields.Raw(), metadata=note("Ids and codes of the moment."))


class ToldPart(ApiSchema):
    """A message about the case and its fate; links are shown as marks, addresses not at all."""

    delivery_id = fields.UUID(metadata=note("Its id."))
    code = fields.String(metadata=note("Which text.", "received"))
    channel = fields.String(metadata=note("mail.", "mail"))
    recipient_kind = fields.String(metadata=note("reporter, staff, contractor or body.", "reporter"))
    language = fields.String(metadata=note("Its language.", "sv"))
    subject = fields.String(metadata=note("Its subject.", "Tack för din felanmälan"))
    body = fields.String(metadata=note("Its text.", "Tack! Vi har din felanmälan K7M4-RTXB."))
    fate = fields.String(metadata=note("What became of it.", "handed_over"))
    parked_reason = fields.String(allow_none=True, metadata=note("Why it was given up.", None))
    attempts = fields.Integer(metadata=note("How often it was tried.", 1))
    repeats = fields.Integer(metadata=note("Tries that may have put a second copy before the recipient.", 0))
    queued_at = Moment(metadata=note("When it was written.", AT))
    not_before = Moment(metadata=note("When it goes at the earliest.", AT))
    ended_at = Moment(allow_none=True, metadata=note("When its fate was settled."))


class CameAs(ApiSchema):
    """What a system before ours called the case."""

    source = fields.String(metadata=note("The system.", "gamla"))
    old_id = fields.String(metadata=note("Its reference there.", "KS-2019/114"))
    category_there = fields.String(metadata=note("Its category there, in that system's words.", "Lampa"))
    state_there = fields.String(metadata=note("Its state there when it moved.", "Klar"))


class CaseInFull(CaseItem):
    """Everything staff need; names and addresses of reporters have a call of their own."""

    moved_in_as = fields.List(fields.Nested(CameAs), metadata=note("What the system before called it.", []))
    joined_to = fields.String(allow_none=True, metadata=note("The case this one was emptied into, by reference.", None))
    joined_from = fields.List(fields.String(), metadata=note("Cases emptied into this one, by reference.", []))
    public_state = fields.Nested(PublicState, metadata=note("What the public reads."))
    reports = fields.List(fields.Nested(ReportPart), metadata=note("First received first."))
    written = fields.List(fields.Nested(WrittenPart), metadata=note("Additions, notes, questions and answers."))
    decisions = fields.List(fields.Nested(DecisionPart), metadata=note("First made first."))
    orders = fields.List(fields.Nested(WorkOrderSchema), metadata=note("First sent first."))
    hand_overs = fields.List(fields.Nested(HandOverPart), metadata=note("First made first."))
    alarm = fields.Nested(AlarmPart, allow_none=True, metadata=note("The latest."))
    verdicts = fields.List(fields.Nested(VerdictPart), metadata=note("First given first."))
    timeline = fields.List(fields.Nested(StepPart), metadata=note("By number."))
    promises = fields.List(fields.Nested(PromisePart), metadata=note("By number; the last one stands."))
    date_reasons = fields.List(
        fields.Nested(DateReasonPart), metadata=note("Why the date is what it is, the last one strongest.")
    )
    attention = fields.List(fields.Nested(AttentionPart), metadata=note("Why it needs a person now."))
    told = fields.List(fields.Nested(ToldPart), metadata=note("What was told, or is about to be."))
    photos = fields.List(fields.Nested(CasePhoto), metadata=note("Of the fault and of the work."))
    may_read_words = fields.Boolean(
        metadata=note("False for another authority's matter: what was written is left out.", True)
    )
    allowed = fields.List(
        fields.String(), metadata=note("What the state lets one post below the case now.", ["decisions", "notes"])
    )


CASE_IN_FULL_EXAMPLE: dict[str, Any] = {
    **CASE_EXAMPLE,
    "joinedTo": None,
    "joinedFrom": [],
    "publicState": {"code": "assigned", "words": {"sv": "Skickad till Gatuenheten", "en": "Sent to Streets"}},
    "reports": [{"reference": "K7M4-RTXB", "channel": "web", "words": "Lampan är mörk.", "receivedAt": AT}],
    "written": [],
    "decisions": [{"route": "contract", "unitCode": "gata", "confidence": 1.0, "edition": 1, "decidedAt": AT}],
    "orders": [ORDER_EXAMPLE],
    "handOvers": [],
    "alarm": None,
    "verdicts": [],
    "timeline": [{"number": 1, "step": "submit", "actorKind": "reporter", "occurredAt": AT, "recordedAt": AT}],
    "promises": [{"number": 1, "kind": "read", "dueAt": AT, "precision": "time", "cause": "first", "madeAt": AT}],
    "dateReasons": [{"code": "category", "words": {"sv": "Kategorins mål: lagas inom 10 dagar."}, "rule": ""}],
    "attention": [],
    "told": [],
    "photos": [],
    "mayReadWords": True,
    "allowed": ["decisions", "work-orders", "promises", "waitings", "questions", "notes", "resolutions"],
}
