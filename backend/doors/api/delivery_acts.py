"""What staff do with a delivery: send it again, another way, say that they saw it, and how a letter or a call went."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from backend import cases, deliveries, messages
from backend.accounts import Right
from backend.cases import Why
from backend.deliveries import Channel, Delivery
from backend.deliveries.queries import no_such_delivery
from backend.doors.api.codes import Code
from backend.doors.api.deliveries import ADDRESS, EXAMPLE, DeliveryItem, find_references, item_of, may_see
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, note
from backend.doors.shared import current_actor, current_house, current_scope, door, transaction
from backend.foundation import clock

resource = ApiBlueprint("delivery_acts", __name__, description="What staff do with what did not get through.")

_ONE = f"{ADDRESS}/<uuid:delivery_id>"
_LONG = validate.Length(max=1000, error="At most 1000 characters.")
Act = Callable[[Session, Delivery, datetime], UUID | None]


class OtherWayBody(ApiSchema):
    """Another way to the same person."""

    channel = Code(Channel, "mail, sms, letter or call.", "call", required=True)
    address = fields.String(
        load_default="",
        validate=_LONG,
        metadata=note("A mailbox, a number, or what stands on an envelope. Empty: the other one they left.", ""),
    )


class OutcomeBody(ApiSchema):
    """How a letter or a call went."""

    done = fields.Boolean(required=True, metadata=note("Whether they have been told, or it is posted.", True))
    words = fields.String(load_default="", validate=_LONG, metadata=note("How it went.", "Amira svarade."))


@resource.route(f"{_ONE}/resendings", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(200, schema=DeliveryItem, example={**EXAMPLE, "fate": "queued"}, description="It is tried again.")
@door(Right.RESEND_DELIVERIES)
def resend_delivery(body: dict[str, Any], municipality_code: str, delivery_id: UUID) -> dict[str, Any]:
    """Send again what was given up or came back

    A mail goes under the same Message-ID. An SMS that may have arrived goes a second time. The case leaves the list it
    stood on for it.
    """

    def act(session: Session, delivery: Delivery, now: datetime) -> None:
        deliveries.resend_delivery(session, municipality_code, delivery.id, actor=current_actor(), now=now)

    return _act(municipality_code, delivery_id, act, settles=True)


@resource.route(f"{_ONE}/other-ways", methods=["POST"])
@resource.arguments(OtherWayBody, example={"channel": "call", "address": "070-174 06 05"})
@resource.response(
    201,
    schema=DeliveryItem,
    example={**EXAMPLE, "channel": "call", "fate": "queued", "resentFrom": EXAMPLE["id"]},
    description="The message that is sent instead.",
)
@door(Right.RESEND_DELIVERIES)
def send_another_way(body: dict[str, Any], municipality_code: str, delivery_id: UUID) -> dict[str, Any]:
    """Send by another channel what was given up or came back

    The two point at each other, and count as one telling of the step. Letters and calls become tasks.
    """

    def act(session: Session, delivery: Delivery, now: datetime) -> UUID:
        return messages.send_another_way(
            session,
            municipality_code,
            delivery.id,
            channel=body["channel"],
            address=body["address"],
            open_prefixes=current_house().settings.sms.open_prefixes,
            actor=current_actor(),
            now=now,
        )

    return _act(municipality_code, delivery_id, act, settles=True)


@resource.route(f"{_ONE}/sightings", methods=["POST"])
@resource.arguments(ApiSchema, example={})
@resource.response(200, schema=DeliveryItem, example=EXAMPLE, description="Who saw it first is written down.")
@door(Right.RESEND_DELIVERIES)
def see_delivery(body: dict[str, Any], municipality_code: str, delivery_id: UUID) -> dict[str, Any]:
    """Say that you have seen that it did not get through

    The first one to say so is kept.
    """

    def act(session: Session, delivery: Delivery, now: datetime) -> None:
        deliveries.mark_seen(session, municipality_code, delivery.id, actor=current_actor(), now=now)

    return _act(municipality_code, delivery_id, act)


@resource.route(f"{_ONE}/outcomes", methods=["POST"])
@resource.arguments(OutcomeBody, example={"done": True, "words": "Amira svarade."})
@resource.response(
    200, schema=DeliveryItem, example={**EXAMPLE, "channel": "call", "fate": "delivered"}, description="How it went."
)
@door(Right.RESEND_DELIVERIES)
def carry_out(body: dict[str, Any], municipality_code: str, delivery_id: UUID) -> dict[str, Any]:
    """Say how a letter or a call went

    Done: a call is delivered, a letter handed over. Not done: it is given up, and another way is found.
    """

    def act(session: Session, delivery: Delivery, now: datetime) -> None:
        deliveries.carry_out(
            session,
            municipality_code,
            delivery.id,
            done=body["done"],
            words=body["words"],
            actor=current_actor(),
            now=now,
        )

    return _act(municipality_code, delivery_id, act)


def _act(municipality: str, delivery_id: UUID, act: Act, *, settles: bool = False) -> dict[str, Any]:
    """Do it where the caller may see the delivery, and answer it, or the one that came of it, as it is then."""
    scope = current_scope()
    with transaction(scope) as session:
        delivery = deliveries.get_delivery(session, municipality, delivery_id)
        known = find_references(session, municipality, [delivery])
        if not may_see(delivery, known, scope):
            raise no_such_delivery()
        now = clock.now(session)
        new_id = act(session, delivery, now)
        if settles and delivery.case_id is not None:
            actor = current_actor()
            cases.settle_attention(
                session, municipality, delivery.case_id, Why.DELIVERY_PARKED, settled_by=actor.id, now=now
            )
        return item_of(deliveries.get_delivery(session, municipality, new_id or delivery_id), known)
