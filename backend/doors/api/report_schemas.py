"""How a report travels, in and out."""

from typing import Any

from marshmallow import EXCLUDE, fields, validate

from backend.cases import Channel, LateReason
from backend.doors.api.codes import ClientId, Code, Words
from backend.doors.api.quick_reports import read_quickly
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.feedback import Answer

_AT = "2026-11-21T12:15:00.000Z"
_LONG = validate.Length(max=500, error="At most 500 characters.")
_SHORT = validate.Length(max=100, error="At most 100 characters.")


def in_languages(said: str) -> fields.Dict:
    """A text by language: sv and en."""
    return fields.Dict(fields.String(), fields.String(), metadata=note(said, {"sv": "Mottagen", "en": "Received"}))


class ReportBody(ApiSchema):
    """What a person tells of a fault, or asks, or thinks. A category we do not know is taken, and read by a person."""

    client_id = ClientId(required=True)
    category = fields.String(
        required=True, validate=_SHORT, metadata=note("A code from the tree of categories.", "belysning.enstaka")
    )
    latitude = fields.Float(required=True, metadata=note("Degrees north, WGS 84.", 58.2003))
    longitude = fields.Float(required=True, metadata=note("Degrees east, WGS 84.", 18.601))
    words = Words("What the person says.", "Lampan är mörk.", load_default="")
    language = fields.String(
        load_default="sv", validate=_SHORT, metadata=note("The language they are answered in.", "sv")
    )
    answers = fields.Dict(
        fields.String(), fields.Raw(allow_none=True), load_default=dict, metadata=note("Question code → answer.")
    )
    accuracy_m = fields.Float(
        validate=validate.Range(min=0, error="At least 0."), metadata=note("How exact the position is, in metres.", 12)
    )
    place_words = fields.String(load_default="", validate=_LONG, metadata=note("Where, in their words.", "Vid torget"))
    asset_number = fields.String(validate=_SHORT, metadata=note("The number on the lamp post or thing.", "4711"))
    asset_id = fields.UUID(metadata=note("The known thing it is about, as /location offers it."))
    fix_longitude = fields.Float(
        validate=validate.Range(-180, 180), metadata=note("Where the device itself said it was.", 18.601)
    )
    fix_latitude = fields.Float(
        validate=validate.Range(-90, 90), metadata=note("Where the device itself said it was.", 58.2003)
    )
    fix_accuracy_m = fields.Float(
        validate=validate.Range(min=0, error="At least 0."), metadata=note("How exact its fix was, in metres.", 12)
    )
    name = fields.String(validate=_LONG, metadata=note("The person's name, if they wish.", "Amira"))
    email = fields.Email(metadata=note("Where they are answered, if they wish.", "amira@example.org"))
    mobile = fields.String(validate=_SHORT, metadata=note("A mobile number for SMS, if they wish.", "070-174 06 05"))
    prefers = fields.String(
        load_default="mail",
        validate=validate.OneOf(("mail", "sms"), error="mail or sms."),
        metadata=note("Which of two addresses is written to: mail or sms.", "mail"),
    )
    wants_word = fields.Boolean(load_default=True, metadata=note("Whether they wish to be told.", True))
    may_show_words = fields.Boolean(load_default=False, metadata=note("Whether their words may be public.", False))
    may_show_photo = fields.Boolean(load_default=False, metadata=note("Whether their photo may be public.", False))
    occurred_at = Moment(metadata=note("When it was seen.", _AT))
    channel = Code(
        Channel, "The way it came: web, app or api; staff also phone, visit, mail and staff.", "app",
        load_default=Channel.API,
    )  # fmt: skip
    same_as = fields.UUID(
        metadata=note("The caseId among knownCases that it is the same as; its reporter is told with the others.")
    )
    received_at = Moment(metadata=note("Staff alone: when it reached the municipality, if earlier.", _AT))
    late_reason = Code(LateReason, "Staff alone: why it is entered afterwards.", "outage")
    reserved_reference = fields.String(
        validate=_SHORT, metadata=note("Staff alone: the reference its paper form carried.", "K7M4-RTXB")
    )

    def load(self, data: Any, **more: Any) -> Any:
        """As every schema, but what is plainly right is read without its machinery (see ``quick_reports``)."""
        quickly = read_quickly(data)
        return super().load(data, **more) if quickly is None else quickly


