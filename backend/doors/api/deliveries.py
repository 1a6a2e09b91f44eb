"""Deliveries: what left the house and what did not. No address and no text is shown here; acts are in ``delivery_acts``."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy.orm import Session

from backend import cases, deliveries
from backend.accounts import Right
from backend.deliveries import MICRO, Delivery, Fate
from backend.doors.api.case_schemas import AT
from backend.doors.api.cases import find_case
from backend.doors.api.codes import Code
from backend.doors.api.paging import CursorQuery, FollowedPage, cut_rows, page_of, read_cursor, read_id, rows_wanted
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.shared import current_scope, door, transaction
from backend.foundation.database import Scope
from backend.foundation.ids import show_reference
from backend.foundation.logs import mask

resource = ApiBlueprint("deliveries", __name__, description="What leaves the house, and its fate.")

ADDRESS = "/<municipality:municipality_code>/deliveries"
_SAME = (
    *("id", "channel", "recipient_kind", "text_code", "language", "fate", "parked_reason", "attempts", "repeats"),
    *("urgent", "queued_at", "not_before", "next_attempt_at", "ended_at", "segments", "resent_from", "resent_as"),
    *("seen_at", "done_words"),
)
EXAMPLE = {
    "id": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    "caseReference": "K7M4-RTXB",
    "channel": "mail",
    "recipientKind": "reporter",
    "textCode": "received",
    "language": "sv",
    "fate": "parked",
    "parkedReason": "refused",
    "lastError": "550 no such mailbox",
    "attempts": 1,
    "repeats": 0,
    "urgent": False,
    "queuedAt": AT,
    "notBefore": AT,
    "nextAttemptAt": AT,
    "endedAt": AT,
    "segments": None,
    "costKronor": None,
    "resentFrom": None,
    "resentAs": None,
    "seenAt": None,
    "doneWords": None,
}


class DeliveryQuery(CursorQuery):
    """Which deliveries."""

    fate = Code(Fate, "Only those of one fate.", "parked")
    case = fields.String(metadata=note("Only those of one case, by reference.", "K7M4-RTXB"))


class DeliveryItem(ApiSchema):
    """One message to one recipient, and its fate."""

    id = fields.UUID(metadata=note("Its id."))
    case_reference = fields.String(allow_none=True, metadata=note("The case it is about.", "K7M4-RTXB"))
    channel = fields.String(
        metadata=note("mail, sms, letter or call; the last two are carried out by a person.", "mail")
    )
    recipient_kind = fields.String(metadata=note("reporter, staff, contractor or body.", "reporter"))
    text_code = fields.String(metadata=note("Which text.", "received"))
    language = fields.String(metadata=note("Its language.", "sv"))
    fate = fields.String(
        metadata=note(
            "queued, in_doubt, handed_over, delivered, failed, parked, overtaken or unwanted.",
            "parked",
        )
    )
    parked_reason = fields.String(allow_none=True, metadata=note("Why it was given up.", "refused"))
    last_error = fields.String(allow_none=True, metadata=note("What the receiver said.", "550 no such mailbox"))
    attempts = fields.Integer(metadata=note("How often it was tried.", 1))
    repeats = fields.Integer(metadata=note("Tries that may have put a second copy before the recipient.", 0))
    urgent = fields.Boolean(metadata=note("Whether it is an alarm.", False))
    queued_at = Moment(metadata=note("When it was written.", AT))
    not_before = Moment(metadata=note("When it goes at the earliest.", AT))
    next_attempt_at = Moment(metadata=note("When it is tried next.", AT))
    ended_at = Moment(allow_none=True, metadata=note("When its fate was settled.", AT))
    segments = fields.Integer(allow_none=True, metadata=note("Of an SMS: how many it became.", 1))
    cost_kronor = fields.Float(allow_none=True, metadata=note("Of an SMS: what it cost, in kronor.", 0.35))
    resent_from = fields.UUID(allow_none=True, metadata=note("The message this one was sent instead of."))
    resent_as = fields.UUID(allow_none=True, metadata=note("The message sent another way instead of this one."))
    seen_at = Moment(allow_none=True, metadata=note("When staff first saw that it did not get through.", AT))
    done_words = fields.String(allow_none=True, metadata=note("How a letter or a call went, in words.", None))


class DeliveryPage(FollowedPage):
    """A page of deliveries."""

    items = fields.List(fields.Nested(DeliveryItem), metadata=note("Newest first."))


@resource.route(ADDRESS)
@resource.arguments(DeliveryQuery, location="query")
@resource.response(
    200,
    schema=DeliveryPage,
    example={"items": [EXAMPLE], "next": None, "position": "1.4711"},
    description="Deliveries, newest first.",
)
@door(Right.SEE_DELIVERIES, limit="600/minute")
def list_deliveries(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List what left the house, or tried to

    By fate or by case. Whose role is held in a unit sees those of its authority's cases.
    """
    scope = current_scope()
    after = read_cursor(query, read_id)
    with transaction(scope) as session:
        case = find_case(session, municipality_code, query["case"]) if "case" in query else None
        rows = deliveries.list_deliveries(
            session,
            municipality_code,
            fate=query.get("fate"),
            case_id=case.id if case else None,
            after=after[0] if after else None,
            limit=rows_wanted(query),
        )
        shown, following = cut_rows(rows, query, lambda delivery: (delivery.id,))
        known = {case.id: case.reference} if case else find_references(session, municipality_code, shown)
        items = [item_of(row, known) for row in shown if may_see(row, known, scope)]
        return page_of(session, municipality_code, items, following)


def find_references(session: Session, municipality: str, shown: Sequence[Delivery]) -> dict[UUID, str]:
    """Case id → reference, of the cases the caller may see."""
    ids = {delivery.case_id for delivery in shown if delivery.case_id is not None}
    return {case.id: case.reference for case in cases.find_cases(session, municipality, ids).values()}


def may_see(delivery: Delivery, known: dict[UUID, str], scope: Scope) -> bool:
    """Whether it is the caller's: deliveries have no authority's wall, their cases have."""
    return scope.authority is None or delivery.case_id in known


def item_of(delivery: Delivery, known: dict[UUID, str]) -> dict[str, Any]:
    """One delivery as the API shows it."""
    reference = known.get(delivery.case_id) if delivery.case_id else None
    return {name: getattr(delivery, name) for name in _SAME} | {
        "case_reference": show_reference(reference) if reference else None,
        # A mail server's words may hold the recipient's address.
        "last_error": mask(delivery.last_error) if delivery.last_error else None,
        "cost_kronor": None if delivery.cost_micro is None else delivery.cost_micro / MICRO,
    }
