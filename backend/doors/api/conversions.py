"""Converting a case to another kind or category, its consequence before it is done, and handing a matter over."""

from datetime import datetime
from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend import cases, messages
from backend.accounts import Right
from backend.cases import Case
from backend.catalogue import CaseKind
from backend.doors.api.acting import AS_CASE, Body, act_on_case, act_once, as_staff
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import AT, VersionHeader
from backend.doors.api.cases import ADDRESS, Answer, find_case
from backend.doors.api.codes import Code, Words
from backend.doors.api.report_schemas import in_languages
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, QuerySchema, note
from backend.doors.shared import current_scope, door, transaction
from backend.doors.shared.sight import refuse_unread
from backend.foundation import clock
from backend.foundation.ids import show_reference

resource = ApiBlueprint("conversions", __name__, description="Converting cases between kinds and categories.")

_SHORT = validate.Length(min=1, max=200, error="1 to 200 characters.")


def _category() -> fields.String:
    return fields.String(validate=_SHORT, metadata=note("The category, where it changes too.", "trafik.farthinder"))


class ConversionQuery(QuerySchema):
    """What the case would become."""

    kind = Code(CaseKind, "The kind.", "viewpoint", required=True)
    category = _category()
    language = fields.String(load_default="sv", validate=_SHORT, metadata=note("The language of the text.", "sv"))


class ConversionBody(ActBody):
    """What the case becomes, and why."""

    kind = Code(CaseKind, "The kind.", "viewpoint", required=True)
    category = _category()
    reason = Words("Why; kept as a note.", "Det är en synpunkt.", at_least=1, required=True)


class NextPromise(ApiSchema):
    """What would be promised."""

    kind = fields.String(metadata=note("What happens then.", "answer"))
    due_at = Moment(metadata=note("By when.", AT))
    precision = fields.String(metadata=note("How exactly: time, day, week or season.", "day"))


class ConversionShown(ApiSchema):
    """What a conversion would lead to. Nothing has been done."""

    kind = fields.String(metadata=note("The kind.", "viewpoint"))
    category = fields.String(metadata=note("The category.", "trafik.farthinder"))
    priority = fields.String(metadata=note("How soon.", "low"))
    is_public = fields.Boolean(metadata=note("Whether it may be public at once.", False))
    was_public = fields.Boolean(metadata=note("Whether it may be now.", True))
    changes_hands = fields.Boolean(metadata=note("Whether another authority would own it.", False))
    promise = fields.Nested(NextPromise, metadata=note("What would be promised."))
    decision = in_languages("Who would act, by the rules.")
    cancelled_orders = fields.List(fields.String(), metadata=note("The orders taken back.", ["B7M4-RTXB"]))
    told = fields.String(allow_none=True, metadata=note("The text to those who reported; null: they are told nothing."))
    told_to = fields.Integer(metadata=note("How many addresses get it.", 1))
    asked = fields.String(allow_none=True, metadata=note("What they are asked at the end.", "Var svaret tydligt?"))


class ConversionDone(ApiSchema):
    """What the case is now. One that another authority owns is the caller's to see no more."""

    reference = fields.String(metadata=note("The case.", "K7M4-RTXB"))
    kind = fields.String(metadata=note("The kind.", "viewpoint"))
    category = fields.String(metadata=note("The category.", "trafik.farthinder"))
    changes_hands = fields.Boolean(metadata=note("Whether another authority owns it now.", False))


class RegistrationBody(ActBody):
    """The number a matter was registered under."""

    registry_number = fields.String(
        required=True, validate=_SHORT, metadata=note("The registry number (diarienummer).", "MN 2026-0117")
    )


_PREVIEW = {
    "kind": "viewpoint",
    "category": "belysning.enstaka",
    "priority": "low",
    "isPublic": False,
    "wasPublic": True,
    "changesHands": False,
    "promise": {"kind": "answer", "dueAt": AT, "precision": "day"},
    "decision": {"sv": "Gatuenheten svarar själv.", "en": "Streets answers it itself."},
    "cancelledOrders": ["B7M4-RTXB"],
    "told": "K7M4-RTXB: Vi har läst det du skickade och behandlar det från nu som synpunkt.",
    "toldTo": 1,
    "asked": "Var svaret tydligt?",
}
_DONE = {"reference": "K7M4-RTXB", "kind": "viewpoint", "category": "belysning.enstaka", "changesHands": False}


@resource.route(f"{ADDRESS}/<reference>/conversions/preview")
@resource.arguments(ConversionQuery, location="query")
@resource.response(200, schema=ConversionShown, example=_PREVIEW, description="The consequence.")
@door(Right.DECIDE_CASES)
def preview_conversion(query: dict[str, Any], municipality_code: str, reference: str) -> dict[str, Any]:
    """Show what converting a case would lead to

    Promise, orders taken back, what is public, and the text to those who reported. Nothing is changed.
    """
    with transaction(current_scope()) as session:
        case = find_case(session, municipality_code, reference)
        refuse_unread(case)
        seen = messages.preview_conversion(session, municipality_code, case.id, **query, now=clock.now(session))
        plan = seen.plan
        return {
            "kind": plan.kind,
            "category": plan.category.code,
            "priority": plan.priority,
            "is_public": plan.is_public,
            "was_public": plan.was_public,
            "changes_hands": plan.changes_hands,
            "promise": plan.promise,
            "decision": seen.decision.explanation,
            "cancelled_orders": [show_reference(order.reference) for order in seen.cancelled],
            "told": seen.told.body if seen.told else None,
            "told_to": seen.told_to,
            "asked": seen.asked.ask_in(query["language"]) if seen.asked else None,
        }


@resource.route(f"{ADDRESS}/<reference>/conversions", methods=["POST"])
@resource.arguments(ConversionBody, example={"kind": "viewpoint", "reason": "Det är en synpunkt."})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, schema=ConversionDone, example=_DONE, description="Converted; it is decided anew.")
@door(Right.DECIDE_CASES)
def convert_case(body: Body, header: Body, municipality_code: str, reference: str) -> dict[str, Any]:
    """Convert a case to another kind or category

    With the reason as a note and a new promise; it is decided anew, and those who reported are told of a new kind.
    """
    done: dict[str, Any] = {"reference": reference, "kind": body["kind"], "category": body.get("category")}

    def act(session: Session, case: Case, now: datetime) -> None:
        refuse_unread(case)
        choices = {name: body[name] for name in ("kind", "category", "reason") if name in body}
        plan = cases.convert_case(
            session, municipality_code, case.id, **choices, **as_staff(municipality_code), now=now
        )
        done.update(category=plan.category.code, changes_hands=plan.changes_hands)

    with transaction(current_scope()) as session:
        found = find_case(session, municipality_code, reference)
        done.update(reference=show_reference(found.reference), category=found.category, changes_hands=False)
        act_once(session, found, body, header, act)
    return done


@resource.route(f"{ADDRESS}/<reference>/registrations", methods=["POST"])
@resource.arguments(RegistrationBody, example={"registryNumber": "MN 2026-0117"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.ANSWER_REPORTERS)
def register_matter(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Hand another authority's matter over under its registry number

    By an officer of that authority: it ends with us, and nothing is asked of those who reported.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        refuse_unread(case)
        cases.hand_over_matter(
            session,
            municipality_code,
            case.id,
            registry_number=body["registry_number"],
            **as_staff(municipality_code),
            now=now,
        )

    return act_on_case(body, header, municipality_code, reference, act)
