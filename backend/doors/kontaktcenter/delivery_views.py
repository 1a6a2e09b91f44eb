"""Deliveries as the console's lists show them. No address stands there: that is looked at by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext

from backend import deliveries
from backend.deliveries import MICRO, Channel, Delivery, Fate, RecipientKind
from backend.doors.kontaktcenter.words import FATES, PARKED, RECIPIENTS, word_for

CHANNELS = {
    Channel.MAIL: lazy_gettext("e-mail"),
    Channel.SMS: lazy_gettext("SMS"),
    Channel.LETTER: lazy_gettext("Letter"),
    Channel.CALL: lazy_gettext("Call"),
    Channel.OPEN311: lazy_gettext("Their system"),
}
TASKS = {
    (Channel.CALL, RecipientKind.REPORTER): lazy_gettext("Ring the reporter"),
    (Channel.CALL, RecipientKind.STAFF): lazy_gettext("Ring staff"),
    (Channel.CALL, RecipientKind.CONTRACTOR): lazy_gettext("Ring the contractor"),
    (Channel.CALL, RecipientKind.BODY): lazy_gettext("Ring the other body"),
    (Channel.LETTER, RecipientKind.REPORTER): lazy_gettext("Post a letter to the reporter"),
    (Channel.LETTER, RecipientKind.STAFF): lazy_gettext("Post a letter to staff"),
    (Channel.LETTER, RecipientKind.CONTRACTOR): lazy_gettext("Post a letter to the contractor"),
    (Channel.LETTER, RecipientKind.BODY): lazy_gettext("Post a letter to the other body"),
}
_UNREAD = lazy_gettext("About another authority's matter")
UNDELIVERED = (Fate.PARKED, Fate.FAILED)


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery in a list."""

    id: UUID
    case_id: UUID | None
    channel: str
    recipient: str
    task: str
    subject: str
    preview: str
    fate: str
    is_undelivered: bool
    why: str
    may_have_arrived: bool
    may_resend: bool
    attempts: int
    repeats: int
    segments: int
    kronor: str
    queued_at: datetime
    seen_at: datetime | None
    seen_by: str
    resent_by: str
    is_second: bool
    done_words: str
    other_channels: tuple[tuple[str, str], ...]


def view_row(
    delivery: Delivery,
    *,
    names: Mapping[UUID, str],
    resent: Mapping[UUID, Delivery],
    has_sms: bool,
    unread: bool = False,
) -> DeliveryRow:
    """One row; ``names`` of those who saw it, ``resent`` the deliveries that were sent instead.

    ``unread``: about another authority's matter, so that its text is not the reader's.
    """
    reason = delivery.parked_reason
    second = resent.get(delivery.resent_as) if delivery.resent_as else None
    is_open = delivery.fate in UNDELIVERED and delivery.resent_as is None
    return DeliveryRow(
        id=delivery.id,
        case_id=delivery.case_id,
        channel=word_for(CHANNELS, delivery.channel),
        recipient=word_for(RECIPIENTS, delivery.recipient_kind),
        task=word_for(TASKS, (delivery.channel, delivery.recipient_kind))
        if delivery.channel in deliveries.TASKS
        else "",
        subject=str(_UNREAD) if unread else delivery.subject,
        preview="" if unread else deliveries.render_preview(delivery),
        fate=word_for(FATES, delivery.fate),
        is_undelivered=delivery.fate in UNDELIVERED,
        why=word_for(PARKED, reason) if reason else "",
        may_have_arrived=reason is not None and reason.may_have_arrived,
        may_resend=is_open,
        attempts=delivery.attempts,
        repeats=delivery.repeats,
        segments=delivery.segments or 0,
        kronor=in_kronor(delivery.cost_micro or 0) if delivery.cost_micro else "",
        queued_at=delivery.queued_at,
        seen_at=delivery.seen_at,
        seen_by=names.get(delivery.seen_by, "") if delivery.seen_by else "",
        resent_by=word_for(CHANNELS, second.channel) if second else "",
        is_second=delivery.resent_from is not None,
        done_words="" if unread else delivery.done_words or "",
        other_channels=tuple(
            (each.value, str(words))
            for each, words in CHANNELS.items()
            if is_open and each not in (delivery.channel, Channel.OPEN311) and (has_sms or each is not Channel.SMS)
        ),
    )


def in_kronor(micro: int) -> str:
    """An amount in kronor as Swedes write it."""
    return f"{micro / MICRO:.2f}".replace(".", ",")
