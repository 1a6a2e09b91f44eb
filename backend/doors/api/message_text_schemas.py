"""The texts of a municipality as they travel."""

from typing import Any

from marshmallow import fields, validate

from backend.doors.api.case_schemas import AT
from backend.doors.api.schemas import ApiSchema, Moment, QuerySchema, note

_LANGUAGE = validate.Length(min=2, max=3, error="A language is written with two or three small letters.")
_LANGUAGE_CODE = validate.Regexp(r"[a-z]{2,3}\Z", error="A language is written with two or three small letters.")
WORDS = {"subject": "{ref}: Klart", "body": "{ref}: Nu är det gjort! {verdict}", "sms": None}
TEXT_EXAMPLE: dict[str, Any] = {
    **WORDS,
    "code": "mended",
    "language": "sv",
    "isOwn": True,
    "isTranslated": True,
    "smsSent": "{ref}: {verb}. Svara: {verdict}",
    "names": ["municipality", "ref", "verb", "verdict"],
    "must": ["verdict"],
    "namesInSms": ["municipality", "ref", "verb", "verdict"],
    "editedAt": AT,
}
VERSION_EXAMPLE: dict[str, Any] = {**WORDS, "number": 2, "isShipped": False, "editedBy": "Admin", "editedAt": AT}
PREVIEW_EXAMPLE: dict[str, Any] = {
    "reference": "K7M4-RTXB",
    "kind": "fault",
    "category": "belysning.enstaka",
    "subject": "K7M4-RTXB: Klart",
    "body": "K7M4-RTXB: Nu är det gjort! [verdict]",
    "sms": "K7M4-RTXB: Lampan lyser. Svara: [verdict]",
    "smsSegments": 1,
}


class TextQuery(QuerySchema):
    """Which texts."""

    language = fields.String(
        load_default="sv", validate=_LANGUAGE, metadata=note("The language the texts are for.", "sv")
    )


class TextSheetQuery(QuerySchema):
    """Which texts are taken out."""

    language = fields.String(
        load_default=None,
        validate=_LANGUAGE_CODE,
        metadata=note("In this language alone; in every one unless said.", "fi"),
    )


class TextItem(ApiSchema):
    """A text in one language."""

    code = fields.String(metadata=note("Which text.", "mended"))
    language = fields.String(metadata=note("The language it is for.", "sv"))
    is_own = fields.Boolean(metadata=note("Whether the municipality wrote it.", True))
    is_translated = fields.Boolean(metadata=note("False: there are no words in this language; Swedish is sent.", True))
    subject = fields.String(metadata=note("The subject; empty for a foot.", WORDS["subject"]))
    body = fields.String(metadata=note("The text, with names in braces.", WORDS["body"]))
    sms = fields.String(
        attribute="own_sms", allow_none=True, metadata=note("The municipality's own SMS; null: shipped.")
    )
    sms_sent = fields.String(attribute="sms", metadata=note("What is sent as SMS.", TEXT_EXAMPLE["smsSent"]))
    names = fields.List(fields.String(), metadata=note("The names it may use.", TEXT_EXAMPLE["names"]))
    must = fields.List(fields.String(), metadata=note("Those it must have.", ["verdict"]))
    names_in_sms = fields.List(fields.String(), metadata=note("Those its SMS may use.", TEXT_EXAMPLE["names"]))
    edited_at = Moment(allow_none=True, metadata=note("When it was last saved; null: as shipped.", AT))


class TextList(ApiSchema):
    """Every text in a language."""

    items = fields.List(fields.Nested(TextItem), metadata=note("In the order they come with Lagat."))
    languages = fields.List(fields.String(), metadata=note("Languages there are words in.", ["sv", "en"]))


class VersionItem(ApiSchema):
    """One saving."""

    number = fields.Integer(metadata=note("From 1.", 2))
    is_shipped = fields.Boolean(metadata=note("Whether it went back to the shipped words.", False))
    subject = fields.String(allow_none=True, metadata=note("The subject.", WORDS["subject"]))
    body = fields.String(allow_none=True, metadata=note("The text.", WORDS["body"]))
    sms = fields.String(allow_none=True, metadata=note("The SMS; null: the shipped one."))
    edited_by = fields.String(metadata=note("Who; empty where nobody knows.", "Admin"))
    edited_at = Moment(metadata=note("When.", AT))


class TextInFull(TextItem):
    """A text with how it was."""

    version = fields.Integer(metadata=note("The number of the newest version; 0: none.", 2))
    versions = fields.List(fields.Nested(VersionItem), metadata=note("Newest first."))


class WordsBody(ApiSchema):
    """The words to try."""

    subject = fields.String(required=True, validate=validate.Length(max=1000), metadata=note("The subject.", "{ref}"))
    body = fields.String(required=True, validate=validate.Length(max=20_000), metadata=note("The text.", WORDS["body"]))
    sms = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=2000), metadata=note("Null: the shipped one.")
    )


class TextBody(WordsBody):
    """The words to keep."""

    seen = fields.Integer(metadata=note("The version it was written on; another since is refused (409).", 2))


class ReturnBody(ApiSchema):
    """Back to the shipped words."""

    seen = fields.Integer(metadata=note("The version that was seen; another since is refused (409).", 2))


class DraftPreviewItem(ApiSchema):
    """How it will read in one case, with a mark like [follow] for each link."""

    reference = fields.String(metadata=note("The case; empty: none, each name has a mark.", "K7M4-RTXB"))
    kind = fields.String(metadata=note("Its kind.", "fault"))
    category = fields.String(metadata=note("Its category.", "belysning.enstaka"))
    subject = fields.String(metadata=note("The subject.", PREVIEW_EXAMPLE["subject"]))
    body = fields.String(metadata=note("The text.", PREVIEW_EXAMPLE["body"]))
    sms = fields.String(metadata=note("As SMS.", PREVIEW_EXAMPLE["sms"]))
    sms_segments = fields.Integer(metadata=note("How many SMS it costs.", 1))


class DraftPreviewList(ApiSchema):
    """How the words will read."""

    items = fields.List(fields.Nested(DraftPreviewItem), metadata=note("One open case of each kind."))