class PromiseView(ApiSchema):
    """What happens next, and by when."""

    kind = fields.String(
        metadata=note(
            "read, inspect, make_safe, mend, answer, deliver, hand_over, ask_again, next_word, or date_to_be_given: the"
            " case came from another system and has no date yet.",
            "read",
        )
    )
    due_at = Moment(allow_none=True, metadata=note("By when; null where no date has been given yet.", _AT))
    precision = fields.String(metadata=note("How exact that is: time, day, week or season.", "day"))
    has_passed = fields.Boolean(metadata=note("Whether it passed without being kept.", False))
    words = in_languages("The promise as it is read.")


class CaseBrief(ApiSchema):
    """The case in two words."""

    state = fields.String(metadata=note("Where the work stands.", "received"))
    is_acute = fields.Boolean(metadata=note("Whether somebody may be hurt.", False))


class ReportTaken(ApiSchema):
    """The answer to a report, the same however often it is sent."""

    reference = fields.String(metadata=note("To read aloud and to write down.", "K7M4-RTXB"))
    follow_token = fields.String(metadata=note("Opens the report; keep it secret.", "aX5x0cN2s3bUu0o8u5gJkqw"))
    follow_url = fields.String(metadata=note("The page a person follows the report on."))
    photo_token = fields.String(
        metadata=note("Adds photos to the report, and nothing else.", "aQ8w1mV4pJt2cX7r5nB0eZg")
    )
    is_first = fields.Boolean(metadata=note("Whether this sending was the first.", True))
    is_joined = fields.Boolean(metadata=note("Whether the fault was known, and the report belongs to it.", False))
    case = fields.Nested(CaseBrief, metadata=note("Where it stands."))
    promise = fields.Nested(PromiseView, allow_none=True, metadata=note("What happens next."))
    acute_phone = fields.String(allow_none=True, metadata=note("Where it is acute: the number to ring.", None))
    nobody_has_read_it = fields.Boolean(metadata=note("Whether it is acute and waits for a person to read it.", False))


class PublicState(ApiSchema):
    """A state and its words."""

    code = fields.String(metadata=note("The state.", "received"))
    words = in_languages("The state as it is read.")


class CategoryName(ApiSchema):
    """A category by its names."""

    code = fields.String(metadata=note("Its code.", "belysning.enstaka"))
    names = in_languages("Its name.")


class PublicStep(ApiSchema):
    """One step a reporter is told of."""

    number = fields.Integer(metadata=note("Its place in the case's timeline.", 1))
    at = Moment(metadata=note("When it happened.", _AT))
    words = in_languages("The step as it is read.")


class AskedWords(ApiSchema):
    """A question and its answers in one language."""

    ask = fields.String(metadata=note("The question.", "Är det lagat?"))
    yes = fields.String(metadata=note("What agrees; empty where one may only object.", "Ja, det är lagat"))
    no = fields.String(metadata=note("What objects.", "Nej, det är inte lagat"))


class Asked(ApiSchema):
    """What is asked now."""

    resolution = fields.Integer(metadata=note("Which resolution it is about; goes back with the answer.", 1))
    answers = fields.List(fields.String(), metadata=note("yes and no, or no alone.", ["yes", "no"]))
    words = fields.Dict(fields.String(), fields.Nested(AskedWords), metadata=note("The words by language."))


class OwnPhoto(ApiSchema):
    """A photo of the reporter's own."""

    id = fields.UUID(metadata=note("Its id, for its address."))
    kind = fields.String(metadata=note("report.", "report"))
    state = fields.String(metadata=note("received, ready or refused.", "ready"))
    refused_why = fields.String(allow_none=True, metadata=note("Why it cannot be shown.", None))
    refused_words = fields.Dict(
        fields.String(), fields.String(), allow_none=True, metadata=note("The same as it is read, by language.", None)
    )


