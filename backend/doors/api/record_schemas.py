"""How rules of retention, holds, erasures and register extracts travel."""

from datetime import date
from typing import Any

from marshmallow import fields, validate

from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import ClientId, Code, Words
from backend.doors.api.disclosure_schemas import CriteriaBody
from backend.doors.api.paging import CursorQuery, FollowedPage
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.retention import What

_SAID = validate.Length(min=1, max=500, error="1 to 500 characters.")
ID = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a20"


class RetentionRuleSaid(ApiSchema):
    """A rule as the authority decided it."""

    what = Code(What, "What goes: persons, messages, originals or cases (whole).", "persons", required=True)
    after_days = fields.Integer(
        allow_none=True, load_default=None, metadata=note("Days after the case was closed; null keeps for ever.", 730)
    )
    decision = fields.String(required=True, validate=_SAID, metadata=note("The decision.", "GN 2026-09-01 § 7"))
    basis = fields.String(required=True, validate=_SAID, metadata=note("What it rests on.", "10 § arkivlagen"))
    plan_reference = fields.String(required=True, validate=_SAID, metadata=note("Where in the plan.", "Plan 3.2"))
    decided_on = fields.Date(required=True, metadata=note("The day of the decision.", "2026-09-01"))
    category = fields.String(load_default=None, metadata=note("Of this category alone.", "vag.potthal"))
    authority_id = fields.UUID(load_default=None, metadata=note("Of this authority alone."))


class RetentionRuleBody(RetentionRuleSaid):
    """A rule to enter."""

    client_id = ClientId()


class RetentionRuleItem(RetentionRuleSaid):
    """A rule and where it stands."""

    id = fields.UUID(metadata=note("Its id."))
    entered_at = Moment(metadata=note("When it was entered.", AT))
    active_since = Moment(allow_none=True, metadata=note("Since when anything may go by it; null: nothing does."))
    ended_at = Moment(allow_none=True, metadata=note("When it was ended."))
    culled = fields.Integer(metadata=note("Cases of which something went by it.", 0))


class RetentionRuleList(ApiSchema):
    """Every rule."""

    items = fields.List(fields.Nested(RetentionRuleItem), metadata=note("Active and entered ones, then those ended."))


class CullableItem(ApiSchema):
    """A case of which something would go."""

    reference = fields.String(metadata=note("The case.", "K7M4-RTXB"))
    category = fields.String(metadata=note("Its category.", "vag.potthal"))
    closed_at = Moment(metadata=note("When it was closed.", AT))
    is_held = fields.Boolean(metadata=note("Whether a hold keeps it.", False))


class CullablePage(FollowedPage):
    """What would go by a rule."""

    count = fields.Integer(metadata=note("Of how many cases in all, held ones too.", 1200))
    items = fields.List(fields.Nested(CullableItem), metadata=note("First closed first."))


class HoldBody(ActBody):
    """What is to be held: cases, a person, or all that a search finds now. One of them."""

    decision = fields.String(required=True, validate=_SAID, metadata=note("The decision.", "KS 2026-17"))
    reason = Words("Why.", "Utlämnande överklagat.", at_least=1, required=True)
    review_on = fields.Date(required=True, metadata=note("When somebody looks at it again.", "2027-01-01"))
    references = fields.List(fields.String(), metadata=note("Cases by their references.", ["K7M4-RTXB"]))
    person = fields.String(metadata=note("A person's mail or number, or a reference.", "amira@example.org"))
    search = fields.Nested(CriteriaBody, metadata=note("A search, as for disclosures."))


class HoldItem(ApiSchema):
    """A hold."""

    id = fields.UUID(metadata=note("Its id."))
    of_kind = fields.String(metadata=note("case, person or search.", "case"))
    decision = fields.String(metadata=note("The decision.", "KS 2026-17"))
    reason = fields.String(metadata=note("Why.", "Utlämnande överklagat."))
    cases = fields.Integer(metadata=note("Cases it held from the beginning.", 1))
    review_on = fields.Date(metadata=note("When somebody looks at it again.", "2027-01-01"))
    begun_at = Moment(metadata=note("Since when.", AT))
    ended_at = Moment(allow_none=True, metadata=note("When it was lifted."))


class HoldPage(FollowedPage):
    """A page of holds."""

    items = fields.List(fields.Nested(HoldItem), metadata=note("Newest first."))


