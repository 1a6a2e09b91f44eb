"""What a person told us, as every door hands it to the intake."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases.words import Channel, LateReason


@dataclass(frozen=True)
class ReportForm:
    """What a person told us. ``longitude`` and ``latitude`` are WGS84 degrees; ``answers`` question code → answer.

    Word goes to ``mail`` or to ``mobile``, as SMS: to the one there is, of two to the one that ``prefers`` ("mail" or
    "sms") names. ``client_id`` is the sender's own 128 random bits, the same for every sending of this report. ``received_at`` is
    only given by staff entering a report that came in earlier; ``entered_by`` is then their person id,
    ``late_reason`` why, and ``reserved_reference`` the one its paper form carried. ``asset_id`` is the known thing it is
    about, before ``asset_number``. ``fix_longitude`` and ``fix_latitude``: where the device itself said it was.
    """

    client_id: str
    category: str
    longitude: float
    latitude: float
    channel: Channel
    words: str = ""
    language: str = "sv"
    answers: dict[str, Any] = field(default_factory=dict)
    accuracy_m: float | None = None
    place_words: str = ""
    asset_number: str | None = None
    asset_id: UUID | None = None
    fix_longitude: float | None = None
    fix_latitude: float | None = None
    fix_accuracy_m: float | None = None
    name: str | None = None
    mail: str | None = None
    mobile: str | None = None
    prefers: str = "mail"
    wants_word: bool = True
    may_show_words: bool = False
    may_show_photo: bool = False
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    entered_by: UUID | None = None
    late_reason: LateReason | None = None
    reserved_reference: str | None = None


def body_of(form: ReportForm) -> dict[str, Any]:
    """What makes two sendings the same one; what older senders do not know of is left out where it is not used."""
    body = {name: said for name, said in vars(form).items() if name != "client_id"}
    body["asset_id"] = str(form.asset_id) if form.asset_id else None
    later = ("late_reason", "reserved_reference", "asset_id", "fix_longitude", "fix_latitude", "fix_accuracy_m")
    for name in later:
        if body[name] is None:
            del body[name]
    if body["mobile"] is None:  # a phone that has not heard of it yet sends the same report again
        del body["mobile"], body["prefers"]
    return body
