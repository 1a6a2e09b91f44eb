"""What is held before responsibility is decided: letting many through at once, and the ceilings that hold."""

from typing import Any

from marshmallow import fields, validate

from backend import cases
from backend.accounts import Right
from backend.cases import Ceiling, Per
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT
from backend.doors.api.cases import find_case
from backend.doors.api.codes import Code
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.foundation import clock
from backend.foundation.ids import show_reference

resource = ApiBlueprint("held-reports", __name__, description="Reports held above a ceiling.")

_TENANT = "/<municipality:municipality_code>"
_LIST = validate.Length(min=1, max=200, error="1 to 200 references.")


class HeldItem(ApiSchema):
    """One held case."""

    reference = fields.String(metadata=note("Its reference.", "K7M4-RTXB"))
    per = fields.String(
        allow_none=True,
        metadata=note("The ceiling it passed: source, address or place; null: held for another reason."),
    )
    category = fields.String(metadata=note("What it is about.", "belysning.enstaka"))
    place = fields.String(metadata=note("Where.", "Storgatan 12"))
    is_acute = fields.Boolean(metadata=note("Whether somebody may be hurt; the alarm rings all the same.", False))
    held_at = Moment(metadata=note("Since when.", AT))


class HeldList(ApiSchema):
    """What is held now."""

    items = fields.List(fields.Nested(HeldItem), metadata=note("People at risk first, then the oldest; at most 200."))


class ReleaseBody(ActBody):
    """Which to let through."""

    references = fields.List(
        fields.String(), required=True, validate=_LIST, metadata=note("Their references.", ["K7M4-RTXB"])
    )


class Released(ApiSchema):
    """How many were let through; those no longer held are left as they are."""

    released = fields.Integer(metadata=note("How many.", 12))


class CeilingPart(ApiSchema):
    """One ceiling: above it reports are taken and held."""

    per = Code(Per, "What is counted: the network, the address to answer to, the place.", "source", required=True)
    most = fields.Integer(required=True, metadata=note("At most so many reports.", 40))
    minutes = fields.Integer(required=True, metadata=note("In so many minutes.", 60))


class CeilingList(ApiSchema):
    """The ceilings as they hold."""

    items = fields.List(fields.Nested(CeilingPart), metadata=note("One for each thing that is counted."))


_CEILING = {"per": "source", "most": 40, "minutes": 60}


@resource.route(f"{_TENANT}/held-cases")
@resource.response(
    200,
    schema=HeldList,
    example={
        "items": [
            {
                "reference": "K7M4-RTXB",
                "per": "source",
                "category": "belysning.enstaka",
                "place": "Storgatan 12",
                "isAcute": False,
                "heldAt": AT,
            }
        ]
    },
    description="What is held.",
)
@door(Right.SEE_CASES)
def list_held(municipality_code: str) -> dict[str, Any]:
    """List what is held

    Taken and acknowledged, but not decided until a person lets it through.
    """
    with transaction(current_scope()) as session:
        return {
            "items": [
                {
                    "reference": show_reference(case.reference),
                    "per": held.facts.get("per"),
                    "category": case.category,
                    "place": case.place,
                    "is_acute": case.is_acute,
                    "held_at": held.raised_at,
                }
                for held, case in cases.list_held(session, municipality_code)
            ]
        }


@resource.route(f"{_TENANT}/held-cases/releases", methods=["POST"])
@resource.arguments(ReleaseBody, example={"references": ["K7M4-RTXB"]})
@resource.response(201, schema=Released, example={"released": 1}, description="Let through.")
@door(Right.DECIDE_CASES)
def release_held(body: dict[str, Any], municipality_code: str) -> dict[str, int]:
    """Let many held cases through

    Each goes to its decision as any other. Sent again, it lets through nothing more.
    """
    with transaction(current_scope()) as session:
        found = [find_case(session, municipality_code, reference).id for reference in body["references"]]
        now = clock.now(session)
        return {"released": cases.release_cases(session, municipality_code, found, actor=current_actor(), now=now)}


@resource.route(f"{_TENANT}/intake-ceilings")
@resource.response(200, schema=CeilingList, example={"items": [_CEILING]}, description="The ceilings.")
@door(Right.SEE_CASES)
def list_ceilings(municipality_code: str) -> dict[str, Any]:
    """List the ceilings of the intake

    The municipality's own, else those that come with the house.
    """
    with transaction(current_scope()) as session:
        found = cases.list_ceilings(session, municipality_code)
    return {"items": [{"per": per, "most": each.most, "minutes": each.minutes} for per, each in found.items()]}


@resource.route(f"{_TENANT}/intake-ceilings", methods=["PUT"])
@resource.arguments(CeilingPart, example=_CEILING)
@resource.response(200, schema=CeilingPart, example=_CEILING, description="The ceiling as it holds.")
@door(Right.ADMINISTER)
def set_ceiling(body: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Set a ceiling of the intake

    Written to the audit log.
    """
    with transaction(current_scope()) as session:
        ceiling = Ceiling(body["most"], body["minutes"])
        actor, now = current_actor(), clock.now(session)
        cases.set_ceiling(session, municipality_code, body["per"], ceiling=ceiling, actor=actor, now=now)
    return body