class ReportFollowed(ApiSchema):
    """A report as its reporter follows it."""

    reference = fields.String(metadata=note("The reference.", "K7M4-RTXB"))
    category = fields.Nested(CategoryName, metadata=note("What it is about."))
    place = fields.String(metadata=note("Where.", "Storgatan 12"))
    state = fields.Nested(PublicState, metadata=note("Where it stands."))
    outcome = fields.String(allow_none=True, metadata=note("How it was resolved.", None))
    promise = fields.Nested(PromiseView, allow_none=True, metadata=note("What happens next."))
    read_by = fields.Dict(
        fields.String(), fields.String(), allow_none=True, metadata=note("Who has read it: a role, by language.")
    )
    nobody_has_read_it = fields.Boolean(metadata=note("Whether it is acute and waits for a person to read it.", False))
    acute_phone = fields.String(allow_none=True, metadata=note("Where it is acute: the number to ring.", None))
    timeline = fields.List(fields.Nested(PublicStep), metadata=note("What has happened, in order."))
    question = fields.Nested(Asked, allow_none=True, metadata=note("What is asked now."))
    photos = fields.List(fields.Nested(OwnPhoto), metadata=note("The reporter's own photos."))
    photo_room = fields.Integer(metadata=note("How many more photos the report takes.", 9))


class TokenHeader(ApiSchema):
    """The token that opens one report."""

    class Meta:
        """Other headers are not ours."""

        unknown = EXCLUDE

    token = fields.String(
        data_key="X-Lagat-Report-Token",
        load_default="",
        metadata=note("The followToken of the report.", "aX5x0cN2s3bUu0o8u5gJkqw"),
    )


class PhotoTokenHeader(TokenHeader):
    """The token that adds photos to one report; the one that opens it does so too."""

    photo_token = fields.String(
        data_key="X-Lagat-Photo-Token",
        load_default="",
        metadata=note("The photoToken of the report.", "aQ8w1mV4pJt2cX7r5nB0eZg"),
    )


class AdditionBody(ApiSchema):
    """More words from a reporter."""

    words = Words("What there is to add.", "Den blinkar nu.", at_least=1, required=True)
    client_id = ClientId()


class AdditionTaken(ApiSchema):
    """The report the words were added to."""

    reference = fields.String(metadata=note("The report.", "K7M4-RTXB"))


class VerdictBody(ApiSchema):
    """A reporter's answer to what an outcome asks."""

    resolution = fields.Integer(
        required=True, validate=validate.Range(min=1, error="At least 1."), metadata=note("Which resolution.", 1)
    )
    answer = Code(Answer, "yes or no.", "no", required=True)
    words = Words("More, in words.", "Den är fortfarande mörk.", load_default="")


class VerdictTaken(ApiSchema):
    """The answer as it was taken."""

    resolution = fields.Integer(metadata=note("Which resolution.", 1))
    answer = fields.String(metadata=note("yes or no.", "no"))
    given_at = Moment(metadata=note("When.", _AT))


REPORT_EXAMPLE: dict[str, Any] = {
    "clientId": "m3Zk0o0q9eV5bFQnT7rGxA",
    "category": "belysning.enstaka",
    "latitude": 58.2003,
    "longitude": 18.601,
    "words": "Lampan är mörk.",
    "language": "sv",
    "answers": {"hur": "slackt"},
    "email": "amira@example.org",
}
_PROMISE_EXAMPLE = {
    "kind": "read",
    "dueAt": "2026-11-23T12:15:00.000Z",
    "precision": "time",
    "hasPassed": False,
    "words": {"sv": "Den läses senast mån 23 nov kl. 13.15", "en": "It is read by Mon 23 Nov at 13:15"},
}
TAKEN_EXAMPLE = {
    "reference": "K7M4-RTXB",
    "followToken": "aX5x0cN2s3bUu0o8u5gJkqw",
    "photoToken": "aQ8w1mV4pJt2cX7r5nB0eZg",
    "followUrl": "https://felanmalan.example.se/angsby/arende/K7M4RTXB/aX5x0cN2s3bUu0o8u5gJkqw",
    "isFirst": True,
    "isJoined": False,
    "case": {"state": "received", "isAcute": False},
    "promise": _PROMISE_EXAMPLE,
    "acutePhone": None,
    "nobodyHasReadIt": False,
}
_RECEIVED = {"sv": "Mottagen", "en": "Received"}
FOLLOWED_EXAMPLE = {
    "reference": "K7M4-RTXB",
    "category": {"code": "belysning.enstaka", "names": {"sv": "Enstaka lampa", "en": "A single lamp"}},
    "place": "Storgatan 12",
    "state": {"code": "received", "words": _RECEIVED},
    "outcome": None,
    "promise": _PROMISE_EXAMPLE,
    "readBy": None,
    "nobodyHasReadIt": False,
    "acutePhone": None,
    "timeline": [{"number": 1, "at": _AT, "words": _RECEIVED}],
    "question": None,
    "photos": [],
    "photoRoom": 10,
}
