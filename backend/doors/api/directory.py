"""The directory: contracts, other bodies, units, and who would be responsible for a fault somewhere."""

from typing import Any
from uuid import UUID

from marshmallow import fields

from backend import accounts, dispatch, geography, responsibility
from backend.accounts import Right
from backend.doors.api.report_schemas import in_languages
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, PageQuery, PageSchema, QuerySchema, cut_page, note
from backend.doors.shared import current_scope, door, transaction
from backend.foundation import clock
from backend.responsibility import Contract

resource = ApiBlueprint("directory", __name__, description="Who may be responsible, and by what.")

_PAGE = {"page": 1, "limit": 20, "hasMore": False}
_NAMES = {"sv": "Ängsby Elnät", "en": "Ängsby Power Grid"}
_OF_CONTRACT = (
    *("id", "code", "name", "contractor_id", "unit_code", "trade", "is_in_house", "order_mode"),
    *("accept_within_hours", "may_decline", "approves_by_rule", "warranty_days", "pauses", "valid_from", "valid_to"),
    *("orders_an_hour", "acute_orders_an_hour", "sample_percent", "targets"),
    *("season", "hours", "jour_phone", "call_off_kr", "frame_kr", "frame_used_kr"),
)


class ContractItem(ApiSchema):
    """Which contractor does a trade for a unit, and on what terms."""

    id = fields.UUID(metadata=note("Its id."))
    code = fields.String(metadata=note("Its code.", "belysning-ost"))
    name = fields.String(metadata=note("Its name.", "Belysning öst"))
    contractor_id = fields.UUID(metadata=note("The contractor."))
    contractor_name = fields.String(metadata=note("The contractor's name.", "Cleos Drift AB"))
    unit_code = fields.String(metadata=note("The unit that orders.", "gata"))
    trade = fields.String(metadata=note("What is done under it.", "lighting"))
    is_in_house = fields.Boolean(metadata=note("Whether it is the municipality's own crew.", False))
    order_mode = fields.String(metadata=note("within_price, call_off or approval_first.", "within_price"))
    accept_within_hours = fields.Integer(metadata=note("Working hours to accept within.", 8))
    may_decline = fields.Boolean(metadata=note("Whether orders may be declined.", True))
    approves_by_rule = fields.Boolean(metadata=note("Whether work shown by a photo needs no person's yes.", True))
    warranty_days = fields.Integer(metadata=note("Days in which work is done again.", 14))
    pauses = fields.List(fields.String(), metadata=note("Reasons that stop its clock.", ["frost"]))
    orders_an_hour = fields.Integer(metadata=note("Automatic orders an hour; above, they are held.", 200))
    acute_orders_an_hour = fields.Integer(metadata=note("The same for acute ones nobody has confirmed.", 60))
    sample_percent = fields.Integer(metadata=note("Of what a rule would approve, how much a person sees.", 10))
    targets = fields.Dict(
        fields.String(), fields.String(), allow_none=True, metadata=note("Its own targets: make_safe, start, mend.")
    )
    season = fields.String(allow_none=True, metadata=note("When in the year it takes cases.", "10-01/04-30"))
    hours = fields.String(allow_none=True, metadata=note("When in the day: open, closed or from-to.", "closed"))
    jour_phone = fields.String(allow_none=True, metadata=note("Answers at any hour.", "010-555 03 00"))
    call_off_kr = fields.Integer(allow_none=True, metadata=note("A call-off goes without a yes up to this.", 5000))
    frame_kr = fields.Integer(allow_none=True, metadata=note("All that may be ordered.", 900000))
    frame_used_kr = fields.Integer(metadata=note("What was ordered before Lagat.", 0))
    frame_left_kr = fields.Integer(allow_none=True, metadata=note("What is left of the frame.", 780000))
    valid_from = Moment(metadata=note("Since when it holds.", "2000-01-01T00:00:00.000Z"))
    valid_to = Moment(allow_none=True, metadata=note("Until when."))


class ContractPage(PageSchema):
    """A page of contracts."""

    items = fields.List(fields.Nested(ContractItem), metadata=note("By code."))


class BodyItem(ApiSchema):
    """Someone outside who may be responsible, and the way they take faults."""

    code = fields.String(metadata=note("Its code.", "elnat"))
    names = in_languages("Its name.")
    way = fields.String(metadata=note("shown, phone, form, mail or open311.", "phone"))
    phone = fields.String(allow_none=True, metadata=note("The number for faults.", "010-555 01 00"))
    acute_phone = fields.String(allow_none=True, metadata=note("The number for danger.", "010-555 01 01"))
    web = fields.String(allow_none=True, metadata=note("Their form.", None))
    mail = fields.String(allow_none=True, metadata=note("Their mail.", "fel@elnat.example"))
    open311 = fields.String(allow_none=True, metadata=note("Their Open311 endpoint.", None))
    jurisdiction = fields.String(allow_none=True, metadata=note("What it asks for where it serves several.", None))
    services = fields.Dict(
        fields.String(),
        fields.String(),
        metadata=note("Our category, its group or * → their service code.", {"*": "1"}),
    )


