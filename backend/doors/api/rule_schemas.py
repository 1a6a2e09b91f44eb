"""How rules, their tests, editions, drafts and dry runs travel."""

from typing import Any

from marshmallow import fields, validate

from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.report_schemas import in_languages
from backend.doors.api.schemas import ApiSchema, Moment, PageSchema, note

RULE = {"code": "KLOTTER-KVALL", "if": {"category": ["klotter"], "hours": "closed"}, "then": "unit", "unit": "gata"}
TEST = {
    "name": "Stoppskylt är akut",
    "category": "trafik.vagmarke",
    "answers": {"sign": "stop"},
    "longitude": 18.606,
    "latitude": 58.2,
    "expect": {"priority": "acute"},
}
SHEET = "code;category;hours;then;unit\r\nKLOTTER-KVALL;klotter;closed;unit;gata\r\n"


class EditionItem(ApiSchema):
    """An edition in the list."""

    number = fields.Integer(metadata=note("Its number.", 2))
    name = fields.String(metadata=note("What it is called.", "Vintern"))
    published_at = Moment(metadata=note("When it was published.", AT))
    based_on = fields.Integer(allow_none=True, metadata=note("The edition its draft began as.", 1))


class SpanItem(ApiSchema):
    """A time in which one edition holds."""

    edition = fields.Integer(metadata=note("Which.", 2))
    valid_from = Moment(metadata=note("From when.", AT))
    valid_to = Moment(allow_none=True, metadata=note("Until when; null: until another is put in force."))
    act = fields.String(metadata=note("published or rolled_back.", "published"))
    reason = fields.String(metadata=note("Why, in staff's words.", ""))


class RuleItem(ApiSchema):
    """A rule as data and in words."""

    code = fields.String(metadata=note("What decisions by it say.", "KLOTTER-KVALL"))
    rule = fields.Dict(metadata=note("As it is sent.", RULE))
    words = in_languages("In words.")


class EditionInFull(EditionItem):
    """An edition with everything it holds."""

    rules = fields.List(fields.Nested(RuleItem), metadata=note("Tried in this order; the first that fits decides."))
    tests = fields.List(fields.Dict(), metadata=note("The tests it passed.", [TEST]))
    in_force = fields.List(fields.Nested(SpanItem), metadata=note("When it holds, first first."))


class EditionPage(PageSchema):
    """A page of editions."""

    items = fields.List(fields.Nested(EditionItem), metadata=note("Last published first."))
    in_force = fields.List(fields.Nested(SpanItem), metadata=note("Which edition holds when, first first."))


class ChangeItem(ApiSchema):
    """One rule that differs from the edition in force."""

    what = fields.String(metadata=note("added, changed, moved or removed.", "added"))
    code = fields.String(metadata=note("The rule.", "KLOTTER-KVALL"))
    before = in_languages("What it was.")
    after = in_languages("What it becomes.")


class TestItem(ApiSchema):
    """One test and what the draft answers."""

    name = fields.String(metadata=note("What it is called.", "Stoppskylt är akut"))
    passed = fields.Boolean(metadata=note("Whether all expected was answered.", True))
    expected = fields.Dict(metadata=note("What is expected.", {"priority": "acute"}))
    answered = fields.Dict(metadata=note("What the rules answer.", {"route": "contract", "priority": "acute"}))
    explanation = in_languages("Why, in words.")


class DraftItem(ApiSchema):
    """A draft in the list."""

    id = fields.UUID(metadata=note("Its id."))
    name = fields.String(metadata=note("What it is called.", "Vintern"))
    based_on = fields.Integer(allow_none=True, metadata=note("The edition it began as.", 1))
    begun_at = Moment(metadata=note("When it was begun.", AT))
    changed_at = Moment(metadata=note("When it was last changed.", AT))
    published_as = fields.Integer(allow_none=True, metadata=note("The edition it became."))


class DraftPage(PageSchema):
    """A page of drafts."""

    items = fields.List(fields.Nested(DraftItem), metadata=note("Last begun first; the published ones are left out."))


class DraftInFull(DraftItem):
    """A draft with its rules, what differs, and what its tests say."""

    rules = fields.List(fields.Nested(RuleItem), metadata=note("In their order."))
    tests = fields.List(fields.Dict(), metadata=note("Its tests.", [TEST]))
    results = fields.List(fields.Nested(TestItem), metadata=note("What the tests say of the rules as they are."))
    differences = fields.List(fields.Nested(ChangeItem), metadata=note("From the edition in force."))
    sheet = fields.String(metadata=note("The rules as CSV, to edit in a spreadsheet and send back.", SHEET))


class DraftBody(ActBody):
    """A new draft."""

    name = fields.String(
        required=True, validate=validate.Length(1, 200), metadata=note("What it is called.", "Vintern")
    )


