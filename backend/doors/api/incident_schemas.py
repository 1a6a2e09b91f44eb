"""How incidents (personal data breaches) travel."""

from typing import Any

from marshmallow import fields, validate

from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import Code, Words
from backend.doors.api.paging import FollowedPage
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.incidents import IncidentKind, IncidentStep, Risk

_SHORT = validate.Length(max=200, error="At most 200 characters.")
_REFERENCES = validate.Length(max=100, error="At most 100.")
_KIND = ("seen, wrong_address, lost_device, lost_or_changed or other.", "wrong_address")


class IncidentBody(ActBody):
    """What is known when it is entered. Nobody's name belongs here: cases and reporters are named by reference."""

    kind = Code(IncidentKind, *_KIND, required=True)
    noticed_at = Moment(required=True, metadata=note("When it was noticed: the 72 hours run from here.", AT))
    noticed_by = fields.String(
        load_default="", validate=_SHORT, metadata=note("Who at work noticed it.", "gatuenheten")
    )
    what = Words("What happened.", "Ett svar gick till fel adress.", at_least=1, required=True)
    people = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 10_000_000, error="0 to 10,000,000."),
        metadata=note("About how many it concerns; null: not known yet.", 1),
    )
    cases = fields.List(
        fields.String(), load_default=list, validate=_REFERENCES, metadata=note("Cases, all of them.", ["K7M4-RTXB"])
    )
    reports = fields.List(
        fields.String(), load_default=list, validate=_REFERENCES, metadata=note("Single reporters.", ["K7M4-RTXB"])
    )
    authority = fields.String(
        load_default=None, metadata=note("Whose, by code; needed from whoever stands in no authority.", "miljo")
    )


class IncidentStepBody(ActBody):
    """One step."""

    step = Code(
        IncidentStep,
        "assess, tell_imy, need_not_tell_imy, tell_people, need_not_tell_people or close.",
        "assess",
        required=True,
    )
    words = Words("Why, how, or why it took longer than 72 hours.", "Mottagaren har raderat.", load_default="")
    risk = Code(Risk, "Of an assessment: unlikely, likely or high.", "unlikely", load_default=None, allow_none=True)
    measures = Words("Of an assessment: what is done about it.", "Adressen är rättad.", load_default="")
    number = fields.String(load_default="", validate=_SHORT, metadata=note("IMY's number.", "IMY-2026-1234"))
    at = Moment(load_default=None, allow_none=True, metadata=note("When it was done; now without it.", AT))


class IncidentItem(ApiSchema):
    """An incident, and where it stands."""

    id = fields.UUID(metadata=note("Its id."))
    authority_id = fields.UUID(metadata=note("Whose."))
    kind = fields.String(metadata=note(*_KIND))
    noticed_at = Moment(metadata=note("When it was noticed.", AT))
    noticed_by = fields.String(metadata=note("Who at work noticed it.", "gatuenheten"))
    what = fields.String(metadata=note("What happened.", "Ett svar gick till fel adress."))
    people = fields.Integer(allow_none=True, metadata=note("About how many it concerns.", 1))
    entered_at = Moment(metadata=note("When it was entered.", AT))
    imy_due_at = Moment(metadata=note("Until when IMY is told: 72 hours after it was noticed.", AT))
    is_pressing = fields.Boolean(metadata=note("Whether its last day began and IMY has not been told.", False))
    risk = fields.String(allow_none=True, metadata=note("unlikely, likely or high; null: not assessed.", "unlikely"))
    risk_words = fields.String(metadata=note("Why.", "Mottagaren har raderat."))
    measures = fields.String(metadata=note("What is done about it.", "Adressen är rättad."))
    imy_settled_at = Moment(allow_none=True, metadata=note("When the question of IMY was answered.", AT))
    imy_told_at = Moment(allow_none=True, metadata=note("When IMY was told; null: not, or need not be.", AT))
    imy_number = fields.String(metadata=note("IMY's number.", "IMY-2026-1234"))
    imy_words = fields.String(metadata=note("Why late, or why not.", ""))
    people_settled_at = Moment(allow_none=True, metadata=note("When the question of those concerned was answered.", AT))
    people_told_at = Moment(allow_none=True, metadata=note("When those concerned were told.", AT))
    people_words = fields.String(metadata=note("How, or why not.", "Ringde."))
    closed_at = Moment(allow_none=True, metadata=note("When it was closed.", AT))
    version = fields.Integer(metadata=note("For If-Match.", 2))
    allowed = fields.List(fields.String(), metadata=note("The steps that may follow.", ["assess", "tell_imy"]))


class IncidentStepItem(ApiSchema):
    """One step that was taken."""

    number = fields.Integer(metadata=note("In order.", 1))
    step = fields.String(metadata=note("Which.", "enter"))
    words = fields.String(metadata=note("What was said then.", "Ett svar gick till fel adress."))
    taken_at = Moment(metadata=note("When.", AT))


class IncidentInFull(IncidentItem):
    """An incident with its story."""

    cases = fields.List(fields.String(), metadata=note("The cases it touches.", ["K7M4-RTXB"]))
    reports = fields.List(fields.String(), metadata=note("The reporters it touches.", ["K7M4-RTXB"]))
    steps = fields.List(fields.Nested(IncidentStepItem), metadata=note("What was done, first first."))


class IncidentPage(FollowedPage):
    """A page of incidents."""

    items = fields.List(fields.Nested(IncidentItem), metadata=note("Last noticed first."))


ITEM_EXAMPLE: dict[str, Any] = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a20",
    "authorityId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a21",
    "kind": "wrong_address",
    "noticedAt": AT,
    "noticedBy": "gatuenheten",
    "what": "Ett svar gick till fel adress.",
    "people": 1,
    "enteredAt": AT,
    "imyDueAt": AT,
    "isPressing": False,
    "risk": None,
    "riskWords": "",
    "measures": "",
    "imySettledAt": None,
    "imyToldAt": None,
    "imyNumber": "",
    "imyWords": "",
    "peopleSettledAt": None,
    "peopleToldAt": None,
    "peopleWords": "",
    "closedAt": None,
    "version": 1,
    "allowed": ["assess", "tell_imy", "tell_people"],
}
FULL_EXAMPLE = ITEM_EXAMPLE | {
    "cases": [],
    "reports": ["K7M4-RTXB"],
    "steps": [{"number": 1, "step": "enter", "words": "Ett svar gick till fel adress.", "takenAt": AT}],
}
