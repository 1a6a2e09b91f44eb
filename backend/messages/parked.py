"""What could not be told, or not be done: it comes to the kontaktcenter's list."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import CaseNotFound, Whose, Why
from backend.deliveries import DeliveryParked
from backend.foundation.outbox import ParkedReaction

log = logging.getLogger(__name__)


def show_parked_delivery(session: Session, parked: DeliveryParked, now: datetime) -> None:
    """A message about a case was given up: a person finds another way. One of no case stands in the list of messages."""
    if parked.case_id is None:
        return
    cases.ask_for_person(
        session,
        parked.municipality,
        parked.case_id,
        why=Why.DELIVERY_PARKED,
        whose=Whose.KONTAKTCENTER,
        facts={
            "delivery_id": str(parked.delivery_id),
            "text_code": parked.text_code,
            "recipient_kind": parked.recipient_kind,
            "reason": parked.reason_code,
        },
        now=now,
    )


def tell_parked_reaction(session: Session, parked: ParkedReaction, now: datetime) -> None:
    """Something that should have followed an event did not: a person looks at the case, where the stream is one."""
    try:
        cases.ask_for_person(
            session,
            parked.municipality,
            parked.stream_id,
            why=Why.REACTION_PARKED,
            whose=Whose.KONTAKTCENTER,
            facts={"event_id": str(parked.event_id), "reaction": parked.reaction},
            now=now,
        )
    except CaseNotFound:
        log.error("reaction parked", extra={"reaction": parked.reaction, "event": str(parked.event_id)})
