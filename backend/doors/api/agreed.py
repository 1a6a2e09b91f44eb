"""What is agreed and decided beside the rules: contracts' terms, and what is so on purpose."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from backend import accounts, dispatch, responsibility
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.case_schemas import AT
from backend.doors.api.codes import ClientId, Code
from backend.doors.api.contract_schemas import PRINT, Seen, TermsBody
from backend.doors.api.directory import ContractItem, say_contract
from backend.doors.api.record_once import write_once
from backend.doors.api.report_schemas import in_languages
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, PageQuery, PageSchema, cut_page, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.seen import print_of
from backend.responsibility import KnownLack, LackKind

resource = ApiBlueprint("agreed", __name__, description="Contracts' terms, and what is so on purpose.")

_CONTRACT = "/<municipality:municipality_code>/contracts/<uuid:contract_id>"
_LACKS = "/<municipality:municipality_code>/known-lacks"
_SHORT = validate.Length(max=100)
_LACK_EXAMPLE = {
    "kind": "off_on_purpose",
    "category": "belysning.enstaka",
    "areaCode": "ost",
    "assetNumbers": ["4711"],
    "explanation": {
        "sv": "Var tredje lampa är släckt för att spara el.",
        "en": "Every third lamp is off to save power.",
    },
    "decisionReference": "TN 2026/12",
}


class LackFields(ApiSchema):
    """What may be said of what is so on purpose."""

    kind = Code(LackKind, "off_on_purpose or within_care_level.", "off_on_purpose")
    category = fields.String(validate=_SHORT, metadata=note("A category or a whole group.", "belysning.enstaka"))
    area_code = fields.String(allow_none=True, validate=_SHORT, metadata=note("Only there.", "ost"))
    asset_numbers = fields.List(
        fields.String(validate=_SHORT), validate=validate.Length(max=5000), metadata=note("Only these.", ["4711"])
    )
    season = fields.String(allow_none=True, validate=_SHORT, metadata=note("When in the year.", "05-01/08-31"))
    hours = fields.String(allow_none=True, validate=_SHORT, metadata=note("When in the day.", "23:00-05:00"))
    explanation = fields.Dict(
        fields.String(),
        fields.String(validate=validate.Length(max=500)),
        metadata=note("What reporters are answered, by language.", _LACK_EXAMPLE["explanation"]),
    )
    decision_reference = fields.String(
        validate=validate.Length(1, 100), metadata=note("The decision behind it.", "TN 2026/12")
    )
    valid_from = Moment(metadata=note("Since when; now unless said.", AT))
    valid_to = Moment(allow_none=True, metadata=note("Until when.", AT))


class LackBody(LackFields):
    """What is so on purpose."""

    client_id = ClientId()
    kind = Code(LackKind, "off_on_purpose or within_care_level.", "off_on_purpose", required=True)
    category = fields.String(
        required=True, validate=_SHORT, metadata=note("A category or a whole group.", "belysning.enstaka")
    )
    explanation = fields.Dict(
        fields.String(),
        fields.String(validate=validate.Length(max=500)),
        required=True,
        metadata=note("What reporters are answered, by language.", _LACK_EXAMPLE["explanation"]),
    )
    decision_reference = fields.String(
        required=True, validate=validate.Length(1, 100), metadata=note("The decision behind it.", "TN 2026/12")
    )


class LackChange(LackFields):
    """What changes of an entry; what is left out stays."""

    seen = Seen()


class LackItem(LackFields):
    """An entry."""

    id = fields.UUID(metadata=note("Its id."))
    version = fields.String(metadata=note("What was seen of it, for a change.", PRINT))
    explanation = in_languages("What reporters are answered.")


class LackPage(PageSchema):
    """A page of entries."""

    items = fields.List(fields.Nested(LackItem), metadata=note("By category."))


@resource.route(_CONTRACT, methods=["PATCH"])
@resource.arguments(TermsBody, example={"orderMode": "call_off", "callOffKr": 5000, "usualPrices": {"belysning": 1800}})
@resource.response(200, schema=ContractItem, example={"code": "belysning-ost", "orderMode": "call_off", "callOffKr": 5000},
                   description="The contract.")  # fmt: skip
@door(Right.KEEP_RULES)
def change_contract(body: Body, municipality_code: str, contract_id: UUID) -> dict[str, Any]:
    """Change a contract's terms

    Season, hours, order mode, sums and usual prices. Orders that were sent keep theirs.
    """
    prices, seen = body.pop("usual_prices", None), body.pop("seen", None)
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        contract = responsibility.change_terms(
            session, municipality_code, contract_id, terms=body, prices=prices, seen=seen, actor=actor, now=now
        )
        ordered = dispatch.sum_ordered(session, municipality_code, [contract_id])
        names = {firm.id: firm.name for firm in accounts.list_organisations(session, municipality_code)}
        return say_contract(contract, names, ordered)


@resource.route(_LACKS)
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=LackPage,
    example={"items": [_LACK_EXAMPLE], "page": 1, "limit": 20, "hasMore": False},
    description="Entries.",
)
@door(Right.SEE_CASES)
def list_known_lacks(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List what is so on purpose

    Lamps that are off, and upkeep that goes no further, now or ahead.
    """
    with transaction(current_scope()) as session:
        found = responsibility.list_lacks(session, municipality_code, at=clock.now(session))
        return cut_page([_say(each) for each in found], query)


