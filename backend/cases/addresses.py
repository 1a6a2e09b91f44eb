"""Where a reporter is answered: a mailbox, a number for SMS, or both with one of them preferred."""

import hashlib
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.cases.models import ReporterAddress
from backend.deliveries import Channel, normalise_number
from backend.foundation.ids import new_id
from backend.foundation.writing import make


class Answerable(Protocol):
    """What a report says of where to answer it."""

    @property
    def mail(self) -> str | None: ...
    @property
    def mobile(self) -> str | None: ...
    @property
    def prefers(self) -> str: ...
    @property
    def wants_word(self) -> bool: ...


def recipient_key(municipality: str, channel: str, address: str) -> str:
    """The same text for one address in one municipality, so that a person with several reports is told once."""
    normal = address.strip().lower()
    return f"{channel}:{hashlib.sha256(f'{municipality}|{normal}'.encode()).hexdigest()[:24]}"


def new_addresses(municipality: str, report_id: UUID, form: Answerable, *, now: datetime) -> list[ReporterAddress]:
    """Each address the report came with, not yet written; word goes to one of them, the other is there should that fail."""
    given: dict[Channel, str] = {}
    if form.mail:
        given[Channel.MAIL] = form.mail.strip()
    if form.mobile:
        given[Channel.SMS] = normalise_number(form.mobile)
    wanted = Channel.SMS if form.prefers == Channel.SMS and Channel.SMS in given else next(iter(given), None)
    return [
        make(
            ReporterAddress,
            municipality=municipality,
            id=new_id(),
            report_id=report_id,
            channel=channel.value,
            address=address,
            recipient_key=recipient_key(municipality, channel, address),
            wants_word=form.wants_word and channel is wanted,
            recorded_at=now,
        )
        for channel, address in given.items()
    ]