class EndBody(ActBody):
    """Why it ends."""

    reason = Words("Why.", "Avgjort av kammarrätten.", at_least=1, required=True)


class ErasureBody(ActBody):
    """Whose data is to be erased."""

    person = fields.String(required=True, validate=_SAID, metadata=note("A reference, mail or number.", "K7M4-RTXB"))
    decision = fields.String(required=True, validate=_SAID, metadata=note("The decision.", "GN § 41"))
    basis = fields.String(required=True, validate=_SAID, metadata=note("What it rests on.", "art. 17"))


class ErasureItem(ApiSchema):
    """An erasure or a batch that was culled."""

    id = fields.UUID(metadata=note("Its id."))
    what = fields.String(metadata=note("persons, messages, originals or cases.", "persons"))
    rule_id = fields.UUID(allow_none=True, metadata=note("The rule, where it went by one."))
    decision = fields.String(metadata=note("The decision.", "GN § 41"))
    basis = fields.String(metadata=note("What it rests on.", "art. 17"))
    asked_at = Moment(metadata=note("When it was decided.", AT))
    done_at = Moment(allow_none=True, metadata=note("When it was carried out; null: the worker has it."))
    held = fields.Integer(metadata=note("Cases passed over under hold.", 0))


class ErasurePage(FollowedPage):
    """A page of erasures."""

    items = fields.List(fields.Nested(ErasureItem), metadata=note("Newest first."))


class CulledCaseItem(ApiSchema):
    """The proof that a case was, and by what it went."""

    reference = fields.String(metadata=note("Which case it was.", "K7M4-RTXB"))
    category = fields.String(metadata=note("Its category.", "vag.potthal"))
    reports = fields.Integer(metadata=note("How many reports it held.", 2))
    opened_at = Moment(metadata=note("When it came in.", AT))
    closed_at = Moment(allow_none=True, metadata=note("When it was closed.", AT))
    culled_at = Moment(metadata=note("When it was culled.", AT))
    erasure_id = fields.UUID(metadata=note("The batch it went with."))
    decision = fields.String(metadata=note("The decision.", "GN 2026-09-01 § 7"))
    basis = fields.String(metadata=note("What it rests on, and where in the plan.", "10 § arkivlagen (Plan 4.1)"))


class CulledCasePage(FollowedPage):
    """A page of the protocol of culling."""

    items = fields.List(fields.Nested(CulledCaseItem), metadata=note("First culled first."))


class CulledDays(ApiSchema):
    """From which day to which; every day unless said."""

    first = fields.Date(load_default=date(2000, 1, 1), metadata=note("From this day.", "2026-01-01"))
    last = fields.Date(load_default=date(2999, 12, 31), metadata=note("To this day, it too.", "2026-12-31"))


class CulledQuery(CursorQuery, CulledDays):
    """A page of the protocol between two days."""


class ExtractBody(ActBody):
    """Whose extract."""

    person = fields.String(required=True, validate=_SAID, metadata=note("A reference, mail or number.", "K7M4-RTXB"))


RULE_EXAMPLE: dict[str, Any] = {
    "id": ID, "what": "persons", "afterDays": 730, "decision": "GN 2026-09-01 § 7", "basis": "10 § arkivlagen",
    "planReference": "Plan 3.2", "decidedOn": "2026-09-01", "category": None, "authorityId": None, "enteredAt": AT,
    "activeSince": None, "endedAt": None, "culled": 0,
}  # fmt: skip
HOLD_EXAMPLE: dict[str, Any] = {
    "id": ID, "ofKind": "case", "decision": "KS 2026-17", "reason": "Utlämnande överklagat.", "cases": 1,
    "reviewOn": "2027-01-01", "begunAt": AT, "endedAt": None,
}  # fmt: skip
CULLED_EXAMPLE: dict[str, Any] = {
    "reference": "K7M4-RTXB", "category": "vag.potthal", "reports": 2, "openedAt": AT, "closedAt": AT, "culledAt": AT,
    "erasureId": ID, "decision": "GN 2026-09-01 § 7", "basis": "10 § arkivlagen (Plan 4.1)",
}  # fmt: skip
ERASURE_EXAMPLE: dict[str, Any] = {
    "id": ID, "what": "persons", "ruleId": None, "decision": "GN § 41", "basis": "art. 17", "askedAt": AT,
    "doneAt": None, "held": 0,
}  # fmt: skip