@resource.route(_LACKS, methods=["POST"])
@resource.arguments(LackBody, example=_LACK_EXAMPLE)
@resource.response(201, schema=LackItem, example=_LACK_EXAMPLE, description="The entry.")
@door(Right.KEEP_RULES)
def add_known_lack(body: Body, municipality_code: str) -> Any:
    """Enter what is so on purpose

    Who reports it is answered with the explanation, where the rules say so; never when something about it is acute.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        given = {name: said for name, said in body.items() if name != "client_id"}

        def make() -> KnownLack:
            lack_id = responsibility.add_lack(session, municipality_code, **given, actor=actor, now=now)
            return responsibility.get_lack(session, municipality_code, lack_id)

        def find(lack_id: UUID) -> KnownLack:
            return responsibility.get_lack(session, municipality_code, lack_id)

        return _say(write_once(session, municipality_code, body, make=make, find=find, now=now))


@resource.route(f"{_LACKS}/<uuid:lack_id>")
@resource.response(200, schema=LackItem, example=_LACK_EXAMPLE, description="The entry.")
@door(Right.SEE_CASES)
def get_known_lack(municipality_code: str, lack_id: UUID) -> Any:
    """Tell what is so on purpose

    With the decision behind it, the place and the time.
    """
    with transaction(current_scope()) as session:
        return _say(responsibility.get_lack(session, municipality_code, lack_id))


@resource.route(f"{_LACKS}/<uuid:lack_id>", methods=["PATCH"])
@resource.arguments(LackChange, example={"areaCode": "ost", "seen": PRINT})
@resource.response(200, schema=LackItem, example=_LACK_EXAMPLE, description="The entry.")
@door(Right.KEEP_RULES)
def change_known_lack(body: Body, municipality_code: str, lack_id: UUID) -> Any:
    """Change an entry

    What has been answered by it stays answered.
    """
    seen = body.pop("seen", None)
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"given": body, "seen": seen, "actor": current_actor(), "now": clock.now(session)}
        return _say(responsibility.change_lack(session, municipality_code, lack_id, **given))


@resource.route(f"{_LACKS}/<uuid:lack_id>/endings", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(201, schema=LackPage, example={"items": [], "page": 1, "limit": 100, "hasMore": False},
                   description="What is left.")  # fmt: skip
@door(Right.KEEP_RULES)
def end_known_lack(body: Body, municipality_code: str, lack_id: UUID) -> dict[str, Any]:
    """End an entry

    From now on it is a fault again. Ended twice it is ended once.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        responsibility.end_lack(session, municipality_code, lack_id, actor=current_actor(), now=now)
        left = responsibility.list_lacks(session, municipality_code, at=now)
        return cut_page([_say(each) for each in left], {"page": 1, "limit": 100})


def _say(lack: KnownLack) -> dict[str, Any]:
    return {name: getattr(lack, name) for name in LackItem().fields if name != "version"} | {
        "version": print_of([lack])
    }