class BodyPage(PageSchema):
    """A page of bodies."""

    items = fields.List(fields.Nested(BodyItem), metadata=note("By code."))


class UnitItem(ApiSchema):
    """Those who own the street, the contract and the money."""

    code = fields.String(metadata=note("Its code.", "gata"))
    name = fields.String(metadata=note("Its name inside the house.", "Gatuenheten"))
    public_name = in_languages("What the public calls it.")
    phone = fields.String(allow_none=True, metadata=note("Its number.", None))
    mail = fields.String(allow_none=True, metadata=note("Its mail.", "gata@angsby.example"))


class UnitPage(PageSchema):
    """A page of units."""

    items = fields.List(fields.Nested(UnitItem), metadata=note("By name."))


class PreviewQuery(QuerySchema):
    """A fault somewhere."""

    latitude = fields.Float(required=True, metadata=note("Degrees north, WGS 84.", 58.2003))
    longitude = fields.Float(required=True, metadata=note("Degrees east, WGS 84.", 18.601))
    category = fields.String(required=True, metadata=note("The category.", "belysning.enstaka"))


class DecisionPreview(ApiSchema):
    """What the rules would decide, and why."""

    route = fields.String(metadata=note("contract, unit, body or person.", "contract"))
    contract_id = fields.UUID(allow_none=True, metadata=note("The contract."))
    unit_code = fields.String(allow_none=True, metadata=note("The unit.", "gata"))
    body_code = fields.String(allow_none=True, metadata=note("The other body.", None))
    confidence = fields.Float(metadata=note("How sure, 0 to 1; below 0.8 a person decides.", 1.0))
    explanation = in_languages("Why, in words.")


@resource.route("/<municipality:municipality_code>/contracts")
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=ContractPage,
    example={
        **_PAGE,
        "items": [{"code": "belysning-ost", "name": "Belysning öst", "unitCode": "gata", "trade": "lighting"}],
    },
    description="The contracts.",
)
@door(Right.SEE_CASES)
def list_contracts(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the contracts

    Every contract, those that have ended too, by code.
    """
    with transaction(current_scope()) as session:
        page = cut_page(list(responsibility.list_contracts(session, municipality_code)), query)
        names = {firm.id: firm.name for firm in accounts.list_organisations(session, municipality_code)}
        ordered = dispatch.sum_ordered(session, municipality_code, [each.id for each in page["items"]])
    return {**page, "items": [say_contract(each, names, ordered) for each in page["items"]]}


@resource.route("/<municipality:municipality_code>/bodies")
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=BodyPage,
    example={**_PAGE, "items": [{"code": "elnat", "names": _NAMES, "way": "phone", "phone": "010-555 01 00"}]},
    description="Other bodies.",
)
@door(Right.SEE_CASES)
def list_bodies(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the other bodies in the directory

    Who outside may be responsible, and the way they take faults, by code.
    """
    with transaction(current_scope()) as session:
        found = responsibility.list_bodies(session, municipality_code, at=clock.now(session))
        return cut_page(list(found), query)


@resource.route("/<municipality:municipality_code>/units")
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=UnitPage,
    example={
        **_PAGE,
        "items": [{"code": "gata", "name": "Gatuenheten", "publicName": {"sv": "Gatuenheten", "en": "Streets"}}],
    },
    description="The units.",
)
@door(Right.SEE_CASES)
def list_units(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the units

    By name.
    """
    with transaction(current_scope()) as session:
        return cut_page(accounts.list_units(session, municipality_code), query)


@resource.route("/<municipality:municipality_code>/responsibility")
@resource.arguments(PreviewQuery, location="query")
@resource.response(
    200,
    schema=DecisionPreview,
    example={
        "route": "contract",
        "contractId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12",
        "unitCode": "gata",
        "bodyCode": None,
        "confidence": 1.0,
        "explanation": {
            "sv": "Avtalet Belysning öst gäller Enstaka lampa i området ost. Gatuenheten beställer.",
            "en": "The contract Belysning öst covers A single lamp in the area ost. Streets orders.",
        },
    },
    description="What the rules would decide.",
)
@door(Right.SEE_CASES)
def preview_responsibility(query: dict[str, Any], municipality_code: str) -> Any:
    """Tell who would be responsible for a fault somewhere

    By the rules in force and without answers to the category's questions; nothing is kept.
    """
    longitude, latitude = geography.read_position(query["latitude"], query["longitude"])
    with transaction(current_scope()) as session:
        return responsibility.preview_decision(
            session,
            municipality_code,
            category=query["category"],
            longitude=longitude,
            latitude=latitude,
            now=clock.now(session),
        )


def say_contract(contract: Contract, names: dict[UUID, str], ordered: dict[UUID, int]) -> dict[str, Any]:
    """A contract as it travels, with its contractor's name and what is left of its frame."""
    said = {name: getattr(contract, name) for name in _OF_CONTRACT}
    left = dispatch.frame_left(contract, ordered.get(contract.id, 0))
    return {**said, "contractor_name": names.get(contract.contractor_id, ""), "frame_left_kr": left}
