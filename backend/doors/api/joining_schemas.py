"""How what is known already travels, and what staff send to join, part and split."""

from typing import Any

from marshmallow import fields, validate

from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import CASE_EXAMPLE, CaseItem
from backend.doors.api.codes import ClientId, Words
from backend.doors.api.report_schemas import CategoryName, PromiseView, PublicState
from backend.doors.api.schemas import ApiSchema, Moment, QuerySchema, note

_AT = "2026-11-21T12:15:00.000Z"
_SHORT = validate.Length(min=1, max=100, error="1 to 100 characters.")


class KnownQuery(QuerySchema):
    """Where, and what of."""

    latitude = fields.Float(required=True, metadata=note("Degrees north, WGS 84.", 58.2003))
    longitude = fields.Float(required=True, metadata=note("Degrees east, WGS 84.", 18.601))
    category = fields.String(required=True, validate=_SHORT, metadata=note("The category.", "belysning.enstaka"))
    asset_number = fields.String(validate=_SHORT, metadata=note("The number on the lamp post.", "4711"))


class KnownCase(ApiSchema):
    """A case nearby, as anyone may know it: no words, no photo, no person."""

    case_id = fields.UUID(metadata=note("What sameAs of the report says where it is the same."))
    category = fields.Nested(CategoryName, metadata=note("What it is about."))
    state = fields.Nested(PublicState, metadata=note("Where it stands."))
    promise = fields.Nested(PromiseView, allow_none=True, metadata=note("What happens next."))
    is_open = fields.Boolean(metadata=note("False: resolved a short time ago, and nothing to join.", True))
    same_asset = fields.Boolean(metadata=note("Whether it is the same lamp post or thing.", False))
    distance_m = fields.Integer(metadata=note("About how far, to the nearest ten metres.", 20))
    opened_at = Moment(metadata=note("When it was first reported.", _AT))


class KnownCases(ApiSchema):
    """What may be the same."""

    items = fields.List(fields.Nested(KnownCase), metadata=note("At most three, nearest first."))


class NearCase(CaseItem):
    """A case nearby, as staff see it."""

    distance_m = fields.Float(metadata=note("How far, in metres.", 18.2))
    same_asset = fields.Boolean(metadata=note("Whether it is the same lamp post or thing.", False))
    may_join = fields.Boolean(metadata=note("Whether the two may be made one.", True))


class NearCases(ApiSchema):
    """Cases of the same group nearby, of the same asset, and those just resolved."""

    items = fields.List(fields.Nested(NearCase), metadata=note("The same asset first, then open ones, nearest first."))


class MergerBody(ActBody):
    """Which case remains."""

    into = fields.String(required=True, validate=_SHORT, metadata=note("The case that remains.", "K7M4-RTXB"))


class ReportActBody(ActBody):
    """One report of the case."""

    report = fields.String(required=True, validate=_SHORT, metadata=note("The report's reference.", "K7M4-RTXB"))


class ReportJoiningBody(ReportActBody):
    """Which report, and where it shall lie."""

    to = fields.String(required=True, validate=_SHORT, metadata=note("The case it belongs to.", "B4X2-7HNP"))


class ReportSplitBody(ReportActBody):
    """The second fault that a report tells of."""

    client_id = ClientId(required=True)
    category = fields.String(required=True, validate=_SHORT, metadata=note("The second fault's.", "park.mobler"))
    words = Words(
        "The part of the report that tells of it; empty: all of it.", "Och bänken är trasig.", load_default=""
    )
    latitude = fields.Float(metadata=note("Where it is, unless where the first one is.", 58.2003))
    longitude = fields.Float(metadata=note("Where it is, unless where the first one is.", 18.601))
    place_words = fields.String(
        load_default="", validate=validate.Length(max=500, error="At most 500 characters."), metadata=note("In words.")
    )


KNOWN_EXAMPLE: dict[str, Any] = {
    "caseId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12",
    "category": {"code": "belysning.enstaka", "names": {"sv": "En lampa är släckt", "en": "One lamp is out"}},
    "state": {"code": "assigned", "words": {"sv": "Skickad till Gatuenheten", "en": "Sent to Streets"}},
    "promise": None,
    "isOpen": True,
    "sameAsset": False,
    "distanceM": 20,
    "openedAt": _AT,
}
NEAR_EXAMPLE: dict[str, Any] = {**CASE_EXAMPLE, "distanceM": 18.2, "sameAsset": False, "mayJoin": True}
