"""How disclosures of public records travel."""

from typing import Any

from marshmallow import fields, validate

from backend.cases import State
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import Words
from backend.doors.api.paging import CursorPage, FollowedPage
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.retention import FIELDS

_SAID = validate.Length(min=1, max=500, error="1 to 500 characters.")
ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a20"


class CriteriaBody(ApiSchema):
    """What is searched for; all of it must hold, and something must be said."""

    words = fields.String(
        load_default="", validate=validate.Length(max=200), metadata=note("In any form.", "hål skola")
    )
    categories = fields.List(fields.String(), load_default=list, metadata=note("One of these.", ["vag.potthal"]))
    states = fields.List(
        fields.String(validate=validate.OneOf([each.value for each in State], error="Not one of the known codes.")),
        load_default=list,
        metadata=note("In one of these.", ["closed"]),
    )
    since = Moment(load_default=None, allow_none=True, metadata=note("Opened then or later.", AT))
    until = Moment(load_default=None, allow_none=True, metadata=note("Opened before.", AT))
    longitude = fields.Float(
        load_default=None, allow_none=True, validate=validate.Range(-180, 180), metadata=note("WGS84.", 18.6)
    )
    latitude = fields.Float(
        load_default=None, allow_none=True, validate=validate.Range(-90, 90), metadata=note("WGS84.", 58.2)
    )
    metres = fields.Integer(
        load_default=200, validate=validate.Range(10, 2000), metadata=note("So far from the point.", 200)
    )


class DisclosureBody(ActBody):
    """A request: nobody is asked who they are or why."""

    asked_for = Words("What was asked for.", "Alla hål vid skolor i år.", at_least=1, required=True)
    search = fields.Nested(CriteriaBody, required=True, metadata=note("The search that finds it."))


class MasksBody(ApiSchema):
    """What is masked by default."""

    shown = fields.List(
        fields.String(validate=validate.OneOf(FIELDS, error="Not one of the known codes.")),
        required=True,
        metadata=note("Fields of the reporters shown after all: name, address, restricted.", []),
    )
    paragraph = fields.String(required=True, validate=_SAID, metadata=note("The ground.", "21 kap. 7 § OSL"))


class PassageBody(ActBody):
    """A passage of one case."""

    reference = fields.String(required=True, metadata=note("The case.", "K7M4-RTXB"))
    passage = fields.String(required=True, validate=_SAID, metadata=note("As it stands there.", "portkoden 4711"))
    paragraph = fields.String(required=True, validate=_SAID, metadata=note("The ground.", "21 kap. 1 § OSL"))
    is_shown = fields.Boolean(load_default=False, metadata=note("Show it although it would be masked.", False))


class OmissionBody(ActBody):
    """A case withheld as a whole."""

    reference = fields.String(required=True, metadata=note("The case.", "K7M4-RTXB"))
    paragraph = fields.String(
        required=True, validate=validate.Length(max=500), metadata=note("The ground; empty takes it in.", "35 kap. 1 §")
    )


class DecisionOnIt(ActBody):
    """To give out."""

    decision = fields.String(required=True, validate=_SAID, metadata=note("By which decision.", "Delegation 7"))


class RefusalBody(DecisionOnIt):
    """To refuse as a whole."""

    reason = Words("Paragraph and reasons: it can be appealed.", "21 kap. 3 § OSL: …", at_least=1, required=True)


class DisclosureItem(ApiSchema):
    """A disclosure."""

    id = fields.UUID(metadata=note("Its id."))
    number = fields.String(metadata=note("Its number.", "U 2026-K7M4-RTXB"))
    asked_for = fields.String(metadata=note("What was asked for.", "Alla hål vid skolor i år."))
    state = fields.String(metadata=note("draft, decided, written or refused.", "draft"))
    cases = fields.Integer(metadata=note("How many cases.", 31))
    masked = fields.Integer(allow_none=True, metadata=note("How many passages are masked, once written."))
    paragraph = fields.String(metadata=note("The ground of what is masked by default.", "21 kap. 7 § OSL"))
    shown = fields.List(fields.String(), metadata=note("Fields shown after all.", []))
    received_at = Moment(metadata=note("When it was asked for.", AT))
    decision = fields.String(allow_none=True, metadata=note("The decision."))
    reason = fields.String(allow_none=True, metadata=note("Why it was refused."))
    decided_at = Moment(allow_none=True, metadata=note("When it was decided."))
    written_at = Moment(allow_none=True, metadata=note("When the file was written."))
    sha256 = fields.String(allow_none=True, metadata=note("Of the file as given out."))
    gone_at = Moment(allow_none=True, metadata=note("When the file was forgotten."))


class DisclosurePage(FollowedPage):
    """A page of disclosures."""

    items = fields.List(fields.Nested(DisclosureItem), metadata=note("Newest first."))


class SheetText(ApiSchema):
    """One text of a case, masked."""

    part = fields.String(metadata=note("words, addition or note.", "words"))
    text = fields.String(metadata=note("As it is given out.", "Ring [maskerat: 21 kap. 7 § OSL]."))


class SheetItem(ApiSchema):
    """A case as it is given out."""

    position = fields.Integer(metadata=note("Its place in the disclosure.", 1))
    reference = fields.String(metadata=note("The case.", "K7M4-RTXB"))
    category = fields.String(metadata=note("Its category.", "vag.potthal"))
    place = fields.String(metadata=note("Where, masked.", "Storgatan 12"))
    texts = fields.List(fields.Nested(SheetText), metadata=note("What was written."))
    masks = fields.Integer(metadata=note("How many passages are masked.", 1))
    left_out = fields.String(allow_none=True, metadata=note("Why the whole is withheld."))


class SheetPage(CursorPage):
    """A page of cases as they are given out."""

    items = fields.List(fields.Nested(SheetItem), metadata=note("In the order of the disclosure."))


DISCLOSURE_EXAMPLE: dict[str, Any] = {
    "id": ID, "number": "U 2026-K7M4-RTXB", "askedFor": "Alla hål vid skolor i år.", "state": "draft", "cases": 31,
    "masked": None, "paragraph": "21 kap. 7 § OSL", "shown": [], "receivedAt": AT, "decision": None, "reason": None,
    "decidedAt": None, "writtenAt": None, "sha256": None, "goneAt": None,
}  # fmt: skip
SHEET_EXAMPLE: dict[str, Any] = {
    "position": 1, "reference": "K7M4-RTXB", "category": "vag.potthal", "place": "Storgatan 12",
    "texts": [{"part": "words", "text": "Ring [maskerat: 21 kap. 7 § OSL]."}], "masks": 1, "leftOut": None,
}  # fmt: skip