class DraftChange(ApiSchema):
    """What a draft becomes; what is left out stays."""

    name = fields.String(validate=validate.Length(1, 200), metadata=note("What it is called.", "Vintern"))
    rules = fields.List(fields.Raw(), metadata=note("All rules, in their order.", [RULE]))
    sheet = fields.String(metadata=note("All rules as CSV, instead of rules.", SHEET))
    tests = fields.List(fields.Raw(), metadata=note("All tests.", [TEST]))


class PublicationBody(ApiSchema):
    """From when until when."""

    valid_from = Moment(metadata=note("From when; at once unless said.", AT))
    valid_to = Moment(metadata=note("Until when, where it is for a while.", AT))


class RollBackBody(ApiSchema):
    """Which edition holds instead, and why."""

    to = fields.Integer(required=True, metadata=note("The edition that holds instead.", 1))
    reason = fields.String(
        required=True, validate=validate.Length(1, 200), metadata=note("Why.", "Fel enhet om natten")
    )


class DryRunBody(ApiSchema):
    """Which cases: those of a period, or the rows of a sheet."""

    since = Moment(metadata=note("Opened from then; a month ago unless said.", AT))
    until = Moment(metadata=note("Opened before then; now unless said.", AT))
    sheet = fields.String(
        metadata=note(
            "CSV with category, answers, longitude, latitude and at, instead of a period.",
            "category,answers,longitude,latitude,at\r\nvag.potthal,lane=path,18.6,58.2,2026-10-01T08:00:00+02:00\r\n",
        )
    )


class CountItem(ApiSchema):
    """How many would go from one place to another."""

    before = fields.String(
        metadata=note("From: contract, unit, body, outcome or person; ! is acute.", "contract:drift")
    )
    after = fields.String(metadata=note("To.", "unit:gata"))
    words = in_languages("In words.")
    count = fields.Integer(metadata=note("How many.", 1013))


class AnswerItem(ApiSchema):
    """What rules answer to one case."""

    goes_to = fields.String(metadata=note("Where.", "unit:gata"))
    rule = fields.String(allow_none=True, metadata=note("The rule that decided.", "KLOTTER-KVALL"))
    explanation = in_languages("Why, in words.")


class MovedItem(ApiSchema):
    """One case that would have gone elsewhere."""

    key = fields.String(metadata=note("Its reference, or its row.", "K7M4-RTXB"))
    category = fields.String(metadata=note("Its category.", "klotter.ovrigt"))
    before = fields.Nested(AnswerItem, metadata=note("By the edition in force."))
    after = fields.Nested(AnswerItem, metadata=note("By the draft."))


class DryRunAnswer(ApiSchema):
    """What came of a dry run."""

    tried = fields.Integer(metadata=note("Cases tried.", 58251))
    skipped = fields.Integer(metadata=note("Rows whose category is not here.", 0))
    asked_before = fields.Integer(
        metadata=note("Cases of which the edition in force must ask: carriageway or path?", 12)
    )
    asked_after = fields.Integer(metadata=note("Cases of which the draft must ask it.", 12))
    is_cut = fields.Boolean(metadata=note("Whether the period held more than may be tried at once.", False))
    moved_count = fields.Integer(metadata=note("How many would have gone elsewhere.", 3617))
    counts = fields.List(fields.Nested(CountItem), metadata=note("From → to, most first."))
    moved = fields.List(fields.Nested(MovedItem), metadata=note("The first two hundred."))


_NAMED: dict[str, Any] = {"number": 2, "name": "Vintern", "publishedAt": AT, "basedOn": 1}
_SPAN = {"edition": 2, "validFrom": AT, "validTo": None, "act": "published", "reason": ""}
EDITION_EXAMPLE = {**_NAMED, "rules": [{"code": RULE["code"], "rule": RULE}], "tests": [TEST], "inForce": [_SPAN]}
EDITIONS_EXAMPLE = {"items": [_NAMED], "page": 1, "limit": 20, "hasMore": False, "inForce": [_SPAN]}
DRAFT_ITEM_EXAMPLE = {"name": "Vintern", "basedOn": 1, "begunAt": AT, "changedAt": AT, "publishedAs": None}
DRAFT_EXAMPLE = {**DRAFT_ITEM_EXAMPLE, "rules": [{"code": RULE["code"], "rule": RULE}], "tests": [TEST], "sheet": SHEET}
DRY_RUN_EXAMPLE = {
    "tried": 58251,
    "skipped": 0,
    "askedBefore": 12,
    "askedAfter": 12,
    "isCut": False,
    "movedCount": 1013,
    "counts": [{"before": "contract:klotter", "after": "unit:gata", "count": 1013}],
    "moved": [],
}
