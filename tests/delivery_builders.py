"""Letters with defaults, and a transport that plays the outside world for senders."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from backend.deliveries import (
    Channel,
    InDoubt,
    Letter,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    RecipientKind,
    Sender,
)
from backend.deliveries.ports import LinkMaker, Transport
from backend.foundation.database import Database

ANGSBY = "9901"
NORRKOPING = "0581"
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
PAST = datetime.now(UTC) - timedelta(hours=1)
"""Something queued then is due now by the real clock."""


def build_letter(**changes: Any) -> Letter:
    """A letter to Amira about her lamp."""
    letter = Letter(
        recipient_kind=RecipientKind.REPORTER,
        recipient_key="amira",
        address="amira@example.org",
        language="sv",
        text_code="received",
        subject="Din anmälan",
        body="Tack! Vi har din anmälan om gatlampan på Ängsgatan.",
        step_id=uuid4(),
    )
    return dataclasses.replace(letter, **changes)


def build_outgoing(**changes: Any) -> Outgoing:
    """A message about to leave."""
    outgoing = Outgoing(
        address="amira@example.org",
        subject="Din anmälan är läst: gatlampan på Ängsgatan",
        body="Tack!\n.\n.. en punkt först på raden\nVi lagar lampan på tisdag. Följ: https://lagat.example/r/K7M4-RTXB\n",
        message_id=f"<{uuid4()}@lagat.example>",
        language="sv",
        dated_at=NOON,
    )
    return dataclasses.replace(outgoing, **changes)


class FakeTransport:
    """Takes every message, or fails each time in the way ``failing`` says; ``in_doubt`` keeps the message too."""

    def __init__(self, failing: str | None = None) -> None:
        self.failing = failing
        self.taken: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> None:
        """See ``deliveries.ports.Transport``."""
        if "@" not in outgoing.address or any(sign in outgoing.address for sign in "\r\n, "):
            raise PermanentFailure("address_malformed")
        if self.failing == "passing":
            raise PassingFailure("sender_refused", "451 4.3.2 later, amira@example.org")
        if self.failing == "permanent":
            raise PermanentFailure("recipient_refused", "550 no such mailbox amira@example.org")
        self.taken.append(outgoing)
        if self.failing == "in_doubt":
            raise InDoubt("answer_lost")


def build_sender(
    database: Database,
    transport: Transport,
    *,
    link_makers: dict[str, LinkMaker] | None = None,
    lease_seconds: float = 30,
) -> Sender:
    """A sender of mail in the worker's role."""
    return Sender(
        database,
        {Channel.MAIL: transport},
        link_makers or {},
        lease_seconds=lease_seconds,
        mail_domain="lagat.example",
        postbox={Channel.MAIL: transport},
    )


def send_all(sender: Sender) -> int:
    """Send until nothing is due; returns how many tries that took."""
    tries = 0
    while sender.send_next():
        tries += 1
    return tries
