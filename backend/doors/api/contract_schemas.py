"""Contracts as they are agreed: what may be said of one, and one in full."""

from typing import Any

from marshmallow import fields, validate

from backend.dispatch import WaitReason
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import ClientId, Code
from backend.doors.api.directory import ContractItem
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.responsibility import OWN_TARGETS, OrderMode

PRINT = "3f9a1c0e7b2d4856"
_MOST_KR = 2_000_000_000
_KR = validate.Range(min=0, max=_MOST_KR)
_COUNT = validate.Range(min=0, max=100_000)
_SHORT = validate.Length(max=100)


class Seen(fields.String):
    """The ``version`` a change rests on."""

    def __init__(self) -> None:
        said = "The version the change rests on; where somebody has changed it since, nothing is done."
        super().__init__(validate=validate.Length(max=40), metadata=note(said, PRINT))


class TermsAtOnce(ApiSchema):
    """Terms that no order looks at once it was sent."""

    name = fields.String(validate=_SHORT, metadata=note("Its name.", "Belysning öst"))
    order_mode = Code(OrderMode, "within_price, call_off or approval_first.", "call_off")
    season = fields.String(allow_none=True, validate=_SHORT, metadata=note("When in the year.", "10-01/04-30"))
    hours = fields.String(allow_none=True, validate=_SHORT, metadata=note("open, closed or from-to.", "closed"))
    jour_phone = fields.String(allow_none=True, validate=_SHORT, metadata=note("Answers at any hour.", "010-555 03 00"))
    call_off_kr = fields.Integer(allow_none=True, validate=_KR, metadata=note("Goes without a yes up to this.", 5000))
    frame_kr = fields.Integer(allow_none=True, validate=_KR, metadata=note("All that may be ordered.", 900000))
    frame_used_kr = fields.Integer(validate=_KR, metadata=note("What was ordered before Lagat.", 120000))
    valid_to = Moment(allow_none=True, metadata=note("Until when it holds.", AT))
    orders_an_hour = fields.Integer(validate=_COUNT, metadata=note("Automatic orders an hour; above, held.", 200))
    acute_orders_an_hour = fields.Integer(validate=_COUNT, metadata=note("The same for acute ones.", 60))
    sample_percent = fields.Integer(validate=validate.Range(0, 100), metadata=note("How much a person sees.", 10))
    usual_prices = fields.Dict(
        fields.String(),
        fields.Integer(allow_none=True, validate=_KR),
        metadata=note("What an order costs as a rule, by category covered.", {"belysning": 1800}),
    )


class TermsBody(TermsAtOnce):
    """What changes at once of a contract's terms; what is left out stays."""

    seen = Seen()


class TermsOfOrders(TermsAtOnce):
    """All terms; those an order is held to for all its life hold for orders sent from then on."""

    contractor_id = fields.UUID(metadata=note("Who does the work.", "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12"))
    unit_code = fields.String(validate=_SHORT, metadata=note("The unit that orders.", "gata"))
    trade = fields.String(validate=_SHORT, metadata=note("What is done under it.", "lighting"))
    accept_within_hours = fields.Integer(validate=_COUNT, metadata=note("Working hours to accept within.", 8))
    may_decline = fields.Boolean(metadata=note("Whether orders may be declined.", True))
    approves_by_rule = fields.Boolean(metadata=note("Whether work shown by a photo needs no person's yes.", True))
    warranty_days = fields.Integer(validate=_COUNT, metadata=note("Days in which work is done again.", 14))
    pauses = fields.List(
        Code(WaitReason, "A reason.", "frost"), metadata=note("Reasons that stop its clock.", ["frost"])
    )
    targets = fields.Dict(
        fields.String(validate=validate.OneOf(OWN_TARGETS)),
        fields.String(validate=_SHORT),
        allow_none=True,
        metadata=note("Its own targets: make_safe, start, mend.", {"mend": "5 working_days"}),
    )
    covers = fields.List(
        fields.String(validate=_SHORT),
        validate=validate.Length(max=500),
        metadata=note("Categories, or whole groups.", ["belysning"]),
    )
    areas = fields.List(
        fields.String(validate=_SHORT), validate=validate.Length(max=500), metadata=note("Where; * everywhere.", ["*"])
    )


class VersionBody(TermsOfOrders):
    """Other terms from a day; what is left out stays."""

    client_id = ClientId()
    valid_from = Moment(metadata=note("From when; now unless said.", AT))
    seen = Seen()


class ContractBody(TermsOfOrders):
    """A new contract."""

    client_id = ClientId()
    code = fields.String(required=True, validate=_SHORT, metadata=note("Its code.", "belysning-ost"))
    name = fields.String(required=True, validate=_SHORT, metadata=note("Its name.", "Belysning öst"))
    contractor_id = fields.UUID(
        required=True, metadata=note("Who does the work.", "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12")
    )
    unit_code = fields.String(required=True, validate=_SHORT, metadata=note("The unit that orders.", "gata"))
    trade = fields.String(required=True, validate=_SHORT, metadata=note("What is done under it.", "lighting"))
    covers = fields.List(
        fields.String(validate=_SHORT),
        required=True,
        validate=validate.Length(1, 500),
        metadata=note("Categories, or whole groups.", ["belysning"]),
    )
    valid_from = Moment(metadata=note("Since when; now unless said.", AT))


class EndingBody(ApiSchema):
    """When it ends."""

    valid_to = Moment(metadata=note("From when it takes no case; now unless said.", AT))
    seen = Seen()


class CoverageItem(ApiSchema):
    """A category in an area."""

    category = fields.String(metadata=note("A category, or a whole group.", "belysning"))
    area_code = fields.String(metadata=note("Where; * everywhere.", "ost"))
    usual_kr = fields.Integer(allow_none=True, metadata=note("What an order costs as a rule.", 1800))


class ContractVersion(ApiSchema):
    """Terms of the same contract at another time."""

    id = fields.UUID(metadata=note("Its id."))
    valid_from = Moment(metadata=note("Since when.", AT))
    valid_to = Moment(allow_none=True, metadata=note("Until when."))


class ContractInFull(ContractItem):
    """A contract with what it covers, and its terms at other times."""

    version = fields.String(metadata=note("What was seen of it, for a change.", PRINT))
    coverage = fields.List(fields.Nested(CoverageItem), metadata=note("By category and area."))
    versions = fields.List(fields.Nested(ContractVersion), metadata=note("Every one of the code, newest terms first."))


CONTRACT_EXAMPLE: dict[str, Any] = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a13",
    "code": "belysning-ost",
    "name": "Belysning öst",
    "unitCode": "gata",
    "trade": "lighting",
    "orderMode": "call_off",
    "callOffKr": 5000,
    "version": PRINT,
    "coverage": [{"category": "belysning", "areaCode": "ost", "usualKr": 1800}],
    "versions": [],
}
NEW_EXAMPLE: dict[str, Any] = {
    "clientId": "m3Zk0o0q9eV5bFQnT7rGxA",
    "code": "belysning-norr",
    "name": "Belysning norr",
    "contractorId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12",
    "unitCode": "gata",
    "trade": "lighting",
    "covers": ["belysning"],
    "areas": ["ost"],
}
