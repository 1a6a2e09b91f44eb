"""What is asked at a provider about a message in doubt, and what counts as an answer."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.deliveries.claims import Claimed
from backend.deliveries.letters import Channel
from backend.deliveries.lifecycle import Fate, ParkedReason
from backend.deliveries.models import Delivery
from backend.deliveries.ports import AnswersLater, Receipt, Sought, Transport

AROUND = timedelta(days=1)


def describe_sought(session: Session, claimed: Claimed, address: str) -> Sought | None:
    """What to ask for; None where another message to the same number is in doubt too: no answer could tell them apart.

    Looks across municipalities, as the worker may: one account at the provider serves them all. In another body's
    system our reference tells one case from another.
    """
    near = (
        (Delivery.channel == claimed.channel)
        & (Delivery.address == address)
        & (Delivery.first_tried_at > claimed.first_tried_at - AROUND)
    )
    if claimed.channel is Channel.OPEN311:
        near &= Delivery.form["reference"].astext == (claimed.form or {}).get("reference", "")
    in_doubt = (Delivery.fate == Fate.IN_DOUBT) | (Delivery.parked_reason == ParkedReason.IN_DOUBT)
    others = sa.select(sa.func.count()).where(near, in_doubt, Delivery.provider_id.is_(None), Delivery.id != claimed.id)
    if session.scalar(others):
        return None
    known = session.scalars(sa.select(Delivery.provider_id).where(near, Delivery.provider_id.is_not(None)))
    return Sought(address, claimed.first_tried_at, frozenset(each for each in known if each), claimed.form or {})


def find_sent(transport: Transport, sought: Sought | None) -> Receipt | None:
    """The provider's answer; None where it does not know, cannot be asked, or could not tell. May raise."""
    if sought is None or not isinstance(transport, AnswersLater):
        return None
    return transport.find_sent(sought)
