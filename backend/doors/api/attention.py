"""What needs a person: why, whose, until when."""

from datetime import datetime
from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from backend import cases
from backend.accounts import Right
from backend.cases import Case, Whose, Why
from backend.doors.api.acting import AS_CASE, Body, act_on_case
from backend.doors.api.case_act_schemas import SettlementBody
from backend.doors.api.case_full_schemas import AttentionPart
from backend.doors.api.case_schemas import AT, CASE_EXAMPLE, CaseItem, VersionHeader
from backend.doors.api.case_views import attention_part, case_item
from backend.doors.api.cases import ADDRESS, Answer
from backend.doors.api.codes import Code
from backend.doors.api.paging import page_of
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, PageQuery, note
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.pressing import list_pressing_ids
from backend.foundation import audit
from backend.foundation.errors import Invalid

resource = ApiBlueprint("attention", __name__, description="What needs a person.")

SETTLED_BY_HAND = frozenset(
    {
        *(Why.NEW_WORDS, Why.DELIVERY_PARKED, Why.REACTION_PARKED, Why.REFUSED_ACT, Why.THIRD_MOVE),
        Why.ACCEPTANCE_OVERDUE,
    }
)
"""Reasons that no act of the case answers by itself: a person says that they have looked."""


class AttentionQuery(PageQuery):
    """Whose list."""

    whose = Code(Whose, "kontaktcenter, unit or head; every list without it.", "unit")
    unit = fields.String(metadata=note("One unit's.", "gata"))


class AttentionItem(AttentionPart):
    """A reason, and the case that has it."""

    case = fields.Nested(CaseItem, metadata=note("The case."))


class AttentionPage(ApiSchema):
    """A page of a list; what is done leaves it, so it has no cursor."""

    items = fields.List(fields.Nested(AttentionItem), metadata=note("People at risk first, then by when."))
    incidents = fields.List(
        fields.UUID(),
        metadata=note("Incidents whose last day to tell IMY has begun, for those who keep the register.", []),
    )
    position = fields.String(metadata=note("How far the municipality's events had been placed.", "1.4711"))


@resource.route("/<municipality:municipality_code>/attention")
@resource.arguments(AttentionQuery, location="query")
@resource.response(
    200,
    schema=AttentionPage,
    example={
        "items": [
            {
                "why": "approve",
                "whose": "unit",
                "unitCode": "gata",
                "until": AT,
                "isAcute": False,
                "raisedAt": AT,
                "facts": {"orderId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"},
                "case": CASE_EXAMPLE,
            }
        ],
        "incidents": [],
        "position": "1.4711",
    },
    description="The list.",
)
@door(Right.SEE_CASES, limit="600/minute")
def list_attention(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List what needs a person

    With the reason, whose it is and until when it should be looked at. People at risk come first.
    """
    end = query["page"] * query["limit"]
    with transaction(current_scope()) as session:
        found = cases.list_attention(
            session, municipality_code, whose=query.get("whose"), unit_code=query.get("unit"), limit=end
        )[end - query["limit"] :]
        shown = [attention_part(each) | {"case": case_item(case, names)} for each, case, names in found]
        page = page_of(session, municipality_code, shown, None)
        pressing = list_pressing_ids(session, municipality_code)
        return {"items": page["items"], "position": page["position"], "incidents": pressing}


@resource.route(f"{ADDRESS}/<reference>/settlements", methods=["POST"])
@resource.arguments(SettlementBody, example={"why": "new_words"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def settle_attention(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Say "I have looked"

    Takes a reason off the list that no act of the case answers by itself, such as new words or an undelivered message.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        why, actor = body["why"], current_actor()
        if why not in SETTLED_BY_HAND:
            words = "An act on the case answers this reason."
            raise Invalid("answered_by_act", words, fields={"why": words})
        cases.settle_attention(session, municipality_code, case.id, why, settled_by=actor.id, now=now)
        audit.record(
            session,
            municipality_code,
            actor=actor,
            act="settle_attention",
            subject=("case", case.id),
            facts={"why": why.value},
            now=now,
        )

    return act_on_case(body, header, municipality_code, reference, act)
